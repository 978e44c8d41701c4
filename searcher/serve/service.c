#include "searcher/serve/service.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "indexer/clock.h"
#include "searcher/serve/admission.h"
#include "searcher/serve/message.h"
#include "searcher/serve/openapi.h"
#include "searcher/serve/problem.h"

/* --- opening ---------------------------------------------------------------------------------- */

static enum herald_status open_collections(struct service *service, struct herald_error *err)
{
    const struct slice_list *wanted = &service->options->indexes;
    struct slice single = slice_of(index_default_directory());
    size_t count = wanted->count > 0 ? wanted->count : 1;
    enum herald_status status = HERALD_OK;
    service->collections = calloc(count, sizeof(*service->collections));
    if (!service->collections)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the indexes");
    for (size_t at = 0; at < count && status == HERALD_OK; at++) {
        struct collection *collection = &service->collections[at];
        status = collection_init(collection, wanted->count > 0 ? wanted->items[at] : single, err);
        service->collection_count = at + 1;
        for (size_t other = 0; status == HERALD_OK && other < at; other++)
            if (strcmp(service->collections[other].name, collection->name) == 0)
                status =
                    herald_fail(err, HERALD_E_ARGUMENT,
                                "two indexes are called '%s'; give NAME=DIR", collection->name);
        if (status == HERALD_OK)
            status = collection_follow(collection, err);
    }
    return status;
}

enum herald_status service_reload_keys(struct service *service, struct herald_error *err)
{
    struct key_ring *ring = NULL;
    if (!service->options->keys_file)
        return HERALD_OK;
    enum herald_status status = key_ring_open(service->options->keys_file, &ring, err);
    if (status != HERALD_OK)
        return status;
    pthread_rwlock_wrlock(&service->keys_lock);
    struct key_ring *old = service->keys;
    service->keys = ring;
    pthread_rwlock_unlock(&service->keys_lock);
    key_ring_free(old);
    return HERALD_OK;
}

enum herald_status service_open(struct service *service, const struct serve_options *options,
                                struct herald_error *err)
{
    *service = (struct service){.options = options};
    pthread_rwlock_init(&service->keys_lock, NULL);
    enum herald_status status = service_reload_keys(service, err);
    if (status == HERALD_OK)
        status = open_collections(service, err);
    if (status == HERALD_OK && options->rate > 0) {
        service->rate = rate_limiter_new(options->rate, options->burst);
        if (!service->rate)
            status = herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the limits");
    }
    if (status == HERALD_OK && options->cache_bytes > 0) {
        service->cache = reply_cache_new(options->cache_bytes);
        if (!service->cache)
            status = herald_fail(err, HERALD_E_NO_MEMORY, "no memory for answers to keep");
    }
    if (status == HERALD_OK)
        openapi_write(options, &service->openapi);
    if (status == HERALD_OK && service->openapi.failed)
        status = herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the interface");
    return status;
}

void service_close(struct service *service)
{
    for (size_t at = 0; at < service->collection_count; at++)
        collection_dispose(&service->collections[at]);
    free(service->collections);
    rate_limiter_free(service->rate);
    reply_cache_free(service->cache);
    key_ring_free(service->keys);
    buffer_dispose(&service->openapi);
    pthread_rwlock_destroy(&service->keys_lock);
    *service = (struct service){0};
}

/* --- answering -------------------------------------------------------------------------------- */

/* What a page may load: nothing but what this service serves. */
#define PAGE_POLICY                                                                                \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src "        \
    "'self'; "                                                                                     \
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
#define DATA_POLICY "default-src 'none'; frame-ancestors 'none'"

static bool is_allowed_origin(const struct serve_options *options, struct slice origin)
{
    for (size_t at = 0; at < options->cors.count; at++)
        if (slice_equal(options->cors.items[at], SLICE("*")) ||
            slice_equal(options->cors.items[at], origin))
            return true;
    return false;
}

static void add_cors(const struct serve_options *options, struct request *request,
                     struct reply *reply)
{
    if (options->cors.count == 0)
        return;
    if (request->origin.length == 0 || !is_allowed_origin(options, request->origin))
        return;
    reply_header(request, reply, "Access-Control-Allow-Origin", request->origin);
    reply_header(request, reply, "Access-Control-Expose-Headers",
                 SLICE("ETag, Link, Retry-After, X-Request-Id, Herald-Total, Herald-Warnings"));
}

/* The headers that all replies have, and their last shape. */
static void complete(struct service *service, struct request *request, struct reply *reply)
{
    bool page = reply->type && strncmp(reply->type, "text/html", 9) == 0;
    reply_header(request, reply, "X-Request-Id", slice_of(request->id));
    reply_header(request, reply, "X-Content-Type-Options", SLICE("nosniff"));
    reply_header(request, reply, "Referrer-Policy", SLICE("same-origin"));
    reply_header(request, reply, "Content-Security-Policy",
                 page ? SLICE(PAGE_POLICY) : SLICE(DATA_POLICY));
    reply_header(request, reply, "Vary",
                 service->options->cors.count > 0 ? SLICE("Accept, Accept-Encoding, Origin")
                                                  : SLICE("Accept, Accept-Encoding"));
    add_cors(service->options, request, reply);
    reply_finish(request, reply);
}

bool service_admit(struct service *service, struct request *request, struct slice body,
                   struct reply *reply)
{
    if (admission_check(service, request, body, reply) && request->route->queued)
        return true;
    if (reply->status == 0) {
        struct call call = {service, NULL, request, reply};
        request->route->answer(&call);
    }
    complete(service, request, reply);
    return false;
}

void service_answer(struct service *service, struct desk *desk, struct request *request,
                    struct reply *reply)
{
    struct call call = {service, desk, request, reply};
    request->route->answer(&call);
    if (reply->timed_out)
        atomic_fetch_add(&service->metrics.searches_cut_short, 1);
    complete(service, request, reply);
}

void service_refuse_load(struct service *service, struct request *request, struct reply *reply)
{
    problem_reply(request, reply,
                  &(struct problem_case){.problem = PROBLEM_OVERLOADED,
                                         .detail = "too many searches are waiting already"});
    reply_header(request, reply, "Retry-After", SLICE("1"));
    complete(service, request, reply);
}

void service_refuse(struct service *service, struct request *request, struct problem_case refusal,
                    struct reply *reply)
{
    request->form = REPLY_FORM_NONE;
    admission_name(request);
    problem_reply(request, reply, &refusal);
    complete(service, request, reply);
}

void service_refuse_body(struct service *service, struct request *request, struct reply *reply)
{
    char detail[96];
    snprintf(detail, sizeof(detail), "a body has at most %zu bytes (--body-size)",
             service->options->body_bytes);
    service_refuse(service, request,
                   (struct problem_case){.problem = PROBLEM_BODY_SIZE, .detail = detail}, reply);
}

bool service_check_line(struct service *service, struct request *request, struct reply *reply)
{
    if (admission_check_line(service, request, reply))
        return true;
    complete(service, request, reply);
    return false;
}

void service_write_timeout(struct service *service, const char *id, struct buffer *out)
{
    struct request request = {.method = HTTP_OTHER};
    struct reply reply = {0};
    snprintf(request.id, sizeof(request.id), "%s", id);
    service_refuse(
        service, &request,
        (struct problem_case){.problem = PROBLEM_TIMEOUT, .detail = "the limit is --request-time"},
        &reply);
    message_write(&reply, out);
    reply_dispose(&reply);
    arena_dispose(&request.arena);
}

/* --- for the answers -------------------------------------------------------------------------- */

struct collection *service_collection(struct call *call)
{
    struct service *service = call->service;
    struct slice name = parameters_find(&call->request->parameters, "index");
    char detail[160];
    if (name.length == 0)
        return &service->collections[0];
    for (size_t at = 0; at < service->collection_count; at++)
        if (slice_equal(name, slice_of(service->collections[at].name)))
            return &service->collections[at];
    snprintf(detail, sizeof(detail), "no index is called '%.*s' here",
             (int)(name.length < 80 ? name.length : 80), name.bytes);
    problem_reply(call->request, call->reply,
                  &(struct problem_case){
                      .problem = PROBLEM_NO_INDEX, .detail = detail, .parameter = "index"});
    return NULL;
}

struct searcher *service_searcher(struct call *call, struct collection *collection)
{
    struct herald_error error = {0};
    struct searcher *searcher = NULL;
    size_t number = (size_t)(collection - call->service->collections);
    enum herald_status status =
        call->desk->shelves
            ? shelf_searcher(&call->desk->shelves[number], collection, &searcher, &error)
            : herald_fail(&error, HERALD_E_NO_MEMORY, "no memory for the indexes");
    if (status == HERALD_OK)
        return searcher;
    problem_reply_error(call->request, call->reply, &error, NULL);
    return NULL;
}

void service_cache_control(struct call *call)
{
    const struct serve_options *options = call->service->options;
    if (!call->reply->etag)
        reply_header(call->request, call->reply, "Cache-Control", SLICE("no-store"));
    else
        reply_header_format(call->request, call->reply, "Cache-Control", "%s, max-age=%u",
                            options->keys_file ? "private" : "public", options->cache_seconds);
}

/* Whether a Host header is what one should be: it goes into addresses. */
static bool is_host(struct slice host)
{
    for (size_t at = 0; at < host.length; at++) {
        unsigned char byte = (unsigned char)host.bytes[at];
        bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        if (!letter && !(byte >= '0' && byte <= '9') && !(byte && strchr(".:-_[]", byte)))
            return false;
    }
    return host.length > 0 && host.length < 256;
}

struct slice service_base(struct service *service, struct request *request)
{
    struct buffer text = BUFFER_INIT;
    if (service->options->base_url) {
        struct slice base = slice_of(service->options->base_url);
        while (base.length > 0 && base.bytes[base.length - 1] == '/')
            base.length--;
        return base;
    }
    bool secure =
        service->options->trust_proxy && slice_equal(request->forwarded_proto, SLICE("https"));
    buffer_append_string(&text, secure ? "https://" : "http://");
    if (is_host(request->host))
        buffer_append_slice(&text, request->host);
    else
        buffer_append_string(
            &text, strncmp(service->listening, "unix", 4) == 0 ? "localhost" : service->listening);
    struct slice base = arena_copy(&request->arena, buffer_slice(&text));
    buffer_dispose(&text);
    return base;
}
