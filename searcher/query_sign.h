#ifndef HERALD_SEARCHER_QUERY_SIGN_H
#define HERALD_SEARCHER_QUERY_SIGN_H

#include "corpus/buffer.h"

/* The characters that mean something in a query. */

/* The code point at a byte of valid UTF-8, and how long it is; a blank of length 0 at the end. */
uint32_t query_character(struct slice text, size_t at, size_t *length);

/* Blanks, control characters, and the invisible marks of direction that editors leave behind. */
bool query_is_blank(uint32_t c);

/* Parentheses, full-width ones too. */
bool query_is_left(uint32_t c);
bool query_is_right(uint32_t c);

/* Quotes: " “ ” „ ‟ and the full-width one, which open and close in any combination; « » 「 」
 * 『 』, which close as they were opened. */
bool query_is_quote(uint32_t c);
bool query_closes(uint32_t opening, uint32_t c);

/* Whether the quote at a byte is the sign of a Hebrew abbreviation, between two of its letters. */
bool query_is_gershayim(struct slice text, size_t at);

/* Whether a quote stands at a byte that is no such sign. */
bool query_is_quote_at(struct slice text, size_t at);

/* A phrase in the form that stands between ASCII quotes: any such quote in it made a blank, blanks
 * at its ends removed. Appended to `out`. */
void query_phrase_normalise(struct slice phrase, struct buffer *out);

#endif
