#ifndef HERALD_SERVE_WORKERS_H
#define HERALD_SERVE_WORKERS_H

#include "searcher/serve/metrics.h"
#include "searcher/serve/service.h"

/*
 * Threads that do the searching, each with handles of its own, and the queue before them. Requests
 * are taken in the order of their coming; one that has waited too long is refused, since whoever
 * asked has given up by then.
 */

/* A request in the queue; embedded in whatever the caller has. */
struct job {
    struct request *request;
    struct reply *reply;
    void (*done)(struct job *job); /* called by the worker when the reply is there */
    struct job *next;
    double queued_at, queued_ms;
};

struct workers;

/* Start threads. HERALD_E_NO_MEMORY. */
enum herald_status workers_start(struct service *service, struct workers **out,
                                 struct herald_error *err);

/*
 * Put a job into the queue. False when the queue is full, and `before` was not called; else
 * `before` is called with the job before any worker can have it.
 */
bool workers_submit(struct workers *workers, struct job *job, void (*before)(struct job *job));

/* Do what is in the queue, end the threads, free. Takes NULL. */
void workers_stop(struct workers *workers);

#endif
