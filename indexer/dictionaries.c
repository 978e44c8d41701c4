#include "indexer/dictionaries.h"

#include <stdlib.h>
#include <xxhash.h>

#include "corpus/record.h"

/* A corpus of less than this has no dictionary of its own. */
#define OWN_DICTIONARY_BYTES ((size_t)128 << 10)

struct corpus {
    uint64_t key;
    const struct store_dictionary *dictionary;
};

struct dictionaries {
    struct corpus corpora[DICTIONARIES_MOST];
    size_t corpus_count;
    struct store_dictionary *owned[DICTIONARIES_MOST];
    size_t owned_count;
};

/* Encoded articles of one corpus, or of all. */
struct sample {
    struct buffer bytes;
    size_t *ends;
    size_t count;
    size_t capacity;
};

struct dictionaries *dictionaries_new(void)
{
    return calloc(1, sizeof(struct dictionaries));
}

void dictionaries_free(struct dictionaries *dictionaries)
{
    if (!dictionaries)
        return;
    for (size_t i = 0; i < dictionaries->owned_count; i++)
        store_dictionary_free(dictionaries->owned[i]);
    free(dictionaries);
}

static uint64_t corpus_key(const struct article *article)
{
    uint64_t language = XXH3_64bits(article->language.bytes, article->language.length);
    return XXH3_64bits_withSeed(article->source.bytes, article->source.length, language);
}

static const struct corpus *find_corpus(const struct dictionaries *dictionaries, uint64_t key)
{
    for (size_t i = 0; i < dictionaries->corpus_count; i++)
        if (dictionaries->corpora[i].key == key)
            return &dictionaries->corpora[i];
    return NULL;
}

bool dictionaries_know(const struct dictionaries *dictionaries, const struct article *article)
{
    return dictionaries->corpus_count == DICTIONARIES_MOST ||
           find_corpus(dictionaries, corpus_key(article)) != NULL;
}

const struct store_dictionary *dictionaries_find(const struct dictionaries *dictionaries,
                                                 const struct article *article)
{
    const struct corpus *corpus = find_corpus(dictionaries, corpus_key(article));
    if (corpus)
        return corpus->dictionary;
    return dictionaries->owned_count > 0
               ? dictionaries->owned[dictionaries->owned_count - 1]
               : NULL;
}

/* --- training ------------------------------------------------------------------------------ */

static bool sample_add(struct sample *sample, const struct article *article)
{
    if (sample->count == sample->capacity) {
        size_t capacity = sample->capacity ? 2 * sample->capacity : 256;
        size_t *grown = realloc(sample->ends, capacity * sizeof *grown);
        if (!grown)
            return false;
        sample->ends = grown;
        sample->capacity = capacity;
    }
    article_encode(article, &sample->bytes);
    sample->ends[sample->count++] = sample->bytes.length;
    return !sample->bytes.failed;
}

/* Collect articles of one corpus, or with all=true of every corpus not yet known. */
static bool collect(const struct dictionaries *dictionaries, const struct chunk_list *waiting,
                    uint64_t key, bool all, struct sample *sample)
{
    sample->count = 0;
    buffer_clear(&sample->bytes);
    for (const struct chunk *chunk = waiting->first; chunk; chunk = chunk->next) {
        for (size_t i = 0; i < chunk->count; i++) {
            const struct article *article = &chunk->items[i].article;
            if (sample->bytes.length >= STORE_SAMPLE_BYTES)
                return true;
            uint64_t own = corpus_key(article);
            bool wanted = all ? find_corpus(dictionaries, own) == NULL : own == key;
            if (wanted && !sample_add(sample, article))
                return false;
        }
    }
    return true;
}

/* Train on a sample; *out is NULL where there is too little of it, or no room for one more. */
static enum herald_status train(struct dictionaries *dictionaries, const struct sample *sample,
                                const struct store_dictionary **out, struct herald_error *err)
{
    struct store_dictionary *made = NULL;
    *out = NULL;
    if (sample->count == 0 || dictionaries->owned_count == DICTIONARIES_MOST)
        return HERALD_OK;
    struct slice *slices = calloc(sample->count, sizeof *slices);
    if (!slices)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    for (size_t i = 0, start = 0; i < sample->count; start = sample->ends[i++])
        slices[i] = (struct slice){sample->bytes.bytes + start, sample->ends[i] - start};
    enum herald_status status = store_dictionary_train(slices, sample->count, &made, err);
    free(slices);
    if (made)
        dictionaries->owned[dictionaries->owned_count++] = made;
    *out = made;
    return status;
}

static bool know_one_more(struct dictionaries *dictionaries, uint64_t key,
                          const struct store_dictionary *dictionary)
{
    if (dictionaries->corpus_count == DICTIONARIES_MOST)
        return false;
    dictionaries->corpora[dictionaries->corpus_count++] = (struct corpus){key, dictionary};
    return true;
}

/* Call `learn` for an article of each waiting corpus that is not known. */
typedef enum herald_status learn_function(struct dictionaries *dictionaries,
                                          const struct chunk_list *waiting, uint64_t key,
                                          struct sample *sample, struct herald_error *err);

static enum herald_status for_unknown(struct dictionaries *dictionaries,
                                      const struct chunk_list *waiting, learn_function *learn,
                                      struct sample *sample, struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    uint64_t last = 0;
    for (const struct chunk *chunk = waiting->first; chunk; chunk = chunk->next) {
        for (size_t i = 0; i < chunk->count && status == HERALD_OK; i++) {
            const struct article *article = &chunk->items[i].article;
            uint64_t key = corpus_key(article);
            if (key != last && !dictionaries_know(dictionaries, article))
                status = learn(dictionaries, waiting, key, sample, err);
            last = key;
        }
    }
    return status;
}

/* A dictionary of its own for a corpus that has enough text. */
static enum herald_status learn_own(struct dictionaries *dictionaries,
                                    const struct chunk_list *waiting, uint64_t key,
                                    struct sample *sample, struct herald_error *err)
{
    const struct store_dictionary *own = NULL;
    if (!collect(dictionaries, waiting, key, false, sample))
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    if (sample->bytes.length < OWN_DICTIONARY_BYTES)
        return HERALD_OK;
    enum herald_status status = train(dictionaries, sample, &own, err);
    if (own)
        know_one_more(dictionaries, key, own);
    return status;
}

/* For the corpora that are left, one dictionary together, the sample being of them all. */
static enum herald_status learn_shared(struct dictionaries *dictionaries,
                                       const struct chunk_list *waiting, uint64_t key,
                                       struct sample *sample, struct herald_error *err)
{
    const struct store_dictionary *shared = NULL;
    (void)key;
    if (!collect(dictionaries, waiting, 0, true, sample))
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    enum herald_status status = train(dictionaries, sample, &shared, err);
    for (const struct chunk *chunk = waiting->first; chunk && status == HERALD_OK;
         chunk = chunk->next)
        for (size_t i = 0; i < chunk->count; i++)
            if (!dictionaries_know(dictionaries, &chunk->items[i].article))
                know_one_more(dictionaries, corpus_key(&chunk->items[i].article), shared);
    return status;
}

enum herald_status dictionaries_train(struct dictionaries *dictionaries,
                                      const struct chunk_list *waiting, struct herald_error *err)
{
    struct sample sample = {0};
    enum herald_status status = for_unknown(dictionaries, waiting, learn_own, &sample, err);
    if (status == HERALD_OK)
        status = for_unknown(dictionaries, waiting, learn_shared, &sample, err);
    buffer_dispose(&sample.bytes);
    free(sample.ends);
    return status;
}
