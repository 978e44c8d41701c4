#ifndef HERALD_INDEXER_LANGUAGE_GAZETTEER_GENERATE_PHRASES_H
#define HERALD_INDEXER_LANGUAGE_GAZETTEER_GENERATE_PHRASES_H

#include <stdio.h>

#include "corpus/buffer.h"
#include "indexer/language/gazetteer/lexicon_table.h"

/* A step of the trie while it is made: the word by its hash. */
struct phrase_step {
    uint64_t word;
    uint16_t node, next;
};

/* The trie of the lexicon's phrases while it is made. Zeroed memory is an empty one. */
struct phrase_trie {
    struct phrase_step *steps;
    size_t step_count, step_capacity;
    struct lexicon_phrase *phrases; /* by node; the root is there once there is a phrase */
    size_t node_count, node_capacity;
    uint64_t *words; /* ascending, once written */
    size_t word_count;
};

/* Add the stems of a phrase, one space between, that stand where the entry says. */
void phrase_trie_add(struct phrase_trie *trie, struct slice stems,
                     const struct lexicon_entry *entry);

/* Write the trie as the arrays phrase_words, steps and phrases. */
void phrase_trie_write(struct phrase_trie *trie, FILE *file);

#endif
