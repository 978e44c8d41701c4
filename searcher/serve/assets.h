#ifndef HERALD_SERVE_ASSETS_H
#define HERALD_SERVE_ASSETS_H

#include "corpus/buffer.h"

/* The files of searcher/web, compiled in by its generator. */
struct asset {
    const char *name; /* "herald.css" */
    const char *bytes;
    size_t length;
    const char *packed; /* the same as a gzip member */
    size_t packed_length;
};

extern const struct asset WEB_ASSETS[];
extern const size_t WEB_ASSET_COUNT;

/* A file by its name; NULL where there is none. */
const struct asset *asset_find(struct slice name);

/* A word that changes whenever any of the files does, so that browsers may keep them for ever. */
const char *assets_version(void);

#endif
