#ifndef HERALD_CORPUS_UTF8_H
#define HERALD_CORPUS_UTF8_H

/*
 * UTF-8 as Unicode 15 defines it (section 3.9, table 3-7): no surrogates, nothing above U+10FFFF,
 * no overlong forms. U+0000 is a code point like any other.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "corpus/buffer.h"

/* What stands for bytes that are not UTF-8, and its bytes. */
#define UTF8_REPLACEMENT      0xFFFDu
#define UTF8_REPLACEMENT_TEXT "\xEF\xBF\xBD"

/* The most bytes that a code point takes. */
#define UTF8_MAX 4

/*
 * Decode the code point at the start of `length` (at least 1) bytes. Returns how many bytes it
 * takes, 1 to 4, and sets *code_point; or 0, and *code_point to U+FFFD, when no valid code point
 * starts there.
 */
static inline size_t utf8_decode(const char *bytes, size_t length, uint32_t *code_point)
{
    const unsigned char *p = (const unsigned char *)bytes;
    uint32_t first = p[0];
    *code_point = UTF8_REPLACEMENT;
    if (first < 0x80) {
        *code_point = first;
        return 1;
    }
    if (first < 0xC2 || length < 2 || (p[1] & 0xC0) != 0x80)
        return 0;
    if (first < 0xE0) {
        *code_point = (first & 0x1F) << 6 | (p[1] & 0x3Fu);
        return 2;
    }
    if (length < 3 || (p[2] & 0xC0) != 0x80)
        return 0;
    if (first < 0xF0) {
        uint32_t value = (first & 0x0F) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        if (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF))
            return 0;
        *code_point = value;
        return 3;
    }
    if (first > 0xF4 || length < 4 || (p[3] & 0xC0) != 0x80)
        return 0;
    uint32_t value =
        (first & 0x07) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    if (value < 0x10000 || value > 0x10FFFF)
        return 0;
    *code_point = value;
    return 4;
}

/* Write a code point (a Unicode scalar value) and return how many bytes it took, 1 to 4. */
static inline size_t utf8_encode(uint32_t code_point, char out[static UTF8_MAX])
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xC0 | code_point >> 6);
        out[1] = (char)(0x80 | (code_point & 0x3F));
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xE0 | code_point >> 12);
        out[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code_point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code_point >> 18);
    out[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code_point & 0x3F));
    return 4;
}

/* Whether a byte goes on with a code point that an earlier one began. */
static inline bool utf8_is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The offset of the next code point after the one at `offset` (below the length) in valid UTF-8. */
static inline size_t utf8_next(struct slice text, size_t offset)
{
    do
        offset++;
    while (offset < text.length && utf8_is_continuation(text.bytes[offset]));
    return offset;
}

/* The offset of the code point that ends before `offset` (above 0) in valid UTF-8. */
static inline size_t utf8_previous(struct slice text, size_t offset)
{
    do
        offset--;
    while (offset > 0 && utf8_is_continuation(text.bytes[offset]));
    return offset;
}

/* The largest offset up to `offset` that cuts no code point of valid UTF-8 in two. */
static inline size_t utf8_floor(struct slice text, size_t offset)
{
    if (offset >= text.length)
        return text.length;
    while (offset > 0 && utf8_is_continuation(text.bytes[offset]))
        offset--;
    return offset;
}

/* How many ASCII bytes the text begins with. */
static inline size_t utf8_ascii_length(const char *bytes, size_t length)
{
    size_t at = 0;
    while (length - at >= 8) {
        uint64_t word;
        memcpy(&word, bytes + at, 8);
        if (word & 0x8080808080808080u)
            break;
        at += 8;
    }
    while (at < length && (unsigned char)bytes[at] < 0x80)
        at++;
    return at;
}

/* How many bytes from the start are valid UTF-8, up to the first that is not: `length` if all. */
size_t utf8_valid_length(const char *bytes, size_t length);

/* Whether all of a text is valid UTF-8. */
static inline bool utf8_is_valid(struct slice text)
{
    return text.length == 0 || utf8_valid_length(text.bytes, text.length) == text.length;
}

/* How many code points valid UTF-8 holds. */
size_t utf8_count(struct slice text);

/*
 * How many bytes one U+FFFD stands for where no valid code point starts (`length` at least 1): the
 * longest beginning of one, else 1 (Unicode section 3.9, "substitution of maximal subparts").
 */
size_t utf8_invalid_length(const char *bytes, size_t length);

/*
 * Append a text to `out` with what is not UTF-8 replaced by U+FFFD, and return how many
 * replacements that took (0: all was valid). On no memory out->failed is set.
 */
size_t utf8_repair(struct slice text, struct buffer *out);

#endif
