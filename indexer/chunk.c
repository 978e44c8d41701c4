#include "indexer/chunk.h"

#include <stdlib.h>

/* The most memory that an emptied article may hold on to. */
#define KEEP_BYTES ((size_t)64 << 10)

void chunk_list_push(struct chunk_list *list, struct chunk *chunk)
{
    chunk->next = NULL;
    if (list->last)
        list->last->next = chunk;
    else
        list->first = chunk;
    list->last = chunk;
    list->bytes += chunk->bytes;
}

struct chunk *chunk_list_pop(struct chunk_list *list)
{
    struct chunk *chunk = list->first;
    if (!chunk)
        return NULL;
    list->first = chunk->next;
    if (!list->first)
        list->last = NULL;
    list->bytes -= chunk->bytes;
    chunk->next = NULL;
    return chunk;
}

struct chunk *chunk_new(void)
{
    return calloc(1, sizeof(struct chunk));
}

void chunk_free(struct chunk *chunk)
{
    if (!chunk)
        return;
    for (size_t i = 0; i < chunk->places; i++)
        article_dispose(&chunk->items[i].article);
    free(chunk);
}

void chunk_list_free(struct chunk_list *list)
{
    for (struct chunk *chunk; (chunk = chunk_list_pop(list)) != NULL;)
        chunk_free(chunk);
}

void chunk_clear(struct chunk *chunk)
{
    for (size_t i = 0; i < chunk->count; i++) {
        struct article *article = &chunk->items[i].article;
        if (article->arena.used > KEEP_BYTES)
            article_dispose(article);
        else
            article_clear(article);
    }
    chunk->count = 0;
    chunk->bytes = 0;
}
