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

/* The longest chunk that is remembered, and the most words in it. */
#define CHUNK_MAX       64
#define CHUNK_WORDS_MAX 64

/* The words of a chunk: `count` numbers in `chunk_words` from `first`, in order, with bits. */
struct chunk {
    struct local only; /* of its word, where there is one and it is no variant */
    uint32_t first;
    uint8_t count;
    uint8_t head;     /* where in the chunk its first word begins */
    uint8_t head_gap; /* GAP_ bits of what stands before that; 0 in a chunk without words */
    uint8_t tail_gap; /* and of what stands after the last word */
};

/* A word that is a variant at the position of the one before, and, of a chunk's words but the
 * first, one that starts a sentence or a paragraph. */
#define VARIANT_BIT   TOKEN_VARIANT
#define SENTENCE_BIT  0x40000000u
#define PARAGRAPH_BIT 0x20000000u
#define CAPITAL_BIT   TOKEN_CAPITAL
#define NUMBER_MASK   TOKEN_WORD

#define STEMS_KEPT 2 /* languages for which a word's stem is kept */

struct vocabulary_word {
    struct local local;
    language_id languages[STEMS_KEPT]; /* LANGUAGE_NONE: no stem known */
    uint32_t stems[STEMS_KEPT];
    uint32_t told[STEMS_KEPT]; /* forms_epoch + 1 in which word and stem were given out together */
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
    uint32_t forms_epoch;
};

/* Forget all where too much is remembered, and begin a new text. */
void vocabulary_begin(struct vocabulary *vocabulary);
void vocabulary_dispose(struct vocabulary *vocabulary);

/* The array, grown where it has no room for `count` items of `size` bytes; NULL, and the array as
 * it was, when memory runs out. */
void *array_reserve(void *items, size_t size, size_t *capacity, size_t count);

/* The number of a word, at most NUMBER_MASK; NAMES_NONE when memory runs out. */
uint32_t vocabulary_word(struct vocabulary *vocabulary, struct slice folded);

/* Remember a chunk that is not there yet; `words` are as many as `made.count`, and made.first is
 * filled in. False when memory runs out. */
bool vocabulary_add_chunk(struct vocabulary *vocabulary, struct slice text, uint64_t hash,
                          const uint32_t *words, struct chunk made);

/* The number of the stem of a word, remembered or made; *first is whether the two were not asked
 * for together in this epoch of forms. HERALD_E_NO_MEMORY. */
enum herald_status vocabulary_stem(struct vocabulary *vocabulary, struct stemmers *stemmers,
                                   uint32_t word, language_id language, uint32_t *stem,
                                   bool *first);

#endif
