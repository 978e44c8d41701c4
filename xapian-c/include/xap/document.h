#ifndef XAP_DOCUMENT_H
#define XAP_DOCUMENT_H

/*
 * A document: terms with a within-document frequency (wdf) and positions, values in numbered slots,
 * and one run of data. A handle is reused with xap_document_clear from one document to the next.
 *
 * A document that was loaded from a database is read part by part, when a part is asked for; its
 * functions may then return reading failures as well.
 */

#include <stddef.h>
#include <stdint.h>

#include "xap/buffer.h"
#include "xap/error.h"
#include "xap/limits.h"

typedef struct xap_document xap_document;

/* One term of a document with all its positions. */
typedef struct xap_posting {
    const char *term;          /* 1 to XAP_TERM_MAX bytes, a zero byte counting double */
    size_t length;             /* bytes of the term */
    uint32_t wdf;              /* added to the term's frequency; 0 for a boolean term */
    const uint32_t *positions; /* fastest in ascending order; may be NULL where there are none */
    size_t position_count;
} xap_posting;

/* A new, empty document. General failures only. */
XAP_API xap_status xap_document_new(xap_document **document, xap_error *err);

/* Free a document. Takes NULL. */
XAP_API void xap_document_free(xap_document *document);

/* Make the document empty again, as new. General failures only. */
XAP_API xap_status xap_document_clear(xap_document *document, xap_error *err);

/* Set the data. XAP_E_LIMIT over XAP_DATA_MAX. Data are deflated by libxapian on disk. */
XAP_API xap_status xap_document_set_data(xap_document *document, const char *bytes, size_t length,
                                         xap_error *err);

/* Copy the data. Reading failures. */
XAP_API xap_status xap_document_data(const xap_document *document, xap_buffer *data,
                                     xap_error *err);

/* Add `wdf` to the frequency of a term, and the term where it is missing. XAP_E_ARGUMENT for a term
 * that is empty or over XAP_TERM_MAX; XAP_E_LIMIT where the document's length would pass 2^32 - 1.
 */
XAP_API xap_status xap_document_add_term(xap_document *document, const char *term, size_t length,
                                         uint32_t wdf, xap_error *err);

/* Add a term with frequency 0, for filters. As xap_document_add_term. */
XAP_API xap_status xap_document_add_boolean_term(xap_document *document, const char *term,
                                                 size_t length, xap_error *err);

/* Add a term at a position, and `wdf` to its frequency. As xap_document_add_term. */
XAP_API xap_status xap_document_add_posting(xap_document *document, const char *term, size_t length,
                                            uint32_t position, uint32_t wdf, xap_error *err);

/*
 * Add many terms with their positions in one call: the way to fill a document fast. The postings
 * may come in any order; positions are fastest in ascending order. A term that is there already
 * gets the new positions and frequency added. Everything is checked first: after XAP_E_ARGUMENT (a
 * bad term, or positions that are NULL with a count) and XAP_E_LIMIT (length over 2^32 - 1) the
 * document is unchanged; after XAP_E_NO_MEMORY it may hold a part, clear it. Nothing is kept of the
 * arrays.
 */
XAP_API xap_status xap_document_add_postings(xap_document *document, const xap_posting *postings,
                                             size_t count, xap_error *err);

/* Remove a term with all its positions. XAP_E_NOT_FOUND where the document does not hold it,
 * XAP_E_ARGUMENT as xap_document_add_term. Reading failures. */
XAP_API xap_status xap_document_remove_term(xap_document *document, const char *term, size_t length,
                                            xap_error *err);

/* Remove all terms. Reading failures. */
XAP_API xap_status xap_document_clear_terms(xap_document *document, xap_error *err);

/* Number of different terms. Reading failures. */
XAP_API xap_status xap_document_term_count(const xap_document *document, uint32_t *count,
                                           xap_error *err);

/* Set the value in a slot; an empty value removes it. XAP_E_ARGUMENT for a slot over XAP_SLOT_MAX
 * or a value over XAP_VALUE_MAX. */
XAP_API xap_status xap_document_set_value(xap_document *document, uint32_t slot, const char *bytes,
                                          size_t length, xap_error *err);

/* Copy the value in a slot; empty where there is none. XAP_E_ARGUMENT as above. Reading failures.
 */
XAP_API xap_status xap_document_value(const xap_document *document, uint32_t slot,
                                      xap_buffer *value, xap_error *err);

/* Remove all values. Reading failures. */
XAP_API xap_status xap_document_clear_values(xap_document *document, xap_error *err);

/* Number of values. Reading failures. */
XAP_API xap_status xap_document_value_count(const xap_document *document, uint32_t *count,
                                            xap_error *err);

/* The id under which the document was loaded; 0 for one that was not. */
XAP_API xap_status xap_document_docid(const xap_document *document, uint32_t *docid,
                                      xap_error *err);

#endif
