#ifndef HERALD_INDEXER_LANGUAGE_GAZETTEER_LEXICON_H
#define HERALD_INDEXER_LANGUAGE_GAZETTEER_LEXICON_H

#include "indexer/language/analyser.h"

/* Topic words of diplomacy in ten languages (docs/entities.md, Topic words). */

/* A word of the lexicon. */
struct lexicon_word {
    struct slice folded;
    const char *code;     /* of its language, two letters, not terminated */
    language_id language; /* LANGUAGE_NONE where that has no stemmer */
};

/* Words that one look-up gives at the most. */
#define LEXICON_WORDS_MAX 64u

/*
 * The words that say in other languages what a folded word says in any that it is known in, by its
 * stem; where it is an English word, what it says in English. Static but for the array. Returns how
 * many. With `analyser`, whose last stem is lost.
 */
size_t lexicon_find(struct analyser *analyser, struct slice folded, enum word_script script,
                    struct lexicon_word out[static LEXICON_WORDS_MAX]);

#endif
