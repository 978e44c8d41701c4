#include "searcher/query_parts.h"

#include <stdlib.h>
#include <string.h>

bool query_making_note(struct query_making *making, xap_status status, const xap_error *error)
{
    if (status != XAP_OK && making->status == XAP_OK) {
        making->status = status;
        making->error = *error;
    }
    return status == XAP_OK;
}

void query_making_no_memory(struct query_making *making)
{
    xap_error error = XAP_ERROR_INIT;
    error.status = error.cause = XAP_E_NO_MEMORY;
    memcpy(error.message, "no memory for the query", sizeof("no memory for the query"));
    query_making_note(making, XAP_E_NO_MEMORY, &error);
}

void query_parts_add(struct query_making *making, struct query_parts *parts, xap_query *part)
{
    if (!part)
        return;
    if (parts->count == parts->capacity) {
        size_t capacity = parts->capacity ? parts->capacity * 2 : 8;
        xap_query **grown = realloc(parts->items, capacity * sizeof(*grown));
        if (!grown) {
            xap_query_free(part);
            query_making_no_memory(making);
            return;
        }
        parts->items = grown;
        parts->capacity = capacity;
    }
    parts->items[parts->count++] = part;
}

xap_query *query_parts_combine(struct query_making *making, struct query_parts *parts,
                               xap_query_operator op, uint32_t parameter)
{
    xap_query *query = NULL;
    xap_error error = XAP_ERROR_INIT;
    if (parts->count == 1) {
        query = parts->items[0];
        parts->count = 0;
    } else if (parts->count > 1 && making->status == XAP_OK) {
        query_making_note(making,
                          xap_query_combine(op, (const xap_query *const *)parts->items,
                                            parts->count, parameter, &query, &error),
                          &error);
    }
    for (size_t at = 0; at < parts->count; at++)
        xap_query_free(parts->items[at]);
    free(parts->items);
    *parts = (struct query_parts){NULL, 0, 0};
    return query;
}

xap_query *query_parts_pair(struct query_making *making, xap_query_operator op, xap_query *left,
                            xap_query *right)
{
    struct query_parts parts = {NULL, 0, 0};
    query_parts_add(making, &parts, left);
    query_parts_add(making, &parts, right);
    return query_parts_combine(making, &parts, op, 0);
}
