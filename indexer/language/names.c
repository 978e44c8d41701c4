#include "indexer/language/names.h"

#include <stdlib.h>
#include <sys/random.h>

#include <xxhash.h>

#define FIRST_SLOTS 1024u

/* Set once; threads that race write different seeds, so it is made before any table is. */
static uint64_t seed;

__attribute__((constructor)) static void make_seed(void)
{
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed)
        seed = (uint64_t)(uintptr_t)&seed; /* where the program was loaded: better than nothing */
}

uint64_t names_hash(const char *bytes, size_t length)
{
    return XXH3_64bits_withSeed(bytes, length, seed);
}

static uint32_t tag_of(uint64_t hash)
{
    return (uint32_t)(hash >> 32);
}

uint32_t names_find(const struct names *names, struct slice string, uint64_t hash)
{
    if (names->slot_count == 0)
        return NAMES_NONE;
    const size_t mask = names->slot_count - 1;
    for (size_t i = tag_of(hash) & mask; names->slots[i] != 0; i = (i + 1) & mask) {
        if (names->slots[i] >> 32 == tag_of(hash)) {
            const uint32_t number = (uint32_t)names->slots[i] - 1;
            if (slice_equal(names_get(names, number), string))
                return number;
        }
    }
    return NAMES_NONE;
}

static void place(uint64_t *slots, size_t count, uint64_t entry)
{
    const size_t mask = count - 1;
    size_t i = (size_t)(entry >> 32) & mask;
    while (slots[i] != 0)
        i = (i + 1) & mask;
    slots[i] = entry;
}

/* Keep at least half of the slots empty. */
static bool grow_slots(struct names *names)
{
    if ((names->count + 1) * 2 <= names->slot_count)
        return true;
    const size_t count = names->slot_count ? names->slot_count * 2 : FIRST_SLOTS;
    uint64_t *slots = calloc(count, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < names->slot_count; i++)
        if (names->slots[i] != 0)
            place(slots, count, names->slots[i]);
    free(names->slots);
    names->slots = slots;
    names->slot_count = count;
    return true;
}

static bool grow_items(struct names *names)
{
    if (names->count < names->capacity)
        return true;
    const size_t capacity = names->capacity ? names->capacity * 2 : FIRST_SLOTS / 2;
    struct name *items = realloc(names->items, capacity * sizeof *items);
    if (!items)
        return false;
    names->items = items;
    names->capacity = capacity;
    return true;
}

uint32_t names_add(struct names *names, struct slice string, uint64_t hash)
{
    if (names->text.length + string.length > UINT32_MAX || names->count >= INT32_MAX ||
        !grow_slots(names) || !grow_items(names))
        return NAMES_NONE;
    const size_t offset = names->text.length;
    buffer_append_slice(&names->text, string);
    if (names->text.failed) {
        names->text.failed = false;
        return NAMES_NONE;
    }
    const uint32_t number = (uint32_t)names->count++;
    names->items[number] = (struct name){(uint32_t)offset, (uint32_t)string.length};
    place(names->slots, names->slot_count, (uint64_t)tag_of(hash) << 32 | (number + 1));
    return number;
}

uint32_t names_intern(struct names *names, struct slice string)
{
    const uint64_t hash = names_hash(string.bytes, string.length);
    const uint32_t number = names_find(names, string, hash);
    return number == NAMES_NONE ? names_add(names, string, hash) : number;
}

size_t names_memory(const struct names *names)
{
    return names->text.capacity + names->capacity * sizeof *names->items +
           names->slot_count * sizeof *names->slots;
}

void names_dispose(struct names *names)
{
    buffer_dispose(&names->text);
    free(names->items);
    free(names->slots);
    *names = (struct names){0};
}
