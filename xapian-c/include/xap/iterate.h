#ifndef XAP_ITERATE_H
#define XAP_ITERATE_H

/*
 * Iterators. They start before the first item. Each step returns XAP_OK with an item, XAP_DONE at
 * the end (and from then on), or a failure; a failed iterator returns XAP_E_OPERATION from then on.
 * They keep their database alive. Any step may return reading failures.
 */

#include <stdint.h>

#include "xap/buffer.h"
#include "xap/database.h"
#include "xap/document.h"
#include "xap/error.h"

typedef struct xap_terms xap_terms;
typedef struct xap_postings xap_postings;
typedef struct xap_positions xap_positions;
typedef struct xap_values xap_values;

/* --- terms ------------------------------------------------------------------------------------ */

/* All terms that begin with `prefix`, which may be empty, in byte order; a frequency is the number
 * of documents. XAP_E_ARGUMENT for a prefix over XAP_TERM_MAX. Reading failures. */
XAP_API xap_status xap_terms_open(const xap_database *database, const char *prefix, size_t length,
                                  xap_terms **terms, xap_error *err);

/* The terms of a document, in byte order; a frequency is that within the document (wdf). Reading
 * failures; XAP_E_UNSUPPORTED for a database without termlists. Do not change the document
 * meanwhile. */
XAP_API xap_status xap_terms_open_document(const xap_document *document, xap_terms **terms,
                                           xap_error *err);

/* The words of the spelling dictionary, in byte order; a frequency is the one that was added.
 * Reading failures. */
XAP_API xap_status xap_terms_open_spellings(const xap_database *database, xap_terms **terms,
                                            xap_error *err);

/* The synonyms of a term, in byte order; none where it has none. Frequencies are 0. XAP_E_ARGUMENT
 * for a term that is empty or over XAP_TERM_MAX. Reading failures. */
XAP_API xap_status xap_terms_open_synonyms(const xap_database *database, const char *term,
                                           size_t length, xap_terms **terms, xap_error *err);

/* The terms that have synonyms and begin with `prefix`, which may be empty, in byte order;
 * frequencies are 0. XAP_E_ARGUMENT for a prefix over XAP_TERM_MAX. Reading failures. */
XAP_API xap_status xap_terms_open_synonym_keys(const xap_database *database, const char *prefix,
                                               size_t length, xap_terms **terms, xap_error *err);

/* The metadata keys that begin with `prefix`, which may be empty, in byte order; frequencies are 0.
 * XAP_E_ARGUMENT for a prefix over XAP_METADATA_KEY_MAX. Reading failures. */
XAP_API xap_status xap_terms_open_metadata(const xap_database *database, const char *prefix,
                                           size_t length, xap_terms **terms, xap_error *err);

/* The next term and its frequency. `frequency` may be NULL, which saves looking it up. The view
 * lasts until the next call on the handle. XAP_DONE at the end. Reading failures. */
XAP_API xap_status xap_terms_next(xap_terms *terms, xap_view *term, uint32_t *frequency,
                                  xap_error *err);

/* Move so that the next step gives the first term at or after `term`, which is not before the
 * present one. XAP_E_ARGUMENT for a term over XAP_TERM_MAX. Reading failures. */
XAP_API xap_status xap_terms_skip_to(xap_terms *terms, const char *term, size_t length,
                                     xap_error *err);

/* Free the iterator. Takes NULL. */
XAP_API void xap_terms_free(xap_terms *terms);

/* --- posting lists ---------------------------------------------------------------------------- */

/* The documents that hold a term, by ascending id; the empty term gives all documents. A term that
 * no document holds gives an empty list. XAP_E_ARGUMENT for a term over XAP_TERM_MAX. Reading
 * failures. */
XAP_API xap_status xap_postings_open(const xap_database *database, const char *term, size_t length,
                                     xap_postings **postings, xap_error *err);

/*
 * Write the next postings, at most `capacity`, 1 or more, to the arrays and their number to
 * `count`. Each array may be NULL; `wdfs` gets frequencies within the document, `lengths` document
 * lengths, which cost a look-up each. XAP_OK with a count of at least 1, XAP_DONE with 0. Reading
 * failures.
 */
XAP_API xap_status xap_postings_block(xap_postings *postings, uint32_t *docids, uint32_t *wdfs,
                                      uint32_t *lengths, size_t capacity, size_t *count,
                                      xap_error *err);

/* Move so that the next block starts with the first document at or after `docid`; never moves back.
 * Reading failures. */
XAP_API xap_status xap_postings_skip_to(xap_postings *postings, uint32_t docid, xap_error *err);

/* Free the iterator. Takes NULL. */
XAP_API void xap_postings_free(xap_postings *postings);

/* --- positions -------------------------------------------------------------------------------- */

/* The positions of a term in a document; none where it has none or does not hold the term.
 * XAP_E_NOT_FOUND for a document that does not exist; XAP_E_ARGUMENT for id 0 or a term that is
 * empty or over XAP_TERM_MAX. Reading failures. */
XAP_API xap_status xap_positions_open(const xap_database *database, uint32_t docid,
                                      const char *term, size_t length, xap_positions **positions,
                                      xap_error *err);

/* The positions of the term that `terms`, made by xap_terms_open_document, gave last.
 * XAP_E_OPERATION where it gave none yet. Reading failures. */
XAP_API xap_status xap_positions_open_term(const xap_terms *terms, xap_positions **positions,
                                           xap_error *err);

/* Write the next positions, at most `capacity`, 1 or more, in ascending order, and their number to
 * `count`. XAP_OK with a count of at least 1, XAP_DONE with 0. Reading failures. */
XAP_API xap_status xap_positions_block(xap_positions *positions, uint32_t *array, size_t capacity,
                                       size_t *count, xap_error *err);

/* Free the iterator. Takes NULL. */
XAP_API void xap_positions_free(xap_positions *positions);

/* --- values ----------------------------------------------------------------------------------- */

/* The values in a slot over all documents that have one, by ascending id. XAP_E_ARGUMENT for a slot
 * over XAP_SLOT_MAX. Reading failures. */
XAP_API xap_status xap_values_open(const xap_database *database, uint32_t slot, xap_values **values,
                                   xap_error *err);

/* The values of one document, by ascending slot. Do not change the document meanwhile. Reading
 * failures. */
XAP_API xap_status xap_values_open_document(const xap_document *document, xap_values **values,
                                            xap_error *err);

/* The next value. `number` receives the document id, for xap_values_open, or the slot, for
 * xap_values_open_document; it may be NULL. The view lasts until the next call on the handle.
 * XAP_DONE at the end. Reading failures. */
XAP_API xap_status xap_values_next(xap_values *values, uint32_t *number, xap_view *value,
                                   xap_error *err);

/* Move so that the next step gives the first value at or after `number`, a document id or a slot;
 * never moves back. Reading failures. */
XAP_API xap_status xap_values_skip_to(xap_values *values, uint32_t number, xap_error *err);

/* Free the iterator. Takes NULL. */
XAP_API void xap_values_free(xap_values *values);

/* --- spelling --------------------------------------------------------------------------------- */

/* Write the word of the spelling dictionary nearest to `word`, by at most `max_distance` edits (1
 * to 4, usually 2), to `suggestion`; empty where there is none or `word` itself is best.
 * XAP_E_ARGUMENT for a word over XAP_SPELLING_MAX or another distance. Reading failures. */
XAP_API xap_status xap_spelling_suggest(const xap_database *database, const char *word,
                                        size_t length, unsigned max_distance,
                                        xap_buffer *suggestion, xap_error *err);

#endif
