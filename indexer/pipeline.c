#include "indexer/pipeline.h"

#include <pthread.h>
#include <stdlib.h>

/* Chunks that wait for each worker at the most, bytes that wait for all, and empty chunks that are
 * kept for reuse. */
#define QUEUE_PER_WORKER 3
#define QUEUE_BYTES      ((size_t)4 << 20)
#define KEEP_EMPTY       16

/* A chunk that one article has made so large takes many times its size to index: the first worker
 * alone takes such chunks, one after the other, so that no two threads keep that much memory. */
#define LARGE_BYTES ((size_t)1 << 20)

struct worker {
    struct pipeline *pipeline;
    struct part *part;
    struct part_totals totals; /* guarded by the pipeline's mutex */
    pthread_t thread;
    bool started;
};

struct pipeline {
    pthread_mutex_t mutex;
    pthread_cond_t filled; /* something to take, or the end */
    pthread_cond_t taken;  /* room to give, or a failure */
    struct chunk_list queue;
    size_t queued;
    struct chunk_list empty;
    size_t empty_count;
    bool ended;
    enum herald_status status;
    struct herald_error error;
    struct worker *workers;
    unsigned count;
};

/* --- workers ------------------------------------------------------------------------------- */

/* Whether a worker has to wait for its next chunk. */
static bool must_wait(const struct worker *worker)
{
    const struct pipeline *pipeline = worker->pipeline;
    const struct chunk *first = pipeline->queue.first;
    if (pipeline->status != HERALD_OK)
        return false;
    return first ? first->bytes >= LARGE_BYTES && worker != pipeline->workers : !pipeline->ended;
}

/* The next chunk, waiting for one; NULL at the end or after a failure. */
static struct chunk *take(const struct worker *worker)
{
    struct pipeline *pipeline = worker->pipeline;
    pthread_mutex_lock(&pipeline->mutex);
    while (must_wait(worker))
        pthread_cond_wait(&pipeline->filled, &pipeline->mutex);
    struct chunk *chunk = pipeline->status == HERALD_OK ? chunk_list_pop(&pipeline->queue) : NULL;
    if (chunk)
        pipeline->queued--;
    if (chunk && chunk->bytes >= LARGE_BYTES) /* others wait for what is behind it */
        pthread_cond_broadcast(&pipeline->filled);
    pthread_cond_signal(&pipeline->taken);
    pthread_mutex_unlock(&pipeline->mutex);
    return chunk;
}

/* Give chunks back and note how the worker stands. */
static void settle(struct worker *worker, struct chunk_list *done, enum herald_status status,
                   const struct herald_error *error)
{
    struct pipeline *pipeline = worker->pipeline;
    struct chunk_list surplus = {0};
    pthread_mutex_lock(&pipeline->mutex);
    for (struct chunk *chunk; (chunk = chunk_list_pop(done)) != NULL;) {
        bool keep = pipeline->empty_count < KEEP_EMPTY;
        chunk_list_push(keep ? &pipeline->empty : &surplus, chunk);
        pipeline->empty_count += keep;
    }
    part_totals(worker->part, &worker->totals);
    if (status != HERALD_OK && pipeline->status == HERALD_OK) {
        pipeline->status = status;
        pipeline->error = *error;
        pthread_cond_broadcast(&pipeline->filled);
        pthread_cond_broadcast(&pipeline->taken);
    }
    pthread_mutex_unlock(&pipeline->mutex);
    chunk_list_free(&surplus);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct chunk_list done = {0};
    struct herald_error error = {0};
    enum herald_status status = HERALD_OK;
    for (struct chunk *chunk; status == HERALD_OK && (chunk = take(worker)) != NULL;) {
        bool large = chunk->bytes >= LARGE_BYTES;
        status = part_add(worker->part, chunk, &done, &error);
        if (large && status == HERALD_OK)
            status = part_commit(worker->part, &done, &error);
        settle(worker, &done, status, &error);
    }
    if (status == HERALD_OK) {
        status = part_commit(worker->part, &done, &error);
        settle(worker, &done, status, &error);
    }
    return NULL;
}

/* --- the giving side ----------------------------------------------------------------------- */

static enum herald_status start_workers(struct pipeline *pipeline,
                                        const struct part_options *options,
                                        struct herald_error *err)
{
    for (unsigned i = 0; i < pipeline->count; i++) {
        struct worker *worker = &pipeline->workers[i];
        worker->pipeline = pipeline;
        enum herald_status status = part_open(options, &worker->part, err);
        if (status != HERALD_OK)
            return status;
    }
    for (unsigned i = 0; i < pipeline->count; i++) {
        struct worker *worker = &pipeline->workers[i];
        if (pthread_create(&worker->thread, NULL, work, worker) != 0)
            return herald_fail(err, HERALD_E_INTERNAL, "cannot start a thread");
        worker->started = true;
    }
    return HERALD_OK;
}

enum herald_status pipeline_open(const struct part_options *options, unsigned workers,
                                 struct pipeline **out, struct herald_error *err)
{
    *out = NULL;
    struct pipeline *pipeline = calloc(1, sizeof *pipeline);
    if (!pipeline)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    pthread_mutex_init(&pipeline->mutex, NULL);
    pthread_cond_init(&pipeline->filled, NULL);
    pthread_cond_init(&pipeline->taken, NULL);
    pipeline->count = workers;
    pipeline->workers = calloc(workers, sizeof *pipeline->workers);
    enum herald_status status = pipeline->workers
                                    ? start_workers(pipeline, options, err)
                                    : herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    if (status != HERALD_OK) {
        pipeline_free(pipeline);
        return status;
    }
    *out = pipeline;
    return HERALD_OK;
}

struct chunk *pipeline_chunk(struct pipeline *pipeline)
{
    struct chunk *chunk = NULL;
    if (pipeline) {
        pthread_mutex_lock(&pipeline->mutex);
        chunk = chunk_list_pop(&pipeline->empty);
        pipeline->empty_count -= chunk != NULL;
        pthread_mutex_unlock(&pipeline->mutex);
    }
    return chunk ? chunk : chunk_new();
}

static bool is_full(const struct pipeline *pipeline)
{
    return pipeline->queued >= (size_t)QUEUE_PER_WORKER * pipeline->count ||
           pipeline->queue.bytes >= QUEUE_BYTES * ((pipeline->count + 3) / 4);
}

enum herald_status pipeline_give(struct pipeline *pipeline, struct chunk *chunk,
                                 struct herald_error *err)
{
    pthread_mutex_lock(&pipeline->mutex);
    while (is_full(pipeline) && pipeline->status == HERALD_OK)
        pthread_cond_wait(&pipeline->taken, &pipeline->mutex);
    enum herald_status status = pipeline->status;
    if (status != HERALD_OK && err)
        *err = pipeline->error;
    chunk_list_push(&pipeline->queue, chunk);
    pipeline->queued++;
    pthread_cond_broadcast(&pipeline->filled); /* which worker may take it is theirs to tell */
    pthread_mutex_unlock(&pipeline->mutex);
    return status;
}

static void join_workers(struct pipeline *pipeline)
{
    pthread_mutex_lock(&pipeline->mutex);
    pipeline->ended = true;
    pthread_cond_broadcast(&pipeline->filled);
    pthread_mutex_unlock(&pipeline->mutex);
    for (unsigned i = 0; i < pipeline->count; i++) {
        if (pipeline->workers[i].started)
            pthread_join(pipeline->workers[i].thread, NULL);
        pipeline->workers[i].started = false;
    }
}

enum herald_status pipeline_finish(struct pipeline *pipeline, struct herald_error *err)
{
    join_workers(pipeline);
    if (pipeline->status != HERALD_OK && err)
        *err = pipeline->error;
    return pipeline->status;
}

void pipeline_totals(struct pipeline *pipeline, struct part_totals *out)
{
    *out = (struct part_totals){0};
    pthread_mutex_lock(&pipeline->mutex);
    for (unsigned i = 0; i < pipeline->count; i++) {
        const struct part_totals *one = &pipeline->workers[i].totals;
        out->stored += one->stored;
        out->refused += one->refused;
        out->overridden += one->overridden;
        out->commits += one->commits;
        out->text_bytes += one->text_bytes;
        out->packed_bytes += one->packed_bytes;
    }
    pthread_mutex_unlock(&pipeline->mutex);
}

void pipeline_free(struct pipeline *pipeline)
{
    if (!pipeline)
        return;
    if (pipeline->workers) {
        pthread_mutex_lock(&pipeline->mutex);
        if (pipeline->status == HERALD_OK && pipeline->queue.first)
            pipeline->status = HERALD_E_INTERRUPTED; /* leave what is queued */
        pthread_mutex_unlock(&pipeline->mutex);
        join_workers(pipeline);
        for (unsigned i = 0; i < pipeline->count; i++)
            part_free(pipeline->workers[i].part);
    }
    chunk_list_free(&pipeline->queue);
    chunk_list_free(&pipeline->empty);
    pthread_cond_destroy(&pipeline->taken);
    pthread_cond_destroy(&pipeline->filled);
    pthread_mutex_destroy(&pipeline->mutex);
    free(pipeline->workers);
    free(pipeline);
}
