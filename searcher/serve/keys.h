#ifndef HERALD_SERVE_KEYS_H
#define HERALD_SERVE_KEYS_H

#include <stdio.h>

#include "corpus/buffer.h"
#include "corpus/error.h"

/*
 * Keys that clients show. The file has a line for each:
 *
 *     NAME SCOPES HASH       analyst search,export 3f1c...e9
 *
 * SCOPES are words joined by commas, HASH is the SHA-256 of the key in hexadecimal. Empty lines and
 * lines that begin with '#' are passed over. A key is 256 random bits, so that one round of a fast
 * hash protects it; the file holds nothing that opens anything.
 */

/* What a key allows; any number of them together. */
enum key_scope {
    KEY_SCOPE_NONE = 0,
    KEY_SCOPE_SEARCH = 1, /* searching, reading articles, the page */
    KEY_SCOPE_EXPORT = 2, /* more results at once than a page: up to the export limit */
    KEY_SCOPE_METRICS = 4 /* /metrics */
};
#define KEY_SCOPES_ALL (KEY_SCOPE_SEARCH | KEY_SCOPE_EXPORT | KEY_SCOPE_METRICS)

struct key_ring;

/* Keys of a file, at the most. */
#define KEYS_MAX 1000u

/* Read a file of keys. HERALD_E_ARGUMENT names the line that is wrong, or says that there is none;
 * NOT_FOUND, PERMISSION, IO, NO_MEMORY. */
enum herald_status key_ring_open(const char *path, struct key_ring **out, struct herald_error *err);
void key_ring_free(struct key_ring *ring);

/* A client known by its key. */
struct key_holder {
    char name[64];
    unsigned scopes; /* of enum key_scope; 0: no such key */
};

/* Who holds a key. The time that it takes depends on the number of keys and on nothing else. */
struct key_holder key_ring_find(const struct key_ring *ring, struct slice key);

/* Read "search,export". HERALD_E_ARGUMENT. */
enum herald_status key_scopes_read(struct slice text, unsigned *scopes, struct herald_error *err);

/* Make a new key: print it and its line for the file. HERALD_E_ARGUMENT for a name that cannot
 * stand in the file, HERALD_E_INTERNAL when there is no randomness. */
enum herald_status key_make(const char *name, const char *scopes, FILE *out,
                            struct herald_error *err);

#endif
