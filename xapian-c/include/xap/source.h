#ifndef XAP_SOURCE_H
#define XAP_SOURCE_H

/*
 * Posting sources written in C: a part of a query that says itself which documents match, and with
 * what weight.
 *
 * libxapian clones the source for every search and every shard, calls init on the clone, then steps
 * through it in ascending order of id. Ids are those of the shard, from 1. The source starts before
 * its first document.
 *
 * A callback that can fail returns XAP_OK or a failure, and may describe it in `err`, which is
 * never NULL there. A failure ends the search; xap_enquire_search returns the same status and
 * description. XAP_DONE or an unknown number counts as XAP_E_CALLBACK. A callback must not use the
 * search, the query or the database that it runs in, except the shard that it is lent.
 */

#include <stddef.h>
#include <stdint.h>

#include "xap/database.h"
#include "xap/error.h"

typedef struct xap_source xap_source;

/* What a source tells about itself in one shard. min_count <= estimate <= max_count. */
typedef struct xap_source_bounds {
    uint32_t min_count; /* documents that it will give: at least */
    uint32_t estimate;  /* about */
    uint32_t max_count; /* at most */
    double max_weight;  /* no weight will be above this; 0 or more */
} xap_source_bounds;

/* Where a source stands. Filled by the callbacks that move it. */
typedef struct xap_source_position {
    uint32_t docid;    /* the document; 0 for the end of the list */
    double weight;     /* its weight: 0 to max_weight */
    double max_weight; /* bound of all weights from here on. The callback finds the present bound
                          here and may lower it; raising it has no effect */
} xap_source_position;

/*
 * The functions of a source. `self` is the source's own memory.
 *
 * In next, skip_to and check, `min_weight` is the weight below which a document makes no
 * difference: the source may leave such documents out. It is a hint.
 */
typedef struct xap_source_callbacks {
    /* Make a copy with the same settings; where it stands does not matter. Required. */
    xap_status (*clone)(const void *self, void **copy, xap_error *err);

    /* Free `self`. May be NULL. */
    void (*free)(void *self);

    /* Get ready to start from the beginning of `shard`, which is lent until the next init or free,
     * must not be freed, closed or reopened, and has exactly one shard. Fill `bounds`. Required. */
    xap_status (*init)(void *self, xap_database *shard, xap_source_bounds *bounds, xap_error *err);

    /* Move to the next document. Required. */
    xap_status (*next)(void *self, double min_weight, xap_source_position *position,
                       xap_error *err);

    /* Move to the first document with an id of at least `docid`; stay where that is the present
     * one. Required. */
    xap_status (*skip_to)(void *self, uint32_t docid, double min_weight,
                          xap_source_position *position, xap_error *err);

    /* Find out whether `docid`, a document that exists, is in the list: move to it if so. Else
     * either act as skip_to, or set position->docid to any id below `docid` but not 0, meaning "not
     * there"; a later next or skip_to then goes on after `docid`. NULL: skip_to is called instead.
     */
    xap_status (*check)(void *self, uint32_t docid, double min_weight,
                        xap_source_position *position, xap_error *err);

    /* A name for xap_query_describe, or NULL. Copied when the source is made. */
    const char *name;
} xap_source_callbacks;

/*
 * A source made of a table of functions, which is copied, and `self`, which the source owns from
 * then on and frees with callbacks->free when it and every query with it are gone. On failure
 * `self` stays the caller's. XAP_E_ARGUMENT where a required function is missing.
 */
XAP_API xap_status xap_source_new(const xap_source_callbacks *callbacks, void *self,
                                  xap_source **source, xap_error *err);

/* Free the handle. Queries made from it stay usable. Takes NULL. */
XAP_API void xap_source_free(xap_source *source);

#endif
