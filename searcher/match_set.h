#ifndef HERALD_SEARCHER_MATCH_SET_H
#define HERALD_SEARCHER_MATCH_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "indexer/language/analyser.h"

/*
 * All documents that match, as a bitmap over document ids: what facets, timelines and exports start
 * from. Zeroed memory is an empty set.
 */
struct match_set {
    uint64_t *bits; /* bit docid % 64 of bits[docid / 64] */
    uint32_t last;  /* the highest id that can be in it */
    uint32_t count;
    bool complete;    /* false: the time was over, and only ids up to `reached` were looked at */
    uint32_t reached; /* the highest id in it, where it is not complete */
    bool places_cut;  /* as in search_matches */
    language_id stop; /* as in search_matches */
};

/* Room for ids up to `last`, none of them in it. False on no memory. */
bool match_set_make(struct match_set *set, uint32_t last);

/* Free what a set holds; it is empty and usable afterwards. */
void match_set_dispose(struct match_set *set);

/* Count what is in it, once all bits are set, and find the highest. */
void match_set_settle(struct match_set *set);

static inline bool match_set_has(const struct match_set *set, uint32_t docid)
{
    return docid <= set->last && (set->bits[docid / 64] >> (docid % 64) & 1) != 0;
}

/* The lowest id of at least `docid` in it; 0 where there is none. */
uint32_t match_set_next(const struct match_set *set, uint32_t docid);

/* What a count over an incomplete set would be over the whole index, if matches were spread evenly
 * over the ids; of a complete set, the count itself. */
uint32_t match_set_estimate(const struct match_set *set, uint32_t count);

#endif
