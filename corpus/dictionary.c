#include "corpus/dictionary.h"

#include <stdlib.h>
#include <zlib.h>

/*
 * A dictionary is put together of short segments of the sample whose grams (runs of six bytes)
 * occur in the most articles. Each round cuts the sample into stretches and takes the best segment
 * of every stretch; what it covers counts nothing from then on. This is the method of Liao, Petri,
 * Moffat and Wirth, "Effective Construction of Relative Lempel-Ziv Dictionaries" (WWW 2016), in the
 * form that Zstandard's COVER trainer made popular. The segments chosen first are worth most and
 * stand last, where deflate reaches them with the shortest distances.
 */

enum {
    GRAM = 6,     /* bytes; 6 and 48 were the best of 5..8 and 32..128 on English wire copy, */
    SEGMENT = 48, /* State Department releases and UN speeches */
    ROUNDS = 8,   /* fewer are up to 1 per cent worse, more gain nothing */
    TABLE_BITS = 20,
    TABLE_SIZE = 1 << TABLE_BITS,
    /* Of an article only so much: deflate forgets the dictionary after its window's length. */
    SAMPLE_OF_ARTICLE = 32 << 10,
    SAMPLE_MINIMUM = 64 << 10,
};

/* What is known of a gram. Small, since the search for segments is a walk through this table. */
struct gram {
    uint16_t articles; /* that it occurs in beyond the first; 0 once it is covered */
    uint16_t inside;   /* occurrences in the segment under the eye */
};

struct trainer {
    unsigned char *sample; /* with room behind it for reading eight bytes at once */
    size_t length;
    struct gram *grams; /* by hash; where two share a place, they count as one */
    uint32_t *last;     /* by hash too: number, from 1, of the article that had the gram last */
    unsigned char *out; /* DICTIONARY_BYTES, filled from its end */
    size_t room;
};

static size_t gram_hash(const struct trainer *trainer, size_t position)
{
    uint64_t bytes;
    memcpy(&bytes, trainer->sample + position, sizeof(bytes));
    bytes <<= 8 * (sizeof(bytes) - GRAM);
    return (size_t)((bytes * 0x9E3779B185EBCA87u) >> (64 - TABLE_BITS));
}

static struct gram *gram_at(const struct trainer *trainer, size_t position)
{
    return &trainer->grams[gram_hash(trainer, position)];
}

/* Gather the sample and count for every gram the articles that it occurs in. */
static void gather(struct trainer *trainer, const struct slice *samples, size_t count)
{
    for (size_t i = 0; i < count && i < UINT32_MAX && trainer->length < STORE_SAMPLE_BYTES; i++) {
        size_t start = trainer->length, take = samples[i].length;
        if (take > SAMPLE_OF_ARTICLE)
            take = SAMPLE_OF_ARTICLE;
        if (take > STORE_SAMPLE_BYTES - start)
            take = STORE_SAMPLE_BYTES - start;
        if (take)
            memcpy(trainer->sample + start, samples[i].bytes, take);
        trainer->length += take;
        for (size_t at = start; at + GRAM <= trainer->length; at++) {
            size_t hash = gram_hash(trainer, at);
            struct gram *gram = &trainer->grams[hash];
            if (trainer->last[hash] && trainer->last[hash] != i + 1 && gram->articles < UINT16_MAX)
                gram->articles++;
            trainer->last[hash] = (uint32_t)i + 1;
        }
    }
}

/* The start of the segment in [from, to) that covers most; false if none covers anything. */
static bool best_segment(struct trainer *trainer, size_t from, size_t to, size_t *out)
{
    uint64_t best = 0, score = 0;
    size_t start = from;
    for (size_t at = from; at < to; at++) {
        struct gram *gram = gram_at(trainer, at);
        if (gram->inside++ == 0)
            score += gram->articles;
        if (at - start > SEGMENT - GRAM) {
            gram = gram_at(trainer, start++);
            if (--gram->inside == 0)
                score -= gram->articles;
        }
        if (score > best) {
            best = score;
            *out = start;
        }
    }
    for (; start < to; start++)
        gram_at(trainer, start)->inside = 0;
    return best > 0;
}

/* Put a segment before what was chosen so far, less the edges that cover nothing. */
static void take_segment(struct trainer *trainer, size_t start)
{
    size_t limit = start + SEGMENT < trainer->length ? start + SEGMENT : trainer->length;
    size_t first = limit, end = start;
    for (size_t at = start; at + GRAM <= limit; at++) {
        struct gram *gram = gram_at(trainer, at);
        if (gram->articles == 0)
            continue;
        first = first < at ? first : at;
        end = at + GRAM;
        gram->articles = 0;
    }
    size_t length = end - first < trainer->room ? end - first : trainer->room;
    trainer->room -= length;
    memcpy(trainer->out + trainer->room, trainer->sample + end - length, length);
}

static void choose(struct trainer *trainer)
{
    size_t stretches = DICTIONARY_BYTES / SEGMENT / ROUNDS, last = trainer->length - GRAM + 1;
    bool found = true;
    while (found && trainer->room) {
        found = false;
        for (size_t i = 0; i < stretches && trainer->room; i++) {
            size_t start = 0, from = last * i / stretches, to = last * (i + 1) / stretches;
            if (!best_segment(trainer, from, to, &start))
                continue;
            take_segment(trainer, start);
            found = true;
        }
    }
}

enum herald_status store_dictionary_train(const struct slice *samples, size_t count,
                                          struct store_dictionary **out, struct herald_error *err)
{
    *out = NULL;
    unsigned char chosen[DICTIONARY_BYTES];
    struct trainer trainer = {.sample = calloc(1, STORE_SAMPLE_BYTES + sizeof(uint64_t)),
                              .grams = calloc(TABLE_SIZE, sizeof(struct gram)),
                              .last = calloc(TABLE_SIZE, sizeof(uint32_t)),
                              .out = chosen,
                              .room = DICTIONARY_BYTES};
    enum herald_status status = HERALD_OK;
    if (!trainer.sample || !trainer.grams || !trainer.last) {
        status = herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for training a dictionary");
    } else {
        gather(&trainer, samples, count);
        if (trainer.length >= SAMPLE_MINIMUM)
            choose(&trainer);
        struct slice bytes = {(const char *)chosen + trainer.room, DICTIONARY_BYTES - trainer.room};
        if (bytes.length)
            status = store_dictionary_make(bytes, out, err);
    }
    free(trainer.sample);
    free(trainer.grams);
    free(trainer.last);
    return status;
}

enum herald_status store_dictionary_make(struct slice bytes, struct store_dictionary **out,
                                         struct herald_error *err)
{
    *out = NULL;
    if (bytes.length == 0 || bytes.length > DICTIONARY_BYTES)
        return herald_fail(err, HERALD_E_ARGUMENT, "a dictionary has 1 to %u bytes, not %zu",
                           DICTIONARY_BYTES, bytes.length);
    struct store_dictionary *made = malloc(sizeof(*made) + bytes.length);
    if (!made)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for a dictionary");
    memcpy(made->bytes, bytes.bytes, bytes.length);
    made->length = (uint32_t)bytes.length;
    made->checksum = (uint32_t)crc32(0, made->bytes, made->length);
    *out = made;
    return HERALD_OK;
}

struct slice store_dictionary_bytes(const struct store_dictionary *dictionary)
{
    return (struct slice){(const char *)dictionary->bytes, dictionary->length};
}

void store_dictionary_free(struct store_dictionary *dictionary)
{
    free(dictionary);
}
