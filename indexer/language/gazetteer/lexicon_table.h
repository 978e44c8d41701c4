#ifndef HERALD_INDEXER_LANGUAGE_GAZETTEER_LEXICON_TABLE_H
#define HERALD_INDEXER_LANGUAGE_GAZETTEER_LEXICON_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* The lexicon as it is compiled in; inside the gazetteer's room only. */

/* Its languages, by number, three bytes each. */
#define LEXICON_LANGUAGES      "en fr es ru ar fa zh de uk tr"
#define LEXICON_LANGUAGE_COUNT 10u

/* The most words that say one thing together. */
#define LEXICON_PARTS_MAX 4u

/* The stem of a word in a language, or the stems of several with one space between. In the order of
 * the hashes. */
struct lexicon_stem {
    uint64_t hash; /* lexicon_hash */
    uint16_t concept;
    uint8_t language;
};

struct lexicon_entry {
    uint32_t offset; /* of the folded word, or words, in `text` */
    uint32_t stems;  /* of several words, of their stems */
    uint8_t length;
    uint8_t stems_length; /* 0 of one word */
    uint8_t language;
};

/*
 * What several words say together is found in texts by a trie of their stems, language by language
 * (phrases.h). Node 0 is the root. A word of it is a stem in a language, by its place in the order
 * of hashes.
 */
struct lexicon_step {
    uint16_t node, word, next; /* in the order of nodes, then words */
};

struct lexicon_phrase {
    uint32_t stems; /* of the phrase that ends at a node, in `text` */
    uint8_t length; /* 0: none ends there */
    uint8_t language;
};

struct lexicon_table {
    const struct lexicon_stem *stems;
    const struct lexicon_entry *words; /* by concept */
    const uint32_t *firsts;            /* the first word of each concept, and the end */
    const char *text;
    size_t stem_count, concept_count;
    const uint64_t *phrase_words; /* lexicon_hash, ascending */
    const struct lexicon_step *steps;
    const struct lexicon_phrase *phrases; /* by node */
    size_t phrase_word_count, step_count;
};

extern const struct lexicon_table lexicon_table;

/* What a stem, of this hash (XXH3-64), is looked up by in a language. */
static inline uint64_t lexicon_hash(unsigned language, uint64_t hash)
{
    return hash ^ ((uint64_t)(language + 1) << 56);
}

#endif
