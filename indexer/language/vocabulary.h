#ifndef HERALD_INDEXER_LANGUAGE_VOCABULARY_H
#define HERALD_INDEXER_LANGUAGE_VOCABULARY_H

#include "indexer/language/names.h"
#include "indexer/language/stemmer.h"

/*
 * What is remembered from text to text, so that a word met before costs one look-up: chunks of
 * source text (what stands between white space) with the words that they give, words, and stems.
 * A text's own numbers for words and stems live beside them, marked with the text's epoch, so that
 * starting a text clears nothing. Inside the language room only.
 */

/* Memory after which everything is forgotten, before the next text. One text may need more. */
#define VOCABULARY_BYTES ((size_t)16 << 20)

/* A number that counts in one text only: that of the text in which it was given. */
struct local {
    uint32_t epoch;
    uint32_t number;
};

/* The words of a chunk: `count` numbers in `chunk_words` from `first`, in order. A set top bit says
 * that the word is a variant at the position of the one before. */
struct chunk {
    struct local only; /* of its word, where there is one and it is no variant */
    uint32_t first;
    uint32_t count;
};
#define VARIANT_BIT 0x80000000u

#define STEMS_KEPT 2 /* languages for which a word's stem is kept */

struct vocabulary_word {
    struct local local;
    language_id languages[STEMS_KEPT]; /* LANGUAGE_NONE: no stem known */
    uint32_t stems[STEMS_KEPT];
};

struct vocabulary {
    struct names chunk_names, word_names, stem_names;
    struct chunk *chunks; /* by number of chunk_names, and so on */
    size_t chunk_capacity;
    uint32_t *chunk_words;
    size_t chunk_word_count, chunk_word_capacity;
    struct vocabulary_word *words;
    size_t word_capacity;
    struct local *stems;
    size_t stem_capacity;
    uint32_t epoch;
};

/* Forget all where too much is remembered, and begin a new text. */
void vocabulary_begin(struct vocabulary *vocabulary);
void vocabulary_dispose(struct vocabulary *vocabulary);

/* The array, grown where it has no room for `count` items of `size` bytes; NULL, and the array as
 * it was, when memory runs out. */
void *array_reserve(void *items, size_t size, size_t *capacity, size_t count);

/* The number of a word or of a chunk that is not there yet; NAMES_NONE when memory runs out. */
uint32_t vocabulary_word(struct vocabulary *vocabulary, struct slice folded);
uint32_t vocabulary_add_chunk(struct vocabulary *vocabulary, struct slice chunk, uint64_t hash,
                              const uint32_t *words, size_t count);

/* The number of the stem of a word, remembered or made. HERALD_E_NO_MEMORY. */
enum herald_status vocabulary_stem(struct vocabulary *vocabulary, struct stemmers *stemmers,
                                   uint32_t word, language_id language, uint32_t *stem);

#endif
