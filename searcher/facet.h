#ifndef HERALD_SEARCHER_FACET_H
#define HERALD_SEARCHER_FACET_H

#include "searcher/facet_column.h"

/* How many of the articles that match have each value of a field. */

/* Limits of facets, and what holds when nothing is said. */
#define FACET_VALUES_DEFAULT 10u
#define FACET_VALUES_MAX     10000u

/* What is asked for: fields in the order in which they are wanted. Zeroed memory is none. */
struct facet_request {
    struct facet_wish {
        enum facet_field field;
        uint32_t limit; /* the most frequent ones; the others are summed */
    } items[FACET_FIELDS];
    size_t count;
    bool
        declared; /* countries, people and organisations as articles declare them, by no mentions */
};

/* Add "source,country:20,year" to a request; a field that is there already gets the new limit.
 * HERALD_E_ARGUMENT for an unknown field or a limit out of range. */
enum herald_status facet_request_add(struct facet_request *request, struct slice text,
                                     struct herald_error *err);

/* A value, and how many articles have it. */
struct facet_value {
    struct slice
        value; /* what narrows to it, as it is compared; the code of an entity; "2025-02" */
    struct slice label; /* as an article writes it; the name of an entity */
    uint32_t count;
};

/* The values of a field, the most frequent first; equal ones by value. */
struct facet {
    enum facet_field field;
    struct facet_value *values;
    size_t count;
    uint32_t having;      /* articles that have any value */
    uint32_t without;     /* those that have none */
    uint32_t rest_values; /* the values not listed */
    uint64_t rest_count;  /* the sum of their counts */
};

/*
 * Count the articles of a set. Every article counts once for each of its values. Where the set is
 * incomplete, counts are estimates (match_set_estimate). The facets and their values are in
 * `arena`. HERALD_E_BUSY, CORRUPT, IO, NO_MEMORY.
 */
enum herald_status facets_count(struct facet_columns *columns, const struct match_set *matches,
                                const struct facet_request *request, struct arena *arena,
                                struct facet **out, struct herald_error *err);

#endif
