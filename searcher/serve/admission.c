#include "searcher/serve/admission.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>

#include "indexer/clock.h"
#include "searcher/serve/negotiation.h"
#include "searcher/serve/problem.h"

/* --- routes ----------------------------------------------------------------------------------- */

#define SEARCH_FORMS                                                                               \
    (FORM_BIT(REPLY_JSON) | FORM_BIT(REPLY_HTML) | FORM_BIT(REPLY_JSON_LINES) |                    \
     FORM_BIT(REPLY_ATOM) | FORM_BIT(REPLY_RSS) | FORM_BIT(REPLY_JSON_FEED) |                      \
     FORM_BIT(REPLY_TEXT) | FORM_BIT(REPLY_TREC) | FORM_BIT(REPLY_CSV) | FORM_BIT(REPLY_RIS) |     \
     FORM_BIT(REPLY_BIBTEX) | FORM_BIT(REPLY_CSL_JSON))
#define ARTICLE_FORMS                                                                              \
    (FORM_BIT(REPLY_JSON) | FORM_BIT(REPLY_HTML) | FORM_BIT(REPLY_RIS) | FORM_BIT(REPLY_BIBTEX) |  \
     FORM_BIT(REPLY_CSL_JSON))
#define COMPLETE_FORMS (FORM_BIT(REPLY_JSON) | FORM_BIT(REPLY_SUGGESTIONS))
#define JSON_ONLY      FORM_BIT(REPLY_JSON)
#define HTML_ONLY      FORM_BIT(REPLY_HTML)

static void answer_nothing(struct call *call)
{
    problem_reply(call->request, call->reply,
                  &(struct problem_case){.problem = PROBLEM_NOT_FOUND,
                                         .detail = "there is nothing at this address"});
}

const struct route SERVICE_ROUTES[] = {
    {"/", "home", answer_home, KEY_SCOPE_SEARCH, HTML_ONLY, true, false},
    {"/search", "search", answer_search, KEY_SCOPE_SEARCH, SEARCH_FORMS, true, true},
    {"/facets", "facets", answer_facets, KEY_SCOPE_SEARCH, JSON_ONLY, true, true},
    {"/timeline", "timeline", answer_timeline, KEY_SCOPE_SEARCH, JSON_ONLY, true, true},
    {"/similar/*", "similar", answer_similar, KEY_SCOPE_SEARCH, SEARCH_FORMS, true, false},
    {"/complete", "complete", answer_complete, KEY_SCOPE_SEARCH, COMPLETE_FORMS, true, false},
    {"/articles/*", "article", answer_article, KEY_SCOPE_SEARCH, ARTICLE_FORMS, true, false},
    {"/info", "info", answer_info, KEY_SCOPE_SEARCH, JSON_ONLY, true, false},
    {"/health", "health", answer_health, KEY_SCOPE_NONE, 0, false, false},
    {"/ready", "ready", answer_ready, KEY_SCOPE_NONE, 0, false, false},
    {"/metrics", "metrics", answer_metrics, KEY_SCOPE_METRICS, 0, false, false},
    {"/openapi.json", "openapi", answer_openapi, KEY_SCOPE_NONE, 0, false, false},
    {"/opensearch.xml", "opensearch", answer_opensearch, KEY_SCOPE_NONE, 0, false, false},
    {"/problems/*", "problem", answer_problem_page, KEY_SCOPE_NONE, 0, false, false},
    {"/assets/*", "asset", answer_asset, KEY_SCOPE_NONE, 0, false, false},
    {"/robots.txt", "asset", answer_asset, KEY_SCOPE_NONE, 0, false, false},
    {"/favicon.ico", "asset", answer_asset, KEY_SCOPE_NONE, 0, false, false},
    {"", "none", answer_nothing, KEY_SCOPE_NONE, 0, false, false},
};

const unsigned SERVICE_ROUTE_COUNT = sizeof(SERVICE_ROUTES) / sizeof(SERVICE_ROUTES[0]);

/* Whether a path fits a pattern; *rest is then what stands for its '*'. */
static bool fits(const char *pattern, struct slice path, struct slice *rest)
{
    size_t length = strlen(pattern);
    *rest = (struct slice){NULL, 0};
    if (length == 0 || pattern[length - 1] != '*')
        return slice_equal(path, slice_of(pattern));
    length--;
    if (path.length <= length || memcmp(path.bytes, pattern, length) != 0)
        return false;
    *rest = (struct slice){path.bytes + length, path.length - length};
    return memchr(rest->bytes, '/', rest->length) == NULL;
}

const struct route *admission_route(struct slice path, struct arena *arena, struct slice *argument)
{
    struct slice rest;
    *argument = (struct slice){NULL, 0};
    for (unsigned at = 0; at + 1 < SERVICE_ROUTE_COUNT; at++)
        if (fits(SERVICE_ROUTES[at].pattern, path, &rest))
            return rest.length == 0 || url_decode(rest, false, arena, argument, NULL) == HERALD_OK
                       ? &SERVICE_ROUTES[at]
                       : &SERVICE_ROUTES[SERVICE_ROUTE_COUNT - 1];
    return &SERVICE_ROUTES[SERVICE_ROUTE_COUNT - 1];
}

/* --- the name of a request -------------------------------------------------------------------- */

static bool is_request_id(struct slice id)
{
    for (size_t at = 0; at < id.length; at++) {
        unsigned char byte = (unsigned char)id.bytes[at];
        bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        if (!letter && !(byte >= '0' && byte <= '9') && !(byte && strchr("-._", byte)))
            return false;
    }
    return id.length > 0 && id.length <= 64;
}

static bool starts_with(struct slice text, const char *start)
{
    size_t length = strlen(start);
    return text.length >= length &&
           slice_equal_fold((struct slice){text.bytes, length}, (struct slice){start, length});
}

/* Clients may write whole addresses, as they do to proxies (RFC 9112, section 3.2.2): take off what
 * stands before the path. */
static void take_origin(struct request *request)
{
    struct slice *target = &request->target;
    size_t at = starts_with(*target, "http://") ? 7 : starts_with(*target, "https://") ? 8 : 0;
    if (at == 0)
        return;
    while (at < target->length && target->bytes[at] != '/' && target->bytes[at] != '?')
        at++;
    *target = (struct slice){target->bytes + at, target->length - at};
}

static void split_target(struct request *request)
{
    if (request->target.length == 0) /* none was read */
        return;
    take_origin(request);
    struct slice target = request->target;
    const char *mark = memchr(target.bytes, '?', target.length);
    size_t length = mark ? (size_t)(mark - target.bytes) : target.length;
    size_t skipped = mark ? length + 1 : length;
    request->path = length > 0 ? (struct slice){target.bytes, length} : SLICE("/");
    request->query = (struct slice){target.bytes + skipped, target.length - skipped};
}

void admission_name(struct request *request)
{
    static atomic_uint_fast64_t start, number;
    uint64_t none = 0;
    split_target(request);
    if (is_request_id(request->request_id)) {
        snprintf(request->id, sizeof(request->id), "%.*s", (int)request->request_id.length,
                 request->request_id.bytes);
        return;
    }
    if (request->id[0])
        return;
    if (atomic_load(&start) == 0) {
        uint64_t random;
        if (gnutls_rnd(GNUTLS_RND_NONCE, &random, sizeof(random)) != 0)
            random = 0;
        atomic_compare_exchange_strong(&start, &none, random | 1);
    }
    snprintf(request->id, sizeof(request->id), "%08llx-%06llx",
             (unsigned long long)(atomic_load(&start) >> 32),
             (unsigned long long)atomic_fetch_add(&number, 1));
}

/* --- who asks --------------------------------------------------------------------------------- */

/* The key that a client shows: a bearer token, X-API-Key, or the password of Basic, for browsers.
 */
static struct slice shown_key(struct request *request)
{
    struct slice header = request->authorization;
    if (request->api_key.length > 0)
        return request->api_key;
    if (header.length > 7 && slice_equal_fold((struct slice){header.bytes, 7}, SLICE("Bearer ")))
        return slice_trim((struct slice){header.bytes + 7, header.length - 7});
    if (header.length <= 6 || !slice_equal_fold((struct slice){header.bytes, 6}, SLICE("Basic ")))
        return (struct slice){NULL, 0};
    header = slice_trim((struct slice){header.bytes + 6, header.length - 6});
    gnutls_datum_t packed = {(unsigned char *)(uintptr_t)header.bytes, (unsigned)header.length};
    gnutls_datum_t plain = {NULL, 0};
    if (gnutls_base64_decode2(&packed, &plain) != GNUTLS_E_SUCCESS)
        return (struct slice){NULL, 0};
    struct slice pair =
        arena_copy(&request->arena, (struct slice){(const char *)plain.data, plain.size});
    gnutls_free(plain.data);
    const char *colon = pair.length > 0 ? memchr(pair.bytes, ':', pair.length) : NULL;
    return colon ? (struct slice){colon + 1, pair.length - (size_t)(colon + 1 - pair.bytes)}
                 : (struct slice){NULL, 0};
}

static bool refuse_key(struct request *request, struct reply *reply, struct slice key)
{
    problem_reply(request, reply,
                  &(struct problem_case){.problem = PROBLEM_UNAUTHORIZED,
                                         .detail = key.length > 0
                                                       ? "the key is not one of this service's"
                                                       : "this service asks for a key"});
    reply_header(request, reply, "WWW-Authenticate",
                 SLICE("Basic realm=\"Herald\", charset=\"UTF-8\""));
    reply_header(request, reply, "WWW-Authenticate", SLICE("Bearer"));
    return false;
}

/* Find out by which key a request comes, and whether that is enough for its route. */
static bool check_key(struct service *service, struct request *request, struct reply *reply)
{
    char detail[96];
    request->holder.scopes = KEY_SCOPES_ALL;
    if (!service->options->keys_file)
        return true;
    struct slice key = shown_key(request);
    pthread_rwlock_rdlock(&service->keys_lock);
    request->holder = key_ring_find(service->keys, key);
    pthread_rwlock_unlock(&service->keys_lock);
    unsigned wanted = request->route->scope;
    if (request->holder.name[0])
        snprintf(request->client, sizeof(request->client), "%s", request->holder.name);
    if (wanted == KEY_SCOPE_NONE)
        return true;
    if (!request->holder.name[0])
        return refuse_key(request, reply, key);
    if (request->holder.scopes & wanted)
        return true;
    snprintf(detail, sizeof(detail), "this key lacks the scope '%s'",
             wanted == KEY_SCOPE_METRICS ? "metrics" : "search");
    problem_reply(request, reply,
                  &(struct problem_case){.problem = PROBLEM_FORBIDDEN, .detail = detail});
    return false;
}

/* Whether the client has asked too often. Only what a worker must do counts. */
static bool check_rate(struct service *service, struct request *request, struct reply *reply)
{
    char detail[96];
    bool counted = service->rate && request->route->queued &&
                   (!request->local || service->options->rate_given || request->holder.name[0]);
    double wait =
        counted ? rate_limiter_take(service->rate, slice_of(request->client), now_seconds()) : 0;
    if (wait <= 0)
        return true;
    snprintf(detail, sizeof(detail), "more than %g requests a second (--rate, --burst)",
             service->options->rate);
    problem_reply(request, reply,
                  &(struct problem_case){.problem = PROBLEM_RATE, .detail = detail});
    reply_header_format(request, reply, "Retry-After", "%.0f", ceil(wait));
    return false;
}

/* --- how it asks ------------------------------------------------------------------------------ */

static const char *allowed_methods(const struct route *route)
{
    return route->posts ? "GET, HEAD, POST, OPTIONS" : "GET, HEAD, OPTIONS";
}

/* OPTIONS, which is also how browsers ask whether a page of another origin may ask. */
static bool answer_options(struct request *request, struct reply *reply)
{
    reply->status = 204;
    reply_header(request, reply, "Allow", slice_of(allowed_methods(request->route)));
    if (request->preflight.length > 0) {
        reply_header(request, reply, "Access-Control-Allow-Methods",
                     slice_of(allowed_methods(request->route)));
        reply_header(request, reply, "Access-Control-Allow-Headers",
                     SLICE("Authorization, X-API-Key, X-Request-Id, If-None-Match, Content-Type"));
        reply_header(request, reply, "Access-Control-Max-Age", SLICE("86400"));
    }
    return false;
}

static bool check_method(struct request *request, struct reply *reply)
{
    bool known = request->method == HTTP_GET || request->method == HTTP_HEAD ||
                 (request->method == HTTP_POST && request->route->posts);
    if (request->method == HTTP_OPTIONS)
        return answer_options(request, reply);
    if (known)
        return true;
    problem_reply(request, reply,
                  &(struct problem_case){.problem = PROBLEM_METHOD,
                                         .detail = "this address is read, not written"});
    reply_header(request, reply, "Allow", slice_of(allowed_methods(request->route)));
    return false;
}

static bool is_form_type(struct slice type)
{
    const char *semicolon = type.length > 0 ? memchr(type.bytes, ';', type.length) : NULL;
    struct slice bare = {type.bytes, semicolon ? (size_t)(semicolon - type.bytes) : type.length};
    return slice_equal_fold(slice_trim(bare), SLICE("application/x-www-form-urlencoded"));
}

static bool read_parameters(struct request *request, struct slice body, struct reply *reply)
{
    struct herald_error error = {0};
    if (request->method == HTTP_POST && !is_form_type(request->content_type)) {
        problem_reply(
            request, reply,
            &(struct problem_case){.problem = PROBLEM_MEDIA_TYPE,
                                   .detail = "the body is not application/x-www-form-urlencoded"});
        return false;
    }
    enum herald_status status =
        parameters_read(request->query, &request->arena, &request->parameters, &error);
    if (status == HERALD_OK && request->method == HTTP_POST)
        status = parameters_read(body, &request->arena, &request->parameters, &error);
    if (status == HERALD_OK)
        return true;
    problem_reply(request, reply,
                  &(struct problem_case){.problem = status == HERALD_E_LIMIT    ? PROBLEM_LIMIT
                                                    : status == HERALD_E_FORMAT ? PROBLEM_ENCODING
                                                                                : PROBLEM_INTERNAL,
                                         .detail = error.message});
    return false;
}

/* A format was asked for that this address does not have: say which it has. */
static void refuse_format(struct request *request, struct reply *reply)
{
    struct buffer detail = BUFFER_INIT;
    unsigned left = request->route->forms;
    buffer_append_string(&detail, "format takes ");
    for (unsigned form = 0; form < REPLY_FORM_NONE; form++) {
        if (!(left & FORM_BIT(form)))
            continue;
        left &= ~FORM_BIT(form);
        buffer_append_format(&detail, "%s%s", form_describe((enum reply_form)form)->name,
                             !left                 ? " at this address"
                             : (left & (left - 1)) ? ", "
                                                   : " or ");
    }
    buffer_append_byte(&detail, '\0');
    problem_reply(request, reply,
                  &(struct problem_case){.problem = PROBLEM_PARAMETER,
                                         .detail = detail.failed ? "" : detail.bytes,
                                         .parameter = "format"});
    buffer_dispose(&detail);
}

/* The form that the parameter `format` names, else the one that the client likes best. */
static bool choose_form(struct request *request, struct reply *reply)
{
    unsigned offered = request->route->forms;
    struct slice name = parameters_find(&request->parameters, "format");
    enum reply_form form =
        name.length > 0 ? form_find(name) : form_negotiate(offered, request->accept);
    if (offered == 0)
        return true;
    if (form != REPLY_FORM_NONE && offered & FORM_BIT(form)) {
        request->form = form;
        return true;
    }
    if (name.length > 0)
        refuse_format(request, reply);
    else
        problem_reply(request, reply,
                      &(struct problem_case){.problem = PROBLEM_NOT_ACCEPTABLE,
                                             .detail = "no form of this is among those that the "
                                                       "header Accept takes"});
    return false;
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool check_target(const struct service *service, struct request *request,
                         struct reply *reply)
{
    char detail[96];
    if (request->target.length <= service->options->target_bytes)
        return true;
    snprintf(detail, sizeof(detail), "an address has at most %zu bytes (--target-size)",
             service->options->target_bytes);
    request->target.length = request->path.length = 0; /* too long to be repeated */
    problem_reply(request, reply,
                  &(struct problem_case){.problem = PROBLEM_TARGET_SIZE, .detail = detail});
    return false;
}

/* Pieces of a query string, the empty ones, too. */
static size_t count_pieces(struct slice target)
{
    size_t count = 1;
    for (size_t at = 0; at < target.length; at++)
        count += target.bytes[at] == '&';
    return count;
}

bool admission_check_line(struct service *service, struct request *request, struct reply *reply)
{
    char detail[48];
    if (count_pieces(request->target) <= PARAMETERS_MAX)
        return true;
    admission_name(request);
    snprintf(detail, sizeof(detail), "more than %u parameters", PARAMETERS_MAX);
    if (check_target(service, request, reply))
        problem_reply(request, reply,
                      &(struct problem_case){.problem = PROBLEM_LIMIT, .detail = detail});
    return false;
}

bool admission_check(struct service *service, struct request *request, struct slice body,
                     struct reply *reply)
{
    admission_name(request);
    request->route = admission_route(request->path, &request->arena, &request->argument);
    request->form = REPLY_FORM_NONE;
    if (form_negotiate(FORM_BIT(REPLY_JSON) | FORM_BIT(REPLY_HTML), request->accept) == REPLY_HTML)
        request->form = REPLY_HTML; /* failures, too, are shown as a page then */
    return check_target(service, request, reply) && check_method(request, reply) &&
           check_key(service, request, reply) && check_rate(service, request, reply) &&
           read_parameters(request, body, reply) && choose_form(request, reply);
}
