#ifndef HERALD_SEARCHER_PLACE_WALK_H
#define HERALD_SEARCHER_PLACE_WALK_H

#include "indexer/positions.h"

/*
 * Whether words stand together in one article, found by walking along their packed positions: for
 * phrases and pairs of near words, which is what most are. It stops at the first place and makes no
 * lists; what is asked for otherwise is for searcher/stretch.h.
 */

/* Where the positions of one word are walked along. */
struct walk_list {
    struct positions_list rest;
    uint32_t position; /* the present one, WALK_END after the last */
};
#define WALK_END UINT32_MAX

/* The positions of all words that may stand at one place of a query, ascending. */
struct place_walk {
    struct walk_list *lists; /* lent */
    size_t count;
    uint32_t offset; /* of the place in its phrase */
    size_t bytes;    /* of all lists, by which the rarest is chosen */
};

/* Add a word that the article holds; there must be room for it in the lists. */
void place_walk_add(struct place_walk *walk, struct positions_list list);

/* Whether words of all places, each with its offset, follow each other within the positions from
 * `first` to `last`. Each place holds a word. */
bool place_walk_phrase(struct place_walk *walks, size_t count, uint32_t first, uint32_t last);

/* Whether a word of the second place stands at most `distance` words from one of the first and not
 * at the same position; after it where the order counts. Within `first` to `last`, too. */
bool place_walk_near(struct place_walk walks[static 2], uint32_t distance, bool ordered,
                     uint32_t first, uint32_t last);

#endif
