#include "searcher/serve/workers.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "searcher/deadline.h"

struct workers {
    struct service *service;
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct job *first, **last;
    uint32_t waiting;
    bool stop;
    uint32_t count;
    pthread_t *threads;
};

/* Answer one job, or refuse it when it comes too late. */
static void answer(struct workers *workers, struct desk *desk, struct job *job)
{
    struct service *service = workers->service;
    job->queued_ms = clock_milliseconds() - job->queued_at;
    atomic_fetch_add(&service->metrics.searches_running, 1);
    if (job->queued_ms > service->options->queue_ms)
        service_refuse_load(service, job->request, job->reply);
    else
        service_answer(service, desk, job->request, job->reply);
    atomic_fetch_sub(&service->metrics.searches_running, 1);
    job->done(job);
}

static struct job *take(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    while (!workers->first && !workers->stop)
        pthread_cond_wait(&workers->filled, &workers->lock);
    struct job *job = workers->first;
    if (job) {
        workers->first = job->next;
        workers->last = workers->first ? workers->last : &workers->first;
        workers->waiting--;
    }
    atomic_store(&workers->service->metrics.searches_queued, (int)workers->waiting);
    pthread_mutex_unlock(&workers->lock);
    return job;
}

static void *run(void *argument)
{
    struct workers *workers = argument;
    struct desk desk = {0};
    struct job *job;
    desk.shelves = calloc(workers->service->collection_count, sizeof(*desk.shelves));
    while (job = take(workers), job)
        answer(workers, &desk, job);
    for (size_t at = 0; desk.shelves && at < workers->service->collection_count; at++)
        shelf_dispose(&desk.shelves[at]);
    free(desk.shelves);
    analyser_free(desk.analyser);
    return NULL;
}

static uint32_t wanted_threads(const struct service *service)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (service->options->workers > 0)
        return service->options->workers;
    return processors < 1 ? 1 : processors > 64 ? 64 : (uint32_t)processors;
}

enum herald_status workers_start(struct service *service, struct workers **out,
                                 struct herald_error *err)
{
    struct workers *workers = calloc(1, sizeof(*workers));
    uint32_t wanted = wanted_threads(service);
    *out = NULL;
    if (!workers)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the workers");
    workers->service = service;
    workers->last = &workers->first;
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->filled, NULL);
    workers->threads = calloc(wanted, sizeof(*workers->threads));
    while (workers->threads && workers->count < wanted &&
           pthread_create(&workers->threads[workers->count], NULL, run, workers) == 0)
        workers->count++;
    if (workers->count == 0) {
        workers_stop(workers);
        return herald_fail(err, HERALD_E_NO_MEMORY, "cannot start a worker");
    }
    *out = workers;
    return HERALD_OK;
}

bool workers_submit(struct workers *workers, struct job *job, void (*before)(struct job *job))
{
    pthread_mutex_lock(&workers->lock);
    bool room = !workers->stop && workers->waiting < workers->service->options->queue;
    if (room) {
        job->next = NULL;
        job->queued_at = clock_milliseconds();
        before(job);
        *workers->last = job;
        workers->last = &job->next;
        workers->waiting++;
        pthread_cond_signal(&workers->filled);
    }
    pthread_mutex_unlock(&workers->lock);
    return room;
}

void workers_stop(struct workers *workers)
{
    if (!workers)
        return;
    pthread_mutex_lock(&workers->lock);
    workers->stop = true;
    pthread_cond_broadcast(&workers->filled);
    pthread_mutex_unlock(&workers->lock);
    for (uint32_t at = 0; at < workers->count; at++)
        pthread_join(workers->threads[at], NULL);
    free(workers->threads);
    pthread_cond_destroy(&workers->filled);
    pthread_mutex_destroy(&workers->lock);
    free(workers);
}
