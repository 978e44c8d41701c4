#ifndef HERALD_SEARCHER_QUERY_PRINT_H
#define HERALD_SEARCHER_QUERY_PRINT_H

#include "searcher/query.h"

/* Append the canonical form of a part of a query, as query_print does of the whole. */
void query_print_node(const struct query_node *node, struct buffer *out);

/* How deep parentheses and operators stand within each other in the canonical form, at least: what
 * QUERY_DEPTH_MAX limits. */
size_t query_print_depth(const struct query_node *node);

/* Append the text between the quotes of a phrase that has children. */
void query_print_pieces(const struct query_node *phrase, struct buffer *out);

#endif
