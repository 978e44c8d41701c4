#include "indexer/known.h"

#include <stdbool.h>
#include <stdlib.h>

/* Places of a table: as many to begin with, growing fourfold when half are taken, up to so many. */
#define FIRST_SIZE  64u
#define ENTRIES_MAX 65536u
#define TERMS_MAX   4096u

/* The size that a table shall have from now on. */
static size_t next_size(size_t size, size_t count, size_t most)
{
    if (size == 0)
        return FIRST_SIZE;
    return 2 * count >= size && size < most ? 4 * size : size;
}

const struct schema_entry *known_entry_find(const struct known *known, uint32_t docid)
{
    if (known->entry_size == 0)
        return NULL;
    const struct known_entry *place = &known->entries[docid % known->entry_size];
    return docid != 0 && place->docid == docid ? &place->entry : NULL;
}

const struct index_term *known_term_find(const struct known *known, uint64_t hash)
{
    if (known->term_size == 0)
        return NULL;
    const struct known_term *place = &known->terms[hash % known->term_size];
    return hash != 0 && place->hash == hash ? &place->term : NULL;
}

static void grow_entries(struct known *known)
{
    const size_t size = next_size(known->entry_size, known->entry_count, ENTRIES_MAX);
    struct known_entry *entries = size > known->entry_size ? calloc(size, sizeof *entries) : NULL;
    if (!entries)
        return;
    for (size_t i = 0; i < known->entry_size; i++)
        if (known->entries[i].docid != 0)
            entries[known->entries[i].docid % size] = known->entries[i];
    free(known->entries);
    known->entries = entries;
    known->entry_size = size;
}

static void grow_terms(struct known *known)
{
    const size_t size = next_size(known->term_size, known->term_count, TERMS_MAX);
    struct known_term *terms = size > known->term_size ? calloc(size, sizeof *terms) : NULL;
    if (!terms)
        return;
    for (size_t i = 0; i < known->term_size; i++)
        if (known->terms[i].hash != 0)
            terms[known->terms[i].hash % size] = known->terms[i];
    free(known->terms);
    known->terms = terms;
    known->term_size = size;
}

void known_entry_add(struct known *known, uint32_t docid, const struct schema_entry *entry)
{
    grow_entries(known);
    if (docid == 0 || known->entry_size == 0)
        return;
    struct known_entry *place = &known->entries[docid % known->entry_size];
    known->entry_count += place->docid == 0;
    *place = (struct known_entry){docid, *entry};
}

void known_term_add(struct known *known, uint64_t hash, const struct index_term *term)
{
    grow_terms(known);
    if (hash == 0 || known->term_size == 0)
        return;
    struct known_term *place = &known->terms[hash % known->term_size];
    known->term_count += place->hash == 0;
    *place = (struct known_term){hash, *term};
}

void known_clear(struct known *known)
{
    free(known->entries);
    free(known->terms);
    *known = (struct known){0};
}
