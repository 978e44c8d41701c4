#include "searcher/request_words.h"

#include "indexer/language/stopwords.h"

static bool is_request(const struct query_slot *slot, language_id language)
{
    return slot->count == 1 && language_is_request_word(language, slot->terms[0].folded);
}

double request_words_factor(const struct query *query, const struct query_terms *terms,
                            language_id language, const struct ranking *ranking)
{
    size_t words = 0;
    if (!query->any)
        return 1;
    for (size_t at = 0; at < terms->count && words < REQUEST_WORDS_LEAST; at++) {
        const struct query_leaf *leaf = &terms->leaves[at];
        for (size_t slot = 0; leaf->sequence_count > 0 && slot < leaf->sequences[0].count; slot++) {
            const struct query_slot *here = &leaf->sequences[0].slots[slot];
            bool stop = here->count == 1 && language_is_stop_word(language, here->terms[0].folded);
            words += !stop && !is_request(here, language);
        }
    }
    return words >= REQUEST_WORDS_LEAST ? ranking->request_weight : 1;
}

double request_words_weight(const struct query_slot *slot, language_id language, double factor)
{
    return is_request(slot, language) ? factor : 1;
}
