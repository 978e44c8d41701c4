#ifndef HERALD_SEARCHER_QUERY_VALUE_H
#define HERALD_SEARCHER_QUERY_VALUE_H

#include "searcher/query_field.h"
#include "searcher/query_reading.h"

/*
 * The tree of what stands behind a field's colon, where that is no text: a value, a date, a length
 * ("1000", ">1000", ">=", "<", "<=", "=1000", "500..1000", "500..", "..1000"). NULL where it is
 * left out, and when the reading has ended.
 */
struct query_node *query_value_new(struct query_reading *reading,
                                   const struct query_field_name *field, struct slice text,
                                   struct query_place place);

/* A length, as above. */
struct query_node *query_length_new(struct query_reading *reading, struct slice text,
                                    struct query_place place);

#endif
