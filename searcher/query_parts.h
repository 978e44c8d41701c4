#ifndef HERALD_SEARCHER_QUERY_PARTS_H
#define HERALD_SEARCHER_QUERY_PARTS_H

#include <stdbool.h>
#include <xap/query.h>

/*
 * Parts of a libxap query on their way to being put together. Zeroed memory is an empty list. Once
 * a call has failed, `status` says why, later calls do nothing, and the caller checks at the end.
 */
struct query_parts {
    xap_query **items;
    size_t count;
    size_t capacity;
};

/* What is carried along: the first failure. */
struct query_making {
    xap_status status;
    xap_error error;
};

/* Append a part, which the list owns from then on; NULL is passed over. */
void query_parts_add(struct query_making *making, struct query_parts *parts, xap_query *part);

/* Put all parts together and empty the list: one part is itself, no part is NULL. */
xap_query *query_parts_combine(struct query_making *making, struct query_parts *parts,
                               xap_query_operator op, uint32_t parameter);

/* The same for two, both of which are freed; where one is NULL, the other. */
xap_query *query_parts_pair(struct query_making *making, xap_query_operator op, xap_query *left,
                            xap_query *right);

/* Remember a status; true if it is XAP_OK. */
bool query_making_note(struct query_making *making, xap_status status, const xap_error *error);

/* The same for a lack of memory of our own; unless there was another failure before. */
void query_making_no_memory(struct query_making *making);

#endif
