#include "searcher/translate.h"

#include "indexer/language/stopwords.h"
#include "searcher/query_parts.h"

/* What a part of the tree came to. */
struct part {
    xap_query *query; /* NULL: nothing to search for */
    bool negated;     /* `query` is what must not match */
};

struct translator {
    const struct translation *given;
    struct query_making making;
    language_id stop_language;
    struct buffer term;
};

/* --- stop words ------------------------------------------------------------------------------- */

bool query_leaf_is_stop(const struct query_leaf *leaf, language_id language)
{
    return language != LANGUAGE_NONE && leaf->node->kind == QUERY_WORD &&
           leaf->sequence_count == 1 && leaf->sequences[0].count == 1 &&
           leaf->sequences[0].slots[0].count == 1 &&
           language_is_stop_word(language, leaf->sequences[0].slots[0].terms[0].folded);
}

language_id query_stop_language(const struct query_terms *terms, struct index_languages languages)
{
    language_id best = LANGUAGE_NONE;
    size_t most = 0;
    for (size_t at = 0; at < languages.count; at++) {
        size_t count = 0;
        for (size_t leaf = 0; leaf < terms->count; leaf++)
            count += query_leaf_is_stop(&terms->leaves[leaf], languages.items[at]);
        if (count > most) {
            most = count;
            best = languages.items[at];
        }
    }
    return best;
}

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

/* How many documents hold the term; 1 where there is no database to ask. */
static uint32_t term_frequency(struct translator *translator)
{
    uint32_t frequency = 0;
    xap_error error = XAP_ERROR_INIT;
    const struct buffer *term = &translator->term;
    if (!translator->given->database)
        return 1;
    query_making_note(&translator->making,
                      xap_database_term_frequency(translator->given->database, term->bytes,
                                                  term->length, &frequency, &error),
                      &error);
    return frequency;
}

static void set_word(struct translator *translator, struct slice folded, bool in_title)
{
    buffer_clear(&translator->term);
    buffer_append_string(&translator->term, in_title ? SCHEMA_TITLE : "");
    buffer_append_slice(&translator->term, folded);
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
    const struct buffer *term = &translator->term;
    uint32_t frequency = term_frequency(translator);
    if (frequency == 0)
        return;
    if (!to->bag)
        query_parts_add(&translator->making, &to->parts, term_query(translator));
    else if (!word_bag_add_term(to->bag, term->bytes, term->length, frequency))
        query_making_no_memory(&translator->making);
}

/* Add the terms that a word is looked up as, those that the database holds. */
static void add_stems(struct translator *translator, struct destination *to, struct slice folded,
                      bool in_title)
{
    struct index_languages languages = translator->given->languages;
    bool stemmed = schema_has_stem(folded);
    for (size_t at = 0; stemmed && at < languages.count; at++) {
        set_stem(translator, folded, languages.items[at], in_title);
        add_term(translator, to);
    }
    if (stemmed && !languages.others)
        return;
    /* Articles in languages without a stemmer have the word for its stem; all have the numbers. */
    if (stemmed)
        set_stem(translator, folded, LANGUAGE_NONE, in_title);
    else
        set_word(translator, folded, in_title);
    add_term(translator, to);
}

/* The words of a slot as they weigh: any form of them, in any language. Never NULL but on failure:
 * a word that no article has is a term that none has. */
static xap_query *scored_slot(struct translator *translator, const struct query_slot *slot,
                              bool in_title)
{
    struct destination to = {{NULL, 0, 0}, NULL};
    for (size_t at = 0; at < slot->count; at++)
        add_stems(translator, &to, slot->terms[at].folded, in_title);
    if (to.parts.count == 0) {
        set_word(translator, slot->terms[0].folded, in_title);
        query_parts_add(&translator->making, &to.parts, term_query(translator));
    }
    return query_parts_combine(&translator->making, &to.parts, XAP_SYNONYM, 0);
}

/* --- words together --------------------------------------------------------------------------- */

/* Words that are looked for together. */
struct words {
    struct {
        const struct query_slot *slot;
        bool in_title;
        bool scored; /* else only required */
    } items[WORD_BAG_MAX];
    size_t count;
};

/* False where there is no more room. */
static bool words_add(struct words *words, const struct query_slot *slot, bool in_title,
                      bool scored)
{
    if (words->count == WORD_BAG_MAX)
        return false;
    words->items[words->count].slot = slot;
    words->items[words->count].in_title = in_title;
    words->items[words->count++].scored = scored;
    return true;
}

/* The words as a bag of our own. */
static xap_query *bag_query(struct translator *translator, const struct words *words, bool all)
{
    xap_query *query = NULL;
    xap_error error = XAP_ERROR_INIT;
    struct destination to = {{NULL, 0, 0}, word_bag_new(all)};
    bool ready = to.bag != NULL;
    for (size_t at = 0; ready && at < words->count; at++) {
        const struct query_slot *slot = words->items[at].slot;
        ready = word_bag_add_word(to.bag, words->items[at].scored);
        for (size_t term = 0; ready && term < slot->count; term++)
            add_stems(translator, &to, slot->terms[term].folded, words->items[at].in_title);
    }
    if (!ready || translator->making.status != XAP_OK) {
        word_bag_free(to.bag);
        query_making_no_memory(&translator->making);
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
                        scored_slot(translator, words->items[at].slot, words->items[at].in_title));
    return query_parts_pair(
        &translator->making, XAP_FILTER,
        query_parts_combine(&translator->making, &scored, all ? XAP_AND : XAP_OR, 0),
        query_parts_combine(&translator->making, &required, XAP_AND, 0));
}

/* What holds all words, or any; NULL where there are none. */
static xap_query *words_query(struct translator *translator, const struct words *words, bool all)
{
    if (words->count == 0)
        return NULL;
    return translator->given->scoring ? bag_query(translator, words, all)
                                      : parts_query(translator, words, all);
}

static xap_query *word_query(struct translator *translator, const struct query_slot *slot,
                             bool in_title)
{
    struct words words = {.count = 0};
    words_add(&words, slot, in_title, true);
    return words_query(translator, &words, false);
}

/* --- phrases ---------------------------------------------------------------------------------- */

/* The words of a slot as they are written. */
static xap_query *exact_slot(struct translator *translator, const struct query_slot *slot,
                             bool in_title)
{
    struct query_parts parts = {NULL, 0, 0};
    for (size_t at = 0; at < slot->count; at++) {
        set_word(translator, slot->terms[at].folded, in_title);
        query_parts_add(&translator->making, &parts, term_query(translator));
    }
    return query_parts_combine(&translator->making, &parts, XAP_OR, 0);
}

static bool slot_is_stop(const struct translator *translator, const struct query_slot *slot)
{
    return translator->stop_language != LANGUAGE_NONE && slot->count == 1 &&
           language_is_stop_word(translator->stop_language, slot->terms[0].folded);
}

/* What a sequence weighs: its words, but for stop words where there are others. */
static xap_query *scored_sequence(struct translator *translator,
                                  const struct query_sequence *sequence, bool in_title)
{
    struct query_parts parts = {NULL, 0, 0};
    struct words words = {.count = 0};
    size_t stops = 0;
    for (size_t at = 0; at < sequence->count; at++)
        stops += slot_is_stop(translator, &sequence->slots[at]);
    for (size_t at = 0; at < sequence->count; at++) {
        const struct query_slot *slot = &sequence->slots[at];
        bool wanted = stops == sequence->count || !slot_is_stop(translator, slot);
        if (wanted && !words_add(&words, slot, in_title, true))
            query_parts_add(&translator->making, &parts, scored_slot(translator, slot, in_title));
    }
    query_parts_add(&translator->making, &parts, words_query(translator, &words, true));
    return query_parts_combine(&translator->making, &parts, XAP_AND, 0);
}

/* The words of a sequence one after the other. */
static xap_query *exact_sequence(struct translator *translator,
                                 const struct query_sequence *sequence, bool in_title)
{
    struct query_parts parts = {NULL, 0, 0};
    for (size_t at = 0; at < sequence->count; at++)
        query_parts_add(&translator->making, &parts,
                        exact_slot(translator, &sequence->slots[at], in_title));
    return query_parts_combine(&translator->making, &parts, XAP_PHRASE, 0);
}

static xap_query *sequence_query(struct translator *translator,
                                 const struct query_sequence *sequence, bool exact, bool in_title)
{
    if (sequence->count == 1 && !exact)
        return word_query(translator, &sequence->slots[0], in_title);
    if (translator->given->languages.count == 0) /* nothing but the words themselves */
        return exact_sequence(translator, sequence, in_title);
    return query_parts_pair(&translator->making, XAP_FILTER,
                            scored_sequence(translator, sequence, in_title),
                            exact_sequence(translator, sequence, in_title));
}

/* The words of a sequence, any of them; stop words only where there is nothing else. */
static xap_query *any_of_sequence(struct translator *translator,
                                  const struct query_sequence *sequence, bool in_title)
{
    struct query_parts parts = {NULL, 0, 0};
    struct words words = {.count = 0};
    for (size_t at = 0; at < sequence->count; at++) {
        const struct query_slot *slot = &sequence->slots[at];
        bool wanted = sequence->count == 1 || !slot_is_stop(translator, slot);
        if (wanted && !words_add(&words, slot, in_title, true))
            query_parts_add(&translator->making, &parts, scored_slot(translator, slot, in_title));
    }
    query_parts_add(&translator->making, &parts, words_query(translator, &words, false));
    return query_parts_combine(&translator->making, &parts, XAP_OR, 0);
}

/* The parts of a word one by one, or what they give when joined: whichever weighs more, since both
 * are the same word written in two ways. */
static xap_query *loose_word(struct translator *translator, const struct query_leaf *leaf)
{
    struct query_parts ways = {NULL, 0, 0};
    for (size_t way = 0; way < leaf->sequence_count; way++)
        query_parts_add(&translator->making, &ways,
                        any_of_sequence(translator, &leaf->sequences[way], leaf->in_title));
    return query_parts_combine(&translator->making, &ways, XAP_MAX, 0);
}

static struct part leaf_part(struct translator *translator, const struct query_node *node)
{
    const struct query_leaf *leaf = &translator->given->terms->leaves[node->leaf];
    struct query_parts parts = {NULL, 0, 0};
    bool exact = node->kind == QUERY_PHRASE;
    struct part part = {NULL, false};
    bool several = leaf->sequence_count > 0 && leaf->sequences[0].count > 1;
    if (translator->given->query->any && !exact && several) {
        part.query = loose_word(translator, leaf);
        return part;
    }
    for (size_t way = 0; way < leaf->sequence_count; way++)
        query_parts_add(&translator->making, &parts,
                        sequence_query(translator, &leaf->sequences[way], exact, leaf->in_title));
    part.query = query_parts_combine(&translator->making, &parts, XAP_OR, 0);
    return part;
}

/* --- groups ----------------------------------------------------------------------------------- */

static struct part node_part(struct translator *translator, const struct query_node *node);

static xap_query *all_query(struct translator *translator)
{
    xap_query *query = NULL;
    xap_error error = XAP_ERROR_INIT;
    query_making_note(&translator->making, xap_query_match_all(&query, &error), &error);
    return query;
}

/* A part as something that matches. */
static xap_query *positive(struct translator *translator, struct part part)
{
    if (!part.negated || !part.query)
        return part.query;
    return query_parts_pair(&translator->making, XAP_AND_NOT, all_query(translator), part.query);
}

/* The one slot of a part that is a word and nothing more; else NULL. */
static const struct query_leaf *word_leaf(const struct translator *translator,
                                          const struct query_node *node)
{
    while (node->kind == QUERY_FIELD)
        node = node->child;
    if (node->kind != QUERY_WORD)
        return NULL;
    const struct query_leaf *leaf = &translator->given->terms->leaves[node->leaf];
    return leaf->sequence_count == 1 && leaf->sequences[0].count == 1 ? leaf : NULL;
}

/* Put a part with the words if it is one and there is room. */
static bool add_word(struct translator *translator, const struct query_node *node,
                     struct words *words, bool scored)
{
    const struct query_leaf *leaf = word_leaf(translator, node);
    return leaf && words_add(words, &leaf->sequences[0].slots[0], leaf->in_title, scored);
}

static bool is_stop(const struct translator *translator, const struct query_node *node)
{
    const struct query_leaf *leaf = word_leaf(translator, node);
    return leaf && query_leaf_is_stop(leaf, translator->stop_language);
}

/* Whether all parts are stop words, or are not wanted. */
static bool nothing_but_stops(const struct translator *translator, const struct query_node *node)
{
    for (const struct query_node *child = node->child; child; child = child->next)
        if (child->kind != QUERY_NOT && !is_stop(translator, child))
            return false;
    return true;
}

static struct part and_part(struct translator *translator, const struct query_node *node)
{
    struct query_parts wanted = {NULL, 0, 0}, unwanted = {NULL, 0, 0};
    struct query_making *making = &translator->making;
    struct words words = {.count = 0};
    bool stops_count = nothing_but_stops(translator, node);
    for (const struct query_node *child = node->child; child; child = child->next) {
        if (add_word(translator, child, &words, stops_count || !is_stop(translator, child)))
            continue;
        struct part part = node_part(translator, child);
        query_parts_add(making, part.negated ? &unwanted : &wanted, part.query);
    }
    query_parts_add(making, &wanted, words_query(translator, &words, true));
    xap_query *with = query_parts_combine(making, &wanted, XAP_AND, 0);
    xap_query *without = query_parts_combine(making, &unwanted, XAP_OR, 0);
    if (!with)
        return (struct part){without, true};
    return (struct part){query_parts_pair(making, XAP_AND_NOT, with, without), false};
}

static struct part or_part(struct translator *translator, const struct query_node *node)
{
    struct query_parts parts = {NULL, 0, 0};
    struct words words = {.count = 0};
    bool leave_stops = translator->given->query->any && !nothing_but_stops(translator, node);
    for (const struct query_node *child = node->child; child; child = child->next)
        if (!(leave_stops && is_stop(translator, child)) &&
            !add_word(translator, child, &words, true))
            query_parts_add(&translator->making, &parts,
                            positive(translator, node_part(translator, child)));
    query_parts_add(&translator->making, &parts, words_query(translator, &words, false));
    return (struct part){query_parts_combine(&translator->making, &parts, XAP_OR, 0), false};
}

static struct part node_part(struct translator *translator, const struct query_node *node)
{
    struct part part = {NULL, false};
    if (translator->making.status != XAP_OK)
        return part;
    switch (node->kind) {
    case QUERY_ALL:
        part.query = all_query(translator);
        return part;
    case QUERY_WORD:
    case QUERY_PHRASE:
        return leaf_part(translator, node);
    case QUERY_AND:
        return and_part(translator, node);
    case QUERY_OR:
        return or_part(translator, node);
    case QUERY_NOT:
        part = node_part(translator, node->child);
        part.negated = !part.negated;
        return part;
    case QUERY_FIELD: /* its words know it */
        return node_part(translator, node->child);
    default: /* not matched yet */
        translator->making.status = XAP_E_QUERY;
        return part;
    }
    return part;
}

/* Whether every step of a search for a part passes a bag of words, which looks at the clock. */
static bool is_clocked(const struct translator *translator, const struct query_node *node)
{
    bool all = node->kind == QUERY_OR;
    size_t words = 0;
    if (node->kind != QUERY_AND && node->kind != QUERY_OR)
        return word_leaf(translator, node) != NULL;
    for (const struct query_node *child = node->child; child; child = child->next) {
        bool clocked = is_clocked(translator, child);
        words += clocked;
        if (!clocked && (all || child->kind != QUERY_NOT))
            return false;
    }
    return words > 0 && words <= WORD_BAG_MAX;
}

bool query_is_clocked(const struct translation *translation)
{
    struct translator translator = {.given = translation};
    return translation->scoring && is_clocked(&translator, translation->query->root);
}

xap_status query_translate(const struct translation *translation, xap_query **out, xap_error *err)
{
    struct translator translator = {
        .given = translation, .making = {XAP_OK, XAP_ERROR_INIT}, .term = BUFFER_INIT};
    *out = NULL;
    translator.stop_language = query_stop_language(translation->terms, translation->languages);
    struct part part = node_part(&translator, translation->query->root);
    xap_query *query = positive(&translator, part);
    buffer_dispose(&translator.term);
    if (translator.making.status == XAP_OK) {
        *out = query;
        return XAP_OK;
    }
    xap_query_free(query);
    if (err)
        *err = translator.making.error;
    return translator.making.status;
}
