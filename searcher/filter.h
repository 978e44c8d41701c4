#ifndef HERALD_SEARCHER_FILTER_H
#define HERALD_SEARCHER_FILTER_H

#include <xap/database.h>
#include <xap/query.h>

#include "corpus/article.h"

/*
 * What a search is narrowed to, beside the query. Zeroed memory is everything. Lists hold any of
 * their items; the strings belong to the caller.
 */
struct search_filter {
    struct date from, to;      /* whole periods, both included; no date: open */
    struct slice_list sources; /* names, compared as schema_fold_name does */
    struct slice_list
        languages; /* BCP 47 tags, of which the first subtag counts, or English names */
};

/*
 * Narrow a query: *query is replaced by one that matches in addition what the filter asks for, with
 * the same weights. An article that is known to the year or day only matches a range which its
 * period overlaps. A language that the database does not have as it is written, such as "English",
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

#endif
