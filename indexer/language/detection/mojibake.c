#include "indexer/language/detection/mojibake.h"

#include "corpus/utf8.h"

/* Bytes from 0x80 on as Windows code pages 1252 and 1251 read them (unicode.org,
 * VENDORS/MICSFT/WINDOWS); the five that 1252 leaves free as Latin-1 does, which decoders do. */
static const uint16_t HIGH_1252[] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};
static const uint16_t HIGH_1251[] = {
    0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409,
    0x2039, 0x040A, 0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x0098, 0x2122, 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0,
    0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6, 0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB,
    0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456, 0x0491, 0x00B5, 0x00B6,
    0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457};

/* Sequences of UTF-8 by which a text is known to have been it, and percent of letters above ASCII
 * that no language in Latin letters has. */
#define SEQUENCES_MIN 2u
#define HIGH_SHARE    70u

enum page { PAGE_1252, PAGE_1251 };

/* The character of a byte from 0x80 on. */
static uint32_t from_byte(enum page page, unsigned byte)
{
    if (page == PAGE_1252)
        return byte < 0xA0 ? HIGH_1252[byte - 0x80] : byte;
    return byte < 0xC0 ? HIGH_1251[byte - 0x80] : 0x0410 + byte - 0xC0;
}

/* The byte of a character, or 0 for none. */
static unsigned to_byte(enum page page, uint32_t character)
{
    if (page == PAGE_1251 && character >= 0x410 && character < 0x450)
        return character - 0x410 + 0xC0;
    if (page == PAGE_1252 && character >= 0xA0 && character < 0x100)
        return character;
    for (unsigned byte = 0x80; byte < 0xC0; byte++)
        if (from_byte(page, byte) == character)
            return byte;
    return 0;
}

/* Undo a reading of bytes as a code page: false where a character is not of it. */
static bool undo(enum page page, struct slice text, struct buffer *out)
{
    buffer_clear(out);
    for (size_t at = 0; at < text.length;) {
        uint32_t character;
        at += utf8_decode(text.bytes + at, text.length - at, &character);
        const unsigned byte = character < 0x80 ? character : to_byte(page, character);
        if (byte == 0 && character != 0)
            return false;
        buffer_append_byte(out, (unsigned char)byte);
    }
    return !out->failed;
}

/* Sequences of more than one byte in valid UTF-8, those of three counted twice. */
static size_t count_sequences(struct slice text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.length; at++) {
        const unsigned char byte = (unsigned char)text.bytes[at];
        count += (size_t)(byte >= 0xC2) + (size_t)(byte >= 0xE0);
    }
    return count;
}

/* The first row of characters above ASCII, by which most texts are known to be what they should be.
 */
static struct slice first_high(struct slice text)
{
    const size_t begin = utf8_ascii_length(text.bytes, text.length);
    size_t end = begin;
    while (end < text.length && (unsigned char)text.bytes[end] >= 0x80)
        end++;
    return (struct slice){text.bytes + begin, end - begin};
}

/* UTF-8 that was read as a code page. */
static enum mojibake undo_utf8(enum page page, struct slice text, struct buffer *out)
{
    if (!undo(page, first_high(text), out) || !utf8_is_valid(buffer_slice(out)) ||
        !undo(page, text, out) || !utf8_is_valid(buffer_slice(out)) ||
        count_sequences(buffer_slice(out)) < SEQUENCES_MIN)
        return MOJIBAKE_NONE;
    return page == PAGE_1252 ? MOJIBAKE_UTF8_AS_1252 : MOJIBAKE_UTF8_AS_1251;
}

/* Whether most letters are those that Cyrillic ones of code page 1251 look like in Latin-1. */
static bool is_mostly_high(struct slice text)
{
    size_t high = 0, low = 0;
    for (size_t at = 0; at < text.length;) {
        uint32_t c;
        at += utf8_decode(text.bytes + at, text.length - at, &c);
        high += c >= 0xC0 && c <= 0xFF;
        low += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c > 0xFF;
    }
    return high > SEQUENCES_MIN && high * 100 >= HIGH_SHARE * (high + low);
}

/* Code page 1251 that was read as 1252. */
static enum mojibake undo_1251(struct slice text, struct buffer *bytes, struct buffer *out)
{
    if (!is_mostly_high(text) || !undo(PAGE_1252, text, bytes))
        return MOJIBAKE_NONE;
    buffer_clear(out);
    for (size_t at = 0; at < bytes->length; at++) {
        char encoded[UTF8_MAX];
        const unsigned byte = (unsigned char)bytes->bytes[at];
        buffer_append(out, encoded,
                      utf8_encode(byte < 0x80 ? byte : from_byte(PAGE_1251, byte), encoded));
    }
    return MOJIBAKE_1251_AS_1252;
}

enum herald_status mojibake_undo(struct language_finder *finder, struct slice text,
                                 struct buffer *out, enum mojibake *what, struct herald_error *err)
{
    char before[DETECTED_CODE], after[DETECTED_CODE];
    struct buffer bytes = BUFFER_INIT;
    *what = MOJIBAKE_NONE;
    if (text.length == 0 || utf8_ascii_length(text.bytes, text.length) == text.length)
        return HERALD_OK;
    *what = undo_utf8(PAGE_1252, text, out);
    if (*what == MOJIBAKE_NONE)
        *what = undo_utf8(PAGE_1251, text, out);
    if (*what == MOJIBAKE_NONE)
        *what = undo_1251(text, &bytes, out);
    enum herald_status status = HERALD_OK;
    if (*what == MOJIBAKE_1251_AS_1252) {
        status = language_finder_name(finder, text, before, err);
        if (status == HERALD_OK)
            status = language_finder_name(finder, buffer_slice(out), after, err);
        if (status != HERALD_OK || !after[0] || before[0])
            *what = MOJIBAKE_NONE;
    }
    if (status == HERALD_OK && (out->failed || bytes.failed))
        status = herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    buffer_dispose(&bytes);
    return status;
}
