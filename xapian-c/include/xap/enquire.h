#ifndef XAP_ENQUIRE_H
#define XAP_ENQUIRE_H

/*
 * A search: a database, a query, and how results are weighted, ordered, collapsed and counted.
 * A new one weights by BM25 with XAP_BM25_INIT and sorts by relevance, then by ascending id.
 */

#include <stdbool.h>
#include <stdint.h>

#include "xap/buffer.h"
#include "xap/database.h"
#include "xap/document.h"
#include "xap/error.h"
#include "xap/iterate.h"
#include "xap/mset.h"
#include "xap/query.h"

typedef struct xap_enquire xap_enquire;
typedef struct xap_facets xap_facets;

/* Parameters of BM25 (Robertson and others, TREC-3), in the form libxapian gives them. With b = 0
 * no document length is looked up, which saves half of the cost. */
typedef struct xap_bm25 {
    double k1;         /* how much repeated terms count: 0 or more */
    double k2;         /* how much the document's length counts by itself: 0 or more, usually 0 */
    double k3;         /* how much repeated query terms count: 0 or more */
    double b;          /* how far lengths are evened out: 0 to 1 */
    double min_length; /* lengths below this part of the average count as this: 0 or more */
} xap_bm25;

#define XAP_BM25_INIT                                                                              \
    {                                                                                              \
        1.0, 0.0, 1.0, 0.5, 0.5                                                                    \
    }

/* What results are ordered by. Sorting by a value visits every match. */
typedef enum xap_sort XAP_ENUM {
    XAP_SORT_RELEVANCE,
    XAP_SORT_VALUE,
    XAP_SORT_VALUE_RELEVANCE,
    XAP_SORT_RELEVANCE_VALUE
} xap_sort;

/* Which of two documents comes first that are equal otherwise. */
typedef enum xap_docid_order XAP_ENUM {
    XAP_DOCID_ASCENDING,
    XAP_DOCID_DESCENDING,
    XAP_DOCID_ANY
} xap_docid_order;

/* A search in a database, which it keeps alive. Reading failures. */
XAP_API xap_status xap_enquire_new(const xap_database *database, xap_enquire **enquire,
                                   xap_error *err);

/* Free a search. Results stay usable. Takes NULL. */
XAP_API void xap_enquire_free(xap_enquire *enquire);

/* Set the query, which stays the caller's. `length` is the query length for weighting; 0 means the
 * sum of its term frequencies. Without a query nothing matches. */
XAP_API xap_status xap_enquire_set_query(xap_enquire *enquire, const xap_query *query,
                                         uint32_t length, xap_error *err);

/* Weight by BM25. `parameters` may be NULL: XAP_BM25_INIT. XAP_E_ARGUMENT for one out of range. */
XAP_API xap_status xap_enquire_set_bm25(xap_enquire *enquire, const xap_bm25 *parameters,
                                        xap_error *err);

/* Give every match weight 0. With ascending ids and one shard the search then stops as soon as it
 * has the documents asked for: the way to list by id. */
XAP_API xap_status xap_enquire_set_boolean(xap_enquire *enquire, xap_error *err);

/* Order results. `slot` and `reverse` (higher values first) only count where a value is used.
 * XAP_E_ARGUMENT for a slot over XAP_SLOT_MAX or an unknown order. */
XAP_API xap_status xap_enquire_set_sort(xap_enquire *enquire, xap_sort order, uint32_t slot,
                                        bool reverse, xap_error *err);

/* Order of documents that are equal otherwise. XAP_E_ARGUMENT for an unknown one. */
XAP_API xap_status xap_enquire_set_docid_order(xap_enquire *enquire, xap_docid_order order,
                                               xap_error *err);

/* Keep at most `max` documents with the same value in the slot; documents without a value all stay.
 * A `max` of 0 switches it off. XAP_E_ARGUMENT for a slot over XAP_SLOT_MAX. */
XAP_API xap_status xap_enquire_set_collapse(xap_enquire *enquire, uint32_t slot, uint32_t max,
                                            xap_error *err);

/* Leave out matches below `percent` (0 to 100) of the best, or below `weight` (0 or more).
 * XAP_E_ARGUMENT outside of these. */
XAP_API xap_status xap_enquire_set_cutoff(xap_enquire *enquire, int percent, double weight,
                                          xap_error *err);

/*
 * Give every search of this handle `milliseconds` from its start, 0 for as long as it takes. A
 * search that is not done by then returns XAP_E_TIMEOUT. The clock is read every 256 candidates, so
 * a search ends a little late; the expansion of wildcards is not timed. Documents and weights are
 * the same as without; percentages are not (xap/mset.h), so do not combine it with a cutoff by
 * percent.
 */
XAP_API xap_status xap_enquire_set_time_budget(xap_enquire *enquire, uint32_t milliseconds,
                                               xap_error *err);

/*
 * Count the values in a slot over the documents that later searches look at; how many that is, is
 * the check_at_least of xap_enquire_search. Counts add up over searches. The result is the caller's
 * and can be read after each search, with xap_facets functions. XAP_E_ARGUMENT for a bad slot.
 */
XAP_API xap_status xap_enquire_count_facet(xap_enquire *enquire, uint32_t slot, xap_facets **facets,
                                           xap_error *err);

/* A function called for every document that a search looks at. `document` is lent for the call.
 * What it returns counts as for a posting source (xap/source.h). */
typedef xap_status (*xap_spy)(void *argument, const xap_document *document, double weight,
                              xap_error *err);

/* Call `spy` in later searches. `argument` stays the caller's and must outlive this handle or the
 * call of xap_enquire_clear_spies. */
XAP_API xap_status xap_enquire_add_spy(xap_enquire *enquire, xap_spy spy, void *argument,
                                       xap_error *err);

/*
 * Set bit `docid % 64` of bits[docid / 64] for every document that later searches look at, of those
 * up to `last`: the fast way to have the ids of all that match. The array stays the caller's and must
 * outlive this handle or the call of xap_enquire_clear_spies. XAP_E_UNSUPPORTED for several shards.
 */
XAP_API xap_status xap_enquire_mark_documents(xap_enquire *enquire, uint64_t *bits, uint32_t last,
                                              xap_error *err);

/* Forget facets and spies; xap_facets handles keep what they counted. */
XAP_API xap_status xap_enquire_clear_spies(xap_enquire *enquire, xap_error *err);

/*
 * Run the search and give the results from rank `first` (counted from 0), at most `count`. At least
 * `check_at_least` documents are looked at, if that many match: it makes counts exact and facets
 * complete up to there, and switches off the short cuts that make a search fast.
 * XAP_E_TIMEOUT; XAP_E_LIMIT where a wildcard expands too far; XAP_E_OPERATION or XAP_E_UNSUPPORTED
 * for a query that this database cannot answer; what a callback returned. Reading failures.
 */
XAP_API xap_status xap_enquire_search(xap_enquire *enquire, uint32_t first, uint32_t count,
                                      uint32_t check_at_least, xap_mset **results, xap_error *err);

/* The terms of the query that a document holds, in the order of the query; read them with
 * xap_terms_next, frequencies are 0. XAP_E_NOT_FOUND; XAP_E_ARGUMENT for id 0. Reading failures. */
XAP_API xap_status xap_enquire_matching_terms(const xap_enquire *enquire, uint32_t docid,
                                              xap_terms **terms, xap_error *err);

/* Number of documents looked at so far. */
XAP_API xap_status xap_facets_total(const xap_facets *facets, uint64_t *total, xap_error *err);

/* Start over: all values in byte order, or with `most` above 0 only the `most` most frequent ones,
 * those first. A new handle starts with all. */
XAP_API xap_status xap_facets_rewind(xap_facets *facets, size_t most, xap_error *err);

/* The next value and how many documents have it. The view lasts until the next call on the handle.
 * XAP_DONE at the end. */
XAP_API xap_status xap_facets_next(xap_facets *facets, xap_view *value, uint32_t *count,
                                   xap_error *err);

/* Free the handle. Takes NULL. */
XAP_API void xap_facets_free(xap_facets *facets);

#endif
