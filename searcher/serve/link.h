#ifndef HERALD_SERVE_LINK_H
#define HERALD_SERVE_LINK_H

#include "searcher/serve/request.h"

/* Addresses of the same search, changed in something. */

/* A change: the parameter gets this value; without a value ({NULL, 0}) it goes. With `add` the
 * value is one more beside those that are there; with `only` just that value goes. */
struct link_change {
    const char *name;
    struct slice value;
    bool add, only;
};

/*
 * Append the address of `path` with the request's parameters changed, in order, up to a change
 * without a name. Any change but of offset alone leads to the first page. Empty parameters are left
 * out.
 */
void link_write(struct buffer *out, const char *path, const struct parameters *parameters,
                const struct link_change *changes);

/* Append one entry of a Link header: <target>; rel="rel"; type="type" (may be NULL). */
void link_header_add(struct buffer *out, struct slice target, const char *rel, const char *type);

/* Append the path of an article, "/articles/" and its id; empty where it has none, in which case
 * nothing is appended and false returned. `index` and `source` may be empty; then they are left
 * out, as is `query`. */
bool link_article(struct buffer *out, struct slice id, struct slice index, struct slice source,
                  struct slice query);

#endif
