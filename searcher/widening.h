#ifndef HERALD_SEARCHER_WIDENING_H
#define HERALD_SEARCHER_WIDENING_H

#include "indexer/language/gazetteer/declared.h"
#include "searcher/query_terms.h"

/*
 * Words of a query that name a country, organisation or person find its other names too:
 * docs/entities.md, Queries. What was typed stays as it is; the entity's term stands beside it and
 * counts for less.
 */

/* How much a mention by another name counts, a mention by the word that was typed being 1. Half:
 * between not at all and as much. */
#define WIDENING_SHARE 0.5

/* What a leaf was understood as. */
struct widening {
    size_t leaf;
    entity_id entity;
    bool alone;                                 /* it was asked for by @: not the word */
    entity_id alternatives[NAMED_ENTITIES_MAX]; /* what it may have meant instead */
    size_t alternative_count;
};

/* In the order of the leaves; in the arena of the terms. */
struct widenings {
    struct widening *items;
    size_t count;
};

/*
 * Widen the leaves that name an entity as a whole: words and phrases, but not within title:. With
 * `exact` only those that begin with '@', which are the entity and nothing else. The terms of these
 * leaves change. HERALD_E_NO_MEMORY.
 */
enum herald_status query_terms_widen(struct query_terms *terms, struct analyser *analyser,
                                     bool exact, struct widenings *out, struct herald_error *err);

#endif
