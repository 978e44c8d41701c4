#ifndef HERALD_SEARCHER_EXACT_WORDS_H
#define HERALD_SEARCHER_EXACT_WORDS_H

#include "indexer/index.h"
#include "searcher/query_terms.h"
#include "searcher/stretch.h"

/*
 * Words as they are typed, neither stemmed nor folded. The index does not have them: they are
 * looked for in the stored article, by the analyser, at the positions that it has in the index.
 */

struct exact_words;

/* Reads articles by a reader, which is lent, as is the analyser. XAP_E_NO_MEMORY;
 * XAP_E_UNSUPPORTED without a reader. */
xap_status exact_words_open(struct index_reader *reader, struct analyser *analyser,
                            struct exact_words **out, xap_error *err);
void exact_words_free(struct exact_words *words);

/*
 * Append where a leaf stands in a document's text as it was typed: the same words, and the same
 * bytes from the first of them to the last; within title:, in the title alone. A damaged article
 * has none. XAP_E_NO_MEMORY, reading failures.
 */
xap_status exact_words_find(struct exact_words *words, uint32_t docid,
                            const struct query_leaf *leaf, struct stretches *out,
                            struct stretch_work *work, xap_error *err);

#endif
