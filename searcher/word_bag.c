#include "searcher/word_bag.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "searcher/failure.h"

struct word_bag *word_bag_new(bool all)
{
    struct word_bag *bag = calloc(1, sizeof *bag);
    if (!bag)
        return NULL;
    bag->references = 1;
    bag->all = all;
    return bag;
}

void word_bag_free(struct word_bag *bag)
{
    if (!bag || --bag->references > 0)
        return;
    for (size_t i = 0; i < bag->count; i++) {
        for (size_t term = 0; term < bag->words[i].count; term++)
            free(bag->words[i].terms[term].bytes);
        free(bag->words[i].terms);
    }
    free(bag->words);
    free(bag);
}

void word_bag_negate(struct word_bag *bag)
{
    bag->negated = true;
}

bool word_bag_add_word(struct word_bag *bag, bool scored)
{
    if (bag->count == WORD_BAG_MAX)
        return false;
    if (bag->count == bag->capacity) {
        size_t capacity = bag->capacity ? 2 * bag->capacity : 4;
        struct bag_word *grown = realloc(bag->words, capacity * sizeof *grown);
        if (!grown)
            return false;
        bag->words = grown;
        bag->capacity = capacity;
    }
    bag->words[bag->count++] = (struct bag_word){.scored = scored, .share = 1, .weight = 1};
    return true;
}

void word_bag_scale(struct word_bag *bag, double weight)
{
    bag->words[bag->count - 1].weight = weight;
}

void word_bag_lessen(struct word_bag *bag, double share)
{
    bag->words[bag->count - 1].share = share;
}

bool word_bag_add_term(struct word_bag *bag, struct slice term, struct index_term known)
{
    struct bag_word *word = &bag->words[bag->count - 1];
    if (known.frequency == 0)
        return true;
    if (word->count == word->capacity) {
        size_t capacity = word->capacity ? 2 * word->capacity : 2;
        struct bag_term *grown = realloc(word->terms, capacity * sizeof *grown);
        if (!grown)
            return false;
        word->terms = grown;
        word->capacity = capacity;
    }
    char *bytes = malloc(term.length);
    if (!bytes)
        return false;
    memcpy(bytes, term.bytes, term.length);
    word->terms[word->count++] = (struct bag_term){bytes, term.length, known, word->share};
    return true;
}

/* Take the lowest out of the first `count` numbers. */
static double take_lowest(double *numbers, size_t count)
{
    size_t lowest = 0;
    for (size_t i = 1; i < count; i++)
        if (numbers[i] < numbers[lowest])
            lowest = i;
    double taken = numbers[lowest];
    numbers[lowest] = numbers[count - 1];
    return taken;
}

/* Documents that hold one of a word's terms, or of those that count in full, as libxapian estimates
 * it: as if terms were scattered at random, joined in pairs from the rarest on, rounded each time.
 * `numbers` is lent, with room for all terms. */
static double estimate(const struct bag_word *word, bool full, double documents, double *numbers)
{
    size_t count = 0;
    for (size_t i = 0; i < word->count; i++)
        if (!full || word->terms[i].share >= 1)
            numbers[count++] = word->terms[i].known.frequency;
    for (size_t left = count; left > 1; left--) {
        double a = take_lowest(numbers, left), b = take_lowest(numbers, left - 1);
        numbers[left - 2] = floor(a + b - a * b / documents + 0.5);
    }
    return count ? numbers[0] : 0;
}

/* Fill in a word's frequency; *rarity is the number of documents that its weight goes by. False on
 * no memory. */
static bool estimate_frequency(struct bag_word *word, double documents, double *rarity)
{
    double *numbers = malloc((word->count + 1) * sizeof *numbers);
    if (!numbers)
        return false;
    word->frequency = estimate(word, false, documents, numbers);
    *rarity = estimate(word, true, documents, numbers);
    *rarity = *rarity > 0 ? *rarity : word->frequency;
    free(numbers);
    return true;
}

/* The weight of a word as in libxapian's BM25Weight: the logarithm of the odds of its absence,
 * which bends near 2 so as not to fall below 0; times k1 + 1. */
static double word_factor(const struct bag_word *word, double rarity,
                          const struct word_scoring *scoring)
{
    double odds = (scoring->documents - rarity + 0.5) / (rarity + 0.5);
    if (odds < 2)
        odds = odds * 0.5 + 1;
    return word->weight * log(odds) * (scoring->ranking.k1 + 1);
}

bool word_bag_weigh(struct word_bag *bag, const struct word_scoring *scoring)
{
    for (size_t i = 0; i < bag->count; i++) {
        struct bag_word *word = &bag->words[i];
        double rarity;
        if (!estimate_frequency(word, scoring->documents, &rarity))
            return false;
        word->factor = word->scored ? word_factor(word, rarity, scoring) : 0;
    }
    return true;
}

static int by_frequency(const void *a, const void *b)
{
    double left = ((const struct bag_word *)a)->frequency;
    double right = ((const struct bag_word *)b)->frequency;
    return (left > right) - (left < right);
}

static int by_factor(const void *a, const void *b)
{
    double left = ((const struct bag_word *)a)->factor;
    double right = ((const struct bag_word *)b)->factor;
    return (left > right) - (left < right);
}

xap_status word_bag_query(struct word_bag *bag, const struct word_scoring *scoring, xap_query **out,
                          xap_error *err)
{
    *out = NULL;
    if (!bag)
        return search_fail(err, XAP_E_NO_MEMORY);
    bag->scoring = scoring;
    if (!word_bag_weigh(bag, scoring)) {
        word_bag_free(bag);
        return search_fail(err, XAP_E_NO_MEMORY);
    }
    if (bag->count > 0)
        qsort(bag->words, bag->count, sizeof *bag->words, bag->all ? by_frequency : by_factor);
    xap_source *source = NULL;
    xap_status status = word_source_new(bag, &source, err);
    if (status == XAP_OK)
        status = xap_query_source(source, out, err);
    xap_source_free(source);
    return status;
}
