#ifndef HERALD_SEARCHER_EXPLAIN_H
#define HERALD_SEARCHER_EXPLAIN_H

#include "searcher/search.h"
#include "searcher/translate.h"

/*
 * What the parts of a query gave to the scores of a page. A part is what the outermost AND or OR
 * joins (a word, a phrase, a group), or the query where there is none. Each is searched for once
 * more, alone, among the documents of the page, so that its share is the very number that it added.
 *
 * The frequencies of title and body are added before they are weighed, so that no number is the
 * title's alone: its share of a word's score is that of its occurrences, each counted
 * SCHEMA_TITLE_WEIGHT times.
 *
 * `translation` is that of the search. Shares lie in the arena of the matches, in the order of the
 * query. Statuses as query_translate, and what a search returns.
 */
xap_status explain_matches(const struct translation *translation,
                           const struct word_scoring *scoring, struct search_matches *matches,
                           xap_error *err);

#endif
