#ifndef HERALD_CORPUS_STORE_VARINT_H
#define HERALD_CORPUS_STORE_VARINT_H

#include <stdbool.h>
#include <stdint.h>

#include "corpus/buffer.h"

/*
 * Numbers in records and segments: little-endian groups of seven bits, the high bit set on all
 * bytes but the last. A number has one spelling only, the shortest.
 */

#define VARINT_MAX 10 /* bytes of the longest, 2^64 - 1 */

/* Write a number and return its length. */
static inline size_t varint_write(uint64_t value, unsigned char out[static VARINT_MAX])
{
    size_t length = 0;
    for (; value >= 0x80; value >>= 7)
        out[length++] = (unsigned char)(value | 0x80);
    out[length++] = (unsigned char)value;
    return length;
}

/* Take a number off the front of `in`; false, `in` and *out untouched, if none stands there. */
static inline bool varint_take(struct slice *in, uint64_t *out)
{
    uint64_t value = 0;
    for (size_t i = 0; i < in->length && i < VARINT_MAX; i++) {
        unsigned char byte = (unsigned char)in->bytes[i];
        if (i == VARINT_MAX - 1 && byte > 1)
            return false;
        value |= (uint64_t)(byte & 0x7F) << (7 * i);
        if (byte & 0x80)
            continue;
        if (byte == 0 && i > 0)
            return false;
        *in = (struct slice){in->bytes + i + 1, in->length - i - 1};
        *out = value;
        return true;
    }
    return false;
}

/* The same with an upper bound. */
static inline bool varint_take_up_to(struct slice *in, uint64_t maximum, uint64_t *out)
{
    struct slice rest = *in;
    uint64_t value;
    if (!varint_take(&rest, &value) || value > maximum)
        return false;
    *in = rest;
    *out = value;
    return true;
}

/* Append a number to a buffer. */
static inline void varint_append(uint64_t value, struct buffer *out)
{
    unsigned char bytes[VARINT_MAX];
    buffer_append(out, bytes, varint_write(value, bytes));
}

#endif
