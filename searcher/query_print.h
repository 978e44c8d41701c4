#ifndef HERALD_SEARCHER_QUERY_PRINT_H
#define HERALD_SEARCHER_QUERY_PRINT_H

#include "searcher/query.h"

/* Append the canonical form of a part of a query, as query_print does of the whole. */
void query_print_node(const struct query_node *node, struct buffer *out);

/* Append the text between the quotes of a phrase that has children. */
void query_print_pieces(const struct query_node *phrase, struct buffer *out);

#endif
