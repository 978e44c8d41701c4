#ifndef HERALD_SERVE_HTTP_H
#define HERALD_SERVE_HTTP_H

#include "searcher/serve/access_log.h"
#include "searcher/serve/service.h"
#include "searcher/serve/watch.h"
#include "searcher/serve/workers.h"

/*
 * The one file that knows libmicrohttpd. For each socket it has a thread that reads requests and
 * sends replies; what needs an index is handed to the workers, so that no search holds up a
 * connection.
 */
struct http;

/* What the sockets share; all lent. */
struct http_parts {
    struct service *service;
    struct workers *workers;
    struct watch *watch;
    struct access_log *log; /* may be NULL */
};

/* Serve a socket that listens, which from then on belongs to it, also after a failure.
 * `connections` at the most. HERALD_E_INTERNAL. */
enum herald_status http_start(const struct http_parts *parts, int fd, unsigned connections,
                              struct http **out, struct herald_error *err);

/* Take no more connections; answers from now on end theirs. */
void http_quiesce(struct http *http);

/* End all connections and free. The workers must have stopped. Takes NULL. */
void http_free(struct http *http);

#endif
