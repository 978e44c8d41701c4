#ifndef HERALD_INDEXER_LANGUAGE_STEM_REPAIR_H
#define HERALD_INDEXER_LANGUAGE_STEM_REPAIR_H

#include "indexer/language/analyser.h"

/* Room for a repaired word. */
#define STEM_REPAIR_ROOM (2 * WORD_MAX + 16)

/*
 * Folding takes the diacritics that some stemmers know endings by: Snowball's Spanish takes away
 * -ación and not -acion. This gives them back to the endings, guessing from the folded word alone,
 * so that a word meets itself whether or not it was typed with accents. What the guess is matters
 * less than that it is always the same. Returns the length written to `out`, 0 where the language
 * needs no repair or this word does not.
 */
size_t stem_repair(const char *language_code, struct slice folded,
                   char out[static STEM_REPAIR_ROOM]);

/* The same for Arabic: the article and the conjunction go, the feminine ending comes back. */
size_t stem_repair_arabic(struct slice folded, char out[static STEM_REPAIR_ROOM]);

/* The same for Russian: nouns that are taken for verbs in some cases, and vowels that only the
 * first case has. */
size_t stem_repair_russian(struct slice folded, char out[static STEM_REPAIR_ROOM]);

#endif
