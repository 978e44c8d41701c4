#include "searcher/serve/serve_options.h"

#include <stddef.h>
#include <stdlib.h>

#include "searcher/search.h"

static enum herald_status read_rate(void *command, const char *value, struct herald_error *err)
{
    static const struct command_option number = OPTION(
        "rate", 0, OPTION_SECONDS, offsetof(struct serve_options, rate), "N", NULL, .most = 1e6);
    struct serve_options *options = command;
    options->rate_given = true;
    return command_option_apply(&number, value, options, err);
}

/* A size, or 0, which sizes else are not. */
static enum herald_status read_cache_memory(void *command, const char *value,
                                            struct herald_error *err)
{
    static const struct command_option size =
        OPTION("cache-memory", 0, OPTION_BYTES, offsetof(struct serve_options, cache_bytes),
               "BYTES", NULL, .least = 1);
    struct serve_options *options = command;
    options->cache_bytes = 0;
    return strcmp(value, "0") == 0 ? HERALD_OK : command_option_apply(&size, value, options, err);
}

#define AT(member) offsetof(struct serve_options, member)
#define MEGABYTES  1048576.0

static const struct command_option items[] = {
    OPTION_GROUP("What to serve, and where:"),
    OPTION("index", 'i', OPTION_LIST, AT(indexes), "DIR",
           "an index, called by its folder's name or as in NAME=DIR; the first is the one that "
           "searches without a name go to (default: $HERALD_INDEX, else herald-index)"),
    OPTION("listen", 'l', OPTION_LIST, AT(listen), "ADDRESS",
           "127.0.0.1:8080 (default), [::1]:8080, unix:PATH; repeat for several. Sockets from "
           "systemd come first"),
    OPTION("base-url", 0, OPTION_TEXT, AT(base_url), "URL",
           "how clients reach it, for links in feeds (default: as they ask)"),
    OPTION("trust-proxy", 0, OPTION_FLAG, AT(trust_proxy), NULL,
           "believe X-Forwarded-For and -Proto, which a proxy in front has set"),
    OPTION("cors", 0, OPTION_LIST, AT(cors), "ORIGIN",
           "let pages of this origin read answers, such as https://example.org; '*': any"),
    OPTION("cache", 0, OPTION_NUMBER, AT(cache_seconds), "SECS",
           "answers may be kept so long without asking again (default 10)", .most = 86400),
    OPTION("cache-memory", 0, OPTION_CALL, 0, "BYTES",
           "keep answers in memory until the index changes (default 32M; 0: none)",
           .read = read_cache_memory),
    OPTION("refresh", 0, OPTION_MILLISECONDS, AT(refresh_ms), "SECS",
           "look for new articles so often (default 1)", .least = .05, .most = 3600),

    OPTION_GROUP("Who may ask:"),
    OPTION("keys", 0, OPTION_TEXT, AT(keys_file), "FILE",
           "only clients with a key of this file; read again on SIGHUP"),
    OPTION("new-key", 0, OPTION_TEXT, AT(new_key), "NAME",
           "print a new key and its line for that file, and end"),
    OPTION("scopes", 0, OPTION_TEXT, AT(scopes), "LIST",
           "what the new key allows: search, export, metrics (default search,export)"),
    OPTION("open", 0, OPTION_FLAG, AT(open_to_all), NULL,
           "without keys, listen beyond this machine all the same"),
    OPTION("rate", 0, OPTION_CALL, 0, "N",
           "requests a second from one client (default 50, on loopback any; 0: any)",
           .read = read_rate),
    OPTION("burst", 0, OPTION_SECONDS, AT(burst), "N", "that many at once (default 100)",
           .least = 1, .most = 1e6),

    OPTION_GROUP("Limits of a request:"),
    OPTION("results", 0, OPTION_NUMBER, AT(results), "N", "results a page (default 100)",
           .least = 1, .most = SEARCH_LIMIT_MAX),
    OPTION("export-results", 0, OPTION_NUMBER, AT(export_results), "N",
           "results in one download (default 100000)", .least = 1, .most = 1e9),
    OPTION("depth", 0, OPTION_NUMBER, AT(depth), "N", "results passed over (default 10000)",
           .most = SEARCH_OFFSET_MAX),
    OPTION("time-limit", 0, OPTION_MILLISECONDS, AT(time_limit_ms), "SECS", "a search (default 5)",
           .least = .01, .most = SEARCH_TIME_LIMIT_MAX_MS / 1e3),
    OPTION("query-size", 0, OPTION_BYTES, AT(query_bytes), "BYTES", "a query (default 16k)",
           .least = 64, .most = MEGABYTES),
    OPTION("target-size", 0, OPTION_BYTES, AT(target_bytes), "BYTES",
           "an address with its parameters (default 16k)", .least = 1024, .most = MEGABYTES),
    OPTION("header-size", 0, OPTION_BYTES, AT(header_bytes), "BYTES",
           "the request line and all headers (default 32k)", .least = 4096, .most = MEGABYTES),
    OPTION("body-size", 0, OPTION_BYTES, AT(body_bytes), "BYTES", "a body (default 64k)",
           .most = 16 * MEGABYTES),

    OPTION_GROUP("Limits of the service:"),
    OPTION("workers", 0, OPTION_NUMBER, AT(workers), "N",
           "searches at once (default: one for each processor)", .least = 1, .most = 256),
    OPTION("queue", 0, OPTION_NUMBER, AT(queue), "N",
           "requests that wait for a worker (default 512); the next gets 503", .least = 1,
           .most = 1e6),
    OPTION("queue-time", 0, OPTION_MILLISECONDS, AT(queue_ms), "SECS",
           "how long one waits before it gets 503 (default 2)", .least = .01, .most = 600),
    OPTION("connections", 0, OPTION_NUMBER, AT(connections), "N",
           "open connections (default 4096, less where the system gives fewer files)", .least = 8,
           .most = 1e6),
    OPTION("client-connections", 0, OPTION_NUMBER, AT(client_connections), "N",
           "open connections of one address (default 512)", .least = 1, .most = 1e6),
    OPTION("idle-time", 0, OPTION_SECONDS, AT(idle_seconds), "SECS",
           "a connection without a request (default 60)", .least = 1, .most = 86400),
    OPTION("request-time", 0, OPTION_SECONDS, AT(request_seconds), "SECS",
           "for a request to arrive whole (default 10)", .least = 1, .most = 3600),
    OPTION("reply-time", 0, OPTION_SECONDS, AT(reply_seconds), "SECS",
           "for an answer to be taken whole (default 60)", .least = 1, .most = 86400),
    OPTION("grace", 0, OPTION_SECONDS, AT(grace_seconds), "SECS",
           "for requests to end after SIGTERM (default 10)", .most = 600),

    OPTION_GROUP("What it tells:"),
    OPTION("access-log", 0, OPTION_TEXT, AT(access_log), "FILE",
           "a JSON object a line for each request; '-': standard output; opened anew on SIGHUP"),
    OPTION("log-queries", 0, OPTION_FLAG, AT(log_queries), NULL,
           "tell in it what was searched for, too"),
    COMMAND_HELP_OPTIONS(AT(asked)),
};

const struct command_options serve_command_options = {
    .items = items,
    .count = sizeof(items) / sizeof(items[0]),
    .before = "usage: herald serve [-i DIR]... [--listen ADDRESS]... [OPTION]...\n"
              "       herald serve --new-key NAME [--scopes LIST]\n"
              "\n"
              "Answer searches over HTTP, with a page for people and JSON for programs, until\n"
              "SIGTERM or Ctrl-C.\n"
              "\n"
              "  herald serve -i news                     then open http://127.0.0.1:8080/\n"
              "  curl 'http://127.0.0.1:8080/search?q=Russia+mediation+Iran'\n"
              "\n",
    .after = "\nSee herald-serve(1), and docs/http.md for the addresses and what they answer.\n",
};

void serve_options_dispose(struct serve_options *options)
{
    free(options->indexes.items);
    free(options->listen.items);
    free(options->cors.items);
    *options = (struct serve_options){0};
}
