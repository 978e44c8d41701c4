#include "internal.h"

#include <algorithm>

size_t xap_sortable_serialise(double number, char bytes[XAP_SORTABLE_MAX])
{
    /* At most nine bytes, which std::string holds without allocating. */
    const std::string packed = Xapian::sortable_serialise(number);
    size_t length = std::min(packed.size(), static_cast<size_t>(XAP_SORTABLE_MAX));
    std::memcpy(bytes, packed.data(), length);
    return length;
}

double xap_sortable_unserialise(const char *bytes, size_t length)
{
    if (!xap::is_bytes(bytes, length))
        return 0;
    /* Longer forms have no meaning; cut, they fit without allocating. */
    length = std::min(length, static_cast<size_t>(XAP_SORTABLE_MAX));
    return Xapian::sortable_unserialise(xap::as_string(bytes, length));
}
