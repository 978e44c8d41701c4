#include "indexer/language/scanner.h"

#include <unicode/uchar.h>

/* Two letters with points that are one word and nobody's initials. */
static const char known[][3] = {"ad", "am", "bc", "dc", "ec", "eu", "gb", "he", "it", "la",
                                "mp", "ny", "pm", "pr", "sa", "tv", "uk", "un", "us", "vp"};

/* What has been read of letters that stand alone, each with a point: U.S. or e.g. */
struct singles {
    const char *end;    /* after the last letter, and its point if it has one */
    const char *second; /* the second letter */
    size_t count;
    size_t capitals;
};

/* The end of a letter and the marks on it. */
static const char *letter_end(struct scanner *scanner, const char *at)
{
    struct glyph glyph = scanner_glyph(scanner, at);
    do {
        at += glyph.length;
        glyph = scanner_glyph(scanner, at);
    } while (glyph_clings(glyph));
    return at;
}

/* The possessive that may follow an abbreviation, stepped over. */
static const char *skip_possessive(struct scanner *scanner, const char *at)
{
    const struct glyph mark = scanner_glyph(scanner, at);
    const struct glyph letter = scanner_glyph(scanner, at + mark.length);
    if (mark.kind != CHARACTER_APOSTROPHE || (letter.code | 0x20) != 's')
        return at;
    const char *end = at + mark.length + letter.length;
    const struct glyph after = scanner_glyph(scanner, end);
    return glyph_in_word(after) || glyph_clings(after) ? at : end;
}

/* Whether the letter that ends at `at`, without a point, stands alone: the last of "U.S". */
static bool ends_alone(struct scanner *scanner, const char *at)
{
    const struct glyph glyph = scanner_glyph(scanner, at);
    if (glyph.kind == CHARACTER_APOSTROPHE) {
        const struct glyph after = scanner_glyph(scanner, at + glyph.length);
        return after.kind != CHARACTER_LETTER || skip_possessive(scanner, at) != at;
    }
    return !glyph_in_word(glyph) && glyph.kind != CHARACTER_DICTIONARY;
}

static struct singles read_singles(struct scanner *scanner)
{
    struct singles singles = {.end = scanner->at};
    const char *at = scanner->at;
    struct glyph glyph;
    while ((glyph = scanner_glyph(scanner, at)).kind == CHARACTER_LETTER) {
        const char *end = letter_end(scanner, at);
        const bool point = scanner_glyph(scanner, end).kind == CHARACTER_POINT;
        if (!point && (singles.count == 0 || !ends_alone(scanner, end)))
            break;
        if (singles.count == 1)
            singles.second = at;
        singles.count++;
        singles.capitals += u_charType((UChar32)glyph.code) == U_UPPERCASE_LETTER;
        at = singles.end = point ? end + scanner_glyph(scanner, end).length : end;
        if (!point)
            break;
    }
    return singles;
}

static bool is_known(const char *folded, size_t length)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (length == 2 && memcmp(known[i], folded, 2) == 0)
            return true;
    return false;
}

/* Fold the two letters of a person's initials one by one. */
static void fold_initials(struct scanner *scanner, struct part *part, const struct singles *singles)
{
    const struct slice first = {scanner->at, (size_t)(singles->second - scanner->at)};
    const struct slice second = {singles->second, (size_t)(singles->end - singles->second)};
    char folded[FOLD_ROOM];
    part->split = fold_text(scanner->unicode, first, part->folded);
    part->split = unicode_cut(part->folded, part->split, WORD_MAX / 2);
    size_t length = fold_text(scanner->unicode, second, folded);
    length = unicode_cut(folded, length, WORD_MAX / 2);
    memcpy(part->folded + part->split, folded, length);
    part->length = part->split + length;
    part->middle = part->split > 0 && length > 0 ? singles->second : NULL;
}

bool scan_abbreviation(struct scanner *scanner, struct part *part)
{
    const char *begin = scanner->at;
    const struct singles singles = read_singles(scanner);
    if (singles.count < 2)
        return false;
    const struct slice text = {begin, (size_t)(singles.end - begin)};
    part->length = fold_text(scanner->unicode, text, part->folded);
    part->length = unicode_cut(part->folded, part->length, WORD_MAX);
    if (singles.count == 2 && singles.capitals == 2 && !is_known(part->folded, part->length))
        fold_initials(scanner, part, &singles);
    const struct acronym *acronym = acronym_find(part->folded, part->length);
    if (acronym && !part->middle) {
        part->length = strlen(acronym->term);
        memcpy(part->folded, acronym->term, part->length);
    }
    part->special = true;
    scanner->at = skip_possessive(scanner, singles.end);
    part->text.length = (size_t)(scanner->at - begin);
    return true;
}
