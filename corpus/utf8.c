#include "corpus/utf8.h"

size_t utf8_valid_length(const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        at += utf8_ascii_length(bytes + at, length - at);
        /* Text beyond ASCII comes in runs: stay here until the run ends. */
        while (at < length && (unsigned char)bytes[at] >= 0x80) {
            uint32_t code_point;
            size_t taken = utf8_decode(bytes + at, length - at, &code_point);
            if (taken == 0)
                return at;
            at += taken;
        }
    }
    return at;
}

size_t utf8_count(struct slice text)
{
    size_t continuations = 0, at = 0;
    for (; text.length - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, text.bytes + at, 8);
        /* A continuation byte has bit 7 set and bit 6 clear. */
        uint64_t marks = (word & ~(word << 1)) & 0x8080808080808080u;
        continuations += (size_t)__builtin_popcountll(marks);
    }
    for (; at < text.length; at++)
        continuations += utf8_is_continuation(text.bytes[at]);
    return text.length - continuations;
}

size_t utf8_invalid_length(const char *bytes, size_t length)
{
    const unsigned char *p = (const unsigned char *)bytes;
    if (p[0] < 0xC2 || p[0] > 0xF4 || length < 2 || !utf8_is_continuation(bytes[1]))
        return 1;
    /* The second byte decides between overlong, surrogate, too high and well begun. */
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
        (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
        return 1;
    if (p[0] < 0xF0 || length < 3 || !utf8_is_continuation(bytes[2]))
        return 2;
    return 3;
}

size_t utf8_repair(struct slice text, struct buffer *out)
{
    size_t replaced = 0;
    while (text.length > 0) {
        size_t valid = utf8_valid_length(text.bytes, text.length);
        buffer_append(out, text.bytes, valid);
        if (valid == text.length)
            break;
        size_t bad = utf8_invalid_length(text.bytes + valid, text.length - valid);
        buffer_append_string(out, UTF8_REPLACEMENT_TEXT);
        replaced++;
        text.bytes += valid + bad;
        text.length -= valid + bad;
    }
    return replaced;
}
