#ifndef HERALD_SEARCHER_SUGGESTION_H
#define HERALD_SEARCHER_SUGGESTION_H

#include "indexer/index.h"
#include "searcher/query_terms.h"

/* Did you mean: words of the index that are written like a word of the query that it does not have.
 */

/* Words suggested for each, and words of a query that are looked after. */
#define SUGGESTION_CANDIDATES 3u
#define SUGGESTION_WORDS_MAX  8u

/* A word that could have been meant. */
struct suggestion_candidate {
    struct slice word; /* folded */
    uint32_t count;    /* articles that have it */
    uint32_t distance; /* letters inserted, left out, changed, or swapped with the next */
};

/* A word that no article has, and what could have been meant, the likeliest first. */
struct suggestion {
    struct query_place place;
    struct slice word; /* as typed */
    struct suggestion_candidate candidates[SUGGESTION_CANDIDATES];
    size_t count; /* 1 or more */
};

/* Those of a query, in its order. Zeroed memory is none. */
struct suggestions {
    struct suggestion *items;
    size_t count;
    struct slice corrected; /* the query with the likeliest ones in their places */
    bool late;              /* there was no time to look for any */
};

/*
 * Look for words of the query that no article has in any form, and for words of the index at a
 * distance of 1 (words of 3 and 4 letters) or of 1 and 2 (longer ones): Damerau 1964, "A technique
 * for computer detection and correction of spelling errors". A candidate's likelihood is its number
 * of articles times SUGGESTION_SLIP for each letter of distance, less where the first letter
 * differs, since slips are rarest there (Pollock and Zamora 1984). The result is in `arena`; it is
 * empty where not all words were looked at by `until` (clock_milliseconds; 0: never).
 * HERALD_E_BUSY when the index has changed too much; CORRUPT, IO, NO_MEMORY.
 */
#define SUGGESTION_SLIP  0.02
#define SUGGESTION_FIRST 0.1
enum herald_status suggestions_find(struct index_reader *reader, struct analyser *analyser,
                                    const struct query_terms *terms, struct slice text,
                                    double until, struct arena *arena, struct suggestions *out,
                                    struct herald_error *err);

/* The distance between two words, of which only the first WORD_MAX code points count; most + 1
 * where it is more than `most`. */
uint32_t suggestion_distance(struct slice a, struct slice b, uint32_t most);

#endif
