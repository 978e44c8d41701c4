#include "searcher/serve/server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "indexer/clock.h"
#include "searcher/serve/http.h"
#include "searcher/serve/systemd.h"

/* Sockets that are served, at the most. */
#define SOCKETS_MAX 64u

/* Files that are kept for the indexes and the rest of the program. */
#define FILES_RESERVED 256u

#define LISTEN_DEFAULT "127.0.0.1:8080"

struct server {
    const struct serve_options *options;
    struct serve_options effective;
    struct service service;
    struct workers *workers;
    struct watch *watch;
    struct access_log *log;
    struct address own[SOCKETS_MAX]; /* bound by this process, not passed to it */
    unsigned own_count;
    int fds[SOCKETS_MAX];
    unsigned fd_count;
    struct http *sockets[SOCKETS_MAX];
    unsigned socket_count;
};

/* --- sockets ---------------------------------------------------------------------------------- */

static enum herald_status add_socket(struct server *server, const char *text,
                                     struct herald_error *err)
{
    struct address address;
    if (server->fd_count == SOCKETS_MAX)
        return herald_fail(err, HERALD_E_LIMIT, "more than %u sockets", SOCKETS_MAX);
    enum herald_status status = address_read(text, &address, err);
    if (status == HERALD_OK)
        status = address_listen(&address, &server->fds[server->fd_count], err);
    if (status == HERALD_OK) {
        server->fd_count++;
        server->own[server->own_count++] = address;
    }
    return status;
}

/* Whoever can reach a socket can read the whole index: without keys that is this machine alone,
 * unless the owner says otherwise. */
static enum herald_status check_reach(const struct server *server, struct herald_error *err)
{
    struct address address;
    char text[ADDRESS_TEXT_SIZE];
    if (server->options->keys_file || server->options->open_to_all)
        return HERALD_OK;
    for (unsigned at = 0; at < server->fd_count; at++) {
        if (!address_of_socket(server->fds[at], &address) || address_is_local(&address.socket.any))
            continue;
        address_text(&address, text);
        return herald_fail(err, HERALD_E_ARGUMENT,
                           "'%s' can be reached from other machines: give --keys FILE, or --open "
                           "to let everybody search",
                           text);
    }
    return HERALD_OK;
}

static enum herald_status open_sockets(struct server *server, struct herald_error *err)
{
    const struct slice_list *wanted = &server->options->listen;
    enum herald_status status = HERALD_OK;
    unsigned passed = systemd_sockets();
    for (unsigned at = 0; at < passed; at++)
        server->fds[server->fd_count++] = SYSTEMD_FIRST_FD + (int)at;
    for (size_t at = 0; at < wanted->count && status == HERALD_OK; at++)
        status = add_socket(server, wanted->items[at].bytes, err);
    if (server->fd_count == 0 && status == HERALD_OK)
        status = add_socket(server, LISTEN_DEFAULT, err);
    return status == HERALD_OK ? check_reach(server, err) : status;
}

/* As many files as the system allows, and no more connections than that leaves room for. */
static void settle_files(struct server *server)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    if (files.rlim_cur < files.rlim_max) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
        getrlimit(RLIMIT_NOFILE, &files);
    }
    rlim_t room =
        files.rlim_cur > 2 * FILES_RESERVED ? files.rlim_cur - FILES_RESERVED : files.rlim_cur / 2;
    if (server->effective.connections > room)
        server->effective.connections = (uint32_t)room;
}

static enum herald_status start_sockets(struct server *server, struct herald_error *err)
{
    struct http_parts parts = {&server->service, server->workers, server->watch, server->log};
    unsigned each = server->effective.connections / server->fd_count;
    enum herald_status status = HERALD_OK;
    while (server->socket_count < server->fd_count && status == HERALD_OK) {
        struct http *http = NULL;
        int fd = server->fds[server->socket_count];
        server->fds[server->socket_count] = -1;
        status = http_start(&parts, fd, each > 0 ? each : 1, &http, err);
        if (status == HERALD_OK)
            server->sockets[server->socket_count++] = http;
    }
    return status;
}

/* --- starting --------------------------------------------------------------------------------- */

static void tell_addresses(struct server *server, const struct address *addresses)
{
    char text[ADDRESS_TEXT_SIZE];
    for (unsigned at = 0; at < server->fd_count; at++) {
        address_text(&addresses[at], text);
        bool local = addresses[at].socket.any.sa_family == AF_UNIX;
        fprintf(stderr, "herald serve: listening on %s%s%s\n", local ? "" : "http://", text,
                local ? "" : "/");
    }
}

static void write_timeout(void *context, const char *id, struct buffer *out)
{
    service_write_timeout(context, id, out);
}

static enum herald_status start(struct server *server, struct herald_error *err)
{
    const struct serve_options *options = &server->effective;
    const struct watch_refusal refusal = {write_timeout, &server->service};
    const double seconds[WATCH_STAGES] = {[WATCH_WAITING] =
                                              options->idle_seconds + options->request_seconds,
                                          [WATCH_RECEIVING] = options->request_seconds,
                                          [WATCH_REPLYING] = options->reply_seconds};
    struct address addresses[SOCKETS_MAX];
    settle_files(server);
    enum herald_status status = service_open(&server->service, options, err);
    if (status == HERALD_OK)
        status = open_sockets(server, err);
    if (status != HERALD_OK)
        return status;
    for (unsigned at = 0; at < server->fd_count; at++)
        address_of_socket(server->fds[at], &addresses[at]);
    address_text(&addresses[0], server->service.listening);
    if (options->access_log)
        status = access_log_open(options->access_log, &server->service.metrics, &server->log, err);
    if (status == HERALD_OK)
        status = workers_start(&server->service, &server->workers, err);
    if (status == HERALD_OK) {
        server->watch =
            watch_start(seconds, options->connections, &refusal, &server->service.metrics);
        if (!server->watch)
            status = herald_fail(err, HERALD_E_NO_MEMORY, "cannot start a thread");
    }
    if (status == HERALD_OK)
        status = start_sockets(server, err);
    if (status == HERALD_OK)
        tell_addresses(server, addresses);
    return status;
}

/* --- running ---------------------------------------------------------------------------------- */

/* Follow all indexes, and tell people when one goes or comes back. */
static void follow(struct service *service)
{
    for (size_t at = 0; at < service->collection_count; at++) {
        struct collection *collection = &service->collections[at];
        struct herald_error error = {0};
        bool was_ready = atomic_load(&collection->ready);
        bool is_ready = collection_follow(collection, &error) == HERALD_OK;
        if (was_ready && !is_ready)
            fprintf(stderr, "herald serve: %s\n", error.message);
        else if (!was_ready && is_ready)
            fprintf(stderr, "herald serve: index '%s' can be read again\n", collection->name);
    }
}

static void reload(struct server *server)
{
    struct herald_error error = {0};
    systemd_notify("RELOADING=1");
    if (service_reload_keys(&server->service, &error) != HERALD_OK)
        fprintf(stderr, "herald serve: the keys stay as they were: %s\n", error.message);
    access_log_reopen(server->log);
    systemd_notify("READY=1");
}

/* Keep the indexes fresh until a signal says to end. */
static void keep(struct server *server, const sigset_t *signals)
{
    long milliseconds = (long)server->options->refresh_ms;
    struct timespec wait = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    for (;;) {
        int number = sigtimedwait(signals, NULL, &wait);
        if (number == SIGHUP)
            reload(server);
        else if (number == SIGTERM || number == SIGINT)
            return;
        else if (number < 0 && errno == EAGAIN)
            follow(&server->service);
    }
}

/* Once no request has been open for so many seconds, there is none that was begun: one that has
 * just connected has sent it by then. */
#define QUIET_SECONDS 0.2

/* Wait for the requests that were begun. */
static void drain(struct server *server)
{
    double now = now_seconds(), end = now + server->options->grace_seconds, busy = now;
    struct timespec wait = {0, 10000000};
    for (unsigned at = 0; at < server->socket_count; at++)
        http_quiesce(server->sockets[at]);
    while (now < end && now - busy < QUIET_SECONDS) {
        nanosleep(&wait, NULL);
        now = now_seconds();
        if (atomic_load(&server->service.metrics.requests_open) > 0)
            busy = now;
    }
}

static void stop(struct server *server)
{
    workers_stop(server->workers);
    for (unsigned at = 0; at < server->socket_count; at++)
        http_free(server->sockets[at]);
    for (unsigned at = server->socket_count; at < server->fd_count; at++)
        if (server->fds[at] >= 0)
            close(server->fds[at]);
    for (unsigned at = 0; at < server->own_count; at++)
        if (server->own[at].socket.any.sa_family == AF_UNIX)
            unlink(server->own[at].socket.local.sun_path);
    watch_stop(server->watch);
    access_log_free(server->log);
    service_close(&server->service);
}

enum herald_status server_run(const struct serve_options *options, struct herald_error *err)
{
    struct server server = {.options = options, .effective = *options};
    sigset_t signals, before;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, &before); /* in all threads that are started */
    enum herald_status status = start(&server, err);
    if (status == HERALD_OK) {
        systemd_notify("READY=1\nSTATUS=Answering searches");
        keep(&server, &signals);
        systemd_notify("STOPPING=1");
        drain(&server);
    }
    stop(&server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return status;
}
