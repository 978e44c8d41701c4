#include "searcher/serve/assets.h"

#include <pthread.h>
#include <stdio.h>
#include <xxhash.h>

#include "searcher/serve/etag.h"
#include "searcher/serve/problem.h"
#include "searcher/serve/service.h"

static const struct {
    const char *suffix, *type;
} TYPES[] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
};

static char version[20];

const struct asset *asset_find(struct slice name)
{
    for (size_t at = 0; at < WEB_ASSET_COUNT; at++)
        if (slice_equal(slice_of(WEB_ASSETS[at].name), name))
            return &WEB_ASSETS[at];
    return NULL;
}

static void find_version(void)
{
    uint64_t sum = 0;
    for (size_t at = 0; at < WEB_ASSET_COUNT; at++)
        sum = XXH3_64bits_withSeed(WEB_ASSETS[at].bytes, WEB_ASSETS[at].length, sum);
    snprintf(version, sizeof(version), "%016llx", (unsigned long long)sum);
}

const char *assets_version(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find_version);
    return version;
}

static const char *type_of(const char *name)
{
    const char *suffix = strrchr(name, '.');
    for (size_t at = 0; suffix && at < sizeof(TYPES) / sizeof(TYPES[0]); at++)
        if (strcmp(suffix, TYPES[at].suffix) == 0)
            return TYPES[at].type;
    return "application/octet-stream";
}

/* Files that have an address of their own, where browsers and robots look for them. */
static struct slice asset_name(const struct request *request)
{
    if (slice_equal(request->path, SLICE("/robots.txt")))
        return SLICE("robots.txt");
    if (slice_equal(request->path, SLICE("/favicon.ico")))
        return SLICE("icon.svg");
    return request->argument;
}

void answer_asset(struct call *call)
{
    struct request *request = call->request;
    struct reply *reply = call->reply;
    const struct asset *asset = asset_find(asset_name(request));
    bool versioned =
        slice_equal(parameters_find(&request->parameters, "v"), slice_of(assets_version()));
    if (!asset) {
        problem_reply(request, reply,
                      &(struct problem_case){.problem = PROBLEM_NOT_FOUND,
                                             .detail = "there is nothing at this address"});
        return;
    }
    reply_fixed(reply, type_of(asset->name), (struct slice){asset->bytes, asset->length});
    reply->packed = (struct slice){asset->packed, asset->packed_length};
    reply->etag = etag_of_bytes(request, reply->fixed);
    reply_header(request, reply, "Cache-Control",
                 versioned ? SLICE("public, max-age=31536000, immutable")
                           : SLICE("public, max-age=3600"));
}
