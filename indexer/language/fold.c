#include "indexer/language/fold.h"

#include <stdlib.h>

#include <unicode/uchar.h>
#include <unicode/utf16.h>

#include "simplified_forms.h"

/* NFKC gives at most 18 units for a code point of three bytes (U+FDFA). */
#define COMPATIBLE_MAX (FOLD_INPUT_MAX / 3 * 18 + FOLD_INPUT_MAX)

/* The dot of क़ and the like, which is written or not. */
#define DEVANAGARI_NUKTA 0x93Cu

/* A folded word as it is written. */
struct folding {
    struct unicode *unicode;
    char *out;
    size_t length;
    enum word_script base; /* script of the last letter, whose marks follow */
    bool full;
};

static void put(struct folding *folding, uint32_t code)
{
    char bytes[4];
    const size_t length = unicode_encode(code, bytes);
    if (folding->full || folding->length + length > FOLD_ROOM) {
        folding->full = true;
        return;
    }
    memcpy(folding->out + folding->length, bytes, length);
    folding->length += length;
}

/* Latin letters that are a plain letter with a stroke or a hook, or two letters in one, and have no
 * decomposition: what they are typed as on a keyboard without them. */
static const char *latin_spelling(uint32_t code)
{
    static const struct {
        uint32_t code;
        const char *spelling;
    } rows[] = {
        {0xE6, "ae"},  /* ligature */
        {0xF0, "d"},   /* eth */
        {0xF8, "o"},   /* with stroke */
        {0xFE, "th"},  /* thorn */
        {0x111, "d"},  /* with stroke */
        {0x127, "h"},  /* with stroke */
        {0x131, "i"},  /* dotless */
        {0x142, "l"},  /* with stroke */
        {0x14B, "n"},  /* eng */
        {0x153, "oe"}, /* ligature */
        {0x167, "t"},  /* with stroke */
        {0x199, "k"},  /* with hook */
        {0x1B4, "y"},  /* with hook */
        {0x1DD, "e"},  /* turned */
        {0x253, "b"},  /* with hook */
        {0x254, "o"},  /* open */
        {0x256, "d"},  /* with tail */
        {0x257, "d"},  /* with hook */
        {0x259, "e"},  /* schwa */
        {0x25B, "e"},  /* open */
        {0x263, "g"},  /* gamma */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].code == code)
            return rows[i].spelling;
    return NULL;
}

static void put_latin_letter(struct folding *folding, uint32_t code)
{
    const char *spelling = code < 0x80 ? NULL : latin_spelling(code);
    if (!spelling) {
        put(folding, code);
        return;
    }
    for (; *spelling; spelling++)
        put(folding, (unsigned char)*spelling);
}

/* The code point at units[*index], stepped over. ICU's strings are well formed. */
static uint32_t next_code(const UChar *units, int32_t *index)
{
    const uint32_t unit = units[(*index)++];
    if (!U16_IS_SURROGATE(unit))
        return unit;
    const uint32_t low = units[(*index)++];
    return 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF);
}

/* A Latin or Greek letter without its marks. */
static void put_stripped(struct folding *folding, uint32_t code)
{
    UChar parts[16];
    UErrorCode status = U_ZERO_ERROR;
    const int32_t count = unorm2_getDecomposition(folding->unicode->canonical, (UChar32)code, parts,
                                                  (int32_t)(sizeof parts / sizeof *parts), &status);
    if (U_FAILURE(status) || count < 0) {
        put_latin_letter(folding, code);
        return;
    }
    for (int32_t i = 0; i < count;) {
        const uint32_t part = next_code(parts, &i);
        if (u_charType((UChar32)part) != U_NON_SPACING_MARK)
            put_latin_letter(folding, part);
    }
}

static uint32_t cyrillic_letter(uint32_t code)
{
    switch (code) {
    case 0x450: /* е with grave */
    case 0x451: /* ё */
        return 0x435;
    case 0x45D: /* и with grave */
        return 0x438;
    default:
        return code;
    }
}

/* Arabic letters that are written one for the other, in Persian and Urdu too. */
static uint32_t arabic_letter(uint32_t code)
{
    switch (code) {
    case 0x622: /* alef with madda, hamza, wasla */
    case 0x623:
    case 0x625:
    case 0x671:
    case 0x672:
    case 0x673:
        return 0x627;
    case 0x624: /* waw with hamza */
        return 0x648;
    case 0x626: /* yeh with hamza, alef maksura, Persian yeh, yeh barree */
    case 0x649:
    case 0x6CC:
    case 0x6D0:
    case 0x6D2:
    case 0x6D3:
        return 0x64A;
    case 0x629: /* teh marbuta, heh with yeh above, heh goal and doachashmee, ae */
    case 0x6BE:
    case 0x6C0:
    case 0x6C1:
    case 0x6C2:
    case 0x6C3:
    case 0x6D5:
        return 0x647;
    case 0x6A9: /* keheh, swash kaf */
    case 0x6AA:
        return 0x643;
    default:
        return code;
    }
}

uint32_t fold_han(uint32_t code)
{
    const uint32_t form = code >= SIMPLIFIED_FIRST && code <= SIMPLIFIED_LAST
                              ? simplified_forms[code - SIMPLIFIED_FIRST]
                              : 0;
    return form ? form : code;
}

static bool drops_marks(enum word_script script)
{
    return script == SCRIPT_LATIN || script == SCRIPT_GREEK || script == SCRIPT_CYRILLIC ||
           script == SCRIPT_ARABIC || script == SCRIPT_HEBREW;
}

static void put_letter(struct folding *folding, uint32_t code, enum word_script script)
{
    folding->base = script;
    if (script == SCRIPT_LATIN || script == SCRIPT_GREEK)
        put_stripped(folding, code);
    else if (script == SCRIPT_CYRILLIC)
        put(folding, cyrillic_letter(code));
    else if (script == SCRIPT_ARABIC)
        put(folding, arabic_letter(code));
    else
        put(folding, code);
}

/* Write one code point of compatible, case-folded text. */
static void fold_code(struct folding *folding, uint32_t code)
{
    const uint16_t class = unicode_class(folding->unicode, code);
    const enum word_script script = class >> 8;
    switch ((enum character_kind)(class & 0xFF)) {
    case CHARACTER_LETTER:
        put_letter(folding, code, script);
        break;
    case CHARACTER_DICTIONARY:
        folding->base = script;
        put(folding, fold_han(code));
        break;
    case CHARACTER_DIGIT:
        put(folding, '0' + (uint32_t)u_charDigitValue((UChar32)code));
        break;
    case CHARACTER_MARK:
        if (!drops_marks(folding->base) && code != DEVANAGARI_NUKTA)
            put(folding, code);
        break;
    case CHARACTER_APOSTROPHE:
        put(folding, '\'');
        break;
    default:
        break;
    }
}

static size_t fold_ascii(struct slice text, char *out)
{
    size_t length = 0;
    for (size_t i = 0; i < text.length && length < FOLD_ROOM; i++) {
        const unsigned char byte = (unsigned char)text.bytes[i];
        switch (unicode_ascii_kinds[byte]) {
        case CHARACTER_LETTER:
            out[length++] = (char)(byte | 0x20);
            break;
        case CHARACTER_DIGIT:
            out[length++] = (char)byte;
            break;
        case CHARACTER_APOSTROPHE:
            out[length++] = '\'';
            break;
        default:
            break;
        }
    }
    return length;
}

/* Fold Chinese characters of the main block, which NFKC leaves as they are; 0 where the text, which
 * has no ASCII alone, holds anything else. */
static size_t fold_ideographs(struct slice text, char *out)
{
    size_t length = 0;
    for (size_t i = 0; i < text.length && length + 4 <= FOLD_ROOM; i += 3) {
        const unsigned char *at = (const unsigned char *)text.bytes + i;
        if (text.length - i < 3 || (at[0] & 0xF0) != 0xE0)
            return 0;
        const uint32_t code = (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
        if (code < SIMPLIFIED_FIRST || code > SIMPLIFIED_LAST)
            return 0;
        length += unicode_encode(fold_han(code), out + length);
    }
    return length;
}

/* UTF-8 to UTF-16, apostrophes made one. Returns units written, at most one a byte. */
static int32_t to_units(struct unicode *unicode, struct slice text, UChar *units)
{
    int32_t count = 0;
    const char *end = text.bytes + text.length;
    for (const char *at = text.bytes; at < end;) {
        const struct glyph glyph = unicode_glyph(unicode, at, end);
        const UChar32 code = glyph.kind == CHARACTER_APOSTROPHE ? '\'' : (UChar32)glyph.code;
        U16_APPEND_UNSAFE(units, count, code);
        at += glyph.length;
    }
    return count;
}

/* Fold any text. */
static size_t fold_fully(struct unicode *unicode, struct slice text, char out[static FOLD_ROOM])
{
    UChar units[FOLD_INPUT_MAX];
    UChar compatible[COMPATIBLE_MAX];
    UErrorCode status = U_ZERO_ERROR;
    const int32_t count = to_units(unicode, text, units);
    const int32_t folded =
        unorm2_normalize(unicode->compatible, units, count, compatible, COMPATIBLE_MAX, &status);
    if (U_FAILURE(status)) {
        unicode->failed = true; /* only memory can be missing: the room is proved */
        return 0;
    }
    struct folding folding = {unicode, out, 0, SCRIPT_OTHER, false};
    for (int32_t i = 0; i < folded && !folding.full;)
        fold_code(&folding, next_code(compatible, &i));
    return folding.length;
}

/* Letters and digits of one or two bytes are folded each for itself, and what comes of it is
 * remembered: the folded code point, or that it is not one or may join what stands before it. */
#define FOLDS_END   0x800u
#define FOLD_UNSEEN 0u
#define FOLD_NOT    0xFFFFu

static uint16_t fold_of_letter(struct unicode *unicode, uint32_t code)
{
    char bytes[4], folded[FOLD_ROOM];
    const enum character_kind kind = unicode_class(unicode, code) & 0xFF;
    if ((kind != CHARACTER_LETTER && kind != CHARACTER_DIGIT) ||
        !unorm2_hasBoundaryBefore(unicode->compatible, (UChar32)code))
        return FOLD_NOT;
    const size_t length =
        fold_fully(unicode, (struct slice){bytes, unicode_encode(code, bytes)}, folded);
    const struct glyph glyph = unicode_glyph(unicode, folded, folded + length);
    const bool single = length > 0 && glyph.length == length && glyph.code < FOLDS_END;
    return single ? (uint16_t)glyph.code : FOLD_NOT;
}

/* Fold a text of such letters and digits; 0 where anything else is in it, or no room. */
static size_t fold_letters(struct unicode *unicode, struct slice text, char *out)
{
    size_t length = 0;
    if (!unicode->folds)
        unicode->folds = calloc(FOLDS_END, sizeof *unicode->folds);
    for (size_t i = 0; i < text.length; i++) {
        uint32_t code = (unsigned char)text.bytes[i];
        if (code >= 0x80) {
            if (code < 0xC2 || code >= 0xE0 || i + 1 == text.length ||
                ((unsigned char)text.bytes[i + 1] & 0xC0) != 0x80)
                return 0;
            code = (code & 0x1F) << 6 | ((unsigned char)text.bytes[++i] & 0x3F);
        }
        if (!unicode->folds || length + 2 > FOLD_ROOM)
            return 0;
        uint16_t *fold = &unicode->folds[code];
        if (*fold == FOLD_UNSEEN)
            *fold = fold_of_letter(unicode, code);
        if (*fold == FOLD_NOT)
            return 0;
        length += unicode_encode(*fold, out + length);
    }
    return length;
}

size_t fold_text(struct unicode *unicode, struct slice text, char out[static FOLD_ROOM])
{
    text.length = unicode_cut(text.bytes, text.length, FOLD_INPUT_MAX);
    unsigned char high = 0;
    for (size_t i = 0; i < text.length; i++)
        high |= (unsigned char)text.bytes[i];
    if (high < 0x80)
        return fold_ascii(text, out);
    size_t length = fold_letters(unicode, text, out);
    if (length == 0)
        length = fold_ideographs(text, out);
    return length > 0 ? length : fold_fully(unicode, text, out);
}

size_t fold_stem(struct unicode *unicode, struct slice stem, char out[static FOLD_ROOM])
{
    return unicode_cut(out, fold_text(unicode, stem, out), WORD_MAX);
}
