#include "indexer/language/boundary.h"

#include <unicode/uchar.h>

#include "indexer/language/fold.h"

/* Bytes of a word that are looked at to see whether it is an abbreviation, or opens sentences. */
#define TOKEN_MAX 32

/* What stands before a point: letters, digits and points up to anything else. */
struct token {
    struct slice text;
    size_t letters, digits, points;
    size_t segment; /* letters since the last point */
    size_t longest; /* segment */
    bool roman;     /* nothing but I, V and X */
    enum word_script script;
};

static bool is_roman(uint32_t code)
{
    return code == 'I' || code == 'V' || code == 'X';
}

static void count_glyph(struct token *token, struct glyph glyph)
{
    if (glyph.kind == CHARACTER_POINT) {
        token->points++;
        token->segment = 0;
        return;
    }
    token->digits += glyph.kind == CHARACTER_DIGIT;
    if (glyph.kind != CHARACTER_LETTER)
        return;
    token->letters++;
    token->script = (enum word_script)glyph.script;
    token->roman &= is_roman(glyph.code);
    token->segment++;
    token->longest = token->segment > token->longest ? token->segment : token->longest;
}

/* Read what ends at `end`, points at its begin left out; text.length 0 where it is too long for an
 * abbreviation. */
static struct token read_token(struct unicode *unicode, struct slice text, const char *end)
{
    struct token token = {.text = {end, 0}, .roman = true};
    const char *begin = end;
    for (;;) {
        const struct glyph glyph = boundary_glyph_before(unicode, text, begin);
        if (glyph.length == 0 || (glyph.kind != CHARACTER_LETTER && glyph.kind != CHARACTER_DIGIT &&
                                  glyph.kind != CHARACTER_MARK &&
                                  glyph.kind != CHARACTER_IGNORABLE && glyph.code != '.'))
            break;
        if (end - begin > TOKEN_MAX)
            return token;
        begin -= glyph.length;
    }
    while (begin < end && *begin == '.')
        begin++;
    token.text = (struct slice){begin, (size_t)(end - begin)};
    for (const char *at = begin; at < end;) {
        const struct glyph glyph = unicode_glyph(unicode, at, end);
        count_glyph(&token, glyph);
        at += glyph.length;
    }
    return token;
}

/* A number whose point may make it an ordinal: der 3. Oktober, Wilhelm II. */
static bool is_ordinal(const struct token *token)
{
    return token->points == 0 &&
           ((token->letters == 0 && token->digits > 0 && token->digits <= 2) ||
            (token->digits == 0 && token->letters >= 2 && token->letters <= 4 && token->roman));
}

static enum abbreviation classify(struct unicode *unicode, const struct token *token)
{
    if (token->text.length == 0 || token->letters == 0)
        return ABBREVIATION_NONE;
    if (token->points > 0) /* U.S. and EE.UU., not un.org. */
        return token->digits == 0 && token->longest <= 2 ? ABBREVIATION_COMMON : ABBREVIATION_NONE;
    if (token->digits == 0 && token->letters == 1) /* an initial; syllables of Korean are none */
        return token->script == SCRIPT_HANGUL ? ABBREVIATION_NONE : ABBREVIATION_COMMON;
    char folded[FOLD_ROOM];
    const size_t length = fold_text(unicode, token->text, folded);
    return abbreviation_find((struct slice){folded, length});
}

/* Whether the word at `at` is one that opens sentences: written with one capital at its begin, or
 * `any_case`, and no initial. */
static bool opens_sentence(struct unicode *unicode, struct slice text, const char *at,
                           bool any_case)
{
    const char *const end = text.bytes + text.length;
    const char *to = at;
    size_t count = 0;
    bool written = true;
    struct glyph glyph;
    while ((glyph = unicode_glyph(unicode, to, end)).kind == CHARACTER_LETTER ||
           glyph.kind == CHARACTER_MARK) {
        const bool lower = u_islower((UChar32)glyph.code);
        written &= count == 0 ? !lower : !u_isupper((UChar32)glyph.code);
        to += glyph.length;
        count++;
        if (to - at > TOKEN_MAX)
            return false;
    }
    char folded[FOLD_ROOM];
    if (count == 0 || glyph.kind == CHARACTER_POINT || (!written && !any_case))
        return false;
    const size_t length = fold_text(unicode, (struct slice){at, (size_t)(to - at)}, folded);
    return is_sentence_opener((struct slice){folded, length});
}

bool boundary_ends_sentence(struct unicode *unicode, struct slice text, const struct gap *gap,
                            bool *context)
{
    const struct glyph next = unicode_glyph(unicode, gap->end, text.bytes + text.length);
    if (gap->hard)
        return true;
    if (!gap->alone && u_islower((UChar32)next.code))
        return false;
    if (!gap->point)
        return true;
    *context = true;
    const struct token token = read_token(unicode, text, gap->begin);
    const enum abbreviation abbreviation = classify(unicode, &token);
    if (is_ordinal(&token)) { /* only where there are capitals is there something to see */
        return gap->alone || !(u_isupper((UChar32)next.code) || next.kind == CHARACTER_DIGIT) ||
               opens_sentence(unicode, text, gap->end, false);
    }
    switch (abbreviation) {
    case ABBREVIATION_TITLE:
        return false;
    case ABBREVIATION_NUMERAL:
        return next.kind != CHARACTER_DIGIT;
    case ABBREVIATION_COMMON:
        return opens_sentence(unicode, text, gap->end, gap->alone);
    default:
        return true;
    }
}
