#include "indexer/language/gazetteer/generate_phrases.h"

#include <stdlib.h>
#include <xxhash.h>

#include "indexer/language/gazetteer/generate.h"

static uint16_t new_trie_node(struct phrase_trie *trie)
{
    if (trie->node_count == UINT16_MAX)
        fail("the lexicon has too many phrases");
    trie->phrases =
        more(trie->phrases, sizeof *trie->phrases, trie->node_count, &trie->node_capacity);
    trie->phrases[trie->node_count] = (struct lexicon_phrase){0};
    return (uint16_t)trie->node_count++;
}

/* The node after a word, made if there is none. */
static uint16_t go_on(struct phrase_trie *trie, uint16_t node, uint64_t word)
{
    for (size_t i = 0; i < trie->step_count; i++)
        if (trie->steps[i].node == node && trie->steps[i].word == word)
            return trie->steps[i].next;
    trie->steps = more(trie->steps, sizeof *trie->steps, trie->step_count, &trie->step_capacity);
    const uint16_t next = new_trie_node(trie);
    trie->steps[trie->step_count++] = (struct phrase_step){word, node, next};
    return next;
}

void phrase_trie_add(struct phrase_trie *trie, struct slice stems,
                     const struct lexicon_entry *entry)
{
    uint16_t node = trie->node_count > 0 ? 0 : new_trie_node(trie);
    for (size_t at = 0; at < stems.length;) {
        const char *blank = memchr(stems.bytes + at, ' ', stems.length - at);
        const size_t end = blank ? (size_t)(blank - stems.bytes) : stems.length;
        node = go_on(trie, node,
                     lexicon_hash(entry->language, XXH3_64bits(stems.bytes + at, end - at)));
        at = end + 1;
    }
    trie->phrases[node] =
        (struct lexicon_phrase){entry->stems, entry->stems_length, entry->language};
}

static int compare_hashes(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* Each word of the steps once, in order. */
static void number_words(struct phrase_trie *trie)
{
    trie->words = calloc(trie->step_count + 1, sizeof *trie->words);
    if (!trie->words)
        fail("out of memory");
    for (size_t i = 0; i < trie->step_count; i++)
        trie->words[i] = trie->steps[i].word;
    qsort(trie->words, trie->step_count, sizeof *trie->words, compare_hashes);
    trie->word_count = 0;
    for (size_t i = 0; i < trie->step_count; i++)
        if (i == 0 || trie->words[i] != trie->words[trie->word_count - 1])
            trie->words[trie->word_count++] = trie->words[i];
}

static int compare_steps(const void *a, const void *b)
{
    const struct phrase_step *left = a, *right = b;
    if (left->node != right->node)
        return (int)left->node - (int)right->node;
    return (left->word > right->word) - (left->word < right->word);
}

void phrase_trie_write(struct phrase_trie *trie, FILE *file)
{
    number_words(trie);
    qsort(trie->steps, trie->step_count, sizeof *trie->steps, compare_steps);
    fprintf(file, "static const uint64_t phrase_words[] = {\n");
    for (size_t i = 0; i < trie->word_count; i++)
        fprintf(file, "%lluull,\n", (unsigned long long)trie->words[i]);
    fprintf(file, "};\nstatic const struct lexicon_step steps[] = {\n");
    for (size_t i = 0; i < trie->step_count; i++) {
        const struct phrase_step *step = &trie->steps[i];
        const uint64_t *word = bsearch(&step->word, trie->words, trie->word_count,
                                       sizeof *trie->words, compare_hashes);
        fprintf(file, "{%u,%zu,%u},\n", step->node, (size_t)(word - trie->words), step->next);
    }
    fprintf(file, "};\nstatic const struct lexicon_phrase phrases[] = {\n");
    for (size_t i = 0; i < trie->node_count; i++)
        fprintf(file, "{%u,%u,%u},\n", trie->phrases[i].stems, trie->phrases[i].length,
                trie->phrases[i].language);
    fprintf(file, "};\n");
}
