#ifndef HERALD_SEARCHER_HIT_POSITIONS_H
#define HERALD_SEARCHER_HIT_POSITIONS_H

#include "searcher/query_words.h"
#include "searcher/term_places.h"

/* Positions looked at of one word's one form in one document. */
#define HIT_POSITIONS_MAX 64u

/* Where the words of a query stand in some documents. Zeroed memory is none. */
struct hit_positions {
    struct occurrence *items; /* document by document, each sorted by position */
    size_t *starts;           /* of each document in items, and after the last one the end */
    uint32_t *bodies;         /* the position of the first word of each body; UINT32_MAX: none */
    size_t capacity;          /* of items */
};

/*
 * Read the positions of the words in `count` documents. One whose positions are damaged has none:
 * that is told when it is read. XAP_E_TIMEOUT once clock_milliseconds passes `deadline` (0: never);
 * XAP_E_NO_MEMORY, failures of term_places_read.
 */
xap_status hit_positions_read(struct hit_positions *positions, struct index_reader *reader,
                              const struct query_words *words, const uint32_t *docids, size_t count,
                              double deadline, xap_error *err);

/* Free it; it is empty and usable afterwards. */
void hit_positions_dispose(struct hit_positions *positions);

#endif
