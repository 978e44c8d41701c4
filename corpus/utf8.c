#include "corpus/utf8.h"

/*
 * Validation by a finite automaton whose whole transition row for a byte is one 64-bit word: the
 * state is how far to shift the row, and its lowest six bits are the next state (after Per Vognsen,
 * "Shift-based DFAs"). A state names what the code point at hand still needs.
 */
enum state {
    REFUSED = 0,
    BETWEEN = 6, /* code points; where one may begin and a text may end */
    NEED_1 = 12,
    NEED_2 = 18,
    NEED_3 = 24,
    AFTER_E0 = 30, /* no overlong forms */
    AFTER_ED = 36, /* no surrogates */
    AFTER_F0 = 42, /* no overlong forms */
    AFTER_F4 = 48  /* nothing above U+10FFFF */
};

#define GO(from, to)  ((uint64_t)(to) << (from))
#define CONTINUATIONS GO(NEED_1, BETWEEN) | GO(NEED_2, NEED_1) | GO(NEED_3, NEED_2)
#define TIMES_2(row)  row, row
#define TIMES_3(row)  row, row, row
#define TIMES_4(row)  TIMES_2(row), TIMES_2(row)
#define TIMES_10(row) TIMES_4(row), TIMES_4(row), TIMES_2(row)
#define TIMES_16(row) TIMES_4(row), TIMES_4(row), TIMES_4(row), TIMES_4(row)

static const uint64_t rows[256] = {
    /* 00 to 7F */
    TIMES_16(GO(BETWEEN, BETWEEN)), TIMES_16(GO(BETWEEN, BETWEEN)), TIMES_16(GO(BETWEEN, BETWEEN)),
    TIMES_16(GO(BETWEEN, BETWEEN)), TIMES_16(GO(BETWEEN, BETWEEN)), TIMES_16(GO(BETWEEN, BETWEEN)),
    TIMES_16(GO(BETWEEN, BETWEEN)), TIMES_16(GO(BETWEEN, BETWEEN)),
    /* 80 to 8F, 90 to 9F, A0 to BF */
    TIMES_16(CONTINUATIONS | GO(AFTER_ED, NEED_1) | GO(AFTER_F4, NEED_2)),
    TIMES_16(CONTINUATIONS | GO(AFTER_ED, NEED_1) | GO(AFTER_F0, NEED_2)),
    TIMES_16(CONTINUATIONS | GO(AFTER_E0, NEED_1) | GO(AFTER_F0, NEED_2)),
    TIMES_16(CONTINUATIONS | GO(AFTER_E0, NEED_1) | GO(AFTER_F0, NEED_2)),
    /* C0 and C1; C2 to DF */
    TIMES_2(REFUSED), TIMES_10(GO(BETWEEN, NEED_1)), TIMES_10(GO(BETWEEN, NEED_1)),
    TIMES_10(GO(BETWEEN, NEED_1)),
    /* E0; E1 to EC; ED; EE and EF */
    GO(BETWEEN, AFTER_E0), TIMES_10(GO(BETWEEN, NEED_2)), TIMES_2(GO(BETWEEN, NEED_2)),
    GO(BETWEEN, AFTER_ED), TIMES_2(GO(BETWEEN, NEED_2)),
    /* F0; F1 to F3; F4; F5 to FF */
    GO(BETWEEN, AFTER_F0), TIMES_3(GO(BETWEEN, NEED_3)), GO(BETWEEN, AFTER_F4), TIMES_10(REFUSED),
    REFUSED};

/* So many bytes go through the automaton before its state is looked at. */
#define BLOCK 32

/* The exact place of the fault, code point by code point. */
static size_t slow_valid_length(const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        uint32_t code_point;
        size_t taken = utf8_decode(bytes + at, length - at, &code_point);
        if (taken == 0)
            break;
        at += taken;
    }
    return at;
}

size_t utf8_valid_length(const char *bytes, size_t length)
{
    uint64_t state = BETWEEN;
    size_t at = 0, good = 0; /* `good` is the last place between code points that was seen */
    while (length - at >= BLOCK) {
        if (state == BETWEEN) {
            good = at;
            at += utf8_ascii_length(bytes + at, length - at);
            if (length - at < BLOCK)
                break;
        }
        for (size_t i = 0; i < BLOCK; i++)
            state = rows[(unsigned char)bytes[at + i]] >> (state & 63);
        state &= 63;
        if (state == REFUSED)
            return good + slow_valid_length(bytes + good, length - good);
        at += BLOCK;
    }
    for (; at < length; at++)
        state = rows[(unsigned char)bytes[at]] >> (state & 63);
    if ((state & 63) == BETWEEN)
        return length;
    return good + slow_valid_length(bytes + good, length - good);
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
