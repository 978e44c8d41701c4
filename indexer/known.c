#include "indexer/known.h"

#include <stdlib.h>
#include <string.h>

/* Places of a table: as many to begin with, growing eightfold when a quarter as many were
 * remembered since it last grew, up to so many. Each size is a multiple of the one before. */
#define FIRST_SIZE  128u
#define ENTRIES_MAX 65536u
#define TERMS_MAX   4096u

/* Bytes of the forms of a term that are remembered. */
#define FORMS_MAX 1024u

/* The size that a table shall have from now on. */
static size_t next_size(size_t size, size_t added, size_t most)
{
    if (size == 0)
        return FIRST_SIZE;
    if (4 * added < size || size >= most)
        return size;
    return 8 * size < most ? 8 * size : most;
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
    const size_t size = next_size(known->entry_size, known->entries_added, ENTRIES_MAX);
    struct known_entry *entries = size > known->entry_size ? calloc(size, sizeof *entries) : NULL;
    if (!entries)
        return;
    for (size_t i = 0; i < known->entry_size; i++)
        if (known->entries[i].docid != 0)
            entries[known->entries[i].docid % size] = known->entries[i];
    free(known->entries);
    known->entries = entries;
    known->entry_size = size;
    known->entries_added = 0;
}

static void grow_terms(struct known *known)
{
    const size_t size = next_size(known->term_size, known->terms_added, TERMS_MAX);
    struct known_term *terms = size > known->term_size ? calloc(size, sizeof *terms) : NULL;
    if (!terms)
        return;
    for (size_t i = 0; i < known->term_size; i++)
        if (known->terms[i].hash != 0)
            terms[known->terms[i].hash % size] = known->terms[i];
    free(known->terms);
    known->terms = terms;
    known->term_size = size;
    known->terms_added = 0;
}

void known_entry_add(struct known *known, uint32_t docid, const struct schema_entry *entry)
{
    grow_entries(known);
    if (docid == 0 || known->entry_size == 0)
        return;
    known->entries[docid % known->entry_size] = (struct known_entry){docid, *entry};
    known->entries_added++;
}

void known_term_add(struct known *known, uint64_t hash, const struct index_term *term)
{
    grow_terms(known);
    if (hash == 0 || known->term_size == 0)
        return;
    struct known_term *place = &known->terms[hash % known->term_size];
    free(place->forms);
    *place = (struct known_term){hash, *term, NULL, 0};
    known->terms_added++;
}

bool known_forms_find(const struct known *known, uint64_t hash, struct slice *out)
{
    if (known->term_size == 0)
        return false;
    const struct known_term *place = &known->terms[hash % known->term_size];
    *out = (struct slice){place->forms, place->forms_length};
    return hash != 0 && place->hash == hash && place->forms;
}

void known_forms_add(struct known *known, uint64_t hash, struct slice forms)
{
    if (known->term_size == 0 || forms.length > FORMS_MAX)
        return;
    struct known_term *place = &known->terms[hash % known->term_size];
    char *copy = place->hash == hash && !place->forms ? malloc(forms.length + 1) : NULL;
    if (!copy)
        return;
    if (forms.length > 0)
        memcpy(copy, forms.bytes, forms.length);
    place->forms = copy;
    place->forms_length = (uint32_t)forms.length;
}

void known_clear(struct known *known)
{
    for (size_t i = 0; i < known->term_size; i++)
        free(known->terms[i].forms);
    free(known->entries);
    free(known->terms);
    *known = (struct known){0};
}
