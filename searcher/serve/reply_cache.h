#ifndef HERALD_SERVE_REPLY_CACHE_H
#define HERALD_SERVE_REPLY_CACHE_H

#include "searcher/serve/request.h"

/*
 * Answers kept in memory by their entity tags, which name the state of the index, the request and
 * the form: what is under a tag is never out of date, it only stops being asked for. So one tag is
 * also one sequence of bytes, as a strong tag has to be, as long as its answer is kept. For any
 * number of threads.
 */
struct reply_cache;

/* Answers larger than this share of the whole are not kept. */
#define REPLY_CACHE_SHARE 16u

/* Keep at most so many bytes; the answers not asked for the longest go first. NULL on no memory. */
struct reply_cache *reply_cache_new(size_t bytes);
void reply_cache_free(struct reply_cache *cache);

/* Make the reply the one kept under a tag. False, with the reply untouched, where there is none.
 * Takes a NULL cache. */
bool reply_cache_find(struct reply_cache *cache, struct request *request, const char *etag,
                      struct reply *reply);

/* Keep a reply, which has an etag, before reply_finish: its body, its type and its headers. Takes a
 * NULL cache. */
void reply_cache_keep(struct reply_cache *cache, const struct reply *reply);

/* Bytes kept, answers found and not found, for the metrics. Takes a NULL cache. */
void reply_cache_counts(struct reply_cache *cache, size_t *bytes, uint64_t *found,
                        uint64_t *missed);

#endif
