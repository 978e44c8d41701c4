#ifndef HERALD_INDEXER_INFO_JSON_H
#define HERALD_INDEXER_INFO_JSON_H

#include "corpus/buffer.h"
#include "indexer/statistics.h"

/* Append what is in the index of this directory, at this revision, as one JSON object and a line
 * break (docs/json.md). On no memory out->failed is set. */
void index_info_write_json(const char *directory, const char *revision,
                           const struct index_statistics *info, struct buffer *out);

#endif
