#include "searcher/exact_words.h"

#include <stdlib.h>

#include "searcher/failure.h"

/* A word of the article. */
struct exact_word {
    struct slice text, folded;
    uint32_t position;
    unsigned field; /* number of the text; 0 is the title */
};

struct exact_words {
    struct index_reader *reader;
    struct analyser *analyser;
    uint32_t docid; /* of which the words are there; 0: none */
    struct article article;
    struct arena arena; /* folded words */
    struct exact_word *items;
    size_t count, capacity;
};

xap_status exact_words_open(struct index_reader *reader, struct analyser *analyser,
                            struct exact_words **out, xap_error *err)
{
    *out = NULL;
    if (!reader)
        return search_fail(err, XAP_E_UNSUPPORTED);
    struct exact_words *words = calloc(1, sizeof(*words));
    if (!words)
        return search_fail(err, XAP_E_NO_MEMORY);
    words->reader = reader;
    words->analyser = analyser;
    *out = words;
    return XAP_OK;
}

void exact_words_free(struct exact_words *words)
{
    if (!words)
        return;
    article_dispose(&words->article);
    arena_dispose(&words->arena);
    free(words->items);
    free(words);
}

static bool add_word(struct exact_words *words, const struct word *word, uint32_t position,
                     unsigned field)
{
    if (words->count == words->capacity) {
        size_t capacity = words->capacity ? 2 * words->capacity : 1024;
        struct exact_word *grown = realloc(words->items, capacity * sizeof(*grown));
        if (!grown)
            return false;
        words->items = grown;
        words->capacity = capacity;
    }
    struct slice folded = arena_copy(&words->arena, word->folded);
    words->items[words->count++] = (struct exact_word){word->text, folded, position, field};
    return folded.bytes != NULL;
}

/* Read a text of the article, of which the first word is at *position, and step over it. */
static xap_status read_text(struct exact_words *words, struct slice text, unsigned field,
                            uint32_t *position, xap_error *err)
{
    struct word word;
    uint32_t end = *position;
    enum herald_status status = HERALD_OK;
    if (text.length == 0)
        return XAP_OK;
    analyser_start(words->analyser, text);
    while ((status = analyser_next(words->analyser, &word, NULL)) == HERALD_OK) {
        if (word.kind != WORD_PLAIN)
            continue;
        end = *position + word.position + 1;
        if (!add_word(words, &word, *position + word.position, field))
            return search_fail(err, XAP_E_NO_MEMORY);
    }
    *position = end + SCHEMA_FIELD_GAP;
    return status == HERALD_DONE ? XAP_OK : search_fail(err, XAP_E_NO_MEMORY);
}

static xap_status read_texts(struct exact_words *words, xap_error *err)
{
    const struct article *article = &words->article;
    const struct slice texts[] = {article->title, article->subtitle, article->body};
    uint32_t position = SCHEMA_FIRST_POSITION;
    xap_status status = XAP_OK;
    for (unsigned field = 0; status == XAP_OK && field < 3; field++)
        status = read_text(words, texts[field], field, &position, err);
    return status;
}

/* Have the words of a document. */
static xap_status load(struct exact_words *words, uint32_t docid, xap_error *err)
{
    if (words->docid == docid)
        return XAP_OK;
    words->docid = 0;
    words->count = 0;
    arena_clear(&words->arena);
    article_clear(&words->article);
    xap_status status = XAP_OK;
    enum herald_status read = index_reader_article(words->reader, docid, &words->article, NULL);
    if (read == HERALD_E_NO_MEMORY || read == HERALD_E_BUSY)
        return search_fail(err, read == HERALD_E_BUSY ? XAP_E_MODIFIED : XAP_E_NO_MEMORY);
    if (read == HERALD_OK)
        status = read_texts(words, err);
    words->docid = status == XAP_OK ? docid : 0;
    return status;
}

static bool slot_has(const struct query_slot *slot, struct slice folded)
{
    for (size_t at = 0; at < slot->count; at++)
        if (slice_equal(slot->terms[at].folded, folded))
            return true;
    return false;
}

/* Whether the leaf stands as it was typed from a word on. */
static bool stands_at(const struct exact_words *words, size_t at, const struct query_leaf *leaf)
{
    const struct query_sequence *sequence = &leaf->sequences[0];
    const struct exact_word *first = &words->items[at];
    if (sequence->count > words->count - at || (leaf->in_title && first->field > 0))
        return false;
    for (size_t slot = 0; slot < sequence->count; slot++)
        if (!slot_has(&sequence->slots[slot], first[slot].folded))
            return false;
    const struct exact_word *last = &first[sequence->count - 1];
    const char *end = last->text.bytes + last->text.length;
    return first->field == last->field &&
           slice_equal(leaf->written,
                       (struct slice){first->text.bytes, (size_t)(end - first->text.bytes)});
}

xap_status exact_words_find(struct exact_words *words, uint32_t docid,
                            const struct query_leaf *leaf, struct stretches *out,
                            struct stretch_work *work, xap_error *err)
{
    xap_status status = load(words, docid, err);
    for (size_t at = 0; status == XAP_OK && leaf->sequence_count > 0 && at < words->count; at++)
        if (stands_at(words, at, leaf)) {
            uint32_t first = words->items[at].position;
            uint32_t last = first + (uint32_t)leaf->sequences[0].count - 1;
            stretches_add(out, (struct stretch){first, last}, work);
        }
    return status;
}
