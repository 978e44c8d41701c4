#ifndef HERALD_SERVE_REQUEST_H
#define HERALD_SERVE_REQUEST_H

#include "searcher/serve/address.h"
#include "searcher/serve/forms.h"
#include "searcher/serve/keys.h"
#include "searcher/serve/parameters.h"

/*
 * A request and its reply as data, which know nothing of connections: http.c fills the one and
 * sends the other, everything between only reads and writes these.
 */

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OPTIONS, HTTP_OTHER };

struct route;

#define REQUEST_ID_SIZE 72

/* Slices are lent for the time of the request; absent headers are {NULL, 0}. */
struct request {
    enum http_method method;
    struct slice target;      /* as the client wrote it: path and query */
    struct slice path, query; /* its parts, still encoded */
    const struct route *route;
    struct slice argument; /* what stands for the '*' of the route, decoded */
    struct parameters parameters;
    enum reply_form form; /* REPLY_FORM_NONE until it is negotiated */
    struct slice accept, accept_encoding, if_none_match, origin, host, user_agent, content_type,
        authorization, api_key, forwarded_for, forwarded_proto, request_id, preflight;
    struct key_holder holder;       /* of the key that was shown; scopes 0: none */
    char client[ADDRESS_TEXT_SIZE]; /* who asks: an address, or the name of a key */
    char id[REQUEST_ID_SIZE];
    bool local;         /* from this machine */
    struct arena arena; /* lives until the reply is sent */
};

struct reply_header {
    const char *name, *value;
};

#define REPLY_HEADERS_MAX 24u

/* Zeroed memory is an empty reply. */
struct reply {
    unsigned status;
    const char *type;    /* Content-Type, static; NULL: none */
    struct buffer body;  /* what is sent, unless: */
    struct slice fixed;  /* sent instead where there is one; never freed */
    struct slice packed; /* the same, gzipped beforehand; empty: none */
    int file;            /* a descriptor and 1, sent instead of the body; 0: none */
    uint64_t file_length;
    bool ready_packed; /* body or file is gzipped already */
    struct reply_header headers[REPLY_HEADERS_MAX];
    size_t header_count;
    const char *etag; /* quotes included, without the mark of an encoding; NULL: none */
    bool timed_out;   /* a search was cut short: for the log and the counters */
    double search_ms;
    bool failed; /* no memory: an internal error is sent */
};

/* Add a header; the value is copied into the request's arena. Control characters in it, which have
 * no place in a header, become blanks. */
void reply_header(struct request *request, struct reply *reply, const char *name,
                  struct slice value);
void reply_header_format(struct request *request, struct reply *reply, const char *name,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The reply of a route to something static: bytes that outlive the service. */
void reply_fixed(struct reply *reply, const char *type, struct slice bytes);

/* Drop what a reply holds but for its headers. */
void reply_dispose(struct reply *reply);

/* Whether the client has what this tag names already, in any encoding (If-None-Match). */
bool request_knows(struct request *request, const char *etag);

/*
 * What is the same for all replies: 304 where the client has it already, gzip where that is welcome
 * and worth it, and the headers that go with both. Called once, when the reply is whole.
 */
void reply_finish(struct request *request, struct reply *reply);

#endif
