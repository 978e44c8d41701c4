#ifndef HERALD_INDEXER_LANGUAGE_UNICODE_H
#define HERALD_INDEXER_LANGUAGE_UNICODE_H

#include <unicode/ubrk.h>
#include <unicode/unorm2.h>

#include "indexer/language/analyser.h"

/* What the scanner and the folding know of a code point; inside the language room only. */
enum character_kind {
    CHARACTER_SEPARATOR = 0,
    CHARACTER_LETTER,
    CHARACTER_DIGIT,      /* decimal, of any script */
    CHARACTER_MARK,       /* belongs to the letter before it */
    CHARACTER_IGNORABLE,  /* as if it were not there: soft hyphen, bidi marks, joiner, tatweel */
    CHARACTER_DICTIONARY, /* letters and marks of scripts written without spaces between words */
    CHARACTER_NON_JOINER, /* U+200C, which divides parts of a Persian word */
    CHARACTER_APOSTROPHE,
    CHARACTER_HYPHEN,
    CHARACTER_POINT,
    CHARACTER_COMMA,
    CHARACTER_COLON,
    CHARACTER_SEMICOLON,
    CHARACTER_PAUSE,      /* commas, colons and semicolons of other scripts */
    CHARACTER_TERMINATOR, /* ends sentences; the point is a kind of its own */
    CHARACTER_SPACE,
    CHARACTER_LINE_END,
    CHARACTER_QUOTE, /* U+0022, which stands for gershayim in Hebrew */
    CHARACTER_MIDDLE_DOT
};

/* One code point of a text and the bytes that it takes; length 0 at the end of the text. */
struct glyph {
    uint32_t code;
    uint8_t length;
    uint8_t kind;   /* enum character_kind */
    uint8_t script; /* enum word_script */
};

#define UNICODE_BLOCKS 0x1100 /* of 256 code points each */

/* ICU's services as one analyser uses them, and a table of code points that fills as they occur. */
struct unicode {
    uint16_t *blocks[UNICODE_BLOCKS];
    const UNormalizer2 *compatible; /* NFKC with case folding */
    const UNormalizer2 *canonical;  /* NFC, asked for decompositions */
    UBreakIterator *words;
    uint16_t *folds; /* fold.c's: what letters below FOLDS_END fold to; NULL until needed */
    bool failed;     /* no memory for a block: what was seen since is not to be relied on */
};

/* Make ready a zeroed structure. HERALD_E_INTERNAL, HERALD_E_NO_MEMORY. */
enum herald_status unicode_open(struct unicode *unicode, struct herald_error *err);
void unicode_dispose(struct unicode *unicode);

/* Look up the classes of a block of code points (below UNICODE_BLOCKS) for the first time. False
 * and unicode->failed where memory runs out. */
bool unicode_fill_block(struct unicode *unicode, uint32_t block);

/* The kind and script of a code point, as (script << 8 | kind). */
static inline uint16_t unicode_class(struct unicode *unicode, uint32_t code)
{
    const uint32_t block = code >> 8;
    if (block >= UNICODE_BLOCKS || (!unicode->blocks[block] && !unicode_fill_block(unicode, block)))
        return CHARACTER_SEPARATOR;
    return unicode->blocks[block][code & 0xFF];
}

/* Kinds of the ASCII characters. */
extern const uint8_t unicode_ascii_kinds[128];

/* Decode a code point above ASCII at `at` (before `end`). Bytes that are no UTF-8 give U+FFFD, one
 * byte long. */
struct glyph unicode_decode(struct unicode *unicode, const char *at, const char *end);

/* The code point at `at`. */
static inline struct glyph unicode_glyph(struct unicode *unicode, const char *at, const char *end)
{
    if (at >= end)
        return (struct glyph){0, 0, CHARACTER_SEPARATOR, SCRIPT_OTHER};
    const unsigned char byte = (unsigned char)*at;
    if (byte < 0x80) {
        const uint8_t kind = unicode_ascii_kinds[byte];
        const uint8_t script = kind == CHARACTER_LETTER  ? SCRIPT_LATIN
                               : kind == CHARACTER_DIGIT ? SCRIPT_DIGIT
                                                         : SCRIPT_OTHER;
        return (struct glyph){byte, 1, kind, script};
    }
    return unicode_decode(unicode, at, end);
}

/* Write a code point as UTF-8 and return its length, 1 to 4. */
size_t unicode_encode(uint32_t code, char out[static 4]);

/* The length of the longest beginning of `length` bytes of UTF-8 that takes at most `limit` bytes
 * and ends between code points. */
size_t unicode_cut(const char *bytes, size_t length, size_t limit);

#endif
