#ifndef HERALD_INDEXER_KNOWN_H
#define HERALD_INDEXER_KNOWN_H

#include "indexer/index.h"
#include "indexer/schema.h"

/*
 * What a reader remembers of the database that it has open, so as not to search the tables for it
 * again: entries of documents, where their positions stand, and figures of terms. Each has a few
 * places, the last of which a later one takes over; positions have one. The tables begin small,
 * since a program that answers one query must not fill megabytes first, and grow as they fill.
 * Where there is no memory, nothing is remembered.
 */

struct known_entry {
    uint32_t docid;    /* 0: none */
    bool dated;        /* the date is known, too */
    int64_t published; /* INT64_MIN: without a date */
    struct schema_entry entry;
};

/* Where the positions of a document stand: little, since a phrase asks for those of thousands. */
struct known_place {
    uint32_t docid; /* 0: none */
    uint32_t segment, length;
    uint64_t offset;
};

struct known_term {
    uint64_t hash; /* XXH3-64 of its bytes, 0: none; what has the same hash is taken for the same */
    struct index_term term;
    char *forms; /* owned: the words of a stem, see index_reader_forms; NULL: not known */
    uint32_t forms_length;
};

/* Zeroed memory remembers nothing. */
struct known {
    struct known_entry *entries;      /* each near four times its id, modulo their number */
    size_t entry_size, entries_added; /* the latter since the table last grew */
    struct known_place *places;       /* each at its id, modulo their number */
    size_t place_size, places_added;
    struct known_term *terms; /* each near four times its hash, modulo their number */
    size_t term_size, terms_added;
    bool entries_full; /* no more entries are wanted: known_entries_stop */
};

/* What was remembered; NULL for nothing. Valid until the next is remembered. */
const struct schema_entry *known_entry_find(const struct known *known, uint32_t docid);
const struct index_term *known_term_find(const struct known *known, uint64_t hash);

/* The date of a document, in *published; false where it was not remembered. */
bool known_date_find(const struct known *known, uint32_t docid, int64_t *published);

/* Where the positions of a document stand that were read and found undamaged; false where that was
 * not remembered. */
bool known_positions_find(const struct known *known, uint32_t docid, struct store_reference *out);

/* Remember; a document id or a hash of 0 is not, and a date only beside the document's entry. */
void known_entry_add(struct known *known, uint32_t docid, const struct schema_entry *entry);
void known_date_add(struct known *known, uint32_t docid, int64_t published);
void known_positions_add(struct known *known, uint32_t docid, struct store_reference reference);
void known_term_add(struct known *known, uint64_t hash, const struct index_term *term);

/* The forms of a term that is remembered; false where they are not. To remember them is left where
 * they are long. */
bool known_forms_find(const struct known *known, uint64_t hash, struct slice *out);
void known_forms_add(struct known *known, uint64_t hash, struct slice forms);

/* Take no more entries and positions on, or take them on again: whoever goes through all documents
 * needs each but once, and its memory shall not grow with them. */
void known_entries_stop(struct known *known, bool stop);

/* Forget all. */
void known_clear(struct known *known);

#endif
