#include "searcher/serve/http.h"

#include <linux/tcp.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "searcher/deadline.h"
#include "searcher/serve/admission.h"
#include "searcher/serve/head.h"
#include "searcher/serve/message.h"

/* A connection's memory: libmicrohttpd keeps the request line and headers in it, a copy of cookies
 * and 56 bytes for each header and parameter, and later the headers of the answer. Twice
 * --header-size and this make sure that what passes the limit is read far enough to be refused in
 * our own words. */
#define CONNECTION_BYTES ((size_t)16 << 10)

/* Of a body that has passed its limit so much is read and dropped, so that its sender is there to
 * hear the refusal; one that is longer still ends with the connection. */
#define DROPPED_BODY_BYTES ((size_t)1 << 20)

struct http {
    struct http_parts parts;
    struct MHD_Daemon *daemon;
    atomic_bool quiet;
    bool local; /* all who come are of this machine: a Unix socket */
};

/* One request from its first line to the end of its reply. */
struct exchange {
    struct job job;
    struct http *http;
    struct MHD_Connection *connection;
    struct watched *watched;
    struct request request;
    struct reply reply;
    struct buffer target, body;
    double start;
    enum {
        EXCHANGE_NEW,
        EXCHANGE_REFUSED, /* on the socket already */
        EXCHANGE_BODY,
        EXCHANGE_QUEUED,
        EXCHANGE_ANSWERED
    } stage;
    size_t body_length; /* of what came, kept or not */
    uint64_t length;    /* of the reply's body */
};

/* --- a request comes -------------------------------------------------------------------------- */

static struct watched *watched_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* Send the reply where libmicrohttpd takes none, before the headers and amid a body: the connection
 * ends with it. */
static void refuse_at_once(struct exchange *exchange)
{
    struct buffer text = BUFFER_INIT;
    if (!exchange->reply.failed && !exchange->reply.body.failed)
        message_write(&exchange->reply, &text);
    watch_refuse(exchange->http->parts.watch, exchange->watched,
                 text.failed ? (struct slice){NULL, 0} : buffer_slice(&text));
    exchange->stage = EXCHANGE_REFUSED;
    exchange->length = exchange->reply.body.length;
    buffer_dispose(&text);
}

/* Too many parameters have no place in the connection's memory, and libmicrohttpd then neither says
 * so nor goes on. */
static void check_line(struct exchange *exchange)
{
    exchange->request.target = buffer_slice(&exchange->target);
    if (!service_check_line(exchange->http->parts.service, &exchange->request, &exchange->reply))
        refuse_at_once(exchange);
}

/* Called with the request line, before the headers. */
static void *on_line(void *context, const char *target, struct MHD_Connection *connection)
{
    struct http *http = context;
    struct exchange *exchange = calloc(1, sizeof(*exchange));
    if (!exchange)
        return NULL;
    exchange->http = http;
    exchange->request.method = HTTP_OTHER; /* not known yet */
    exchange->connection = connection;
    exchange->watched = watched_of(connection);
    exchange->start = clock_milliseconds();
    buffer_append_string(&exchange->target, target ? target : "");
    atomic_fetch_add(&http->parts.service->metrics.requests_open, 1);
    admission_name(&exchange->request);
    watch_receive(http->parts.watch, exchange->watched, exchange->request.id);
    check_line(exchange);
    return exchange;
}

static struct slice header_of(struct exchange *exchange, const char *name)
{
    const char *value = NULL;
    size_t length = 0;
    if (MHD_lookup_connection_value_n(exchange->connection, MHD_HEADER_KIND, name, strlen(name),
                                      &value, &length) != MHD_YES ||
        !value)
        return (struct slice){NULL, 0};
    return arena_copy(&exchange->request.arena, (struct slice){value, length});
}

static void read_headers(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    request->accept = header_of(exchange, "Accept");
    request->accept_encoding = header_of(exchange, "Accept-Encoding");
    request->if_none_match = header_of(exchange, "If-None-Match");
    request->origin = header_of(exchange, "Origin");
    request->host = header_of(exchange, "Host");
    request->user_agent = header_of(exchange, "User-Agent");
    request->content_type = header_of(exchange, "Content-Type");
    request->authorization = header_of(exchange, "Authorization");
    request->api_key = header_of(exchange, "X-API-Key");
    request->forwarded_for = header_of(exchange, "X-Forwarded-For");
    request->forwarded_proto = header_of(exchange, "X-Forwarded-Proto");
    request->request_id = header_of(exchange, "X-Request-Id");
    request->preflight = header_of(exchange, "Access-Control-Request-Method");
}

/* The client that the proxy in front names: the last one in its list, which it added itself. */
static void take_forwarded(struct request *request)
{
    struct slice list = request->forwarded_for;
    size_t end = list.length, start;
    while (end > 0 && (list.bytes[end - 1] == ' ' || list.bytes[end - 1] == ','))
        end--;
    for (start = end; start > 0 && list.bytes[start - 1] != ',' && list.bytes[start - 1] != ' ';)
        start--;
    if (address_client_of_text((struct slice){list.bytes + start, end - start}, request->client))
        request->local = false;
}

static void read_client(const struct http *http, struct MHD_Connection *connection,
                        struct request *request)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    snprintf(request->client, sizeof(request->client), "unix");
    request->local = true;
    if (!http->local && info && info->client_addr) {
        address_client(info->client_addr, request->client);
        request->local = address_is_local(info->client_addr);
    }
    if (http->parts.service->options->trust_proxy)
        take_forwarded(request);
}

static enum http_method method_of(const char *method)
{
    static const char *const names[] = {"GET", "HEAD", "POST", "OPTIONS"};
    unsigned at = 0;
    while (at < HTTP_OTHER && strcmp(method, names[at]) != 0)
        at++;
    return (enum http_method)at;
}

/* --- a reply goes ----------------------------------------------------------------------------- */

static const char NO_MEMORY_BODY[] = "{\"type\":\"/problems/internal\",\"title\":\"The service "
                                     "failed\",\"status\":500,\"detail\":\"out of memory\"}\n";

static void make_internal(struct reply *reply)
{
    reply_dispose(reply);
    reply->status = 500;
    reply->type = "application/problem+json";
    reply->fixed = SLICE(NO_MEMORY_BODY);
    reply->failed = false;
}

static struct slice reply_bytes(const struct reply *reply)
{
    return reply->fixed.bytes ? reply->fixed : buffer_slice(&reply->body);
}

static uint64_t reply_length(const struct reply *reply)
{
    return reply->file > 0 ? reply->file_length : reply_bytes(reply).length;
}

static struct MHD_Response *make_response(struct reply *reply)
{
    struct slice bytes = reply_bytes(reply);
    if (reply->file == 0)
        return MHD_create_response_from_buffer(bytes.length, (void *)(uintptr_t)bytes.bytes,
                                               MHD_RESPMEM_PERSISTENT);
    struct MHD_Response *response =
        MHD_create_response_from_fd64(reply->file_length, reply->file - 1);
    if (response)
        reply->file = 0; /* libmicrohttpd's now */
    return response;
}

/* Give the reply to libmicrohttpd. Its bytes are the exchange's, which lives until they are sent.
 */
static enum MHD_Result send_reply(struct exchange *exchange)
{
    struct reply *reply = &exchange->reply;
    if (reply->failed)
        make_internal(reply);
    exchange->length = reply_length(reply);
    struct MHD_Response *response = make_response(reply);
    if (!response)
        return MHD_NO;
    if (reply->type)
        MHD_add_response_header(response, "Content-Type", reply->type);
    for (size_t at = 0; at < reply->header_count; at++)
        MHD_add_response_header(response, reply->headers[at].name, reply->headers[at].value);
    if (atomic_load(&exchange->http->quiet))
        MHD_add_response_header(response, "Connection", "close");
    exchange->stage = EXCHANGE_ANSWERED;
    watch_move(exchange->http->parts.watch, exchange->watched, WATCH_REPLYING);
    enum MHD_Result queued = MHD_queue_response(exchange->connection, reply->status, response);
    MHD_destroy_response(response);
    return queued;
}

/* A worker has the reply: libmicrohttpd calls on_request once more. */
static void on_done(struct job *job)
{
    struct exchange *exchange = (struct exchange *)(void *)job;
    MHD_resume_connection(exchange->connection);
}

static void suspend(struct job *job)
{
    struct exchange *exchange = (struct exchange *)(void *)job;
    exchange->stage = EXCHANGE_QUEUED;
    MHD_suspend_connection(exchange->connection);
}

/* The request is whole: answer it, or hand it on. */
static enum MHD_Result dispatch(struct exchange *exchange)
{
    const struct http_parts *parts = &exchange->http->parts;
    struct request *request = &exchange->request;
    watch_move(parts->watch, exchange->watched, WATCH_WORKING);
    if (!service_admit(parts->service, request, buffer_slice(&exchange->body), &exchange->reply))
        return send_reply(exchange);
    exchange->job = (struct job){.request = request, .reply = &exchange->reply, .done = on_done};
    if (workers_submit(parts->workers, &exchange->job, suspend))
        return MHD_YES;
    service_refuse_load(parts->service, request, &exchange->reply);
    return send_reply(exchange);
}

static bool body_is_too_large(const struct exchange *exchange)
{
    return exchange->body_length > exchange->http->parts.service->options->body_bytes;
}

/* Keep what a body brings, or only count it: what is too much is dropped, and answered at its end,
 * unless it is more than is worth reading. */
static void take_body(struct exchange *exchange, const char *bytes, size_t length)
{
    struct service *service = exchange->http->parts.service;
    exchange->body_length += length;
    if (exchange->request.method == HTTP_POST && !body_is_too_large(exchange))
        buffer_append(&exchange->body, bytes, length);
    if (exchange->body_length <= service->options->body_bytes + DROPPED_BODY_BYTES)
        return;
    service_refuse_body(service, &exchange->request, &exchange->reply);
    refuse_at_once(exchange);
}

/* A body that is too large: of one that is announced nothing is read, and the connection ends with
 * the refusal. */
static enum MHD_Result refuse_body(struct exchange *exchange)
{
    service_refuse_body(exchange->http->parts.service, &exchange->request, &exchange->reply);
    return send_reply(exchange);
}

static bool body_is_announced_too_large(struct exchange *exchange)
{
    struct slice length = header_of(exchange, "Content-Length");
    return length.length > 0 &&
           strtoull(length.bytes, NULL, 10) > exchange->http->parts.service->options->body_bytes;
}

static enum MHD_Result take_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   size_t name_length, const char *value, size_t value_length)
{
    (void)kind;
    head_take(context, (struct slice){name, name_length},
              (struct slice){value ? value : "", value ? value_length : 0});
    return MHD_YES;
}

/* Look at the head as a whole. An address that is too long is left to be refused as such. */
static bool check_head(struct exchange *exchange, const char *version, struct problem_case *found,
                       struct head *head)
{
    const struct serve_options *options = exchange->http->parts.service->options;
    struct slice target = exchange->request.target;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    size_t size = info && target.length <= options->target_bytes ? info->header_size : 0;
    MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, take_header, head);
    return head_check(head, slice_of(version), target, size, options->header_bytes, found);
}

/* What follows such a head cannot be told from a next request: the connection ends. */
static enum MHD_Result refuse_head(struct exchange *exchange, const struct problem_case *found)
{
    service_refuse(exchange->http->parts.service, &exchange->request, *found, &exchange->reply);
    reply_header(&exchange->request, &exchange->reply, "Connection", SLICE("close"));
    return send_reply(exchange);
}

/* The first call of a request: its headers are there. */
static enum MHD_Result begin(struct exchange *exchange, const char *method, const char *version)
{
    struct request *request = &exchange->request;
    struct problem_case found;
    struct head head = {0};
    request->target = buffer_slice(&exchange->target);
    request->method = method_of(method);
    exchange->stage = EXCHANGE_BODY;
    if (exchange->target.failed)
        return MHD_NO;
    read_headers(exchange);
    read_client(exchange->http, exchange->connection, request);
    admission_name(request);
    watch_receive(exchange->http->parts.watch, exchange->watched, request->id);
    if (!check_head(exchange, version, &found, &head))
        return refuse_head(exchange, &found);
    return body_is_announced_too_large(exchange) ? refuse_body(exchange) : MHD_YES;
}

/* libmicrohttpd calls this with the headers, with each piece of the body, at the end of it, and
 * after resuming. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_length, void **state)
{
    struct exchange *exchange = *state;
    (void)context;
    (void)connection;
    (void)url;
    if (!exchange || exchange->stage == EXCHANGE_REFUSED)
        return MHD_NO;
    if (exchange->stage == EXCHANGE_NEW)
        return begin(exchange, method, version);
    if (*upload_length > 0) {
        if (exchange->stage == EXCHANGE_BODY)
            take_body(exchange, upload, *upload_length);
        *upload_length = 0;
        return exchange->stage == EXCHANGE_REFUSED ? MHD_NO : MHD_YES;
    }
    if (exchange->stage == EXCHANGE_QUEUED)
        return send_reply(exchange);
    if (exchange->stage != EXCHANGE_BODY)
        return MHD_YES;
    return body_is_too_large(exchange) ? refuse_body(exchange) : dispatch(exchange);
}

/* --- the end of a request --------------------------------------------------------------------- */

/* Count a request and log it. */
static void record(const struct http *http, const struct request *request,
                   const struct reply *reply, const struct access_note *seen)
{
    unsigned route =
        request->route ? (unsigned)(request->route - SERVICE_ROUTES) : SERVICE_ROUTE_COUNT - 1;
    metrics_count(&http->parts.service->metrics, route, reply->status, seen->duration_ms / 1e3,
                  seen->bytes);
    access_log_note(http->parts.log, request, reply, seen);
}

/* What became of a request that this service did not answer: libmicrohttpd refused it by itself, it
 * took too long, its body had no end, or the client has gone. */
static unsigned unanswered_status(struct exchange *exchange)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_HTTP_STATUS);
    if (info)
        return info->http_status;
    if (watch_was_cut(exchange->http->parts.watch, exchange->watched))
        return 408;
    return body_is_too_large(exchange) ? 413 : 499;
}

static void note(struct exchange *exchange, bool whole)
{
    const struct http *http = exchange->http;
    struct request *request = &exchange->request;
    bool body = request->method != HTTP_HEAD && whole;
    struct access_note seen = {.duration_ms = clock_milliseconds() - exchange->start,
                               .queued_ms = exchange->job.queued_ms,
                               .bytes = body ? exchange->length : 0,
                               .whole = whole,
                               .queries = http->parts.service->options->log_queries};
    if (exchange->stage == EXCHANGE_REFUSED) {
        seen.whole = true;
        seen.bytes = exchange->length;
    } else if (exchange->stage != EXCHANGE_ANSWERED) {
        exchange->reply.status = unanswered_status(exchange);
        seen.whole = exchange->reply.status != 499;
    }
    if (request->client[0] == '\0')
        read_client(http, exchange->connection, request);
    if (!request->path.bytes) {
        request->target = buffer_slice(&exchange->target);
        admission_name(request);
    }
    record(http, request, &exchange->reply, &seen);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code)
{
    struct exchange *exchange = *state;
    struct http *http = context;
    (void)connection;
    *state = NULL;
    if (!exchange)
        return;
    note(exchange, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    watch_move(http->parts.watch, exchange->watched, WATCH_WAITING);
    reply_dispose(&exchange->reply);
    arena_dispose(&exchange->request.arena);
    buffer_dispose(&exchange->target);
    buffer_dispose(&exchange->body);
    free(exchange);
    atomic_fetch_sub(&http->parts.service->metrics.requests_open, 1);
}

/* Bytes that came on a TCP connection. */
static uint64_t received_bytes(struct MHD_Connection *connection)
{
    struct tcp_info tcp = {0};
    socklen_t length = sizeof(tcp);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (!info || getsockopt(info->connect_fd, IPPROTO_TCP, TCP_INFO, &tcp, &length) != 0)
        return 0;
    return tcp.tcpi_bytes_received;
}

/* A connection ends on which no request began: what came was none, or longer than libmicrohttpd
 * reads. It has answered that by itself. */
static void note_no_request(struct http *http, struct MHD_Connection *connection, bool was_cut)
{
    struct request request = {.method = HTTP_OTHER};
    uint64_t received = received_bytes(connection);
    bool long_line = received > http->parts.service->options->header_bytes;
    struct reply reply = {.status = was_cut ? 408 : long_line ? 414 : 400};
    struct access_note seen = {.whole = true};
    if (received == 0)
        return;
    read_client(http, connection, &request);
    admission_name(&request);
    record(http, &request, &reply, &seen);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode code)
{
    struct http *http = context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        atomic_fetch_add(&http->parts.service->metrics.connections_total, 1);
        *state = info ? watch_add(http->parts.watch, info->connect_fd) : NULL;
    } else {
        bool was_cut = watch_was_cut(http->parts.watch, *state);
        if (!watch_remove(http->parts.watch, *state))
            note_no_request(http, connection, was_cut);
        *state = NULL;
    }
}

/* Addresses are decoded by admission, strictly, not by libmicrohttpd. */
static size_t leave_encoded(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

/* --- the socket ------------------------------------------------------------------------------- */

enum herald_status http_start(const struct http_parts *parts, int fd, unsigned connections,
                              struct http **out, struct herald_error *err)
{
    const struct serve_options *options = parts->service->options;
    struct address address;
    struct http *http = calloc(1, sizeof(*http));
    *out = NULL;
    if (!http) {
        close(fd);
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory to serve");
    }
    http->parts = *parts;
    http->local = address_of_socket(fd, &address) && address.socket.any.sa_family == AF_UNIX;
    http->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, http,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)options->client_connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, 2 * options->header_bytes + CONNECTION_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)options->idle_seconds + 1,
        MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_URI_LOG_CALLBACK, on_line, http, MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded,
        NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, http, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, http, MHD_OPTION_END);
    if (!http->daemon) {
        close(fd);
        free(http);
        return herald_fail(err, HERALD_E_INTERNAL, "libmicrohttpd cannot serve the socket");
    }
    *out = http;
    return HERALD_OK;
}

/* Those who have connected but were not taken yet are not left in the lurch. */
static void take_waiting(struct http *http, int fd)
{
    union socket_address address;
    socklen_t length = sizeof(address);
    int client;
    while (client = accept4(fd, &address.any, &length, SOCK_NONBLOCK | SOCK_CLOEXEC), client >= 0) {
        MHD_add_connection(http->daemon, client, &address.any, length);
        length = sizeof(address);
    }
}

void http_quiesce(struct http *http)
{
    atomic_store(&http->quiet, true);
    int fd = MHD_quiesce_daemon(http->daemon);
    if (fd == MHD_INVALID_SOCKET)
        return;
    take_waiting(http, fd);
    close(fd);
}

void http_free(struct http *http)
{
    if (!http)
        return;
    MHD_stop_daemon(http->daemon);
    free(http);
}
