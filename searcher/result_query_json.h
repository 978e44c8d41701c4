#ifndef HERALD_SEARCHER_RESULT_QUERY_JSON_H
#define HERALD_SEARCHER_RESULT_QUERY_JSON_H

#include "searcher/json_writer.h"
#include "searcher/result.h"

/* Write the member "query" of a result: the query as it was typed and understood, and every option
 * that shaped what was found and its order. */
void result_write_query(struct json_writer *writer, const struct result *result);

#endif
