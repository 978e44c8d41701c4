#ifndef HERALD_SEARCHER_TIMELINE_H
#define HERALD_SEARCHER_TIMELINE_H

#include "searcher/period.h"

/* How many of the articles that match were published when. */

/* The longest timeline; a longer one has to be of longer periods, or of less time. */
#define TIMELINE_MAX 20000u

struct timeline_item {
    int32_t number;     /* of the period */
    uint32_t count;     /* articles that match */
    uint32_t published; /* articles of the index, matching or not */
};

/* Articles of which the date is known to a longer period than that of the timeline: they are in
 * none of its items. */
struct timeline_vague {
    enum period period; /* PERIOD_MONTH or PERIOD_YEAR */
    struct timeline_item item;
};

/* A timeline without gaps. Zeroed memory is none. */
struct timeline {
    enum period period;
    struct timeline_item *items;
    size_t count;
    struct timeline_vague *vague; /* months, then years, only those that have matches */
    size_t vague_count;
    uint32_t dated;      /* articles that match and are in some item */
    uint32_t less_exact; /* those in `vague` */
    uint32_t undated;    /* those without a date */
};

/*
 * Count the articles of a set by period, from the first in which there is one to the last; where
 * `from` or `to` is a date, from its period or to that of its end. The items are in `arena`.
 * Where the set is incomplete, counts are estimates. HERALD_E_LIMIT beyond TIMELINE_MAX;
 * HERALD_E_BUSY, CORRUPT, IO, NO_MEMORY.
 */
enum herald_status timeline_count(struct facet_columns *columns, const struct match_set *matches,
                                  enum period period, struct date from, struct date to,
                                  struct arena *arena, struct timeline *out,
                                  struct herald_error *err);

#endif
