#ifndef HERALD_SEARCHER_FACET_COLUMN_H
#define HERALD_SEARCHER_FACET_COLUMN_H

#include "indexer/index.h"
#include "searcher/facet_names.h"

/*
 * What articles are counted by, field by field, in memory: read from the index when a field is
 * asked for first, and kept for the queries that follow.
 */

/* What articles can be counted by. */
enum facet_field {
    FACET_SOURCE,
    FACET_LANGUAGE,
    FACET_COUNTRY,
    FACET_PERSON,
    FACET_ORG,
    FACET_TOPIC,
    FACET_SECTION,
    FACET_AUTHOR,
    FACET_NAMES, /* how many have names for values; those that follow are periods of time */
    FACET_YEAR = FACET_NAMES,
    FACET_MONTH,
    FACET_DAY,
    FACET_FIELDS /* how many there are */
};

/* The name of a field as it is typed, static, and the field of a name; FACET_FIELDS for none. */
const char *facet_field_name(enum facet_field field);
enum facet_field facet_field_find(struct slice name);

/* The prefix of the terms of a field below FACET_NAMES, static. */
const char *facet_field_prefix(enum facet_field field);

/* The prefix of the terms of a field's entities, static, and their kind; NULL for a field whose
 * values are no entities. */
const char *facet_field_entities(enum facet_field field, enum entity_kind *kind);

/* When articles were published, by document id up to `last`. */
struct facet_dates {
    int32_t *days;       /* the first, from 1970-01-01; FACET_NO_DAY for none */
    int32_t *months;     /* the same, from January of year 0 */
    uint8_t *precisions; /* enum date_precision; DATE_DAY at the most */
    uint32_t last;
};

#define FACET_NO_DAY INT32_MIN

/* The columns of a reader's index. Not to be shared by threads. */
struct facet_columns;

/* For a reader, which must outlive them, with an analyser, which is lent. HERALD_E_NO_MEMORY. */
enum herald_status facet_columns_open(struct index_reader *reader, struct analyser *analyser,
                                      struct facet_columns **out, struct herald_error *err);
void facet_columns_free(struct facet_columns *columns);

/*
 * A field's values, which belong to the columns until the reader is refreshed; a field below
 * FACET_NAMES. Of countries, people and organisations these are entities that articles mention or
 * declare (facet_names.h); with `declared`, what articles declare, as they write it. HERALD_E_BUSY
 * when the index has changed too much; CORRUPT, IO, NO_MEMORY.
 */
enum herald_status facet_columns_names(struct facet_columns *columns, enum facet_field field,
                                       bool declared, const struct facet_names **out,
                                       struct herald_error *err);

/* The dates, likewise. */
enum herald_status facet_columns_dates(struct facet_columns *columns,
                                       const struct facet_dates **out, struct herald_error *err);

/* How the value number `at` of a field is written, from one of its articles; of an entity its name;
 * the value itself where that article cannot be read. Kept; {NULL, 0} on no memory. */
struct slice facet_columns_label(struct facet_columns *columns, enum facet_field field,
                                 bool declared, size_t at);

/* The same of a value, from the first article that declares it, without reading the whole field; of
 * the code of an entity, its name. In the arena; {NULL, 0} on no memory. */
struct slice facet_label_read(struct index_reader *reader, enum facet_field field,
                              struct slice value, struct arena *arena);

#endif
