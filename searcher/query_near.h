#ifndef HERALD_SEARCHER_QUERY_NEAR_H
#define HERALD_SEARCHER_QUERY_NEAR_H

#include "searcher/query_operator.h"
#include "searcher/query_reading.h"

/* Operators that ask where words stand: what they can have within them, and their trees. */

/* An operator between two operands. */
struct query_nearness {
    const struct query_operator *op;
    bool negated; /* NOT near/5 */
};

/* Whether a node stands somewhere in the text, as NEAR and ATLEAST need it: a leaf, a phrase, NEAR,
 * or an OR of these. */
bool query_stands_in_text(const struct query_node *node);

/* Whether FIELD or FIRST stands somewhere in a node. */
bool query_narrows(const struct query_node *node);

/*
 * Join two operands, either of which may be NULL: then it is the other. *open is the last NEAR that
 * was made of this chain, which one more operand of the same kind joins; NULL at its start. What
 * stands nowhere in the text is complained of; a lenient reading joins it by AND. NULL when the
 * reading has ended.
 */
struct query_node *query_near_join(struct query_reading *reading, struct query_node *left,
                                   const struct query_nearness *nearness, struct query_node *right,
                                   struct query_node **open);

/* ATLEAST of a node, which is complained of in the same way; a lenient reading takes it as it is.
 */
struct query_node *query_atleast(struct query_reading *reading, const struct query_operator *op,
                                 struct query_node *child);

#endif
