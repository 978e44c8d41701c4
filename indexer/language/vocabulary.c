#include "indexer/language/vocabulary.h"

#include <stdlib.h>

static size_t memory_of(const struct vocabulary *vocabulary)
{
    return names_memory(&vocabulary->chunk_names) + names_memory(&vocabulary->word_names) +
           names_memory(&vocabulary->stem_names) +
           vocabulary->chunk_capacity * sizeof *vocabulary->chunks +
           vocabulary->chunk_word_capacity * sizeof *vocabulary->chunk_words +
           vocabulary->word_capacity * sizeof *vocabulary->words +
           vocabulary->stem_capacity * sizeof *vocabulary->stems;
}

void vocabulary_dispose(struct vocabulary *vocabulary)
{
    names_dispose(&vocabulary->chunk_names);
    names_dispose(&vocabulary->word_names);
    names_dispose(&vocabulary->stem_names);
    free(vocabulary->chunks);
    free(vocabulary->chunk_words);
    free(vocabulary->words);
    free(vocabulary->stems);
    *vocabulary = (struct vocabulary){0};
}

void vocabulary_begin(struct vocabulary *vocabulary)
{
    if (memory_of(vocabulary) > VOCABULARY_BYTES || vocabulary->epoch == UINT32_MAX ||
        vocabulary->forms_epoch == UINT32_MAX)
        vocabulary_dispose(vocabulary);
    vocabulary->epoch++;
}

void *array_reserve(void *items, size_t size, size_t *capacity, size_t count)
{
    if (items && count <= *capacity)
        return items;
    size_t more = *capacity ? *capacity * 2 : 256;
    more = more < count ? count : more;
    void *grown = more > SIZE_MAX / size ? NULL : realloc(items, more * size);
    if (grown)
        *capacity = more;
    return grown;
}

uint32_t vocabulary_word(struct vocabulary *vocabulary, struct slice folded)
{
    const size_t before = vocabulary->word_names.count;
    struct vocabulary_word *words =
        array_reserve(vocabulary->words, sizeof *words, &vocabulary->word_capacity, before + 1);
    if (!words)
        return NAMES_NONE;
    vocabulary->words = words;
    const uint32_t number = names_intern(&vocabulary->word_names, folded);
    if (number != NAMES_NONE && number > NUMBER_MASK)
        return NAMES_NONE;
    if (number == before)
        words[number] = (struct vocabulary_word){0};
    return number;
}

/* Room for one more chunk and the words in it. */
static bool reserve_chunk(struct vocabulary *vocabulary, size_t words)
{
    struct chunk *chunks =
        array_reserve(vocabulary->chunks, sizeof *chunks, &vocabulary->chunk_capacity,
                      vocabulary->chunk_names.count + 1);
    if (!chunks)
        return false;
    vocabulary->chunks = chunks;
    const size_t count = vocabulary->chunk_word_count + words;
    uint32_t *chunk_words = array_reserve(vocabulary->chunk_words, sizeof *chunk_words,
                                          &vocabulary->chunk_word_capacity, count);
    if (!chunk_words)
        return false;
    vocabulary->chunk_words = chunk_words;
    return count < UINT32_MAX;
}

bool vocabulary_add_chunk(struct vocabulary *vocabulary, struct slice text, uint64_t hash,
                          const uint32_t *words, struct chunk made)
{
    const size_t first = vocabulary->chunk_word_count;
    const uint32_t number = reserve_chunk(vocabulary, made.count)
                                ? names_add(&vocabulary->chunk_names, text, hash)
                                : NAMES_NONE;
    if (number == NAMES_NONE)
        return false;
    for (size_t i = 0; i < made.count; i++)
        vocabulary->chunk_words[first + i] = words[i];
    vocabulary->chunk_word_count += made.count;
    made.only = (struct local){0, 0};
    made.first = (uint32_t)first;
    vocabulary->chunks[number] = made;
    return true;
}

static uint32_t intern_stem(struct vocabulary *vocabulary, struct slice stem)
{
    const size_t before = vocabulary->stem_names.count;
    struct local *stems =
        array_reserve(vocabulary->stems, sizeof *stems, &vocabulary->stem_capacity, before + 1);
    if (!stems)
        return NAMES_NONE;
    vocabulary->stems = stems;
    const uint32_t number = names_intern(&vocabulary->stem_names, stem);
    if (number == before)
        stems[number] = (struct local){0, 0};
    return number;
}

enum herald_status vocabulary_stem(struct vocabulary *vocabulary, struct stemmers *stemmers,
                                   uint32_t word, language_id language, uint32_t *stem, bool *first)
{
    const uint32_t now = vocabulary->forms_epoch + 1;
    struct vocabulary_word *known = &vocabulary->words[word];
    for (size_t i = 0; i < STEMS_KEPT; i++) {
        if (known->languages[i] == language) {
            *stem = known->stems[i];
            *first = known->told[i] != now;
            known->told[i] = now;
            return HERALD_OK;
        }
    }
    struct slice made;
    if (stemmers_stem(stemmers, names_get(&vocabulary->word_names, word), language, &made) !=
        HERALD_OK)
        return HERALD_E_NO_MEMORY;
    *stem = intern_stem(vocabulary, made);
    if (*stem == NAMES_NONE)
        return HERALD_E_NO_MEMORY;
    known->languages[1] = known->languages[0];
    known->stems[1] = known->stems[0];
    known->told[1] = known->told[0];
    known->languages[0] = language;
    known->stems[0] = *stem;
    known->told[0] = now;
    *first = true;
    return HERALD_OK;
}
