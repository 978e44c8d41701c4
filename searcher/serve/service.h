#ifndef HERALD_SERVE_SERVICE_H
#define HERALD_SERVE_SERVICE_H

#include <pthread.h>

#include "searcher/serve/collection.h"
#include "searcher/serve/keys.h"
#include "searcher/serve/metrics.h"
#include "searcher/serve/problem.h"
#include "searcher/serve/rate.h"
#include "searcher/serve/reply_cache.h"
#include "searcher/serve/request.h"
#include "searcher/serve/serve_options.h"

/*
 * The service without its sockets: requests in, replies out. Everything here may be called by any
 * number of threads once the service is open.
 */
struct service {
    const struct serve_options *options;
    struct collection *collections; /* the first is searched when none is named */
    size_t collection_count;
    struct metrics metrics;
    struct rate_limiter *rate; /* NULL: no limit */
    struct reply_cache *cache; /* NULL: none */
    pthread_rwlock_t keys_lock;
    struct key_ring *keys;             /* NULL: no keys are asked for */
    struct buffer openapi;             /* the description of the interface */
    char listening[ADDRESS_TEXT_SIZE]; /* where, for addresses when a client names no host */
};

/* What one thread has for itself. */
struct desk {
    struct shelf *shelves;     /* one for each collection */
    struct analyser *analyser; /* for completions; NULL until the first */
};

/* Everything that the answer of a route needs. */
struct call {
    struct service *service;
    struct desk *desk; /* NULL for routes that need none */
    struct request *request;
    struct reply *reply;
};

/* One kind of address. */
struct route {
    const char *pattern; /* "/articles/" and a '*' that stands for one more segment */
    const char *name;    /* in the metrics */
    void (*answer)(struct call *call);
    unsigned scope; /* of enum key_scope, that a key must have */
    unsigned forms; /* FORM_BIT of those that it has; 0: its own, not negotiated */
    bool queued;    /* needs an index, so a worker answers it */
    bool posts;     /* takes a form by POST */
};

/* The routes and their number; the last one is for all that is at no address. */
extern const struct route SERVICE_ROUTES[];
extern const unsigned SERVICE_ROUTE_COUNT;

/* Open the indexes and read the keys. `options` is lent. Statuses of index_reader_open and
 * key_ring_open, HERALD_E_ARGUMENT for what does not go together. */
enum herald_status service_open(struct service *service, const struct serve_options *options,
                                struct herald_error *err);
void service_close(struct service *service);

/* Read the file of keys again; on failure the old keys stay. */
enum herald_status service_reload_keys(struct service *service, struct herald_error *err);

/*
 * Look at a request that has arrived, whose `method`, `target`, headers and `client` are filled in,
 * with the body of a POST. True when it goes on to service_answer, by a worker; false when the
 * reply is there already.
 */
bool service_admit(struct service *service, struct request *request, struct slice body,
                   struct reply *reply);

/* Answer a request that was admitted. */
void service_answer(struct service *service, struct desk *desk, struct request *request,
                    struct reply *reply);

/* Refuse a request because too many wait. */
void service_refuse_load(struct service *service, struct request *request, struct reply *reply);

/* Refuse a request before anything else is looked at. */
void service_refuse(struct service *service, struct request *request, struct problem_case refusal,
                    struct reply *reply);
/* The same for a body that is larger than the limit. */
void service_refuse_body(struct service *service, struct request *request, struct reply *reply);

/* Whether an address can be gone on with, of which nothing else is known yet; else the reply says
 * why not. */
bool service_check_line(struct service *service, struct request *request, struct reply *reply);

/* A whole message for a request that has not come to its end in time, under this id. */
void service_write_timeout(struct service *service, const char *id, struct buffer *out);

/* The collection that a request names by `index`, the first by default. NULL, with the problem as
 * the reply, where there is none of that name. */
struct collection *service_collection(struct call *call);

/* The searcher of a collection at this desk. NULL, with the problem as the reply, while it cannot
 * be had. */
struct searcher *service_searcher(struct call *call, struct collection *collection);

/* How long an answer may be kept: for --cache seconds where it has a tag, else not at all. */
void service_cache_control(struct call *call);

/* The first part of absolute addresses, such as "http://127.0.0.1:8080", in the request's arena. */
struct slice service_base(struct service *service, struct request *request);

/* --- the answers of routes -------------------------------------------------------------------- */

void answer_home(struct call *call);   /* answer_page.c */
void answer_search(struct call *call); /* answer_search.c */
void answer_similar(struct call *call);
void answer_facets(struct call *call);
void answer_timeline(struct call *call);
void answer_article(struct call *call);  /* answer_article.c */
void answer_complete(struct call *call); /* answer_complete.c */
void answer_info(struct call *call);     /* answer_info.c */
void answer_health(struct call *call);
void answer_ready(struct call *call);
void answer_metrics(struct call *call);
void answer_openapi(struct call *call);
void answer_problem_page(struct call *call);
void answer_opensearch(struct call *call); /* opensearch.c */
void answer_asset(struct call *call);      /* assets.c */

#endif
