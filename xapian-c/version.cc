#include "internal.h"

const char *xap_version_string(void)
{
    return XAP_VERSION_STRING;
}

const char *xap_library_version_string(void)
{
    return Xapian::version_string();
}

int xap_library_major_version(void)
{
    return Xapian::major_version();
}

int xap_library_minor_version(void)
{
    return Xapian::minor_version();
}

int xap_library_revision(void)
{
    return Xapian::revision();
}
