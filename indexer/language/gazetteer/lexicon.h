#ifndef HERALD_INDEXER_LANGUAGE_GAZETTEER_LEXICON_H
#define HERALD_INDEXER_LANGUAGE_GAZETTEER_LEXICON_H

#include "indexer/language/analyser.h"
#include "indexer/language/gazetteer/lexicon_table.h"

/* Topic words of diplomacy in ten languages (docs/entities.md, Topic words). */

/* A word of the lexicon, or several that say one thing together. */
struct lexicon_word {
    struct slice folded;  /* one space between words */
    struct slice stems;   /* of several words: their stems, one space between; else empty */
    const char *code;     /* of its language, two letters, not terminated */
    language_id language; /* LANGUAGE_NONE where that has no stemmer */
};

/* Words that one look-up gives at the most, and how many can stand together. */
#define LEXICON_WORDS_MAX 64u

/*
 * The words that say in other languages what folded words, 1 to LEXICON_PARTS_MAX side by side, say
 * in any that they are known in, by their stems; where these are English, what they say in English.
 * Static but for the array. Returns how many. With `analyser`, whose last stem is lost.
 */
size_t lexicon_find(struct analyser *analyser, const struct slice *words, size_t count,
                    enum word_script script, struct lexicon_word out[static LEXICON_WORDS_MAX]);

#endif
