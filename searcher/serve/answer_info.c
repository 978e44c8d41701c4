#include <stdio.h>

#include "indexer/info_json.h"
#include "searcher/serve/etag.h"
#include "searcher/serve/openapi.h"
#include "searcher/serve/problem.h"
#include "searcher/serve/service.h"

/* --- /info ------------------------------------------------------------------------------------ */

/* How often statistics are collected again when the index changes under it. */
#define TRIES 4

/* Make what `herald info --json` prints, for the state that the searcher has. */
static enum herald_status make_info(struct collection *collection, struct searcher *searcher,
                                    struct buffer *out, struct herald_error *err)
{
    struct index_reader *reader = searcher_reader(searcher);
    struct index_statistics info = {0};
    enum herald_status status = index_statistics_collect(reader, &info, err);
    for (unsigned again = 1; status == HERALD_E_BUSY && again < TRIES; again++) {
        index_statistics_dispose(&info);
        status = index_reader_catch_up(reader, err);
        if (status == HERALD_OK)
            status = index_statistics_collect(reader, &info, err);
    }
    if (status == HERALD_OK)
        index_info_write_json(collection->directory, index_reader_revision(reader), &info, out);
    if (status == HERALD_OK) {
        pthread_mutex_lock(&collection->lock);
        collection->bytes = info.bytes;
        pthread_mutex_unlock(&collection->lock);
    }
    index_statistics_dispose(&info);
    return status;
}

/* Counting takes long in a large index, so what was counted is kept until the index changes. */
static enum herald_status write_info(struct collection *collection, struct searcher *searcher,
                                     struct buffer *out, struct herald_error *err)
{
    uint_fast32_t state = atomic_load(&collection->state);
    pthread_mutex_lock(&collection->lock);
    if (collection->info_state == state)
        buffer_append_slice(out, buffer_slice(&collection->info));
    pthread_mutex_unlock(&collection->lock);
    if (out->length > 0)
        return HERALD_OK;
    enum herald_status status = make_info(collection, searcher, out, err);
    if (status != HERALD_OK || out->failed)
        return status;
    pthread_mutex_lock(&collection->lock);
    buffer_clear(&collection->info);
    buffer_append_slice(&collection->info, buffer_slice(out));
    collection->info_state = collection->info.failed ? 0 : state;
    pthread_mutex_unlock(&collection->lock);
    return HERALD_OK;
}

void answer_info(struct call *call)
{
    struct herald_error error = {0};
    struct reply *reply = call->reply;
    struct collection *collection = service_collection(call);
    struct searcher *searcher = collection ? service_searcher(call, collection) : NULL;
    if (!searcher)
        return;
    if (write_info(collection, searcher, &reply->body, &error) != HERALD_OK) {
        problem_reply_error(call->request, reply, &error, NULL);
        return;
    }
    reply->status = 200;
    reply->type = form_describe(REPLY_JSON)->full_type;
    reply->etag = etag_of_bytes(call->request, buffer_slice(&reply->body));
    reply_header(call->request, reply, "Cache-Control", SLICE("no-cache"));
}

/* --- /health and /ready ----------------------------------------------------------------------- */

static void reply_text(struct call *call, unsigned status, const char *text)
{
    call->reply->status = status;
    call->reply->type = "text/plain; charset=utf-8";
    buffer_append_string(&call->reply->body, text);
    reply_header(call->request, call->reply, "Cache-Control", SLICE("no-store"));
}

void answer_health(struct call *call)
{
    reply_text(call, 200, "ok\n");
}

void answer_ready(struct call *call)
{
    struct service *service = call->service;
    struct buffer text = BUFFER_INIT;
    bool ready = true;
    for (size_t at = 0; at < service->collection_count; at++) {
        struct collection *collection = &service->collections[at];
        bool this_ready = atomic_load(&collection->ready);
        pthread_mutex_lock(&collection->lock);
        buffer_append_format(&text, "%s %s\n", collection->name,
                             this_ready ? "ready" : "not ready");
        pthread_mutex_unlock(&collection->lock);
        ready = ready && this_ready;
    }
    reply_text(call, ready ? 200 : 503, text.failed || !text.bytes ? "" : text.bytes);
    if (!ready)
        reply_header(call->request, call->reply, "Retry-After", SLICE("1"));
    buffer_dispose(&text);
}

/* --- /metrics --------------------------------------------------------------------------------- */

static void write_indexes(struct service *service, struct buffer *out)
{
    static const struct {
        const char *name, *help;
    } gauges[] = {
        {"herald_index_ready", "Whether the index can be read."},
        {"herald_index_documents", "Articles in the index."},
        {"herald_index_last_commit_timestamp_seconds", "When the index was last written to."},
        {"herald_index_bytes", "Bytes of the index, as /info last counted them."},
    };
    for (size_t gauge = 0; gauge < sizeof(gauges) / sizeof(gauges[0]); gauge++) {
        metrics_head(out, gauges[gauge].name, "gauge", gauges[gauge].help);
        for (size_t at = 0; at < service->collection_count; at++) {
            struct collection *collection = &service->collections[at];
            pthread_mutex_lock(&collection->lock);
            double values[] = {atomic_load(&collection->ready) ? 1 : 0, collection->articles,
                               collection->committed, (double)collection->bytes};
            pthread_mutex_unlock(&collection->lock);
            metrics_sample(out, gauges[gauge].name, "index", collection->name, values[gauge]);
        }
    }
    metrics_head(out, "herald_index_revision_info", "gauge", "The revision of the index.");
    for (size_t at = 0; at < service->collection_count; at++) {
        char revision[160];
        collection_revision(&service->collections[at], revision);
        buffer_append_format(out, "herald_index_revision_info{index=\"%s\",revision=\"%s\"} 1\n",
                             service->collections[at].name, revision);
    }
}

static void write_cache(struct reply_cache *cache, struct buffer *out)
{
    size_t bytes;
    uint64_t found, missed;
    reply_cache_counts(cache, &bytes, &found, &missed);
    metrics_head(out, "herald_cache_bytes", "gauge", "Bytes of answers kept.");
    metrics_sample(out, "herald_cache_bytes", NULL, NULL, (double)bytes);
    metrics_head(out, "herald_cache_requests_total", "counter", "Answers looked for among them.");
    metrics_sample(out, "herald_cache_requests_total", "result", "found", (double)found);
    metrics_sample(out, "herald_cache_requests_total", "result", "missed", (double)missed);
}

void answer_metrics(struct call *call)
{
    const char *names[METRICS_ROUTES_MAX];
    struct buffer *out = &call->reply->body;
    for (unsigned at = 0; at < SERVICE_ROUTE_COUNT; at++)
        names[at] = SERVICE_ROUTES[at].pattern[0] ? SERVICE_ROUTES[at].pattern : "none";
    metrics_head(out, "herald_build_info", "gauge", "The version of this program.");
    metrics_sample(out, "herald_build_info", "version", HERALD_VERSION, 1);
    metrics_write(&call->service->metrics, names, SERVICE_ROUTE_COUNT, out);
    write_indexes(call->service, out);
    write_cache(call->service->cache, out);
    metrics_write_process(out);
    call->reply->status = 200;
    call->reply->type = "text/plain; version=0.0.4; charset=utf-8";
    reply_header(call->request, call->reply, "Cache-Control", SLICE("no-store"));
}

/* --- what the service is ---------------------------------------------------------------------- */

void answer_openapi(struct call *call)
{
    reply_fixed(call->reply, "application/json", buffer_slice(&call->service->openapi));
    call->reply->etag = etag_of_bytes(call->request, call->reply->fixed);
    reply_header(call->request, call->reply, "Cache-Control", SLICE("public, max-age=3600"));
}

/* The meaning of a problem, at the address that is its type. */
void answer_problem_page(struct call *call)
{
    enum problem problem = problem_find(call->request->argument);
    if (problem == PROBLEM_COUNT) {
        problem_reply(call->request, call->reply,
                      &(struct problem_case){.problem = PROBLEM_NOT_FOUND,
                                             .detail = "there is no problem of this name"});
        return;
    }
    const struct problem_description *kind = problem_describe(problem);
    call->reply->status = 200;
    call->reply->type = "text/plain; charset=utf-8";
    buffer_append_format(&call->reply->body, "%s (%u)\n\n%s\n", kind->title, kind->status,
                         kind->meaning);
    reply_header(call->request, call->reply, "Cache-Control", SLICE("public, max-age=3600"));
}
