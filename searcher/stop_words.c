#include "searcher/stop_words.h"

#include <math.h>

#include "indexer/language/stopwords.h"
#include "indexer/schema.h"

bool query_slot_is_stop(const struct query_slot *slot, language_id language)
{
    return language != LANGUAGE_NONE && slot->count == 1 &&
           language_is_stop_word(language, slot->terms[0].folded);
}

/* The one word that a leaf is, as it was typed; NULL where it is something else. */
static const struct query_slot *typed_word(const struct query_leaf *leaf)
{
    bool word = leaf->node->kind == QUERY_WORD && leaf->sequence_count == 1 &&
                leaf->sequences[0].count == 1;
    return word ? &leaf->sequences[0].slots[0] : NULL;
}

bool query_leaf_is_stop(const struct query_leaf *leaf, language_id language)
{
    const struct query_slot *word = typed_word(leaf);
    return word && query_slot_is_stop(word, language);
}

/* --- the language of a query ------------------------------------------------------------------ */

/* How likely each language of the index is. */
struct guess {
    struct index_reader *reader;
    struct analyser *analyser;
    struct index_languages languages;
    uint32_t articles[LANGUAGE_MAX], with_word[LANGUAGE_MAX]; /* by place in `languages` */
    double all;                                               /* the sum of `articles` */
    double likelihood[LANGUAGE_MAX];                          /* logarithms */
    struct buffer term;
};

static bool has_stop_word(const struct query_terms *terms, language_id language)
{
    for (size_t at = 0; at < terms->count; at++)
        if (query_leaf_is_stop(&terms->leaves[at], language))
            return true;
    return false;
}

static bool has_any_stop_word(const struct query_terms *terms, struct index_languages languages)
{
    for (size_t at = 0; at < languages.count; at++)
        if (has_stop_word(terms, languages.items[at]))
            return true;
    return false;
}

static xap_status look_up(struct guess *guess, uint32_t *out, xap_error *err)
{
    struct index_term known;
    xap_status status = index_reader_term(guess->reader, buffer_slice(&guess->term), &known, err);
    *out = status == XAP_OK ? known.frequency : 0;
    return status;
}

static xap_status count_articles(struct guess *guess, xap_error *err)
{
    xap_status status = XAP_OK;
    for (size_t at = 0; at < guess->languages.count && status == XAP_OK; at++) {
        buffer_clear(&guess->term);
        schema_term(&guess->term, SCHEMA_LANGUAGE,
                    slice_of(language_code(guess->languages.items[at])));
        status = look_up(guess, &guess->articles[at], err);
        guess->all += guess->articles[at];
    }
    for (size_t at = 0; at < guess->languages.count; at++)
        guess->likelihood[at] = log((guess->articles[at] + 1) / (guess->all + 1));
    return status;
}

/* Take the evidence of one word. */
static xap_status weigh_word(struct guess *guess, struct slice folded, xap_error *err)
{
    xap_status status = XAP_OK;
    double all = 0;
    for (size_t at = 0; at < guess->languages.count && status == XAP_OK; at++) {
        language_id language = guess->languages.items[at];
        buffer_clear(&guess->term);
        schema_stem_term(&guess->term, SCHEMA_STEM, language,
                         analyser_stem(guess->analyser, folded, language));
        status = look_up(guess, &guess->with_word[at], err);
        all += guess->with_word[at];
    }
    double usual = (all + 0.5) / (guess->all + 1);
    for (size_t at = 0; at < guess->languages.count; at++)
        guess->likelihood[at] += log((guess->with_word[at] + STOP_WORDS_DOUBT * usual) /
                                     (guess->articles[at] + STOP_WORDS_DOUBT));
    return status;
}

static xap_status weigh_words(struct guess *guess, const struct query_terms *terms, xap_error *err)
{
    size_t words = 0;
    xap_status status = count_articles(guess, err);
    for (size_t at = 0; at < terms->count && words < STOP_WORDS_LOOKED_AT; at++) {
        const struct query_slot *word = typed_word(&terms->leaves[at]);
        if (!word || word->terms[0].is_term || !schema_has_stem(word->terms[0].folded))
            continue;
        words++;
        if (status == XAP_OK)
            status = weigh_word(guess, word->terms[0].folded, err);
    }
    return status;
}

xap_status query_stop_language(struct index_reader *reader, struct analyser *analyser,
                               const struct query_terms *terms, struct index_languages languages,
                               language_id *out, xap_error *err)
{
    struct guess guess = {.reader = reader, .analyser = analyser, .languages = languages};
    size_t best = 0;
    *out = LANGUAGE_NONE;
    if (!has_any_stop_word(terms, languages))
        return XAP_OK;
    xap_status status = languages.count > 1 ? weigh_words(&guess, terms, err) : XAP_OK;
    for (size_t at = 1; at < languages.count; at++)
        if (guess.likelihood[at] > guess.likelihood[best])
            best = at;
    if (status == XAP_OK && has_stop_word(terms, languages.items[best]))
        *out = languages.items[best];
    buffer_dispose(&guess.term);
    return status;
}
