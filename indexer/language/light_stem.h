#ifndef HERALD_INDEXER_LANGUAGE_LIGHT_STEM_H
#define HERALD_INDEXER_LANGUAGE_LIGHT_STEM_H

#include "indexer/language/fold.h"

/*
 * Stemmers of ours for languages that Snowball has none for, or one that does not serve. They are
 * light: endings of inflection go, those that make other words stay, and what is short stays whole.
 * docs/analysis.md, Stems, has the rules. Inside the language room only.
 *
 * A stemmer gets a folded word of its script without digits and points, 1 to WORD_MAX bytes, and
 * writes a stem of 1 to WORD_MAX bytes, of which it returns the length.
 */
typedef size_t light_stemmer(struct slice folded, char out[static FOLD_ROOM]);

light_stemmer stem_persian, stem_ukrainian, stem_turkish, stem_korean, stem_japanese;

/* --- for the stemmers ------------------------------------------------------------------------- */

/* A word whose end is taken away. */
struct stem_word {
    char *bytes;
    size_t length;
};

/* An ending, and what takes its place where at least `before` bytes stand before it. */
struct stem_ending {
    const char *ending;
    const char *instead;
    uint8_t length; /* of the ending */
    uint8_t before;
};
#define STEM_ENDING(ending, instead, before)                                                       \
    {                                                                                              \
        ending, instead, sizeof(ending) - 1, before                                                \
    }

/* Copy a folded word, cut at WORD_MAX, and give it as the word to work on. */
struct stem_word stem_start(struct slice folded, char out[static FOLD_ROOM]);

bool stem_ends(const struct stem_word *word, const char *with);
bool stem_begins(const struct stem_word *word, const char *with);

/* Whether the word is one of a list, words separated by spaces with one before and after each. */
bool stem_is_one_of(const struct stem_word *word, const char *list);

/* Put `instead`, which is no longer, in the place of the first of the endings that the word has;
 * false where it has none. */
bool stem_replace(struct stem_word *word, const struct stem_ending *endings, size_t count);

#define STEM_REPLACE(word, endings) stem_replace(word, endings, sizeof(endings) / sizeof *(endings))

#endif
