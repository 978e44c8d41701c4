#include "indexer/language/unicode.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#define L CHARACTER_LETTER
#define D CHARACTER_DIGIT
const uint8_t unicode_ascii_kinds[128] = {
    ['"'] = CHARACTER_QUOTE,
    ['\''] = CHARACTER_APOSTROPHE,
    ['`'] = CHARACTER_APOSTROPHE,
    ['-'] = CHARACTER_HYPHEN,
    ['.'] = CHARACTER_POINT,
    [','] = CHARACTER_COMMA,
    [':'] = CHARACTER_COLON,
    [';'] = CHARACTER_SEMICOLON,
    ['!'] = CHARACTER_TERMINATOR,
    ['?'] = CHARACTER_TERMINATOR,
    [' '] = CHARACTER_SPACE,
    ['\t'] = CHARACTER_SPACE,
    ['\v'] = CHARACTER_SPACE,
    ['\f'] = CHARACTER_SPACE,
    ['\n'] = CHARACTER_LINE_END,
    ['\r'] = CHARACTER_LINE_END,
    ['0'] = D,
    ['1'] = D,
    ['2'] = D,
    ['3'] = D,
    ['4'] = D,
    ['5'] = D,
    ['6'] = D,
    ['7'] = D,
    ['8'] = D,
    ['9'] = D,
    ['A'] = L,
    ['B'] = L,
    ['C'] = L,
    ['D'] = L,
    ['E'] = L,
    ['F'] = L,
    ['G'] = L,
    ['H'] = L,
    ['I'] = L,
    ['J'] = L,
    ['K'] = L,
    ['L'] = L,
    ['M'] = L,
    ['N'] = L,
    ['O'] = L,
    ['P'] = L,
    ['Q'] = L,
    ['R'] = L,
    ['S'] = L,
    ['T'] = L,
    ['U'] = L,
    ['V'] = L,
    ['W'] = L,
    ['X'] = L,
    ['Y'] = L,
    ['Z'] = L,
    ['a'] = L,
    ['b'] = L,
    ['c'] = L,
    ['d'] = L,
    ['e'] = L,
    ['f'] = L,
    ['g'] = L,
    ['h'] = L,
    ['i'] = L,
    ['j'] = L,
    ['k'] = L,
    ['l'] = L,
    ['m'] = L,
    ['n'] = L,
    ['o'] = L,
    ['p'] = L,
    ['q'] = L,
    ['r'] = L,
    ['s'] = L,
    ['t'] = L,
    ['u'] = L,
    ['v'] = L,
    ['w'] = L,
    ['x'] = L,
    ['y'] = L,
    ['z'] = L,
};
#undef L
#undef D

enum herald_status unicode_open(struct unicode *unicode, struct herald_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    unicode->compatible = unorm2_getNFKCCasefoldInstance(&status);
    unicode->canonical = unorm2_getNFCInstance(&status);
    unicode->words = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
    if (U_FAILURE(status)) {
        return herald_fail(
            err, status == U_MEMORY_ALLOCATION_ERROR ? HERALD_E_NO_MEMORY : HERALD_E_INTERNAL,
            "cannot open ICU's Unicode data: %s", u_errorName(status));
    }
    return HERALD_OK;
}

void unicode_dispose(struct unicode *unicode)
{
    for (size_t i = 0; i < UNICODE_BLOCKS; i++)
        free(unicode->blocks[i]);
    free(unicode->folds);
    if (unicode->words)
        ubrk_close(unicode->words);
    *unicode = (struct unicode){0};
}

/* Code points whose part in words does not follow from their general category, in their order. */
static const struct {
    uint32_t first, last;
    enum character_kind kind;
} special_kinds[] = {
    {0xB4, 0xB4, CHARACTER_APOSTROPHE}, /* acute accent, typed for one */
    {0xB7, 0xB7, CHARACTER_MIDDLE_DOT},
    {0x2B9, 0x2BF, CHARACTER_APOSTROPHE}, /* letters of transcription: primes, commas, half rings */
    {0x2C8, 0x2C8, CHARACTER_APOSTROPHE},
    {0x37E, 0x37E, CHARACTER_SEMICOLON},  /* Greek question mark */
    {0x5F3, 0x5F4, CHARACTER_APOSTROPHE}, /* Hebrew geresh and gershayim */
    {0x60C, 0x60C, CHARACTER_PAUSE},      /* Arabic comma and semicolon */
    {0x61B, 0x61B, CHARACTER_PAUSE},
    {0x640, 0x640, CHARACTER_IGNORABLE}, /* tatweel */
    {0x66B, 0x66B, CHARACTER_POINT},     /* Arabic decimal and thousands separators */
    {0x66C, 0x66C, CHARACTER_COMMA},
    {0x200C, 0x200C, CHARACTER_NON_JOINER},
    {0x2010, 0x2011, CHARACTER_HYPHEN},
    {0x2018, 0x2019, CHARACTER_APOSTROPHE}, /* quotation marks, used alike */
    {0x201B, 0x201B, CHARACTER_APOSTROPHE},
    {0x2026, 0x2026, CHARACTER_TERMINATOR}, /* ellipsis */
    {0x2027, 0x2027, CHARACTER_MIDDLE_DOT},
    {0x2029, 0x2029, CHARACTER_LINE_END}, /* paragraph separator */
    {0x2032, 0x2032, CHARACTER_APOSTROPHE},
    {0x3001, 0x3001, CHARACTER_PAUSE}, /* ideographic comma */
    {0xA78B, 0xA78C, CHARACTER_APOSTROPHE},
    {0xFE63, 0xFE63, CHARACTER_HYPHEN},
    {0xFF07, 0xFF07, CHARACTER_APOSTROPHE}, /* of full width from here on */
    {0xFF0C, 0xFF0C, CHARACTER_PAUSE},
    {0xFF0D, 0xFF0D, CHARACTER_HYPHEN},
    {0xFF0E, 0xFF0E, CHARACTER_POINT},
    {0xFF1A, 0xFF1B, CHARACTER_PAUSE},
    {0xFF64, 0xFF64, CHARACTER_PAUSE},
};

static enum character_kind special_kind(uint32_t code)
{
    size_t from = 0, to = sizeof special_kinds / sizeof *special_kinds;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (code > special_kinds[middle].last)
            from = middle + 1;
        else if (code < special_kinds[middle].first)
            to = middle;
        else
            return special_kinds[middle].kind;
    }
    return CHARACTER_SEPARATOR;
}

static enum word_script script_of(UScriptCode code)
{
    switch (code) {
    case USCRIPT_LATIN:
        return SCRIPT_LATIN;
    case USCRIPT_CYRILLIC:
        return SCRIPT_CYRILLIC;
    case USCRIPT_ARABIC:
        return SCRIPT_ARABIC;
    case USCRIPT_GREEK:
        return SCRIPT_GREEK;
    case USCRIPT_HEBREW:
        return SCRIPT_HEBREW;
    case USCRIPT_HAN:
        return SCRIPT_HAN;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
        return SCRIPT_KANA;
    case USCRIPT_HANGUL:
        return SCRIPT_HANGUL;
    case USCRIPT_ARMENIAN:
        return SCRIPT_ARMENIAN;
    case USCRIPT_DEVANAGARI:
        return SCRIPT_DEVANAGARI;
    case USCRIPT_TAMIL:
        return SCRIPT_TAMIL;
    default:
        return SCRIPT_OTHER;
    }
}

/* Whether words of a script are found with ICU's dictionaries. */
static bool needs_dictionary(UScriptCode code)
{
    return code == USCRIPT_HAN || code == USCRIPT_HIRAGANA || code == USCRIPT_KATAKANA ||
           code == USCRIPT_THAI || code == USCRIPT_LAO || code == USCRIPT_KHMER ||
           code == USCRIPT_MYANMAR;
}

bool letter_is_unspaced(uint32_t code)
{
    UErrorCode error = U_ZERO_ERROR;
    return needs_dictionary(uscript_getScript((UChar32)code, &error)) && U_SUCCESS(error);
}

/* Marks of long vowels and half-width voicing, which are common to both kinds of kana. */
static bool is_kana_mark(UChar32 code)
{
    return code == 0x30FC || code == 0xFF70 || code == 0xFF9E || code == 0xFF9F;
}

static enum character_kind general_kind(UChar32 code, UScriptCode script)
{
    const uint32_t category = U_MASK(u_charType(code));
    if (category & U_GC_ND_MASK)
        return CHARACTER_DIGIT;
    if (category & (U_GC_L_MASK | U_GC_NL_MASK | U_GC_M_MASK)) {
        if (needs_dictionary(script) || is_kana_mark(code))
            return CHARACTER_DICTIONARY;
        if (u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
            return CHARACTER_IGNORABLE;
        return category & U_GC_M_MASK ? CHARACTER_MARK : CHARACTER_LETTER;
    }
    if (code != 0x200B && u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) &&
        (category & U_GC_CF_MASK))
        return CHARACTER_IGNORABLE;
    if (u_hasBinaryProperty(code, UCHAR_S_TERM))
        return CHARACTER_TERMINATOR;
    return u_isUWhiteSpace(code) ? CHARACTER_SPACE : CHARACTER_SEPARATOR;
}

static uint16_t class_of(UChar32 code)
{
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(code, &status);
    enum character_kind kind = special_kind((uint32_t)code);
    if (code < 0x80)
        kind = unicode_ascii_kinds[code];
    else if (kind == CHARACTER_SEPARATOR)
        kind = general_kind(code, script);
    enum word_script word_script = script_of(script);
    if (kind == CHARACTER_DIGIT)
        word_script = SCRIPT_DIGIT;
    else if (is_kana_mark(code))
        word_script = SCRIPT_KANA;
    return (uint16_t)((unsigned)word_script << 8 | (unsigned)kind);
}

bool unicode_fill_block(struct unicode *unicode, uint32_t block)
{
    uint16_t *classes = malloc(256 * sizeof *classes);
    if (!classes) {
        unicode->failed = true;
        return false;
    }
    for (uint32_t i = 0; i < 256; i++)
        classes[i] = class_of((UChar32)(block << 8 | i));
    unicode->blocks[block] = classes;
    return true;
}

static bool continues(const char *at, const char *end, size_t count)
{
    if ((size_t)(end - at) <= count)
        return false;
    for (size_t i = 1; i <= count; i++)
        if (((unsigned char)at[i] & 0xC0) != 0x80)
            return false;
    return true;
}

static uint32_t tail(const char *at, size_t index)
{
    return (unsigned char)at[index] & 0x3Fu;
}

struct glyph unicode_decode(struct unicode *unicode, const char *at, const char *end)
{
    const uint32_t lead = (unsigned char)*at;
    struct glyph glyph = {0xFFFD, 1, CHARACTER_SEPARATOR, SCRIPT_OTHER};
    if (lead >= 0xC2 && lead < 0xE0 && continues(at, end, 1)) {
        glyph.code = (lead & 0x1F) << 6 | tail(at, 1);
        glyph.length = 2;
    } else if (lead >= 0xE0 && lead < 0xF0 && continues(at, end, 2)) {
        glyph.code = (lead & 0x0F) << 12 | tail(at, 1) << 6 | tail(at, 2);
        glyph.length = 3;
    } else if (lead >= 0xF0 && lead < 0xF5 && continues(at, end, 3)) {
        glyph.code = (lead & 0x07) << 18 | tail(at, 1) << 12 | tail(at, 2) << 6 | tail(at, 3);
        glyph.length = 4;
    }
    const uint16_t class = unicode_class(unicode, glyph.code);
    glyph.kind = (uint8_t) class;
    glyph.script = (uint8_t)(class >> 8);
    return glyph;
}

size_t unicode_encode(uint32_t code, char out[static 4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

size_t unicode_cut(const char *bytes, size_t length, size_t limit)
{
    if (length <= limit)
        return length;
    while (limit > 0 && ((unsigned char)bytes[limit] & 0xC0) == 0x80)
        limit--;
    return limit;
}
