#ifndef HERALD_INDEXER_LANGUAGE_BOUNDARY_H
#define HERALD_INDEXER_LANGUAGE_BOUNDARY_H

#include "indexer/language/unicode.h"

/*
 * Where sentences and paragraphs begin (docs/analysis.md, Sentences and paragraphs); inside the
 * language room only. Everything follows from the gap between two words: its punctuation and white
 * space, the word before it, the first letters after it, and for line ends the shape of the lines
 * of the whole text.
 */

/* What stands in a gap. A gap with none of these bits has no boundary, which is most of them. */
enum {
    GAP_TERMINATOR = 4, /* something that may end a sentence */
    GAP_LINE = 8,       /* the end of a line */
    GAP_BEGIN = 16      /* the begin of the text */
};

/* What begins with a word. A paragraph always begins a sentence too. */
enum text_start { START_NOTHING = 0, START_SENTENCE, START_PARAGRAPH };

/* How the lines of a text are laid out. */
struct line_layout {
    bool known;
    bool wrapped;  /* lines are broken to a width; else each is a paragraph */
    size_t width;  /* code points of the widest line, where wrapped */
    size_t margin; /* columns of white space before every line but the first */
};

/* A gap as boundary.c reads it, from the word before it to the one after it. */
struct gap {
    const char *begin;
    const char *end;          /* the word after it */
    const char *line_end;     /* of the first line that ends in it; NULL: none does */
    unsigned lines;           /* that end in it */
    size_t indentation;       /* columns of white space after the last line end */
    enum word_script before;  /* script of the letter before it */
    bool paragraph_separator; /* U+2029 */
    bool ended;               /* by a terminator and, but for hard ones, white space */
    bool hard;                /* the terminator needs no white space, and ends always: 。 */
    bool point;               /* it is a single point, behind a word or standing alone */
    bool alone;               /* white space before it */
};

/* The bit of a character that stands between words. */
static inline uint8_t gap_bit(struct glyph glyph)
{
    return glyph.kind == CHARACTER_POINT || glyph.kind == CHARACTER_TERMINATOR ||
                   glyph.kind == CHARACTER_SEMICOLON
               ? GAP_TERMINATOR
           : glyph.kind == CHARACTER_LINE_END ? GAP_LINE
                                              : 0;
}

/*
 * What begins with the word at `word`, which has a gap with one of the bits before it. `layout` is
 * filled when a line end asks for it. *context becomes true when what is not between white space
 * and the word's end was looked at.
 */
enum text_start boundary_at(struct unicode *unicode, struct slice text, const char *word,
                            struct line_layout *layout, bool *context);

/* --- between the files of boundaries --------------------------------------------------------- */

/* The code point that ends at `at`, or length 0 at the begin of the text. */
struct glyph boundary_glyph_before(struct unicode *unicode, struct slice text, const char *at);

/* Whether the gap ends a sentence. */
bool boundary_ends_sentence(struct unicode *unicode, struct slice text, const struct gap *gap,
                            bool *context);

/* Whether the gap, with a line end in it, parts two paragraphs; `sentence`: it ends a sentence. */
bool boundary_ends_paragraph(struct unicode *unicode, struct slice text, const struct gap *gap,
                             bool sentence, struct line_layout *layout);

/* How a point after a word is to be taken. */
enum abbreviation {
    ABBREVIATION_NONE = 0,
    ABBREVIATION_TITLE,   /* a name follows: Mr, Gen */
    ABBREVIATION_NUMERAL, /* a number follows, or it is a word: No, Jan, Art */
    ABBREVIATION_COMMON   /* anything may follow: Inc, etc */
};

/* The kind of a folded abbreviation, without its point. */
enum abbreviation abbreviation_find(struct slice folded);

/* Whether a folded word is one of those that begin sentences more often than names: the, it, но. */
bool is_sentence_opener(struct slice folded);

#endif
