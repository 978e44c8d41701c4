#ifndef HERALD_INDEXER_LANGUAGE_STEMMER_H
#define HERALD_INDEXER_LANGUAGE_STEMMER_H

#include "indexer/language/fold.h"
#include "xap/stem.h"

/* The stemmers that have been needed so far; inside the language room only. */
struct stemmers {
    struct unicode *unicode;
    xap_stem *by_language[LANGUAGE_MAX];
    bool missing[LANGUAGE_MAX];
    xap_buffer raw;
    char stem[FOLD_ROOM];
};

/* Make ready a zeroed structure. */
void stemmers_init(struct stemmers *stemmers, struct unicode *unicode);
void stemmers_dispose(struct stemmers *stemmers);

/*
 * The stem of a folded word, 1 to WORD_MAX bytes, valid until the next call. The word itself where
 * it has digits, a point or another script than the language, where the library has no stemmer for
 * it, and where the stemmer leaves nothing. HERALD_E_NO_MEMORY; the word itself is still given.
 */
enum herald_status stemmers_stem(struct stemmers *stemmers, struct slice folded,
                                 language_id language, struct slice *out);

#endif
