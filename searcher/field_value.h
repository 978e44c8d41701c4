#ifndef HERALD_SEARCHER_FIELD_VALUE_H
#define HERALD_SEARCHER_FIELD_VALUE_H

#include "indexer/index.h"
#include "indexer/language/analyser.h"
#include "searcher/query.h"

/* Values of fields that are no text, as an index has them. */

/* Whether any article has a value of a field: declares it or, unless `declared`, mentions what it
 * names. Statuses as xap_database_has_term. */
xap_status field_value_exists(const xap_database *database, struct analyser *analyser,
                              const struct query_node *value, bool declared, bool *exists,
                              xap_error *err);

/*
 * The value of a field that the index has and that is written like another one: at a distance of 1
 * (3 and 4 letters) or 2 (more), as suggestion_distance counts; of a name of several words, one
 * that is typed alone may be like any of them. With `declared`, only what articles declare. The
 * nearest, of these the most frequent; as an article writes it, or an entity's name; once the
 * deadline has come (clock_milliseconds; 0: never), of those seen by then. *out is in the arena,
 * {NULL, 0} for none. HERALD_E_BUSY when the index has changed too much; CORRUPT, IO, NO_MEMORY.
 */
enum herald_status field_value_nearest(struct index_reader *reader, const struct query_node *value,
                                       bool declared, double deadline, struct arena *arena,
                                       struct slice *out, struct herald_error *err);

#endif
