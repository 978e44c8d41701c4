#ifndef HERALD_SEARCHER_TRANSLATE_WORDS_H
#define HERALD_SEARCHER_TRANSLATE_WORDS_H

#include "searcher/query_parts.h"
#include "searcher/translate.h"

/* Words and phrases of a query as parts of a libxap query; between the files of the translation. */

struct translator {
    const struct translation *given;
    struct query_making making;
    struct text_scope scope; /* of the part at hand */
    bool loose;              /* only what an article must have: positions are looked at elsewhere */
    bool strict;             /* a word's parts stand together, whatever the query says */
    bool negated;            /* within an odd number of NOT */
    unsigned steps;          /* terms looked up: now and then the clock is looked at */
    unsigned parts;          /* parts that libxapian opens: now and then it meets a gate */
    struct buffer term;
};

/* A word to look for. */
struct wanted_word {
    const struct query_slot *slot;
    bool in_title;
    bool whole;  /* these words and no other forms of them */
    bool scored; /* else only required */
    double weight;
};

/* Words that are looked for together. */
struct words {
    struct wanted_word items[WORD_BAG_MAX];
    size_t count;
};

/* Whether the clock is over: the translation then fails with XAP_E_TIMEOUT. */
bool translator_is_late(struct translator *translator);

/* Add a leaf that is one word and nothing more; false where it is not or there is no more room. */
bool words_add_leaf(struct words *words, const struct translator *translator,
                    const struct query_leaf *leaf, bool scored);

/* What holds all words, or any; NULL where there are none, and on failure. */
xap_query *words_query(struct translator *translator, const struct words *words, bool all);

/* Whether a leaf has words that must stand one after the other. */
bool leaf_is_sequence(const struct translator *translator, const struct query_leaf *leaf);

/* Ways to write a leaf: all, those of one word, those of several. */
enum leaf_ways { WAYS_ALL, WAYS_SINGLE, WAYS_SEQUENCES };

/* Some ways to write a leaf; of words that must stand one after the other, that an article has them
 * all. NULL where there are none, and on failure. */
xap_query *leaf_query(struct translator *translator, const struct query_leaf *leaf,
                      enum leaf_ways ways);

#endif
