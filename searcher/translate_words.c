#include "searcher/translate_words.h"

#include "searcher/failure.h"
#include "searcher/request_words.h"
#include "searcher/stop_words.h"
#include "searcher/widening.h"

/* --- words ------------------------------------------------------------------------------------ */

static xap_query *term_query(struct translator *translator)
{
    xap_query *query = NULL;
    xap_error error = XAP_ERROR_INIT;
    struct buffer *term = &translator->term;
    if (translator->making.status == XAP_OK)
        query_making_note(&translator->making,
                          xap_query_term(term->bytes, term->length, 1, 0, &query, &error), &error);
    return query;
}

/* What is known of the term; without an index to ask, that a document holds it. */
static struct index_term find_term(struct translator *translator)
{
    struct index_term known = {1, 1};
    xap_error error = XAP_ERROR_INIT;
    if (translator->given->reader)
        query_making_note(&translator->making,
                          index_reader_term(translator->given->reader,
                                            buffer_slice(&translator->term), &known, &error),
                          &error);
    return known;
}

/* Terms looked up between two looks at the clock. */
#define CLOCK_STEP 64u

bool translator_is_late(struct translator *translator)
{
    struct search_clock *clock = translator->given->clock;
    xap_error error = XAP_ERROR_INIT;
    if (!clock || !clock_is_over(clock))
        return false;
    query_making_note(&translator->making, search_fail(&error, XAP_E_TIMEOUT), &error);
    return true;
}

static void set_word(struct translator *translator, struct slice folded, bool in_title)
{
    buffer_clear(&translator->term);
    buffer_append_string(&translator->term, in_title ? SCHEMA_TITLE : "");
    buffer_append_slice(&translator->term, folded);
}

/* A word, or what is a term already. */
static void set_term(struct translator *translator, const struct query_term *term, bool in_title)
{
    if (!term->is_term) {
        set_word(translator, term->folded, in_title);
        return;
    }
    buffer_clear(&translator->term);
    buffer_append_slice(&translator->term, term->folded);
}

static void set_stem(struct translator *translator, struct slice folded, language_id language,
                     bool in_title)
{
    struct slice stem = analyser_stem(translator->given->analyser, folded, language);
    buffer_clear(&translator->term);
    schema_stem_term(&translator->term, in_title ? SCHEMA_TITLE_STEM : SCHEMA_STEM, language, stem);
}

/* Where the terms of a slot go: to the parts of a query, or to a word of a bag. */
struct destination {
    struct query_parts parts;
    struct word_bag *bag; /* NULL: parts */
};

static void add_term(struct translator *translator, struct destination *to)
{
    if (++translator->steps % CLOCK_STEP == 0 && translator_is_late(translator))
        return;
    struct index_term known = find_term(translator);
    if (known.frequency == 0)
        return;
    if (!to->bag)
        query_parts_add(&translator->making, &to->parts, term_query(translator));
    else if (!word_bag_add_term(to->bag, buffer_slice(&translator->term), known))
        query_making_no_memory(&translator->making);
}

/* Add the terms that a word is looked up as, those that the database holds. */
static void add_stems(struct translator *translator, struct destination *to,
                      const struct query_term *term, bool in_title)
{
    struct index_languages languages = translator->given->languages;
    struct slice folded = term->folded;
    bool stemmed = schema_has_stem(folded);
    for (size_t at = 0; stemmed && at < languages.count; at++) {
        if (!query_term_is_of(term, languages.items[at]))
            continue;
        set_stem(translator, folded, languages.items[at], in_title);
        add_term(translator, to);
    }
    if (stemmed && (!languages.others || !query_term_is_of(term, LANGUAGE_NONE)))
        return;
    /* Articles in languages without a stemmer have the word for its stem; all have the numbers. */
    if (stemmed)
        set_stem(translator, folded, LANGUAGE_NONE, in_title);
    else
        set_word(translator, folded, in_title);
    add_term(translator, to);
}

/* Add the terms that a word to look for is looked up as: those of what was typed, or the lesser
 * ones. */
static void add_wanted(struct translator *translator, struct destination *to,
                       const struct wanted_word *word, bool lesser)
{
    for (size_t at = 0; at < word->slot->count && translator->making.status == XAP_OK; at++) {
        const struct query_term *term = &word->slot->terms[at];
        if (term->lesser != lesser)
            continue;
        if (!word->whole && !term->is_term) {
            add_stems(translator, to, term, word->in_title);
            continue;
        }
        set_term(translator, term, word->in_title);
        add_term(translator, to);
    }
}

/* A query, which is taken over, that weighs less. */
static xap_query *scaled(struct translator *translator, xap_query *query, double weight)
{
    xap_query *scaled = NULL;
    xap_error error = XAP_ERROR_INIT;
    if (query)
        query_making_note(&translator->making, xap_query_scale(query, weight, &scaled, &error),
                          &error);
    xap_query_free(query);
    return scaled;
}

/* A word as it weighs, all its terms as one. Never NULL but on failure: a word that no article has
 * is a term that none has. */
static xap_query *scored_word(struct translator *translator, const struct wanted_word *word)
{
    struct destination to = {{NULL, 0, 0}, NULL}, lesser = {{NULL, 0, 0}, NULL};
    struct query_parts both = {NULL, 0, 0};
    add_wanted(translator, &to, word, false);
    add_wanted(translator, &lesser, word, true);
    if (to.parts.count == 0 && lesser.parts.count == 0) {
        set_term(translator, &word->slot->terms[0], word->in_title);
        query_parts_add(&translator->making, &to.parts, term_query(translator));
    }
    query_parts_add(&translator->making, &both,
                    query_parts_combine(&translator->making, &to.parts, XAP_SYNONYM, 0));
    query_parts_add(&translator->making, &both,
                    scaled(translator,
                           query_parts_combine(&translator->making, &lesser.parts, XAP_SYNONYM, 0),
                           WIDENING_SHARE));
    xap_query *query = query_parts_combine(&translator->making, &both, XAP_OR, 0);
    return word->weight < 1 ? scaled(translator, query, word->weight) : query;
}

/* --- words together --------------------------------------------------------------------------- */

/* False where there is no more room. */
static bool words_add(struct words *words, struct wanted_word word)
{
    if (words->count == WORD_BAG_MAX)
        return false;
    words->items[words->count++] = word;
    return true;
}

/* The words as a bag of our own. */
static xap_query *bag_query(struct translator *translator, const struct words *words, bool all)
{
    xap_query *query = NULL;
    xap_error error = XAP_ERROR_INIT;
    struct destination to = {{NULL, 0, 0}, word_bag_new(all)};
    bool ready = to.bag != NULL;
    if (to.bag && translator->negated)
        word_bag_negate(to.bag);
    for (size_t at = 0; ready && at < words->count; at++) {
        ready = word_bag_add_word(to.bag, words->items[at].scored);
        if (!ready)
            break;
        word_bag_scale(to.bag, words->items[at].weight);
        add_wanted(translator, &to, &words->items[at], false);
        word_bag_lessen(to.bag, WIDENING_SHARE);
        add_wanted(translator, &to, &words->items[at], true);
    }
    if (!ready || translator->making.status != XAP_OK) {
        word_bag_free(to.bag);
        query_making_no_memory(&translator->making); /* unless there was another failure */
        return NULL;
    }
    query_making_note(&translator->making,
                      word_bag_query(to.bag, translator->given->scoring, &query, &error), &error);
    return query;
}

/* The words as parts of libxapian's. */
static xap_query *parts_query(struct translator *translator, const struct words *words, bool all)
{
    struct query_parts scored = {NULL, 0, 0}, required = {NULL, 0, 0};
    for (size_t at = 0; at < words->count; at++)
        query_parts_add(&translator->making, words->items[at].scored ? &scored : &required,
                        scored_word(translator, &words->items[at]));
    return query_parts_pair(
        &translator->making, XAP_FILTER,
        query_parts_combine(&translator->making, &scored, all ? XAP_AND : XAP_OR, 0),
        query_parts_combine(&translator->making, &required, XAP_AND, 0));
}

xap_query *words_query(struct translator *translator, const struct words *words, bool all)
{
    if (words->count == 0)
        return NULL;
    return translator->given->scoring ? bag_query(translator, words, all)
                                      : parts_query(translator, words, all);
}

/* --- sequences -------------------------------------------------------------------------------- */

/* One way to write a leaf. */
struct way {
    const struct query_leaf *leaf;
    size_t number;
};

static size_t way_length(struct way way)
{
    return way.leaf->sequences[way.number].count;
}

/* What stands at a place of a way. A prefix stands for words of the index, if there are any. */
static struct wanted_word way_word(const struct translator *translator, struct way way, size_t at)
{
    const struct query_leaf *leaf = way.leaf;
    const struct query_slot *words = &leaf->sequences[way.number].slots[at];
    double weight =
        request_words_weight(words, translator->given->stop, translator->given->request_weight);
    struct wanted_word word = {words, leaf->in_title, false, true, weight};
    if (leaf->node->kind != QUERY_PREFIX || at + 1 < way_length(way))
        return word;
    const struct query_slot *slot =
        &translator->given->prefixes->leaves[leaf->node->leaf].slots[way.number];
    word.slot = slot->count > 0 ? slot : word.slot;
    word.whole = true;
    return word;
}

static bool is_stop(const struct translator *translator, const struct wanted_word *word)
{
    return !word->whole && query_slot_is_stop(word->slot, translator->given->stop);
}

/* The words of a way, all of them or any, without stop words where there are others. */
static xap_query *scored_way(struct translator *translator, struct way way, bool all)
{
    struct query_parts parts = {NULL, 0, 0};
    struct words words = {.count = 0};
    size_t stops = 0, count = way_length(way);
    for (size_t at = 0; at < count; at++) {
        struct wanted_word word = way_word(translator, way, at);
        stops += is_stop(translator, &word);
    }
    for (size_t at = 0; at < count; at++) {
        struct wanted_word word = way_word(translator, way, at);
        bool wanted = stops == count || !is_stop(translator, &word);
        if (wanted && !words_add(&words, word))
            query_parts_add(&translator->making, &parts, scored_word(translator, &word));
    }
    query_parts_add(&translator->making, &parts, words_query(translator, &words, all));
    return query_parts_combine(&translator->making, &parts, all ? XAP_AND : XAP_OR, 0);
}

/* The words of a slot as they are written. */
static xap_query *exact_word(struct translator *translator, const struct wanted_word *word)
{
    struct query_parts parts = {NULL, 0, 0};
    for (size_t at = 0; at < word->slot->count; at++) {
        set_term(translator, &word->slot->terms[at], word->in_title);
        query_parts_add(&translator->making, &parts, term_query(translator));
    }
    return query_parts_combine(&translator->making, &parts, XAP_OR, 0);
}

/* The same of a way with few words of a query with many, as a bag without weight; NULL where it is
 * none. */
static xap_query *exact_bag(struct translator *translator, struct way way)
{
    struct words words = {.count = 0};
    if (!translator->given->scoring || !translator->given->scoring->wide ||
        way_length(way) > WORD_BAG_MAX)
        return NULL;
    for (size_t at = 0; at < way_length(way); at++) {
        struct wanted_word word = way_word(translator, way, at);
        word.whole = true;
        word.scored = false;
        words_add(&words, word);
    }
    return words_query(translator, &words, true);
}

/* All words of a way as they are written, wherever they stand. */
static xap_query *exact_words(struct translator *translator, struct way way)
{
    struct query_parts parts = {NULL, 0, 0};
    xap_query *bag = exact_bag(translator, way);
    if (bag)
        return bag;
    for (size_t at = 0; at < way_length(way); at++) {
        struct wanted_word word = way_word(translator, way, at);
        query_parts_add(&translator->making, &parts, exact_word(translator, &word));
    }
    return query_parts_combine(&translator->making, &parts, XAP_AND, 0);
}

static xap_query *way_query(struct translator *translator, struct way way)
{
    enum query_kind kind = way.leaf->node->kind;
    xap_query *scored = scored_way(translator, way, true);
    bool alone = way_length(way) == 1 && (kind == QUERY_WORD || kind == QUERY_PREFIX);
    if (alone || translator->loose)
        return scored;
    return query_parts_pair(&translator->making, XAP_FILTER, scored, exact_words(translator, way));
}

/* --- leaves ----------------------------------------------------------------------------------- */

/* Whether the parts of a word count one by one. Then a word with parts matches as its parts or as
 * what they give when joined: whichever weighs more, since both are the same word. */
static bool in_parts(const struct translator *translator, const struct query_leaf *leaf)
{
    return translator->given->query->any && !translator->strict && leaf->node->kind == QUERY_WORD &&
           leaf->sequence_count > 0 && leaf->sequences[0].count > 1;
}

bool leaf_is_sequence(const struct translator *translator, const struct query_leaf *leaf)
{
    for (size_t number = 0; number < leaf->sequence_count; number++)
        if (leaf->sequences[number].count > 1)
            return !in_parts(translator, leaf);
    return false;
}

xap_query *leaf_query(struct translator *translator, const struct query_leaf *leaf,
                      enum leaf_ways wanted)
{
    struct query_parts ways = {NULL, 0, 0};
    bool any = in_parts(translator, leaf);
    for (size_t number = 0; number < leaf->sequence_count; number++) {
        struct way way = {leaf, number};
        if (wanted == (way_length(way) > 1 ? WAYS_SINGLE : WAYS_SEQUENCES))
            continue;
        query_parts_add(&translator->making, &ways,
                        any ? scored_way(translator, way, false) : way_query(translator, way));
    }
    return query_parts_combine(&translator->making, &ways, any ? XAP_MAX : XAP_OR, 0);
}

bool words_add_leaf(struct words *words, const struct translator *translator,
                    const struct query_leaf *leaf, bool scored)
{
    if (leaf->sequence_count != 1 || leaf->sequences[0].count != 1)
        return false;
    struct wanted_word word = way_word(translator, (struct way){leaf, 0}, 0);
    word.scored = scored;
    return words_add(words, word);
}
