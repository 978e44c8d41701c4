#ifndef HERALD_INDEXER_PIPELINE_H
#define HERALD_INDEXER_PIPELINE_H

#include "indexer/part.h"

/*
 * Threads that index: chunks go in at one end, each worker takes the next one and writes it to a part
 * of its own. One thread gives; all functions are called from it.
 */
struct pipeline;

/* Start `workers` threads, each with a part made after `options`, which is copied but whose strings
 * are lent. HERALD_E_NO_MEMORY, HERALD_E_INTERNAL. */
enum herald_status pipeline_open(const struct part_options *options, unsigned workers,
                                 struct pipeline **out, struct herald_error *err);

/* An empty chunk to fill, used before where there is one; NULL when memory runs out. `pipeline` may
 * be NULL. Give it back with pipeline_give, or free it. */
struct chunk *pipeline_chunk(struct pipeline *pipeline);

/* Hand over a chunk; waits while the workers are behind. Returns the failure of a worker as soon as
 * there is one; the chunk is taken in any case. */
enum herald_status pipeline_give(struct pipeline *pipeline, struct chunk *chunk,
                                 struct herald_error *err);

/* Let the workers finish and commit, and end them. The first failure of any comes back; the others'
 * commits stand. */
enum herald_status pipeline_finish(struct pipeline *pipeline, struct herald_error *err);

/* What all workers have done so far. */
void pipeline_totals(struct pipeline *pipeline, struct part_totals *out);

/* Free a pipeline, finished or not; what was not committed is lost. Takes NULL. */
void pipeline_free(struct pipeline *pipeline);

#endif
