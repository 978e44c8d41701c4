#include "indexer/known.h"

#include <stdlib.h>
#include <string.h>

/* Places of a table: as many to begin with, growing eightfold when a quarter as many were
 * remembered since it last grew, up to so many. Each size is a multiple of the one before. */
#define FIRST_SIZE  128u
#define ENTRIES_MAX 65536u
#define TERMS_MAX   32768u
#define PLACES_MAX  131072u

/* Places that one thing can stand in, side by side. With one alone, a table that is half full
 * forgets a third of what it is asked for. */
#define WAYS 4u

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

/* The place of a document, or where it may be put: one that is free, or else that of another. */
static struct known_entry *entry_place(const struct known *known, uint32_t docid)
{
    struct known_entry *first = &known->entries[docid * WAYS % known->entry_size], *place = first;
    while (place < first + WAYS && place->docid != docid && place->docid != 0)
        place++;
    return place < first + WAYS ? place : first + docid / known->entry_size % WAYS;
}

static struct known_term *term_place(const struct known *known, uint64_t hash)
{
    struct known_term *first = &known->terms[hash * WAYS % known->term_size], *place = first;
    while (place < first + WAYS && place->hash != hash && place->hash != 0)
        place++;
    return place < first + WAYS ? place : first + (hash >> 60) % WAYS;
}

/* A document that is remembered; NULL for none. */
static struct known_entry *entry_of(const struct known *known, uint32_t docid)
{
    if (docid == 0 || known->entry_size == 0)
        return NULL;
    struct known_entry *place = entry_place(known, docid);
    return place->docid == docid ? place : NULL;
}

const struct schema_entry *known_entry_find(const struct known *known, uint32_t docid)
{
    const struct known_entry *place = entry_of(known, docid);
    return place ? &place->entry : NULL;
}

bool known_positions_find(const struct known *known, uint32_t docid, struct store_reference *out)
{
    if (docid == 0 || known->place_size == 0)
        return false;
    const struct known_place *place = &known->places[docid % known->place_size];
    *out = (struct store_reference){place->segment, place->length, place->offset};
    return place->docid == docid;
}

bool known_date_find(const struct known *known, uint32_t docid, int64_t *published)
{
    const struct known_entry *place = entry_of(known, docid);
    if (!place || !place->dated)
        return false;
    *published = place->published;
    return true;
}

const struct index_term *known_term_find(const struct known *known, uint64_t hash)
{
    if (hash == 0 || known->term_size == 0)
        return NULL;
    const struct known_term *place = term_place(known, hash);
    return place->hash == hash ? &place->term : NULL;
}

static void grow_entries(struct known *known)
{
    const size_t size = next_size(known->entry_size, known->entries_added, ENTRIES_MAX);
    struct known_entry *entries = size > known->entry_size ? calloc(size, sizeof *entries) : NULL;
    if (!entries)
        return;
    const struct known before = *known;
    known->entries = entries;
    known->entry_size = size;
    known->entries_added = 0;
    for (size_t i = 0; i < before.entry_size; i++)
        if (before.entries[i].docid != 0)
            *entry_place(known, before.entries[i].docid) = before.entries[i];
    free(before.entries);
}

static void grow_places(struct known *known)
{
    const size_t size = next_size(known->place_size, known->places_added, PLACES_MAX);
    struct known_place *places = size > known->place_size ? calloc(size, sizeof *places) : NULL;
    if (!places)
        return;
    for (size_t i = 0; i < known->place_size; i++)
        places[known->places[i].docid % size] = known->places[i];
    free(known->places);
    known->places = places;
    known->place_size = size;
    known->places_added = 0;
}

static void grow_terms(struct known *known)
{
    const size_t size = next_size(known->term_size, known->terms_added, TERMS_MAX);
    struct known_term *terms = size > known->term_size ? calloc(size, sizeof *terms) : NULL;
    if (!terms)
        return;
    const struct known before = *known;
    known->terms = terms;
    known->term_size = size;
    known->terms_added = 0;
    for (size_t i = 0; i < before.term_size; i++)
        if (before.terms[i].hash != 0)
            *term_place(known, before.terms[i].hash) = before.terms[i];
    free(before.terms);
}

void known_entry_add(struct known *known, uint32_t docid, const struct schema_entry *entry)
{
    if (known->entries_full || docid == 0)
        return;
    grow_entries(known);
    if (known->entry_size == 0)
        return;
    *entry_place(known, docid) = (struct known_entry){.docid = docid, .entry = *entry};
    known->entries_added++;
}

void known_date_add(struct known *known, uint32_t docid, int64_t published)
{
    struct known_entry *place = entry_of(known, docid);
    if (!place)
        return;
    place->dated = true;
    place->published = published;
}

void known_positions_add(struct known *known, uint32_t docid, struct store_reference reference)
{
    if (known->entries_full || docid == 0)
        return;
    grow_places(known);
    if (known->place_size == 0)
        return;
    known->places[docid % known->place_size] =
        (struct known_place){docid, reference.segment, reference.length, reference.offset};
    known->places_added++;
}

void known_term_add(struct known *known, uint64_t hash, const struct index_term *term)
{
    grow_terms(known);
    if (hash == 0 || known->term_size == 0)
        return;
    struct known_term *place = term_place(known, hash);
    free(place->forms);
    *place = (struct known_term){hash, *term, NULL, 0};
    known->terms_added++;
}

bool known_forms_find(const struct known *known, uint64_t hash, struct slice *out)
{
    if (hash == 0 || known->term_size == 0)
        return false;
    const struct known_term *place = term_place(known, hash);
    *out = (struct slice){place->forms, place->forms_length};
    return place->hash == hash && place->forms;
}

void known_forms_add(struct known *known, uint64_t hash, struct slice forms)
{
    if (hash == 0 || known->term_size == 0 || forms.length > FORMS_MAX)
        return;
    struct known_term *place = term_place(known, hash);
    char *copy = place->hash == hash && !place->forms ? malloc(forms.length + 1) : NULL;
    if (!copy)
        return;
    if (forms.length > 0)
        memcpy(copy, forms.bytes, forms.length);
    place->forms = copy;
    place->forms_length = (uint32_t)forms.length;
}

void known_entries_stop(struct known *known, bool stop)
{
    known->entries_full = stop;
}

void known_clear(struct known *known)
{
    for (size_t i = 0; i < known->term_size; i++)
        free(known->terms[i].forms);
    free(known->entries);
    free(known->places);
    free(known->terms);
    *known = (struct known){0};
}
