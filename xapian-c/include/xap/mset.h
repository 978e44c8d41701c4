#ifndef XAP_MSET_H
#define XAP_MSET_H

/* The results of a search. */

#include <stdbool.h>
#include <stdint.h>

#include "xap/buffer.h"
#include "xap/document.h"
#include "xap/error.h"

typedef struct xap_mset xap_mset;

/*
 * One result. Views are empty where xap_mset_hits was not asked for them.
 *
 * A percentage is the weight over the best one, times the part of the query's terms that the best
 * document holds. libxapian counts posting sources, ranges of ids and values, and the deadline of a
 * time budget as terms held, also where they give no weight: with these, percentages are too high.
 */
typedef struct xap_hit {
    uint32_t docid;
    uint32_t rank; /* from 0, of all matches */
    double weight;
    int percent;             /* 0 to 100, of the best possible; see below */
    uint32_t collapse_count; /* documents that were left out in favour of this one: at least */
    xap_view collapse_key;
    xap_view sort_key;
    xap_view data;
} xap_hit;

/* How many documents match. */
typedef struct xap_counts {
    uint32_t lower;             /* at least */
    uint32_t estimated;         /* about */
    uint32_t upper;             /* at most */
    bool exact;                 /* all three are equal */
    uint32_t uncollapsed_lower; /* the same as if nothing were collapsed */
    uint32_t uncollapsed_estimated;
    uint32_t uncollapsed_upper;
} xap_counts;

/* What xap_mset_hits gives beside the numbers. */
enum {
    XAP_HIT_KEYS = 1, /* collapse_key and sort_key */
    XAP_HIT_DATA = 2  /* data: reads every document of the page */
};

/* Number of results here. */
XAP_API xap_status xap_mset_size(const xap_mset *mset, uint32_t *size, xap_error *err);

/* How many documents match. */
XAP_API xap_status xap_mset_counts(const xap_mset *mset, xap_counts *counts, xap_error *err);

/* The highest weight of any match, and the highest that any document could have; either output may
 * be NULL. */
XAP_API xap_status xap_mset_weights(const xap_mset *mset, double *attained, double *possible,
                                    xap_error *err);

/* The number of documents that hold a term of the query, and its weight there; either output may be
 * NULL. XAP_E_ARGUMENT for a term that is not of the query. Reading failures. */
XAP_API xap_status xap_mset_term(const xap_mset *mset, const char *term, size_t length,
                                 uint32_t *frequency, double *weight, xap_error *err);

/*
 * Write results `first` (counted from 0 within this handle) and following to `hits`, at most
 * `count`, and their number to `written`; 0 at the end is no failure. `flags`: XAP_HIT values
 * or'ed, or 0. Views last until the next call of this function on the handle. Reading failures
 * where data are asked for, XAP_E_NOT_FOUND where a document was deleted meanwhile: search again.
 */
XAP_API xap_status xap_mset_hits(xap_mset *mset, uint32_t first, uint32_t count, unsigned flags,
                                 xap_hit *hits, uint32_t *written, xap_error *err);

/* Load the document of a result (counted from 0 within this handle) into `document`, as
 * xap_database_document. XAP_E_ARGUMENT for an index beyond the end. */
XAP_API xap_status xap_mset_document(const xap_mset *mset, uint32_t index, xap_document *document,
                                     xap_error *err);

/* Free the results. Takes NULL. */
XAP_API void xap_mset_free(xap_mset *mset);

#endif
