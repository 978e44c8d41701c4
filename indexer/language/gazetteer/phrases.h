#ifndef HERALD_INDEXER_LANGUAGE_GAZETTEER_PHRASES_H
#define HERALD_INDEXER_LANGUAGE_GAZETTEER_PHRASES_H

#include "corpus/error.h"
#include "indexer/language/analyser.h"

/*
 * Finds in a text what several words of the lexicon say together (`foreign minister`, `министра
 * иностранных дел`), in any form of the words: by their stems in the language of the text, side by
 * side within a sentence.
 */
struct phrase_finder;

/* A phrase in a text. */
struct phrase_mention {
    uint32_t first, last; /* positions of its first and last word */
    language_id language;
    struct slice stems; /* one space between; static. The same as of lexicon_word */
};

/* Make a finder; one per thread. HERALD_E_NO_MEMORY. */
enum herald_status phrase_finder_open(struct phrase_finder **out, struct herald_error *err);
void phrase_finder_free(struct phrase_finder *finder);

/*
 * Find the phrases of a text, of which analyser_terms gave the words with this first position, in
 * their order and none in another: at each place the longest. A word that a text has in several
 * languages is looked for in one of them. *out is the finder's, until its next call.
 * HERALD_E_NO_MEMORY.
 */
enum herald_status phrase_finder_find(struct phrase_finder *finder, const struct text_terms *terms,
                                      uint32_t first_position, const struct phrase_mention **out,
                                      size_t *count, struct herald_error *err);

#endif
