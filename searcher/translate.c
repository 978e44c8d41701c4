#include "searcher/translate.h"

#include "indexer/language/stopwords.h"
#include "searcher/query_parts.h"

/* What a part of the tree came to. */
struct part {
    xap_query *query; /* NULL: nothing to search for */
    bool stop;        /* one stop word */
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

static bool in_database(struct translator *translator)
{
    bool found = false;
    xap_error error = XAP_ERROR_INIT;
    const struct buffer *term = &translator->term;
    if (!translator->given->database)
        return true;
    query_making_note(&translator->making,
                      xap_database_has_term(translator->given->database, term->bytes, term->length,
                                            &found, &error),
                      &error);
    return found;
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

/* Add the terms that a word is looked up as, those that the database holds. */
static void add_stems(struct translator *translator, struct query_parts *parts, struct slice folded,
                      bool in_title)
{
    struct index_languages languages = translator->given->languages;
    bool stemmed = schema_has_stem(folded);
    for (size_t at = 0; stemmed && at < languages.count; at++) {
        set_stem(translator, folded, languages.items[at], in_title);
        if (in_database(translator))
            query_parts_add(&translator->making, parts, term_query(translator));
    }
    if (stemmed && !languages.others)
        return;
    /* Articles in languages without a stemmer have the word for its stem; all have the numbers. */
    if (stemmed)
        set_stem(translator, folded, LANGUAGE_NONE, in_title);
    else
        set_word(translator, folded, in_title);
    if (in_database(translator))
        query_parts_add(&translator->making, parts, term_query(translator));
}

/* The words of a slot as they weigh: any form of them, in any language. Never NULL but on failure:
 * a word that no article has is a term that none has. */
static xap_query *scored_slot(struct translator *translator, const struct query_slot *slot,
                              bool in_title)
{
    struct query_parts parts = {NULL, 0, 0};
    for (size_t at = 0; at < slot->count; at++)
        add_stems(translator, &parts, slot->terms[at].folded, in_title);
    if (parts.count == 0) {
        set_word(translator, slot->terms[0].folded, in_title);
        query_parts_add(&translator->making, &parts, term_query(translator));
    }
    return query_parts_combine(&translator->making, &parts, XAP_SYNONYM, 0);
}

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
    size_t stops = 0;
    for (size_t at = 0; at < sequence->count; at++)
        stops += slot_is_stop(translator, &sequence->slots[at]);
    for (size_t at = 0; at < sequence->count; at++)
        if (stops == sequence->count || !slot_is_stop(translator, &sequence->slots[at]))
            query_parts_add(&translator->making, &parts,
                            scored_slot(translator, &sequence->slots[at], in_title));
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
        return scored_slot(translator, &sequence->slots[0], in_title);
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
    for (size_t at = 0; at < sequence->count; at++)
        if (sequence->count == 1 || !slot_is_stop(translator, &sequence->slots[at]))
            query_parts_add(&translator->making, &parts,
                            scored_slot(translator, &sequence->slots[at], in_title));
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
    struct part part = {NULL, query_leaf_is_stop(leaf, translator->stop_language), false};
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

static struct part and_part(struct translator *translator, const struct query_node *node)
{
    struct query_parts scored = {NULL, 0, 0}, stops = {NULL, 0, 0}, unwanted = {NULL, 0, 0};
    struct query_making *making = &translator->making;
    for (const struct query_node *child = node->child; child; child = child->next) {
        struct part part = node_part(translator, child);
        query_parts_add(making,
                        part.negated ? &unwanted
                        : part.stop  ? &stops
                                     : &scored,
                        part.query);
    }
    xap_query *wanted = query_parts_combine(making, &scored, XAP_AND, 0);
    xap_query *required = query_parts_combine(making, &stops, XAP_AND, 0);
    wanted = query_parts_pair(making, XAP_FILTER, wanted, required);
    xap_query *without = query_parts_combine(making, &unwanted, XAP_OR, 0);
    if (!wanted)
        return (struct part){without, false, true};
    return (struct part){query_parts_pair(making, XAP_AND_NOT, wanted, without), false, false};
}

static struct part or_part(struct translator *translator, const struct query_node *node)
{
    struct query_parts parts = {NULL, 0, 0}, stops = {NULL, 0, 0};
    for (const struct query_node *child = node->child; child; child = child->next) {
        struct part part = node_part(translator, child);
        bool stop = part.stop && translator->given->query->any;
        query_parts_add(&translator->making, stop ? &stops : &parts, positive(translator, part));
    }
    xap_query *words = query_parts_combine(&translator->making, &parts, XAP_OR, 0);
    xap_query *common = query_parts_combine(&translator->making, &stops, XAP_OR, 0);
    if (!words)
        return (struct part){common, false, false};
    xap_query_free(common);
    return (struct part){words, false, false};
}

static struct part node_part(struct translator *translator, const struct query_node *node)
{
    struct part part = {NULL, false, false};
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
        part.stop = false;
        return part;
    case QUERY_FIELD: /* its words know it */
        return node_part(translator, node->child);
    default: /* not matched yet */
        translator->making.status = XAP_E_QUERY;
        return part;
    }
    return part;
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
