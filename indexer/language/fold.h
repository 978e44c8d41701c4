#ifndef HERALD_INDEXER_LANGUAGE_FOLD_H
#define HERALD_INDEXER_LANGUAGE_FOLD_H

#include "indexer/language/unicode.h"

/* How much of one word is looked at, in bytes; letters after it do not count. */
#define FOLD_INPUT_MAX 512

/* Room for a folded word: WORD_MAX and what apostrophes may yet take away. */
#define FOLD_ROOM (WORD_MAX + 24)

/*
 * Fold letters, marks and digits (docs/analysis.md, Folding) and return the length written. What is
 * none of them is dropped, but apostrophes of any form become U+0027.
 */
size_t fold_text(struct unicode *unicode, struct slice text, char out[static FOLD_ROOM]);

/* Take the apostrophes out of a folded word: elided articles and possessives go, the rest is
 * joined. Returns the new length. */
size_t fold_apostrophes(char *word, size_t length);

/* The simplified form of a Chinese character, or the character itself. */
uint32_t fold_han(uint32_t code);

/* The word without the diacritics that a stemmer was given back (stem_repair.h). */
size_t fold_stem(struct unicode *unicode, struct slice stem, char out[static FOLD_ROOM]);

#endif
