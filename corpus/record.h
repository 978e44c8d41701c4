#ifndef HERALD_CORPUS_RECORD_H
#define HERALD_CORPUS_RECORD_H

#include "corpus/article.h"

/*
 * An article as one run of bytes, for the store (docs/format.md gives the layout). Every field
 * comes back as it went in, U+0000 and unknown fields included.
 */

/* Append the record of an article to `out`; on no memory out->failed is set. */
void article_encode(const struct article *article, struct buffer *out);

/* Read a record into `out`, whose former content is cleared and which copies all bytes. Returns
 * HERALD_E_CORRUPT when the bytes are no record, HERALD_E_NO_MEMORY. */
enum herald_status article_decode(struct slice record, struct article *out,
                                  struct herald_error *err);

/*
 * Where the body of a record begins: all other fields stand before it, and are by themselves a
 * record without body. `start` is the record as far as it is known; false when the body is not in
 * sight there, or the record has none.
 */
bool article_find_body(struct slice start, size_t *offset);

#endif
