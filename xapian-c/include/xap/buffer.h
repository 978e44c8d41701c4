#ifndef XAP_BUFFER_H
#define XAP_BUFFER_H

#include <stddef.h>

#include "xap/error.h"

/* Bytes that belong to somebody else; `bytes` may be NULL where `length` is 0. Not terminated. */
typedef struct xap_view {
    const char *bytes;
    size_t length;
} xap_view;

/*
 * Bytes that the caller owns and functions write into, replacing what was there. The memory is kept
 * from call to call, so one buffer serves many. After a successful call `bytes` is not NULL and
 * bytes[length] is 0; `length` does not count it. After a failed call the buffer is empty.
 */
typedef struct xap_buffer {
    char *bytes;
    size_t length;
    size_t capacity;
} xap_buffer;

#define XAP_BUFFER_INIT                                                                            \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

/* Replace the content by a copy of `length` bytes, which must not lie inside the buffer. General
 * failures only. */
XAP_API xap_status xap_buffer_assign(xap_buffer *buffer, const char *bytes, size_t length,
                                     xap_error *err);

/* Forget the content, keep the memory. Takes NULL. */
XAP_API void xap_buffer_clear(xap_buffer *buffer);

/* Free the memory; the buffer is as new. Takes NULL and an empty buffer. */
XAP_API void xap_buffer_dispose(xap_buffer *buffer);

#endif
