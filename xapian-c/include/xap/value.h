#ifndef XAP_VALUE_H
#define XAP_VALUE_H

#include <stddef.h>

#include "xap/error.h"
#include "xap/limits.h"

/* Write `number` to `bytes` in the order-keeping form of libxapian: comparing the bytes of two of
 * them compares the numbers. Returns the length, 0 to XAP_SORTABLE_MAX; minus infinity is the empty
 * string. NaN is not allowed. Cannot fail. */
XAP_API size_t xap_sortable_serialise(double number, char bytes[XAP_SORTABLE_MAX]);

/* The number of a sortable form. Of bytes that xap_sortable_serialise did not write the result is
 * some number, unspecified. Cannot fail; 0 where memory runs out for an overlong form. */
XAP_API double xap_sortable_unserialise(const char *bytes, size_t length);

#endif
