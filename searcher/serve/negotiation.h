#ifndef HERALD_SERVE_NEGOTIATION_H
#define HERALD_SERVE_NEGOTIATION_H

#include <stdbool.h>

#include "corpus/buffer.h"

/* What a client would rather have (RFC 9110, section 12). Header values may be {NULL, 0}: absent.
 */

/*
 * How welcome a media type ("application/json") is by an Accept header: 0 to 1000, 0 being refused.
 * The most specific range that fits counts; without a header everything is as welcome. Parameters
 * of ranges other than q are passed over.
 */
unsigned accept_quality(struct slice accept, const char *type);

/* The same of a type that counts only where it is named itself, not by a range such as "*" "/" "*":
 * another name of a type that has the ranges already. */
unsigned accept_quality_by_name(struct slice accept, const char *type);

/* Whether gzip is welcome by an Accept-Encoding header, more than no encoding at all. */
bool accepts_gzip(struct slice accept_encoding);

/* Whether an If-None-Match header names a strong entity tag (quotes included), or any ('*'); by the
 * weak comparison, as it is for this header. */
bool matches_etag(struct slice if_none_match, struct slice etag);

/* The next piece of a comma-separated list, from *at on, without blanks around; {NULL, 0} at the
 * end. Commas within quotes do not separate. */
struct slice list_next(struct slice list, size_t *at);

/* A slice without blanks and tabs at its ends. */
struct slice slice_trim(struct slice text);

/* Whether two slices are equal but for the case of ASCII letters. */
bool slice_equal_fold(struct slice a, struct slice b);

#endif
