#include <unistd.h>

#include "indexer/build.h"

/* Memory that the program takes whatever the batches are: code, tables, caches, chunks. */
#define BASE_MEMORY ((size_t)56 << 20)

/* --- workers ------------------------------------------------------------------------------- */

size_t build_memory_ceiling(const struct build_options *options)
{
    size_t memory = options->memory ? options->memory : BUILD_MEMORY_DEFAULT;
    return memory < BUILD_MEMORY_LEAST ? BUILD_MEMORY_LEAST : memory;
}

static unsigned worker_count(const struct build *build)
{
    long processors =
        build->options->jobs > 0 ? (long)build->options->jobs : sysconf(_SC_NPROCESSORS_ONLN);
    size_t most = build_memory_ceiling(build->options) / BUILD_WORKER_BYTES;
    if (processors < 1 || build->route == ROUTE_DIRECT)
        processors = 1;
    if (most > BUILD_JOBS_MOST)
        most = BUILD_JOBS_MOST;
    return processors > (long)most ? (unsigned)most : (unsigned)processors;
}

/* Postings of one worker's batch, so that all of them stay under the ceiling. */
static size_t batch_postings(const struct build *build, unsigned workers)
{
    size_t memory = build_memory_ceiling(build->options);
    size_t share = (memory > 2 * BASE_MEMORY ? memory - BASE_MEMORY : memory / 4) / workers;
    size_t postings = share / PART_POSTING_BYTES;
    return postings < BUILD_BATCH_POSTINGS ? postings : BUILD_BATCH_POSTINGS;
}

static enum herald_status start_pipeline(struct build *build, enum route route,
                                         struct herald_error *err)
{
    build->route = route;
    unsigned workers = worker_count(build);
    struct part_options options = {
        .database = route == ROUTE_DIRECT ? build->database_path : NULL,
        .parts = build->parts_path,
        .store = build->store_path,
        .batch_postings = batch_postings(build, workers),
        .batch_seconds = BUILD_COMMIT_SECONDS,
        .report = build_report_refused,
        .warn = build_report_override,
        .report_context = build,
    };
    return pipeline_open(&options, workers, &build->pipeline, err);
}

enum herald_status build_finish_pipeline(struct build *build, struct herald_error *err)
{
    struct part_totals totals;
    if (!build->pipeline)
        return HERALD_OK;
    enum herald_status status = pipeline_finish(build->pipeline, err);
    pipeline_totals(build->pipeline, &totals);
    build->finished.stored += totals.stored;
    build->finished.refused += totals.refused;
    build->finished.overridden += totals.overridden;
    build->finished.commits += totals.commits;
    build->finished.text_bytes += totals.text_bytes;
    build->finished.packed_bytes += totals.packed_bytes;
    pipeline_free(build->pipeline);
    build->pipeline = NULL;
    return status;
}

/* --- dispatch ------------------------------------------------------------------------------ */

/* Decide where articles go, once enough is known, and again when a direct run has grown. */
static enum herald_status choose_route(struct build *build, bool at_end, struct herald_error *err)
{
    build_count_up(build);
    uint64_t written = build->totals->added + build->totals->replaced;
    bool small = at_end || written * BUILD_DIRECT_SHARE <= build->documents;
    if (build->route == ROUTE_OPEN)
        return start_pipeline(build, small ? ROUTE_DIRECT : ROUTE_PARTS, err);
    if (build->route == ROUTE_PARTS || small || build->totals->text_bytes < BUILD_DIRECT_BYTES)
        return HERALD_OK;
    enum herald_status status = build_finish_pipeline(build, err);
    return status == HERALD_OK ? start_pipeline(build, ROUTE_PARTS, err) : status;
}

enum herald_status build_dispatch(struct build *build, bool at_end, struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    if (build->waiting_unknown)
        status = dictionaries_train(build->dictionaries, &build->waiting, err);
    build->waiting_unknown = false;
    if (status == HERALD_OK)
        status = choose_route(build, at_end, err);
    for (struct chunk *chunk;
         status == HERALD_OK && (chunk = chunk_list_pop(&build->waiting)) != NULL;) {
        for (size_t i = 0; i < chunk->count; i++)
            chunk->items[i].dictionary =
                dictionaries_find(build->dictionaries, &chunk->items[i].article);
        status = pipeline_give(build->pipeline, chunk, err);
    }
    return status;
}

enum herald_status build_push_chunk(struct build *build, struct herald_error *err)
{
    chunk_list_push(&build->waiting, build->chunk);
    build->chunk = NULL;
    size_t wait_for = build->route == ROUTE_OPEN ? BUILD_DIRECT_BYTES
                      : build->waiting_unknown   ? STORE_SAMPLE_BYTES
                                                 : 0;
    return build->waiting.bytes >= wait_for ? build_dispatch(build, false, err) : HERALD_OK;
}
