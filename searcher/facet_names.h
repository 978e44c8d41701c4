#ifndef HERALD_SEARCHER_FACET_NAMES_H
#define HERALD_SEARCHER_FACET_NAMES_H

#include <xap/database.h>

#include "indexer/language/analyser.h"
#include "indexer/language/gazetteer/entity.h"
#include "searcher/match_set.h"

/*
 * A field whose values are names, with the articles of each, read into memory.
 *
 * A value is what narrows a query to its articles, neither more nor fewer: FIELD:"VALUE" finds
 * them. Where a field has entities, an entity's value is its code, its label its name, and its
 * articles those that mention or declare it. What articles declare is a value of its own where not
 * all of these articles have an entity that it may mean; it then stands for what the query finds:
 * these articles, and those of the entities ("Bush", of several people).
 */

/* The articles of a value. */
struct facet_postings {
    struct slice value; /* as it is compared: schema_fold_name; the code of an entity */
    struct slice label; /* as an article has it, or an entity's name; {NULL, 0}: not known yet */
    const uint32_t *docids;
    uint32_t count;
};

/* The values of a field. Zeroed memory is none. */
struct facet_names {
    struct facet_postings *items; /* by value, in byte order */
    size_t count;
    struct match_set having; /* the articles that have any */
    uint32_t *docids;        /* of all items */
    struct arena arena;
    bool known; /* they have been read */
};

/* What to read, and with what. */
struct facet_reading {
    const xap_database *database;
    struct analyser *analyser; /* for the names of entities */
    struct slice prefix;       /* of the terms of what articles declare */
    struct slice entities;     /* the same of entities; empty: the field has none */
    enum entity_kind kind;     /* of these */
};

/* Read a field. Statuses as xap_terms_next and xap_postings_block, and XAP_E_NO_MEMORY; `names` is
 * then empty. */
xap_status facet_names_read(const struct facet_reading *reading, struct facet_names *names,
                            xap_error *error);
void facet_names_dispose(struct facet_names *names);

#endif
