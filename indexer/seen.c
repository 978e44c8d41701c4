#include "indexer/seen.h"

#include <stdlib.h>
#include <xxhash.h>

struct entry {
    uint64_t key; /* 0: empty */
    uint32_t more_key;
    uint32_t content;
};

struct seen {
    struct entry *entries;
    size_t capacity; /* a power of two */
    size_t count;
};

#define FIRST_CAPACITY 4096u

struct seen *seen_new(void)
{
    struct seen *seen = calloc(1, sizeof *seen);
    if (!seen)
        return NULL;
    seen->capacity = FIRST_CAPACITY;
    seen->entries = calloc(seen->capacity, sizeof *seen->entries);
    if (!seen->entries) {
        free(seen);
        return NULL;
    }
    return seen;
}

void seen_free(struct seen *seen)
{
    if (!seen)
        return;
    free(seen->entries);
    free(seen);
}

static struct entry make_entry(struct slice identity, const struct article_hash *hash)
{
    XXH128_hash_t key = XXH3_128bits(identity.bytes, identity.length);
    uint32_t content = hash ? (uint32_t)(hash->low ^ hash->high) : 0;
    return (struct entry){key.low64 | 1, (uint32_t)key.high64, content};
}

/* The entry with this key, or the empty one where it belongs. */
static struct entry *find(const struct entry *entries, size_t capacity, const struct entry *key)
{
    size_t at = (size_t)(key->key >> 1) & (capacity - 1);
    while (entries[at].key != 0 &&
           (entries[at].key != key->key || entries[at].more_key != key->more_key))
        at = (at + 1) & (capacity - 1);
    return (struct entry *)&entries[at];
}

static bool grow(struct seen *seen)
{
    size_t capacity = 2 * seen->capacity;
    struct entry *entries = calloc(capacity, sizeof *entries);
    if (!entries)
        return false;
    for (size_t i = 0; i < seen->capacity; i++)
        if (seen->entries[i].key != 0)
            *find(entries, capacity, &seen->entries[i]) = seen->entries[i];
    free(seen->entries);
    seen->entries = entries;
    seen->capacity = capacity;
    return true;
}

enum seen_result seen_put(struct seen *seen, struct slice identity, struct article_hash hash)
{
    struct entry fresh = make_entry(identity, &hash);
    if (4 * seen->count >= 3 * seen->capacity && !grow(seen))
        return SEEN_NO_MEMORY;
    struct entry *entry = find(seen->entries, seen->capacity, &fresh);
    if (entry->key == 0) {
        *entry = fresh;
        seen->count++;
        return SEEN_NEW;
    }
    if (entry->content == fresh.content)
        return SEEN_SAME;
    entry->content = fresh.content;
    return SEEN_CHANGED;
}

bool seen_has(const struct seen *seen, struct slice identity, const struct article_hash *hash)
{
    struct entry key = make_entry(identity, hash);
    const struct entry *entry = find(seen->entries, seen->capacity, &key);
    return entry->key != 0 && (!hash || entry->content == key.content);
}
