#ifndef HERALD_SEARCHER_ENTITY_FILTER_H
#define HERALD_SEARCHER_ENTITY_FILTER_H

#include "indexer/language/analyser.h"
#include "indexer/language/gazetteer/declared.h"
#include "searcher/query.h"
#include "searcher/query_parts.h"

/*
 * Articles that mention or declare what a field names: a country, organisation or person by any of
 * its names or its code, a government, the countries of a region, an office ("foreign minister of
 * Iran"). Weight 0. Of an unknown name no article; but NULL where the field is one that articles
 * declare, too, or is no such field, and on failure.
 */
xap_query *entity_filter(struct query_making *making, struct analyser *analyser,
                         enum query_field field, struct slice value);

/* Whether any article mentions or declares such an entity. Statuses as xap_database_has_term. */
xap_status entity_filter_finds(const xap_database *database, struct analyser *analyser,
                               enum query_field field, struct slice value, bool *found,
                               xap_error *err);

/* The entities of a kind that the value of a field means: the one with that code, else all that are
 * called so. Returns how many. */
size_t entities_meant(struct analyser *analyser, enum entity_kind kind, struct slice value,
                      entity_id out[static NAMED_ENTITIES_MAX]);

/* Whether no article declares a field: gov, region, role. */
bool entity_filter_only(enum query_field field);

#endif
