#include "indexer/language/scanner.h"

#include <unicode/uchar.h>

/*
 * Acronyms that would be lost among pronouns if capitals were folded away. Only words that say
 * nothing in lower case are here: for others, as in AIDS or NATO, people type `aids` and `nato`.
 */
static const struct acronym acronyms[] = {
    {"us", "u.s", true},    /* United States */
    {"who", "w.h.o", true}, /* World Health Organization */
    {"it", "i.t", true},    /* information technology */
    {"he", "h.e", false},   /* His Excellency; HE is emphasis more often than not */
};

const struct acronym *acronym_find(const char *folded, size_t length)
{
    for (size_t i = 0; i < sizeof acronyms / sizeof *acronyms; i++)
        if (strlen(acronyms[i].plain) == length && memcmp(acronyms[i].plain, folded, length) == 0)
            return &acronyms[i];
    return NULL;
}

static bool is_plain_acronym(const char *folded, size_t length)
{
    const struct acronym *acronym = length <= 3 ? acronym_find(folded, length) : NULL;
    return acronym && acronym->in_capitals;
}

static bool is_upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

/* Whether a source text is `count` capitals of ASCII, and after them nothing or an apostrophe. */
static bool written_in_capitals(struct scanner *scanner, struct slice text, size_t count)
{
    if (text.length < count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!is_upper(text.bytes[i]))
            return false;
    return text.length == count ||
           scanner_glyph(scanner, text.bytes + count).kind == CHARACTER_APOSTROPHE;
}

/* Turn US into its own term, beside the pronoun where all is in capitals. */
static void settle_acronym(struct scanner *scanner, struct part *part)
{
    if (!is_plain_acronym(part->folded, part->length) ||
        !written_in_capitals(scanner, part->text, part->length))
        return;
    const struct acronym *acronym = acronym_find(part->folded, part->length);
    if (scanner_in_capitals(scanner))
        part->other = acronym->plain;
    part->length = strlen(acronym->term);
    memcpy(part->folded, acronym->term, part->length);
    part->special = true;
}

/* One run of capitals while the whole text is looked at. */
struct capitals {
    size_t length;
    char letters[4]; /* its beginning in lower case */
    bool word_seen;  /* a word in capitals that is none of the acronyms */
};

static void end_of_capitals(struct capitals *capitals)
{
    capitals->word_seen |=
        capitals->length >= 2 && !is_plain_acronym(capitals->letters, capitals->length);
    capitals->length = 0;
}

/* Whether a code point shows that the text is not in capitals, or has none to be in. */
static bool speaks_against_capitals(struct glyph glyph)
{
    if (glyph.code < 0x80)
        return glyph.code >= 'a' && glyph.code <= 'z';
    if (glyph.kind == CHARACTER_DICTIONARY)
        return true;
    const int8_t category = u_charType((UChar32)glyph.code);
    return category == U_LOWERCASE_LETTER ||
           (category == U_OTHER_LETTER && glyph.script != SCRIPT_LATIN);
}

static bool all_in_capitals(struct scanner *scanner)
{
    const char *end = scanner->whole.bytes + scanner->whole.length;
    struct capitals capitals = {0};
    struct glyph glyph;
    for (const char *at = scanner->whole.bytes; at < end; at += glyph.length) {
        glyph = unicode_glyph(scanner->unicode, at, end);
        if (speaks_against_capitals(glyph))
            return false;
        if (glyph.kind != CHARACTER_LETTER) {
            end_of_capitals(&capitals);
            continue;
        }
        if (capitals.length < sizeof capitals.letters)
            capitals.letters[capitals.length] = glyph.code < 0x80 ? (char)(glyph.code | 0x20) : '?';
        capitals.length++;
    }
    end_of_capitals(&capitals);
    return capitals.word_seen;
}

bool scanner_in_capitals(struct scanner *scanner)
{
    scanner->asked_capitals = true;
    if (scanner->capitals == CAPITALS_UNKNOWN)
        scanner->capitals = all_in_capitals(scanner) ? CAPITALS_YES : CAPITALS_NO;
    return scanner->capitals == CAPITALS_YES;
}

/* Whether the word goes on after a character that joins letters only: `before` is the letter before
 * it. Apostrophes join, points of the Catalan l·l do, and what stands for Hebrew gershayim. */
static bool joins_letters(struct scanner *scanner, struct glyph joint, const char *at,
                          struct glyph before)
{
    const struct glyph after = scanner_glyph(scanner, at + joint.length);
    switch (joint.kind) {
    case CHARACTER_APOSTROPHE:
        return after.kind == CHARACTER_LETTER;
    case CHARACTER_QUOTE:
        return before.script == SCRIPT_HEBREW && after.script == SCRIPT_HEBREW &&
               after.kind == CHARACTER_LETTER;
    case CHARACTER_MIDDLE_DOT:
        return (before.code | 0x20) == 'l' && (after.code | 0x20) == 'l';
    case CHARACTER_NON_JOINER: /* divides in Arabic script, and is only for shape in others */
        return before.script != SCRIPT_ARABIC || after.script != SCRIPT_ARABIC;
    default:
        return false;
    }
}

/* The end of the letters, marks and digits that begin at `at`. */
static const char *word_end(struct scanner *scanner, const char *at)
{
    struct glyph before = {0};
    for (;;) {
        const struct glyph glyph = scanner_glyph(scanner, at);
        if (glyph_in_word(glyph))
            before = glyph;
        else if (!glyph_clings(glyph) && !joins_letters(scanner, glyph, at, before))
            return at;
        at += glyph.length;
    }
}

/* The end of what Finnish and Swedish add to an acronym after a colon, as in EU:n; or `at`. */
static const char *colon_ending(struct scanner *scanner, const char *begin, const char *at)
{
    const char *next = at + 1;
    if (at == scanner->end || *at != ':' || at - begin < 2)
        return at;
    for (const char *c = begin; c < at; c++)
        if (!is_upper(*c))
            return at;
    struct glyph glyph = scanner_glyph(scanner, next);
    size_t count = 0;
    while (glyph.kind == CHARACTER_LETTER &&
           u_charType((UChar32)glyph.code) == U_LOWERCASE_LETTER) {
        next += glyph.length;
        count++;
        glyph = scanner_glyph(scanner, next);
    }
    return count >= 1 && count <= 4 && !glyph_in_word(glyph) ? next : at;
}

/* Fold the letters up to `end` behind what the part has already. */
static void append_letters(struct scanner *scanner, struct part *part, const char *begin,
                           const char *end)
{
    char folded[FOLD_ROOM];
    const struct slice letters = {begin, (size_t)(end - begin)};
    size_t length = fold_text(scanner->unicode, letters, folded);
    length = unicode_cut(folded, length, FOLD_ROOM - part->length);
    memcpy(part->folded + part->length, folded, length);
    length = fold_apostrophes(part->folded, part->length + length);
    part->length = unicode_cut(part->folded, length, WORD_MAX);
}

void scan_word(struct scanner *scanner, struct part *part)
{
    const char *begin = scanner->at;
    const struct glyph first = scanner_glyph(scanner, begin);
    part->text = (struct slice){begin, 0};
    part->script = first.script;
    part->middle = NULL;
    part->other = NULL;
    part->special = false;
    part->length = 0;
    if (first.kind == CHARACTER_DIGIT)
        scan_number(scanner, part);
    else if (scan_abbreviation(scanner, part))
        return;
    const char *end = word_end(scanner, scanner->at);
    append_letters(scanner, part, scanner->at, end);
    scanner->at = colon_ending(scanner, begin, end);
    part->text.length = (size_t)(scanner->at - begin);
    settle_acronym(scanner, part);
}
