#ifndef HERALD_INDEXER_URL_DOMAIN_H
#define HERALD_INDEXER_URL_DOMAIN_H

#include "corpus/buffer.h"

/* The domains that an article comes from, by its URL. */

/* Parent domains that are taken besides the host itself, the nearest ones. */
#define URL_PARENTS_MAX 8u

/*
 * Append the host of a URL in lower case, without user, port, a point at its end and `www.` at its
 * begin; nothing for a URL without one. A scheme may be missing where the URL begins with `//` or
 * is nothing but a host, as users type it: `state.gov`, `//state.gov/briefings`.
 */
void url_domain(struct buffer *out, struct slice url);

/* Move a domain to its parent, as from `news.un.org` to `un.org`, and from there to `org`. False where
 * it has none: for the last label, and for addresses of numbers. */
bool url_parent_domain(struct slice *domain);

#endif
