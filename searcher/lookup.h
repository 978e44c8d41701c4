#ifndef HERALD_SEARCHER_LOOKUP_H
#define HERALD_SEARCHER_LOOKUP_H

#include "indexer/index.h"

/* Articles by what they are called. */

/* Articles looked at for one name, at the most; more with one id is no collection of news. */
#define LOOKUP_MAX 256u

struct lookup {
    struct article *articles; /* `count` of them */
    size_t count;
};

/*
 * Find the articles with this id, or, if there are none, with this URL; only those of `source`
 * unless that is empty. None is HERALD_OK with a count of 0. HERALD_E_BUSY as for searches (this
 * function does not try again), HERALD_E_CORRUPT, IO, NO_MEMORY. The caller disposes of *out.
 */
enum herald_status lookup_find(struct index_reader *reader, struct slice name, struct slice source,
                               struct lookup *out, struct herald_error *err);

/* Free what was found; it is empty and usable afterwards. */
void lookup_dispose(struct lookup *lookup);

#endif
