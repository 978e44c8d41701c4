#ifndef HERALD_INDEXER_LANGUAGE_SCANNER_H
#define HERALD_INDEXER_LANGUAGE_SCANNER_H

#include "indexer/language/boundary.h"
#include "indexer/language/fold.h"
#include "indexer/language/unicode.h"

/*
 * Finding the words of a text; inside the language room only. What a word is depends on nothing
 * across white space, so that a text may be cut there, with one exception: whether the whole text
 * is in capitals. Where sentences and paragraphs begin depends on the whole text.
 */

#define COMPOUND_PARTS     3  /* parts of a compound that is joined into one variant, at the most */
#define COMPOUND_MAX       64 /* bytes of the joined variant, at the most */
#define RUN_WINDOW         256 /* UTF-16 units of text without spaces that ICU divides at a time */
#define SCANNER_PENDING    16
#define SCANNER_WORD_BYTES ((size_t)SCANNER_PENDING * WORD_MAX)

/* One part of a compound: a word, or the two initials of a name. */
struct part {
    struct slice text;
    enum word_script script;
    const char *middle; /* for initials: where in the source the second begins; else NULL */
    size_t split;       /* and where in `folded` */
    const char *other;  /* the word that it may be as well where all is in capitals, or NULL */
    bool special;       /* abbreviation, decimal fraction: never joined with others */
    size_t length;
    char folded[FOLD_ROOM];
};

struct scanner {
    struct unicode *unicode;
    struct slice whole;
    const char *at;
    const char *end;
    const char *list_end; /* digits up to here are a list, not one number */
    const char *run;      /* text without spaces that `cuts` divide; NULL when used up */
    uint32_t position;    /* of the next word */
    bool chained;         /* `at` follows the hyphen of a long compound */
    bool asked_capitals;  /* a word depended on whether the text is in capitals */
    bool asked_context;   /* whether a word but the piece's first starts a sentence depended on more
                             than what stands before it in the piece */
    uint8_t gap;          /* GAP_ bits of what was met since the last word */
    uint8_t carried;      /* the same of what stands between this piece and the word before it */
    uint8_t head_gap;     /* and of what stands before the piece's first word */
    const char *head;     /* that word; NULL: none yet */
    struct line_layout lines;
    enum { CAPITALS_UNKNOWN = 0, CAPITALS_NO, CAPITALS_YES } capitals;
    uint16_t cuts[RUN_WINDOW + 1];
    uint16_t spans[RUN_WINDOW + 1]; /* how many words are one, too, from each cut on; 1: none */
    size_t cut_next, cut_count;
    size_t taken, count; /* of pending words */
    struct word pending[SCANNER_PENDING];
    size_t byte_count;
    char bytes[SCANNER_WORD_BYTES];
};

/* Start on a text, its first word at `position`. */
void scanner_start(struct scanner *scanner, struct unicode *unicode, struct slice text,
                   uint32_t position);

/* Go to a piece of that text, which begins and ends at white space or at the text's ends (edges of
 * punctuation left out or not); words before it that were not yet taken are lost. `carried` are the
 * GAP_ bits of what stands between the word before the piece and the piece. */
void scanner_piece(struct scanner *scanner, struct slice piece, uint32_t position, uint8_t carried);

/* The next word, or false at the end. Slices are valid until the next call. */
bool scanner_next(struct scanner *scanner, struct word *out);

/* --- between the scanner's own files -------------------------------------------------------- */

static inline struct glyph scanner_glyph(struct scanner *scanner, const char *at)
{
    return unicode_glyph(scanner->unicode, at, scanner->end);
}

/* Whether a code point can begin a word or go on in one. */
static inline bool glyph_in_word(struct glyph glyph)
{
    return glyph.kind == CHARACTER_LETTER || glyph.kind == CHARACTER_DIGIT;
}

/* Marks and ignorable characters, which belong to the letter before them. */
static inline bool glyph_clings(struct glyph glyph)
{
    return glyph.kind == CHARACTER_MARK || glyph.kind == CHARACTER_IGNORABLE;
}

/* Read the part that begins at scanner->at, a letter or a digit, and step over it. A part may turn
 * out empty (length 0). */
void scan_word(struct scanner *scanner, struct part *part);

/* The digits at scanner->at, with their separators, folded into `part`; letters may follow. */
void scan_number(struct scanner *scanner, struct part *part);

/* An abbreviation with points or a pair of initials at scanner->at; false, and nothing moved, where
 * there is none. */
bool scan_abbreviation(struct scanner *scanner, struct part *part);

/* Divide the text without spaces at scanner->at into words, a window of it. */
void scan_run(struct scanner *scanner);

/* Whether the whole text is in capitals, so that US may be `us`. */
bool scanner_in_capitals(struct scanner *scanner);

/* Add a word to the pending ones. Position is where it begins. */
void scanner_push(struct scanner *scanner, const struct word *word);

/* An acronym that would be lost among pronouns if capitals were folded away. */
struct acronym {
    const char *plain; /* "us" */
    const char *term;  /* "u.s" */
    bool in_capitals;  /* so without points too: US */
};

/* The acronym of these folded letters, or NULL. */
const struct acronym *acronym_find(const char *folded, size_t length);

#endif
