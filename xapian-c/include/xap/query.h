#ifndef XAP_QUERY_H
#define XAP_QUERY_H

/*
 * Queries, built from the leaves up. A query is never changed once it is made; the parts given to
 * an operator stay the caller's and can be freed at once. There is no XOR: nested, it does not
 * finish.
 *
 * XAP_E_QUERY, for every function that makes a query: XAP_QUERY_NODES_MAX or XAP_QUERY_DEPTH_MAX
 * would be passed.
 */

#include <stdint.h>

#include "xap/buffer.h"
#include "xap/error.h"
#include "xap/limits.h"
#include "xap/source.h"

typedef struct xap_query xap_query;

/* How xap_query_combine puts parts together. */
typedef enum xap_query_operator XAP_ENUM {
    XAP_AND,       /* all parts; weights are added */
    XAP_OR,        /* any part; weights are added */
    XAP_AND_NOT,   /* the first part, none of the others */
    XAP_AND_MAYBE, /* the first part; the others only add weight */
    XAP_FILTER,    /* all parts; only the first gives weight */
    XAP_NEAR,      /* all parts within a window of `parameter` positions, in any order */
    XAP_PHRASE,    /* all parts within a window of `parameter` positions, in this order */
    XAP_ELITE_SET, /* as OR, of the `parameter` parts with the highest possible weight */
    XAP_SYNONYM,   /* any part; weighted as if they were one term */
    XAP_MAX        /* any part; weight is the highest of them */
} xap_query_operator;

/* What a wildcard does that expands to more terms than allowed. */
typedef enum xap_wildcard_limit XAP_ENUM {
    XAP_WILDCARD_FAIL,         /* the search returns XAP_E_LIMIT; all shards together count */
    XAP_WILDCARD_FIRST,        /* take the first in byte order */
    XAP_WILDCARD_MOST_FREQUENT /* take those in most documents */
} xap_wildcard_limit;

/* All documents, weight 0. */
XAP_API xap_status xap_query_match_all(xap_query **query, xap_error *err);

/* No document. */
XAP_API xap_status xap_query_match_nothing(xap_query **query, xap_error *err);

/* Documents that hold a term. `wqf` is its frequency in the query, usually 1; `position` its place
 * there, or 0. XAP_E_ARGUMENT for a term that is empty or over XAP_TERM_MAX. */
XAP_API xap_status xap_query_term(const char *term, size_t length, uint32_t wqf, uint32_t position,
                                  xap_query **query, xap_error *err);

/*
 * Combine `count` parts, 1 or more. `parameter` is the window of XAP_NEAR and XAP_PHRASE (0: as
 * many positions as parts) or the size of XAP_ELITE_SET (0: 10); other operators ignore it.
 * XAP_E_ARGUMENT for no parts, a NULL part or an unknown operator. XAP_E_UNSUPPORTED where a part
 * of NEAR or PHRASE is not a term or an OR of terms.
 */
XAP_API xap_status xap_query_combine(xap_query_operator op, const xap_query *const *parts,
                                     size_t count, uint32_t parameter, xap_query **query,
                                     xap_error *err);

/* The same for plain terms, each with frequency 1: one call instead of many. As xap_query_term and
 * xap_query_combine. */
XAP_API xap_status xap_query_terms(xap_query_operator op, const xap_view *terms, size_t count,
                                   uint32_t parameter, xap_query **query, xap_error *err);

/* Multiply the weights of a query by `factor`, 0 or more. A query with a posting source in it can
 * only be scaled by 1 or less, XAP_E_QUERY otherwise: libxapian would lose documents. Multiply
 * inside the source. XAP_E_ARGUMENT for a factor that is negative or not finite. */
XAP_API xap_status xap_query_scale(const xap_query *part, double factor, xap_query **query,
                                   xap_error *err);

/* Documents with a value in the slot from `lower` to `upper`, both included, compared as bytes.
 * XAP_E_ARGUMENT for a slot over XAP_SLOT_MAX or a bound over XAP_VALUE_MAX. */
XAP_API xap_status xap_query_value_range(uint32_t slot, const char *lower, size_t lower_length,
                                         const char *upper, size_t upper_length, xap_query **query,
                                         xap_error *err);

/* Documents with a value in the slot of at least `bound`. As xap_query_value_range. */
XAP_API xap_status xap_query_value_ge(uint32_t slot, const char *bound, size_t length,
                                      xap_query **query, xap_error *err);

/* Documents with a value in the slot of at most `bound`. As xap_query_value_range. */
XAP_API xap_status xap_query_value_le(uint32_t slot, const char *bound, size_t length,
                                      xap_query **query, xap_error *err);

/*
 * Documents that hold a term which begins with `prefix`, put together by `combiner`: XAP_OR,
 * XAP_SYNONYM or XAP_MAX. The expansion happens when a search starts and stops at `max_expansion`
 * terms, 1 to XAP_WILDCARD_EXPANSION_MAX. XAP_WILDCARD_MOST_FREQUENT goes with XAP_SYNONYM alone:
 * with the others libxapian 1.4 leaks the terms that it drops. XAP_E_ARGUMENT for an empty or
 * overlong prefix, an expansion or an operator outside these.
 */
XAP_API xap_status xap_query_wildcard(const char *prefix, size_t length, uint32_t max_expansion,
                                      xap_wildcard_limit limit, xap_query_operator combiner,
                                      xap_query **query, xap_error *err);

/* Documents with an id from `first` to `last` of each shard, weight 0. Far cheaper as a filter than
 * a range of values, where ids were given out in the order of the values. XAP_E_ARGUMENT for id 0.
 */
XAP_API xap_status xap_query_docid_range(uint32_t first, uint32_t last, xap_query **query,
                                         xap_error *err);

/* Documents that a posting source gives. `source` stays the caller's. */
XAP_API xap_status xap_query_source(const xap_source *source, xap_query **query, xap_error *err);

/* The query as libxapian prints it, for people and tests. */
XAP_API xap_status xap_query_describe(const xap_query *query, xap_buffer *text, xap_error *err);

/* Number of parts and leaves, and of operators above the deepest leaf; either output may be NULL.
 */
XAP_API xap_status xap_query_size(const xap_query *query, size_t *nodes, size_t *depth,
                                  xap_error *err);

/* Free a query. Takes NULL. */
XAP_API void xap_query_free(xap_query *query);

#endif
