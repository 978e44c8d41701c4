#ifndef XAP_VERSION_H
#define XAP_VERSION_H

#include "xap/export.h"

/* The version of libxap that the program was compiled with. */
#define XAP_VERSION_MAJOR  0
#define XAP_VERSION_MINOR  1
#define XAP_VERSION_PATCH  0
#define XAP_VERSION_STRING "0.1.0"

/* The version of the libxap that is loaded, such as "0.1.0". A string literal; cannot fail. */
XAP_API const char *xap_version_string(void);

/* The version of the libxapian that is loaded, such as "1.4.22". Lasts for ever; cannot fail. */
XAP_API const char *xap_library_version_string(void);

/* The numbers of the libxapian that is loaded: 1, 4 and 22 for 1.4.22. Cannot fail. */
XAP_API int xap_library_major_version(void);
XAP_API int xap_library_minor_version(void);
XAP_API int xap_library_revision(void);

#endif
