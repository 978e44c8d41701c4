#ifndef HERALD_SEARCHER_FILTER_H
#define HERALD_SEARCHER_FILTER_H

#include <xap/database.h>
#include <xap/query.h>

#include "corpus/article.h"
#include "searcher/query.h"
#include "searcher/query_parts.h"

/* An article that is known to the year or month only may have been published at any time in it. It
 * matches a range that this period overlaps, or only one that it lies wholly in. */
enum filter_dates { FILTER_DATES_OVERLAP, FILTER_DATES_WITHIN };

/*
 * What a search is narrowed to, beside the query. Zeroed memory is everything. Lists hold any of
 * their items; the strings belong to the caller.
 */
struct search_filter {
    struct date from, to;      /* whole periods, both included; no date: open */
    enum filter_dates dates;   /* what of an article's date they are compared with */
    struct slice_list sources; /* names, compared as schema_fold_name does */
    struct slice_list
        languages; /* BCP 47 tags, of which the first subtag counts, or English names */
};

/*
 * Narrow a query: *query is replaced by one that matches in addition what the filter asks for, with
 * the same weights. A language that the database does not have as it is written, such as "English",
 * is looked for by its code. On failure *query is as it was. Statuses as xap_query_combine and
 * xap_database_has_term.
 */
xap_status search_filter_apply(const struct search_filter *filter, const xap_database *database,
                               xap_query **query, xap_error *err);

/*
 * The next source or language of a filter, from number *at on, that no article of the database has;
 * {NULL, 0} after the last. *at is moved behind it. What cannot be read counts as found.
 */
struct slice search_filter_missing_source(const struct search_filter *filter,
                                          const xap_database *database, size_t *at);
struct slice search_filter_missing_language(const struct search_filter *filter,
                                            const xap_database *database, size_t *at);

/* --- parts of queries that filter --------------------------------------------------------------
 */

/* What these give has no weight; NULL on failure, which `making` then knows. */

/* Articles of which a field that is no text has a value. */
xap_query *filter_value(struct query_making *making, const xap_database *database,
                        enum query_field field, struct slice value);

/* Whether there is such an article. Statuses as xap_database_has_term. */
xap_status filter_value_finds(const xap_database *database, enum query_field field,
                              struct slice value, bool *found, xap_error *err);

/* The prefix of the terms of what articles declare in a field that is no text, static; NULL for one
 * that none declares. */
const char *filter_value_prefix(enum query_field field);

/* Articles of which the date, or the period that it is known to, overlaps two seconds and what is
 * between; INT64_MIN and INT64_MAX are open ends. */
xap_query *filter_dates(struct query_making *making, int64_t from, int64_t to);

/* Articles of which the body has so many words; QUERY_LENGTH_OPEN: or more. */
xap_query *filter_length(struct query_making *making, uint32_t minimum, uint32_t maximum);

#endif
