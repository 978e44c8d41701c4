#ifndef HERALD_INDEXER_CHUNK_H
#define HERALD_INDEXER_CHUNK_H

#include <stdbool.h>
#include <stddef.h>

#include "corpus/article.h"
#include "corpus/store.h"

/*
 * Articles travel from the reader to the workers in chunks of some hundred KB of text, and stay in
 * memory until the commit that holds them has returned.
 */

#define CHUNK_BYTES ((size_t)256 << 10) /* of text, after which a chunk is full */
#define CHUNK_ITEMS 512                 /* articles in a chunk at the most */

/* One article on its way into the index. */
struct chunk_item {
    struct article article;
    struct article_hash hash;
    struct slice origin; /* the path that it came from, lent by the run; or empty */
    const struct store_dictionary *dictionary; /* to pack it with; NULL: none */
    struct store_reference reference, positions; /* set when it is packed */
    bool packed;
    bool refused; /* the library would not take it: left out when a batch is replayed */
};

struct chunk {
    struct chunk *next;
    size_t count;
    size_t bytes;  /* of text */
    size_t places; /* items that were ever used and hold memory */
    struct chunk_item items[CHUNK_ITEMS];
};

/* Chunks in order, first in, first out. Zeroed is empty. */
struct chunk_list {
    struct chunk *first;
    struct chunk *last;
    size_t bytes;
};

void chunk_list_push(struct chunk_list *list, struct chunk *chunk);
struct chunk *chunk_list_pop(struct chunk_list *list); /* NULL when it is empty */

/* A new empty chunk, NULL when memory runs out; freed with all its articles. */
struct chunk *chunk_new(void);
void chunk_free(struct chunk *chunk);
void chunk_list_free(struct chunk_list *list);

/* Forget the articles of a chunk, keep their memory for the next ones (large ones excepted). */
void chunk_clear(struct chunk *chunk);

#endif
