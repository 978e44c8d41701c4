#ifndef HERALD_SEARCHER_CURSOR_H
#define HERALD_SEARCHER_CURSOR_H

#include <xap/database.h>

#include "corpus/article.h"

/*
 * Going through all hits of a query page by page, each of them once, also while the index grows.
 *
 * Neither the place of a hit nor its score lasts: every new article changes both. So a cursor is
 * the set of hits that were given, and a page is the best hits that are not in it. What comes into
 * the index meanwhile is on one of the next pages, and what goes is on none. A cursor needs nothing
 * kept on the side of the index; it is 8 characters a hit, and opaque.
 */

/* Hits that can be gone through; more of them are given by result_stream. */
#define CURSOR_MAX 10000u

/* What starts a list. */
#define CURSOR_START "start"

struct cursor {
    uint64_t request;     /* the digest of what is asked for */
    uint64_t *identities; /* of the hits given, in ascending order */
    size_t count;
};

/* Bits of an identity: two of CURSOR_MAX hits have the same one in a list in five million. */
#define CURSOR_IDENTITY_BITS 48

/* A document's identity, which lasts as long as its article is called the same: a hash of its
 * identity term. 0, and *error filled, where it cannot be read; XAP_E_NOT_FOUND where there is
 * none. */
uint64_t cursor_identity(const xap_database *database, uint32_t docid, xap_error *error);

/* The same from the document's article, where that is at hand already: nothing is read. 0 for an
 * article that is known by its content, which the database has as it was declared; and on no memory. */
uint64_t cursor_identity_of(const struct article *article);

/* Read a cursor's text; CURSOR_START and {NULL, 0} give an empty one. HERALD_E_ARGUMENT when it is
 * no cursor, HERALD_E_NO_MEMORY. */
enum herald_status cursor_read(struct cursor *cursor, struct slice text, struct herald_error *err);

/* Add hits, and bring the set into order. False on no memory. */
bool cursor_add(struct cursor *cursor, const uint64_t *identities, size_t count);

bool cursor_has(const struct cursor *cursor, uint64_t identity);

/* Append a cursor's text. On no memory out->failed is set. */
void cursor_write(const struct cursor *cursor, struct buffer *out);

void cursor_dispose(struct cursor *cursor);

#endif
