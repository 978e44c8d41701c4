#ifndef HERALD_INDEXER_PROGRESS_H
#define HERALD_INDEXER_PROGRESS_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "indexer/builder.h"

/* How a run of the indexer is shown to people and to machines. */

/* Write one line that replaces the one before it on a terminal: articles, MB/s, share, time left. */
void progress_line(FILE *out, const struct build_progress *progress);

/* Clear that line. */
void progress_clear(FILE *out);

/* Write the summary of a run for people. */
void summary_text(FILE *out, const char *directory, const struct build_totals *totals);

/* Write it as one JSON object (docs/json.md), `error` being what ended the run or NULL. */
void summary_json(FILE *out, const char *directory, const struct build_totals *totals,
                  const struct herald_error *error);

/* Add a path to a JSON object, which takes UTF-8 alone: other bytes become U+FFFD. */
void summary_add_path(cJSON *object, const char *name, const char *path);

/* Bytes as people read them ("3.4 MB"); `out` holds 16 bytes. Returns out. */
const char *human_bytes(uint64_t bytes, char out[static 16]);

#endif
