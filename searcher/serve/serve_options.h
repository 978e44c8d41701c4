#ifndef HERALD_SERVE_SERVE_OPTIONS_H
#define HERALD_SERVE_SERVE_OPTIONS_H

#include "corpus/article.h"
#include "corpus/command_line.h"

/* The command line of `herald serve`: what it serves, where, and every limit with its name. */
struct serve_options {
    struct slice_list indexes; /* "DIR" or "NAME=DIR" */
    struct slice_list listen;
    const char *keys_file;
    bool open_to_all;       /* listen beyond loopback without keys */
    struct slice_list cors; /* origins; "*": any */
    const char *base_url;   /* NULL: from the Host header */
    bool trust_proxy;
    const char *access_log; /* NULL: none */
    bool log_queries;
    const char *new_key;
    const char *scopes;
    uint32_t cache_seconds; /* max-age of answers */
    size_t cache_bytes;     /* of answers kept in memory; 0: none */
    uint32_t refresh_ms;    /* between looks for new commits */

    /* limits */
    uint32_t workers;        /* 0: one for each processor */
    uint32_t queue;          /* requests that wait for a worker */
    uint32_t queue_ms;       /* how long one waits */
    uint32_t time_limit_ms;  /* a search */
    uint32_t results;        /* results a page */
    uint32_t export_results; /* results in one download */
    uint32_t depth;          /* results passed over */
    size_t query_bytes;
    size_t target_bytes; /* request line */
    size_t header_bytes; /* request line and headers */
    size_t body_bytes;
    uint32_t connections;
    uint32_t client_connections;
    double idle_seconds;    /* a connection between requests */
    double request_seconds; /* for a request to arrive */
    double reply_seconds;   /* for an answer to be taken */
    double rate;            /* requests a second and client; 0: any */
    double burst;
    bool rate_given;
    double grace_seconds; /* for requests to end after SIGTERM */
    enum command_asked asked;
};

/* Values that hold when nothing is said; the help of each option names it. */
#define SERVE_OPTIONS_DEFAULT                                                                      \
    {                                                                                              \
        .scopes = "search,export", .cache_seconds = 10, .cache_bytes = (size_t)32 << 20,           \
        .refresh_ms = 1000, .queue = 512, .queue_ms = 2000, .time_limit_ms = 5000, .results = 100, \
        .export_results = 100000, .depth = 10000, .query_bytes = (size_t)16 << 10,                 \
        .target_bytes = (size_t)16 << 10, .header_bytes = (size_t)32 << 10,                        \
        .body_bytes = (size_t)64 << 10, .connections = 4096, .client_connections = 512,            \
        .idle_seconds = 60, .request_seconds = 10, .reply_seconds = 60, .rate = 50, .burst = 100,  \
        .grace_seconds = 10                                                                        \
    }

extern const struct command_options serve_command_options;

/* Free what options hold. */
void serve_options_dispose(struct serve_options *options);

#endif
