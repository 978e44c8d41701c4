#ifndef HERALD_INDEXER_LANGUAGE_NAMES_H
#define HERALD_INDEXER_LANGUAGE_NAMES_H

#include "corpus/buffer.h"

/* Distinct strings, numbered from 0 as they come; inside the language room only. */
struct name {
    uint32_t offset; /* in `text` */
    uint32_t length;
};

struct names {
    struct buffer text;
    struct name *items;
    size_t count, capacity;
    uint64_t *slots; /* hash << 32 | number + 1; 0 is empty */
    size_t slot_count;
};

#define NAMES_NONE UINT32_MAX

/* A hash that nobody outside can foresee; the same for all tables of a process. */
uint64_t names_hash(const char *bytes, size_t length);

/* The number of a string, or NAMES_NONE where it is not there. */
uint32_t names_find(const struct names *names, struct slice string, uint64_t hash);

/* Add a string that is not there and return its number; NAMES_NONE when memory runs out. */
uint32_t names_add(struct names *names, struct slice string, uint64_t hash);

/* The number of a string, added if it is new; NAMES_NONE when memory runs out. */
uint32_t names_intern(struct names *names, struct slice string);

/* A string by its number, valid until the next one is added. */
static inline struct slice names_get(const struct names *names, uint32_t number)
{
    const struct name *name = &names->items[number];
    return (struct slice){names->text.bytes + name->offset, name->length};
}

/* Bytes of memory in use. */
size_t names_memory(const struct names *names);

void names_dispose(struct names *names);

#endif
