#ifndef HERALD_INDEXER_FORMS_H
#define HERALD_INDEXER_FORMS_H

#include <xap/writable.h>

#include "corpus/buffer.h"
#include "corpus/error.h"

/*
 * The words of a stem, kept as synonyms of its term, so that a stem can be taken apart into words:
 * stems have no positions. A word that is its own stem is not kept, since that goes without saying.
 * What a deleted article had stays: the words of a stem are those that it may have in the index.
 */

/* Pairs that wait for the next commit. Zeroed memory is none. */
struct forms {
    struct buffer bytes; /* of each pair: the stem's term, then the word */
    struct form *items;
    size_t count;
    size_t capacity;
    bool failed; /* no memory */
};

/* Add a pair. Sets `failed` when memory runs out. */
void forms_add(struct forms *forms, struct slice stem_term, struct slice word);

/* Write all pairs to a database and forget them. HERALD_E_NO_MEMORY, and as index_fail_xap says:
 * then its batch is lost. */
enum herald_status forms_write(struct forms *forms, xap_writable *database,
                               struct herald_error *err);

/* Forget all pairs. */
void forms_clear(struct forms *forms);
void forms_dispose(struct forms *forms);

#endif
