#include "searcher/translate.h"

#include "searcher/entity_filter.h"
#include "searcher/filter.h"
#include "searcher/proximity.h"
#include "searcher/request_words.h"
#include "searcher/stop_words.h"
#include "searcher/translate_words.h"

/* What a part of the tree came to. */
struct part {
    xap_query *query; /* NULL: nothing to search for */
    bool negated;     /* `query` is what must not match */
};

/* Parts of an OR between two looks at the clock. */
#define ENOUGH_STEP 16u

/* Parts that libxapian opens between two gates. */
#define GATE_STEP 16u

/* --- groups ----------------------------------------------------------------------------------- */

static struct part node_part(struct translator *translator, const struct query_node *node);

static const struct query_leaf *leaf_of(const struct translator *translator,
                                        const struct query_node *node)
{
    return &translator->given->terms->leaves[node->leaf];
}

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

/* A part that is a word and nothing more, wherever it may stand; else NULL. */
static const struct query_leaf *word_leaf(const struct translator *translator,
                                          const struct query_node *node)
{
    while (node->kind == QUERY_FIELD && node->field == QUERY_FIELD_TITLE)
        node = node->child;
    if (node->kind != QUERY_WORD && node->kind != QUERY_PREFIX)
        return NULL;
    const struct query_leaf *leaf = leaf_of(translator, node);
    return leaf->sequence_count == 1 && leaf->sequences[0].count == 1 ? leaf : NULL;
}

/* Whether positions count for words within the present scope. */
static bool is_window(const struct translator *translator)
{
    return !translator->loose && translator->scope.kind != SCOPE_WHOLE &&
           translator->scope.kind != SCOPE_TITLE;
}

/* Put a part with the words if it is one; where they are as many as a bag may hold, they become one
 * among the parts first. */
static bool add_word(struct translator *translator, const struct query_node *node,
                     struct words *words, struct query_parts *parts, bool all, bool scored)
{
    const struct query_leaf *leaf = word_leaf(translator, node);
    if (!leaf || is_window(translator))
        return false;
    if (words->count == WORD_BAG_MAX) {
        query_parts_add(&translator->making, parts, words_query(translator, words, all));
        words->count = 0;
    }
    return words_add_leaf(words, translator, leaf, scored);
}

static bool is_stop(const struct translator *translator, const struct query_node *node)
{
    const struct query_leaf *leaf = word_leaf(translator, node);
    return leaf && query_leaf_is_stop(leaf, translator->given->stop);
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
        if (add_word(translator, child, &words, &wanted, true,
                     stops_count || !is_stop(translator, child)))
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

/* Whether the parts of an OR that were made so far will do. */
static bool is_enough(const struct translator *translator, size_t count)
{
    const struct translation *given = translator->given;
    if (count % ENOUGH_STEP != ENOUGH_STEP - 1 || translator->negated ||
        !clock_has_come(given->enough))
        return false;
    given->clock->partial = true;
    return true;
}

static struct part or_part(struct translator *translator, const struct query_node *node)
{
    struct query_parts parts = {NULL, 0, 0};
    struct words words = {.count = 0};
    bool leave_stops =
        translator->given->query->any && !translator->loose && !nothing_but_stops(translator, node);
    for (const struct query_node *child = node->child; child; child = child->next) {
        if (is_enough(translator, parts.count + words.count))
            break;
        if (!(leave_stops && is_stop(translator, child)) &&
            !add_word(translator, child, &words, &parts, false, true))
            query_parts_add(&translator->making, &parts,
                            positive(translator, node_part(translator, child)));
    }
    query_parts_add(&translator->making, &parts, words_query(translator, &words, false));
    return (struct part){query_parts_combine(&translator->making, &parts, XAP_OR, 0), false};
}

/* --- where words stand -------------------------------------------------------------------------
 */

/* What an article must have for a part of which positions count. */
static struct part loose_part(struct translator *translator, const struct query_node *node)
{
    if (query_is_leaf(node))
        return (struct part){leaf_query(translator, leaf_of(translator, node), WAYS_ALL), false};
    if (node->kind == QUERY_OR)
        return or_part(translator, node);
    if (node->kind == QUERY_ATLEAST || node->negated)
        return loose_part(translator, node->child);
    return and_part(translator, node);
}

/* Whether it depends on positions, of which libxapian has none, whether a part matches. */
static bool is_positional(const struct translator *translator, const struct query_node *node)
{
    return node->kind == QUERY_NEAR || node->kind == QUERY_ATLEAST || node->kind == QUERY_EXACT ||
           (node->kind == QUERY_PHRASE && node->child) ||
           (is_window(translator) && query_is_leaf(node));
}

/* A filter that looks at positions, over a query, taken over, for the articles that are worth it.
 */
static xap_query *filtered(struct translator *translator, const struct query_node *node,
                           xap_query *candidates)
{
    xap_query *filter = NULL;
    xap_error error = XAP_ERROR_INIT;
    if (!candidates || translator->making.status != XAP_OK)
        return candidates;
    query_making_note(&translator->making,
                      proximity_query(translator->given, node, translator->scope,
                                      translator->negated, &filter, &error),
                      &error);
    return query_parts_pair(&translator->making, XAP_FILTER, candidates, filter);
}

static struct part positional_part(struct translator *translator, const struct query_node *node)
{
    translator->loose = true;
    translator->strict = !query_is_leaf(node);
    xap_query *candidates = loose_part(translator, node).query;
    translator->loose = translator->strict = false;
    return (struct part){filtered(translator, node, candidates), false};
}

/* A leaf with ways of several words: only of these the positions count. */
static struct part sequence_part(struct translator *translator, const struct query_node *node)
{
    const struct query_leaf *leaf = leaf_of(translator, node);
    struct query_parts parts = {NULL, 0, 0};
    query_parts_add(&translator->making, &parts, leaf_query(translator, leaf, WAYS_SINGLE));
    query_parts_add(&translator->making, &parts,
                    filtered(translator, node, leaf_query(translator, leaf, WAYS_SEQUENCES)));
    return (struct part){query_parts_combine(&translator->making, &parts, XAP_OR, 0), false};
}

/* A part within a part of the text. */
static struct part scoped_part(struct translator *translator, const struct query_node *node)
{
    struct text_scope outer = translator->scope;
    translator->scope = node->kind == QUERY_FIRST ? (struct text_scope){SCOPE_OPENING, node->count}
                        : node->field == QUERY_FIELD_TITLE ? (struct text_scope){SCOPE_TITLE, 0}
                        : node->field == QUERY_FIELD_BODY  ? (struct text_scope){SCOPE_BODY, 0}
                                                           : (struct text_scope){SCOPE_LEAD, 0};
    struct part part = node_part(translator, node->child);
    translator->scope = outer;
    return part;
}

/* --- all together ----------------------------------------------------------------------------- */

/* What declares a value, and what mentions the entity of that name. */
static xap_query *value_query(struct translator *translator, const struct query_node *node)
{
    struct query_making *making = &translator->making;
    struct query_parts parts = {NULL, 0, 0};
    bool only = entity_filter_only(node->field);
    if (only || !translator->given->exact)
        query_parts_add(
            making, &parts,
            entity_filter(making, translator->given->analyser, node->field, node->text));
    if (!only)
        query_parts_add(making, &parts,
                        filter_value(making, translator->given->database, node->field, node->text));
    return query_parts_combine(making, &parts, XAP_OR, 0);
}

static struct part fixed_part(struct translator *translator, const struct query_node *node)
{
    struct query_making *making = &translator->making;
    struct part part = {NULL, false};
    if (node->kind == QUERY_VALUE)
        part.query = value_query(translator, node);
    else if (node->kind == QUERY_DATES)
        part.query = filter_dates(making, node->first_second, node->last_second);
    else if (node->kind == QUERY_LENGTH)
        part.query = filter_length(making, node->minimum, node->maximum);
    else
        part.query = all_query(translator);
    return part;
}

/* A part with a gate beside it, at which the search for it may end. */
static struct part gated(struct translator *translator, struct part part)
{
    xap_source *source = NULL;
    xap_query *gate = NULL;
    xap_error error = XAP_ERROR_INIT;
    struct query_making *making = &translator->making;
    if (!part.query || making->status != XAP_OK)
        return part;
    if (query_making_note(making, clock_gate_new(translator->given->clock, &source, &error),
                          &error))
        query_making_note(making, xap_query_source(source, &gate, &error), &error);
    xap_source_free(source);
    return (struct part){query_parts_pair(making, XAP_OR, part.query, gate), part.negated};
}

/* What a part of the tree is, whatever the time is. */
static struct part ungated_part(struct translator *translator, const struct query_node *node)
{
    struct part part = {NULL, false};
    if (translator->loose)
        return loose_part(translator, node);
    if (is_positional(translator, node))
        return positional_part(translator, node);
    if (query_is_leaf(node) && leaf_is_sequence(translator, leaf_of(translator, node)))
        return sequence_part(translator, node);
    switch (node->kind) {
    case QUERY_WORD:
    case QUERY_PREFIX:
    case QUERY_PHRASE:
        part.query = leaf_query(translator, leaf_of(translator, node), WAYS_ALL);
        return part;
    case QUERY_AND:
        return and_part(translator, node);
    case QUERY_OR:
        return or_part(translator, node);
    case QUERY_NOT:
        translator->negated = !translator->negated;
        part = node_part(translator, node->child);
        translator->negated = !translator->negated;
        part.negated = !part.negated;
        return part;
    case QUERY_FIRST:
    case QUERY_FIELD:
        return scoped_part(translator, node);
    case QUERY_ALL:
    case QUERY_VALUE:
    case QUERY_DATES:
    case QUERY_LENGTH:
        return fixed_part(translator, node);
    case QUERY_EXACT: /* these are positional */
    case QUERY_NEAR:
    case QUERY_ATLEAST:
        break;
    }
    return part;
}

static struct part node_part(struct translator *translator, const struct query_node *node)
{
    if (translator->making.status != XAP_OK)
        return (struct part){NULL, false};
    bool look = ++translator->parts % GATE_STEP == 0 && translator->given->clock;
    if (look && translator_is_late(translator))
        return (struct part){NULL, false};
    struct part part = ungated_part(translator, node);
    return look ? gated(translator, part) : part;
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
    return words > 0;
}

bool query_is_clocked(const struct translation *translation)
{
    struct translator translator = {.given = translation};
    return translation->scoring && is_clocked(&translator, translation->query->root);
}

/* Words in which libxapian finds what matches, without scores, as fast as a bag. */
#define UNSCORED_WORDS 16u

/* The same of words that begin alike. */
#define UNSCORED_PREFIX_WORDS 512u

/* Whether a query has so many words that libxapian would take long to open them. */
static bool has_many_words(const struct translation *given)
{
    size_t words = 0;
    for (size_t at = 0; at < given->prefixes->count; at++)
        for (size_t way = 0; way < QUERY_SEQUENCES_MAX; way++)
            words += given->prefixes->leaves[at].slots[way].count;
    return given->terms->count > UNSCORED_WORDS || words > UNSCORED_PREFIX_WORDS;
}

xap_status query_translate(const struct translation *translation, xap_query **out, xap_error *err)
{
    struct translation given = *translation;
    struct translator translator = {
        .given = &given, .making = {XAP_OK, XAP_ERROR_INIT}, .term = BUFFER_INIT};
    xap_error error = XAP_ERROR_INIT;
    *out = NULL;
    given.request_weight =
        given.ranking ? request_words_factor(given.query, given.terms, given.stop, given.ranking)
                      : 1;
    query_making_note(
        &translator.making,
        prefixes_find(given.prefixes, given.terms, given.database, given.enough, &error), &error);
    if (given.unscored && !has_many_words(&given))
        given.scoring = NULL;
    struct part part = node_part(&translator, given.query->root);
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
