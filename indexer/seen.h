#ifndef HERALD_INDEXER_SEEN_H
#define HERALD_INDEXER_SEEN_H

#include <stdbool.h>

#include "corpus/article.h"

/*
 * The identities that one run of the indexer has met, each with a mark of the article's content: a
 * hash table of 16 bytes an entry. An identity is known by 96 bits of its XXH3 hash, so that among
 * a hundred million articles two are confused with a probability of 10^-13.
 */
struct seen;

/* Make an empty table; NULL when memory runs out. */
struct seen *seen_new(void);
void seen_free(struct seen *seen);

/* What seen_put found. */
enum seen_result {
    SEEN_NEW,     /* not met before */
    SEEN_SAME,    /* met with the same content */
    SEEN_CHANGED, /* met with other content, which is now replaced by this one */
    SEEN_NO_MEMORY
};

/* Note an identity term and the hash of its article's content. */
enum seen_result seen_put(struct seen *seen, struct slice identity, struct article_hash hash);

/* Whether an identity was met; with `hash` not NULL, whether that was its last content. */
bool seen_has(const struct seen *seen, struct slice identity, const struct article_hash *hash);

#endif
