#ifndef HERALD_SEARCHER_QUERY_DIVISION_H
#define HERALD_SEARCHER_QUERY_DIVISION_H

#include "indexer/language/analyser.h"
#include "searcher/query.h"

/*
 * Who writes Chinese, Japanese or Thai types several words without a space between them. Divide
 * each WORD of a query that has letters of such a script into the words that the analyser finds in
 * it: they are joined by AND, or by OR with `any`, like words between which there are spaces. Words
 * that name a country, organisation or person together become a phrase; so do single Chinese
 * characters that follow each other, which are most often a name that the dictionary does not know.
 * Words within NEAR, ATLEAST and phrases stay as they are: there they stand one after the other.
 * The leaves are numbered anew. HERALD_E_NO_MEMORY.
 */
enum herald_status query_divide(struct query *query, struct analyser *analyser,
                                struct herald_error *err);

#endif
