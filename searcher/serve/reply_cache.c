#include "searcher/serve/reply_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <xxhash.h>

/* A tag with its quotes and a NUL. */
#define TAG_SIZE 40u

/* Lists that answers are found in. */
#define LISTS 4096u

/* An answer: in the list of its hash, and in the order of use. */
struct kept {
    struct kept *next;          /* of the same list */
    struct kept *newer, *older; /* in the order of use */
    char etag[TAG_SIZE];
    const char *type;                               /* static */
    struct reply_header headers[REPLY_HEADERS_MAX]; /* names static, values in `bytes` */
    size_t header_count;
    size_t size; /* of all of this */
    size_t body_length;
    char bytes[]; /* the body, then the values, each with its NUL */
};

struct reply_cache {
    pthread_mutex_t lock;
    struct kept *lists[LISTS];
    struct kept *newest, *oldest;
    size_t bytes, most;
    uint64_t found, missed;
};

struct reply_cache *reply_cache_new(size_t bytes)
{
    struct reply_cache *cache = calloc(1, sizeof(*cache));
    if (!cache)
        return NULL;
    cache->most = bytes;
    pthread_mutex_init(&cache->lock, NULL);
    return cache;
}

void reply_cache_free(struct reply_cache *cache)
{
    if (!cache)
        return;
    for (struct kept *kept = cache->newest, *older; kept; kept = older) {
        older = kept->older;
        free(kept);
    }
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

/* --- under the lock --------------------------------------------------------------------------- */

static struct kept **list_of(struct reply_cache *cache, const char *etag)
{
    return &cache->lists[XXH3_64bits(etag, strlen(etag)) % LISTS];
}

static struct kept *find(struct reply_cache *cache, const char *etag)
{
    struct kept *kept = *list_of(cache, etag);
    while (kept && strcmp(kept->etag, etag) != 0)
        kept = kept->next;
    return kept;
}

static void take_out(struct reply_cache *cache, struct kept *kept)
{
    *(kept->newer ? &kept->newer->older : &cache->newest) = kept->older;
    *(kept->older ? &kept->older->newer : &cache->oldest) = kept->newer;
}

static void put_first(struct reply_cache *cache, struct kept *kept)
{
    kept->newer = NULL;
    kept->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = kept;
    cache->newest = kept;
}

static void forget_oldest(struct reply_cache *cache)
{
    struct kept *kept = cache->oldest, **link = list_of(cache, kept->etag);
    while (*link != kept)
        link = &(*link)->next;
    *link = kept->next;
    take_out(cache, kept);
    cache->bytes -= kept->size;
    free(kept);
}

/* --- finding ---------------------------------------------------------------------------------- */

static void copy_out(const struct kept *kept, struct request *request, struct reply *reply)
{
    reply->status = 200;
    reply->type = kept->type;
    reply->etag = arena_copy(&request->arena, slice_of(kept->etag)).bytes;
    buffer_append(&reply->body, kept->bytes, kept->body_length);
    for (size_t at = 0; at < kept->header_count; at++)
        reply_header(request, reply, kept->headers[at].name, slice_of(kept->headers[at].value));
}

bool reply_cache_find(struct reply_cache *cache, struct request *request, const char *etag,
                      struct reply *reply)
{
    if (!cache || !etag)
        return false;
    pthread_mutex_lock(&cache->lock);
    struct kept *kept = find(cache, etag);
    if (kept) {
        copy_out(kept, request, reply);
        take_out(cache, kept);
        put_first(cache, kept);
    }
    *(kept ? &cache->found : &cache->missed) += 1;
    pthread_mutex_unlock(&cache->lock);
    return kept;
}

/* --- keeping ---------------------------------------------------------------------------------- */

static struct kept *make(const struct reply *reply)
{
    size_t values = 0;
    for (size_t at = 0; at < reply->header_count; at++)
        values += strlen(reply->headers[at].value) + 1;
    size_t size = sizeof(struct kept) + reply->body.length + values;
    struct kept *kept = malloc(size);
    if (!kept)
        return NULL;
    *kept = (struct kept){.type = reply->type,
                          .header_count = reply->header_count,
                          .size = size,
                          .body_length = reply->body.length};
    memcpy(kept->etag, reply->etag, strlen(reply->etag) + 1);
    if (reply->body.length > 0)
        memcpy(kept->bytes, reply->body.bytes, reply->body.length);
    char *to = kept->bytes + reply->body.length;
    for (size_t at = 0; at < reply->header_count; at++) {
        size_t length = strlen(reply->headers[at].value) + 1;
        memcpy(to, reply->headers[at].value, length);
        kept->headers[at] = (struct reply_header){reply->headers[at].name, to};
        to += length;
    }
    return kept;
}

void reply_cache_keep(struct reply_cache *cache, const struct reply *reply)
{
    if (!cache || !reply->etag || reply->failed || reply->body.failed || reply->file > 0 ||
        reply->ready_packed || strlen(reply->etag) >= TAG_SIZE ||
        reply->body.length > cache->most / REPLY_CACHE_SHARE)
        return;
    struct kept *kept = make(reply);
    if (!kept)
        return;
    pthread_mutex_lock(&cache->lock);
    if (find(cache, kept->etag)) { /* another worker was faster: its bytes stay */
        pthread_mutex_unlock(&cache->lock);
        free(kept);
        return;
    }
    struct kept **list = list_of(cache, kept->etag);
    kept->next = *list;
    *list = kept;
    put_first(cache, kept);
    cache->bytes += kept->size;
    while (cache->bytes > cache->most && cache->oldest)
        forget_oldest(cache);
    pthread_mutex_unlock(&cache->lock);
}

void reply_cache_counts(struct reply_cache *cache, size_t *bytes, uint64_t *found, uint64_t *missed)
{
    *bytes = 0;
    *found = *missed = 0;
    if (!cache)
        return;
    pthread_mutex_lock(&cache->lock);
    *bytes = cache->bytes;
    *found = cache->found;
    *missed = cache->missed;
    pthread_mutex_unlock(&cache->lock);
}
