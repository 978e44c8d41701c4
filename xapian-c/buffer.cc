#include "internal.h"

#include <cstdlib>
#include <new>

void xap::store(xap_buffer *buffer, const char *bytes, size_t length)
{
    if (length >= buffer->capacity) {
        /* No string of C++ is longer than PTRDIFF_MAX, so the sum cannot wrap. */
        size_t capacity = length + length / 2 + 64;
        char *memory = static_cast<char *>(std::realloc(buffer->bytes, capacity));
        if (!memory)
            throw std::bad_alloc();
        buffer->bytes = memory;
        buffer->capacity = capacity;
    }
    if (length)
        std::memcpy(buffer->bytes, bytes, length);
    buffer->bytes[length] = '\0';
    buffer->length = length;
}

xap_status xap_buffer_assign(xap_buffer *buffer, const char *bytes, size_t length, xap_error *err)
{
    if (!xap::reset(buffer))
        return xap::missing(err, "buffer");
    if (!xap::is_bytes(bytes, length))
        return xap::missing(err, "bytes");
    if (length > PTRDIFF_MAX / 2)
        return xap::fail(err, XAP_E_NO_MEMORY, "out of memory");
    return xap::guard(err, [&] {
        xap::store(buffer, bytes, length);
        return XAP_OK;
    });
}

void xap_buffer_clear(xap_buffer *buffer)
{
    if (!buffer)
        return;
    buffer->length = 0;
    if (buffer->bytes)
        buffer->bytes[0] = '\0';
}

void xap_buffer_dispose(xap_buffer *buffer)
{
    if (!buffer)
        return;
    std::free(buffer->bytes);
    *buffer = xap_buffer{nullptr, 0, 0};
}
