#ifndef HERALD_CORPUS_FIELD_H
#define HERALD_CORPUS_FIELD_H

/*
 * The fields of an article by the names that inputs give them.
 *
 * Names are compared without regard to case, '_' and '-', so that datePublished, date_published and
 * DATEPUBLISHED are one. Where a record has several names of one field, the one that comes first in
 * the table of field.c is the field, and the others are kept as extra fields.
 */

#include "corpus/article.h"
#include "corpus/reader.h"

enum field {
    FIELD_ID,
    FIELD_URL,
    FIELD_SOURCE,
    FIELD_TITLE,
    FIELD_SUBTITLE,
    FIELD_AUTHORS,
    FIELD_BODY,
    FIELD_PUBLISHED,
    FIELD_UPDATED,
    FIELD_LANGUAGE,
    FIELD_SECTION,
    FIELD_COUNTRIES,
    FIELD_PEOPLE,
    FIELD_ORGANISATIONS,
    FIELD_TOPICS,
    FIELD_PLACE,
    FIELD_RIGHTS,
    FIELD_EXTRA, /* no field of Herald's */
    FIELD_COUNT = FIELD_EXTRA
};

/* What a field holds. */
enum field_kind { FIELD_STRING, FIELD_LIST, FIELD_DATE };
enum field_kind field_kind(enum field field);

/* Herald's own name of a field; static. */
const char *field_name(enum field field);

/* Where an article keeps a field of that kind; NULL for a field of another. */
struct slice *field_string(struct article *article, enum field field);
struct slice_list *field_list(struct article *article, enum field field);
struct date *field_date(struct article *article, enum field field);

/* The names that one reader knows. */
struct field_table;

/* A table with the mappings of the user, which are lent until field_table_free. HERALD_E_ARGUMENT
 * (no such field), HERALD_E_NO_MEMORY. */
enum herald_status field_table_new(const struct field_mapping *map, size_t count,
                                   struct field_table **out, struct herald_error *err);
void field_table_free(struct field_table *table);

/* Which field a name means, FIELD_EXTRA if none; and its rank: the lower is preferred where a
 * record has two names of one field. */
enum field field_lookup(const struct field_table *table, struct slice name, unsigned *rank);

#endif
