#ifndef HERALD_INDEXER_POSITIONS_H
#define HERALD_INDEXER_POSITIONS_H

#include <stdbool.h>

#include "corpus/buffer.h"
#include "corpus/error.h"

/*
 * Where the terms of one article stand, as bytes that are looked into without being unpacked.
 *
 * libxapian keeps positions in one tree of its own, an entry for each term of each document, which
 * is the largest of its tables and the slowest to fill, and is searched anew for each term of each
 * document. Here all positions of an article stand together, beside the article in the store: read
 * at once, and a term among them is found in one step. docs/format.md gives the bytes.
 */

/* --- writing ---------------------------------------------------------------------------------- */

struct positions_term;

/* The terms of one article on their way into a table. Zeroed memory is an empty one. */
struct positions_builder {
    struct positions_term *terms, *sorted;
    size_t count, capacity;
    uint32_t *positions; /* of all terms, one after the other */
    size_t used, room;
    uint32_t *ends; /* of buckets */
    size_t end_room;
    struct buffer entry, bytes;
    bool failed; /* no memory */
};

/* Start on an article. */
void positions_start(struct positions_builder *builder);

/* Add positions of a term, copied, ascending and above those added for it before. Memory that
 * cannot be had is told by positions_finish. */
void positions_add(struct positions_builder *builder, struct slice term, const uint32_t *positions,
                   size_t count);

/* The table, which is the builder's until the next start; of no terms no bytes.
 * HERALD_E_NO_MEMORY; HERALD_E_LIMIT where it would have 2^32 bytes. */
enum herald_status positions_finish(struct positions_builder *builder, struct slice *out,
                                    struct herald_error *err);

void positions_dispose(struct positions_builder *builder);

/* --- reading ---------------------------------------------------------------------------------- */

/* Positions of a term that are left, and the last one taken. */
struct positions_list {
    const unsigned char *next, *end;
    uint32_t last;
};

/*
 * Find a term in a table. False where it is not there; bytes that are no table have no terms, but
 * are never read beyond their end. Terms are known by 32 bits of a hash and more, which no two of
 * one article have in common; a term that the article does not have is taken for one that it has
 * about once in 3 * 10^9 times.
 */
bool positions_find(struct slice table, struct slice term, struct positions_list *out);

/* The same of a term that is looked for in many articles, by its hash. */
uint64_t positions_hash(struct slice term);
bool positions_find_hash(struct slice table, uint64_t hash, struct positions_list *out);

/* The same of several terms, whose places in memory are fetched side by side; the list of one that
 * is not there is empty. */
void positions_find_many(struct slice table, const uint64_t *hashes, size_t count,
                         struct positions_list *out);

/* Take the next position, ascending; false after the last one. */
static inline bool positions_next(struct positions_list *list, uint32_t *position)
{
    uint32_t value = 0;
    unsigned shift = 0;
    while (list->next < list->end) {
        unsigned char byte = *list->next++;
        value |= (uint32_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80)) {
            *position = list->last += value;
            return true;
        }
        shift = shift < 28 ? shift + 7 : 28;
    }
    return false;
}

#endif
