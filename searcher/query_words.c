#include "searcher/query_words.h"

#include <stdlib.h>

#include "searcher/failure.h"
#include "searcher/request_words.h"
#include "searcher/stop_words.h"

struct finder {
    const struct translation *given;
    struct query_words *words;
    double *weights;
    struct query_place_of_word *places;
    struct word_bag *bag; /* the stems, for the weights */
    size_t *bag_words;    /* of each word, its place in the bag */
    size_t count, place_count;
    language_id stop;
    double request_weight;
    struct buffer term;
};

void query_words_dispose(struct query_words *words)
{
    arena_dispose(&words->arena);
    *words = (struct query_words){0};
}

/* --- one word --------------------------------------------------------------------------------- */

/* Add a term to the last word of the bag, and the words that it stands for to the forms. */
static xap_status add_term(struct finder *finder, struct slice folded, bool stem,
                           struct word_list *forms, xap_error *err)
{
    struct index_term known;
    struct slice term = buffer_slice(&finder->term);
    if (finder->term.failed)
        return search_fail(err, XAP_E_NO_MEMORY);
    xap_status status = index_reader_term(finder->given->reader, term, &known, err);
    if (status != XAP_OK || known.frequency == 0)
        return status;
    if (!word_bag_add_term(finder->bag, term, known))
        return search_fail(err, XAP_E_NO_MEMORY);
    if (stem)
        return word_forms_find(finder->given->reader, finder->given->analyser, term, folded,
                               &finder->words->arena, forms, err);
    return word_list_add(forms, folded, &finder->words->arena) ? XAP_OK
                                                               : search_fail(err, XAP_E_NO_MEMORY);
}

/* Find the stems of a word in all languages, and their forms. */
static xap_status find_forms(struct finder *finder, struct slice folded, bool exact,
                             struct word_list *forms, xap_error *err)
{
    struct index_languages languages = finder->given->languages;
    bool stemmed = schema_has_stem(folded) && !exact;
    xap_status status = XAP_OK;
    for (size_t at = 0; stemmed && status == XAP_OK && at < languages.count; at++) {
        struct slice stem = analyser_stem(finder->given->analyser, folded, languages.items[at]);
        buffer_clear(&finder->term);
        schema_stem_term(&finder->term, SCHEMA_STEM, languages.items[at], stem);
        status = add_term(finder, folded, true, forms, err);
    }
    if (status != XAP_OK || (stemmed && !languages.others))
        return status;
    buffer_clear(&finder->term);
    if (stemmed)
        schema_stem_term(&finder->term, SCHEMA_STEM, LANGUAGE_NONE, folded);
    else
        buffer_append_slice(&finder->term, folded);
    return add_term(finder, folded, false, forms, err);
}

/* Leave one of those that are the same. */
static void drop_repeated(struct word_list *forms)
{
    size_t kept = 0;
    for (size_t at = 0; at < forms->count; at++) {
        bool known = false;
        for (size_t before = 0; before < kept && !known; before++)
            known = slice_equal(forms->items[before], forms->items[at]);
        if (!known)
            forms->items[kept++] = forms->items[at];
    }
    forms->count = kept;
}

/* The word with the same forms, or `count`. */
static size_t find_same(const struct finder *finder, const struct word_list *forms)
{
    for (size_t at = 0; at < finder->count; at++) {
        const struct query_word *word = &finder->words->items[at];
        bool same = word->form_count == forms->count;
        for (size_t form = 0; same && form < forms->count; form++)
            same = slice_equal(word->forms[form], forms->items[form]);
        if (same)
            return at;
    }
    return finder->count;
}

static xap_status add_slot(struct finder *finder, const struct query_leaf *leaf,
                           const struct query_slot *slot, uint32_t position, xap_error *err)
{
    struct word_list forms = {NULL, 0, 0};
    bool exact = leaf->node->kind == QUERY_EXACT;
    xap_status status = XAP_OK;
    size_t bag_word = finder->bag->count;
    if (bag_word == WORD_BAG_MAX)
        return XAP_OK;
    if (!word_bag_add_word(finder->bag, true))
        return search_fail(err, XAP_E_NO_MEMORY);
    for (size_t term = 0; status == XAP_OK && term < slot->count; term++)
        if (!slot->terms[term].lesser && !slot->terms[term].is_term)
            status = find_forms(finder, slot->terms[term].folded, exact, &forms, err);
    if (status != XAP_OK || forms.count == 0)
        return status;
    drop_repeated(&forms);
    size_t word = find_same(finder, &forms);
    if (word == finder->count) {
        finder->words->items[word] =
            (struct query_word){slot->terms[0].folded, forms.items, forms.count};
        finder->words->form_count += forms.count;
        finder->bag_words[word] = bag_word;
        finder->weights[word] = 0;
        finder->count++;
    }
    finder->weights[word] += request_words_weight(slot, finder->stop, finder->request_weight);
    finder->places[finder->place_count++] = (struct query_place_of_word){position, (uint32_t)word};
    return XAP_OK;
}

/* --- all words -------------------------------------------------------------------------------- */

static xap_status add_leaves(struct finder *finder, xap_error *err)
{
    const struct query_terms *terms = finder->given->terms;
    uint32_t position = 0;
    xap_status status = XAP_OK;
    for (size_t at = 0; at < terms->count; at++) {
        const struct query_leaf *leaf = &terms->leaves[at];
        enum query_kind kind = leaf->node ? leaf->node->kind : QUERY_PREFIX;
        if (kind == QUERY_PREFIX || leaf->in_title || leaf->negated || leaf->sequence_count == 0) {
            position++;
            continue;
        }
        for (size_t slot = 0; status == XAP_OK && slot < leaf->sequences[0].count; slot++) {
            const struct query_slot *words = &leaf->sequences[0].slots[slot];
            if (!query_slot_is_stop(words, finder->stop))
                status = add_slot(finder, leaf, words, position, err);
            position++;
        }
    }
    return status;
}

/* Give each word the weight that libxapian gives it, for one occurrence too many to count. */
static bool weigh(struct finder *finder, const struct word_scoring *scoring)
{
    if (!word_bag_weigh(finder->bag, scoring))
        return false;
    for (size_t at = 0; at < finder->count; at++)
        finder->weights[at] *=
            finder->bag->words[finder->bag_words[at]].factor / (scoring->ranking.k1 + 1);
    finder->words->query = (struct closeness_query){finder->weights, finder->count, finder->places,
                                                    finder->place_count};
    return true;
}

xap_status query_words_find(struct query_words *words, const struct translation *translation,
                            const struct word_scoring *scoring, xap_error *err)
{
    struct finder finder = {.given = translation, .words = words, .term = BUFFER_INIT};
    struct arena *arena = &words->arena;
    query_words_dispose(words);
    words->items = arena_alloc(arena, WORD_BAG_MAX * sizeof(*words->items));
    finder.weights = arena_alloc(arena, WORD_BAG_MAX * sizeof(*finder.weights));
    finder.places = arena_alloc(arena, WORD_BAG_MAX * sizeof(*finder.places));
    finder.bag_words = arena_alloc(arena, WORD_BAG_MAX * sizeof(*finder.bag_words));
    finder.bag = word_bag_new(false);
    if (!words->items || !finder.weights || !finder.places || !finder.bag_words || !finder.bag) {
        word_bag_free(finder.bag);
        return search_fail(err, XAP_E_NO_MEMORY);
    }
    finder.stop = translation->stop;
    finder.request_weight = request_words_factor(translation->query, translation->terms,
                                                 finder.stop, &scoring->ranking);
    xap_status status = add_leaves(&finder, err);
    if (status == XAP_OK && !weigh(&finder, scoring))
        status = search_fail(err, XAP_E_NO_MEMORY);
    word_bag_free(finder.bag);
    buffer_dispose(&finder.term);
    return status;
}
