#include <stdlib.h>

#include "indexer/positions.h"
#include "searcher/proximity.h"

#include "searcher/failure.h"
#include "searcher/stop_words.h"

/* A plan on its way. */
struct making {
    struct plan *plan;
    const struct translation *given;
    struct buffer term;
    xap_status status;
    xap_error *error;
};

static void fail_memory(struct making *making)
{
    if (making->status != XAP_OK)
        return;
    making->status = search_fail(making->error, XAP_E_NO_MEMORY);
}

/* Zeroed memory of the plan; NULL, and a failure noted, where there is none. */
static void *take(struct making *making, size_t count, size_t size)
{
    void *memory = arena_alloc(&making->plan->arena, (count + 1) * size);
    if (memory)
        memset(memory, 0, (count + 1) * size);
    else
        fail_memory(making);
    return memory;
}

/* --- terms ------------------------------------------------------------------------------------ */

static bool in_title(const struct making *making)
{
    return making->plan->scope.kind == SCOPE_TITLE;
}

/* Terms between two looks at the clock. */
#define CLOCK_STEP 64u

/* Enter the term in the buffer into the plan; its number. */
static size_t enter_term(struct making *making)
{
    struct plan *plan = making->plan;
    if (plan->term_count % CLOCK_STEP == CLOCK_STEP - 1 && making->status == XAP_OK &&
        clock_is_over(plan->clock))
        making->status = search_fail(making->error, XAP_E_TIMEOUT);
    if (plan->term_count == plan->term_capacity) {
        size_t capacity = plan->term_capacity ? 2 * plan->term_capacity : 16;
        struct plan_term *grown = realloc(plan->terms, capacity * sizeof(*grown));
        if (!grown) {
            fail_memory(making);
            return 0;
        }
        plan->terms = grown;
        plan->term_capacity = capacity;
    }
    struct slice bytes = arena_copy(&plan->arena, buffer_slice(&making->term));
    if (!bytes.bytes || making->term.failed)
        fail_memory(making);
    else
        plan->terms[plan->term_count] = (struct plan_term){bytes, positions_hash(bytes)};
    return plan->term_count++;
}

/* Enter what is a term already. */
static size_t enter_whole(struct making *making, struct slice term)
{
    buffer_clear(&making->term);
    buffer_append_slice(&making->term, term);
    return enter_term(making);
}

static size_t enter_word(struct making *making, struct slice folded)
{
    buffer_clear(&making->term);
    buffer_append_string(&making->term, in_title(making) ? SCHEMA_TITLE : "");
    buffer_append_slice(&making->term, folded);
    return enter_term(making);
}

static bool in_database(struct making *making)
{
    bool found = false;
    making->status = xap_database_has_term(making->given->database, making->term.bytes,
                                           making->term.length, &found, making->error);
    return found;
}

/* --- slots ------------------------------------------------------------------------------------ */

/* A group of one term as it stands. */
static struct plan_group term_group(struct making *making, struct slice term)
{
    size_t *form = take(making, 1, sizeof(*form));
    if (form)
        form[0] = enter_whole(making, term);
    return (struct plan_group){PLAN_ALWAYS, form, form != NULL};
}

/* A group of words that count in every article. */
static struct plan_group plain_group(struct making *making, const struct slice *words, size_t count)
{
    size_t *forms = take(making, count, sizeof(*forms));
    for (size_t at = 0; at < count && making->status == XAP_OK; at++)
        forms[at] = enter_word(making, words[at]);
    return (struct plan_group){PLAN_ALWAYS, forms, count};
}

/* The forms of a word in one language; false where no article has any. */
static bool stem_group(struct making *making, struct slice folded, language_id language,
                       struct plan_group *out)
{
    struct arena *arena = &making->plan->arena;
    struct word_list forms = {0};
    struct slice stem = analyser_stem(making->given->analyser, folded, language);
    stem = arena_copy(arena, stem);
    if (!stem.bytes) {
        fail_memory(making);
        return false;
    }
    buffer_clear(&making->term);
    schema_stem_term(&making->term, in_title(making) ? SCHEMA_TITLE_STEM : SCHEMA_STEM, language,
                     stem);
    if (!in_database(making) || making->status != XAP_OK)
        return false;
    size_t number = enter_term(making);
    buffer_clear(&making->term);
    schema_stem_term(&making->term, SCHEMA_STEM, language, stem);
    if (language == LANGUAGE_NONE) {
        if (!word_list_add(&forms, folded, arena))
            fail_memory(making);
    } else {
        making->status =
            word_forms_find(making->given->reader, making->given->analyser,
                            buffer_slice(&making->term), folded, arena, &forms, making->error);
    }
    *out = plain_group(making, forms.items, forms.count);
    out->stem = number;
    return making->status == XAP_OK;
}

/* Any form of the words of a slot, in any language of the index. */
static struct plan_slot word_slot(struct making *making, const struct query_slot *slot)
{
    struct index_languages languages = making->given->languages;
    struct plan_group *groups = take(making, slot->count * (languages.count + 1), sizeof(*groups));
    size_t count = 0;
    for (size_t term = 0; term < slot->count && making->status == XAP_OK; term++) {
        struct slice folded = slot->terms[term].folded;
        if (slot->terms[term].is_term) {
            groups[count++] = term_group(making, folded);
            continue;
        }
        if (!schema_has_stem(folded)) {
            groups[count++] = plain_group(making, &folded, 1);
            continue;
        }
        for (size_t at = 0; at < languages.count && making->status == XAP_OK; at++)
            if (query_term_is_of(&slot->terms[term], languages.items[at]))
                count += stem_group(making, folded, languages.items[at], &groups[count]);
        if (languages.others && making->status == XAP_OK &&
            query_term_is_of(&slot->terms[term], LANGUAGE_NONE))
            count += stem_group(making, folded, LANGUAGE_NONE, &groups[count]);
    }
    return (struct plan_slot){groups, count};
}

/* The words of a slot as they are written. */
static struct plan_slot exact_slot(struct making *making, const struct query_slot *slot)
{
    struct plan_group *groups = take(making, slot->count, sizeof(*groups));
    for (size_t at = 0; groups && at < slot->count; at++)
        groups[at] = slot->terms[at].is_term ? term_group(making, slot->terms[at].folded)
                                             : plain_group(making, &slot->terms[at].folded, 1);
    return (struct plan_slot){groups, groups ? slot->count : 0};
}

/* --- leaves ----------------------------------------------------------------------------------- */

static struct plan_way sequence_way(struct making *making, const struct query_leaf *leaf,
                                    size_t number)
{
    const struct query_sequence *sequence = &leaf->sequences[number];
    struct plan_slot *slots = take(making, sequence->count, sizeof(*slots));
    bool any_form = leaf->node->kind == QUERY_WORD && sequence->count == 1;
    for (size_t at = 0; at < sequence->count && making->status == XAP_OK; at++) {
        const struct query_slot *slot = &sequence->slots[at];
        if (leaf->node->kind == QUERY_PREFIX && at + 1 == sequence->count)
            slot = &making->given->prefixes->leaves[leaf->node->leaf].slots[number];
        slots[at] = any_form ? word_slot(making, slot) : exact_slot(making, slot);
    }
    return (struct plan_way){slots, sequence->count};
}

/* The words of a sequence one by one, without stop words where there are others. */
static void add_loose_ways(struct making *making, const struct query_sequence *sequence,
                           struct plan_node *out)
{
    size_t stops = 0;
    for (size_t at = 0; at < sequence->count; at++)
        stops += query_slot_is_stop(&sequence->slots[at], making->given->stop);
    for (size_t at = 0; at < sequence->count && making->status == XAP_OK; at++) {
        if (stops < sequence->count &&
            query_slot_is_stop(&sequence->slots[at], making->given->stop))
            continue;
        struct plan_slot *slot = take(making, 1, sizeof(*slot));
        if (slot)
            *slot = word_slot(making, &sequence->slots[at]);
        out->ways[out->way_count++] = (struct plan_way){slot, 1};
    }
}

static void plan_leaf(struct making *making, const struct query_node *node, bool alone,
                      struct plan_node *out)
{
    const struct query_leaf *leaf = &making->given->terms->leaves[node->leaf];
    size_t most = 0;
    for (size_t way = 0; way < leaf->sequence_count; way++)
        most += leaf->sequences[way].count;
    bool loose = alone && making->given->query->any && node->kind == QUERY_WORD &&
                 leaf->sequence_count > 0 && leaf->sequences[0].count > 1;
    out->leaf = leaf;
    out->ways = take(making, most, sizeof(*out->ways));
    for (size_t way = 0; way < leaf->sequence_count && making->status == XAP_OK; way++)
        if (loose)
            add_loose_ways(making, &leaf->sequences[way], out);
        else
            out->ways[out->way_count++] = sequence_way(making, leaf, way);
}

/* --- nodes ------------------------------------------------------------------------------------ */

/* Note which marks a near needs: fields only where it could reach from one into the next. */
static void want_marks(struct plan *plan, const struct query_node *node)
{
    if (node->kind == QUERY_PHRASE && node->slop >= SCHEMA_FIELD_GAP)
        plan->marks |= MARKS_FIELDS;
    if (node->kind != QUERY_NEAR)
        return;
    if (node->unit == QUERY_UNIT_SENTENCE)
        plan->marks |= MARKS_SENTENCES;
    else if (node->unit == QUERY_UNIT_PARAGRAPH)
        plan->marks |= MARKS_PARAGRAPHS;
    else if (node->distance > SCHEMA_FIELD_GAP)
        plan->marks |= MARKS_FIELDS;
}

/* Plan a part of the query; false where there are no words in it. */
static bool plan_part(struct making *making, const struct query_node *node, bool alone,
                      struct plan_node *out)
{
    size_t count = 0;
    *out = (struct plan_node){.node = node};
    want_marks(making->plan, node);
    if (query_is_leaf(node)) {
        plan_leaf(making, node, alone, out);
        return out->way_count > 0;
    }
    for (const struct query_node *child = node->child; child; child = child->next)
        count++;
    out->children = take(making, count, sizeof(*out->children));
    for (const struct query_node *child = node->child; child && making->status == XAP_OK;
         child = child->next)
        if (plan_part(making, child, alone && node->kind == QUERY_OR,
                      &out->children[out->child_count]))
            out->child_count++;
        else if (node->negated && child == node->child)
            return false;
    return out->child_count > 0;
}

/* Whether each way of a node is one word; that it has words is known. */
static bool is_single(const struct plan_node *node)
{
    if (!node->leaf || node->node->kind == QUERY_EXACT)
        return false;
    for (size_t way = 0; way < node->way_count; way++)
        if (node->ways[way].count != 1)
            return false;
    return true;
}

/* Whether a walk is enough: for phrases without slop, one word, and two words near each other. */
static bool can_walk(const struct plan *plan)
{
    const struct query_node *node = plan->root.node;
    if (plan->count > 1 || plan->marks & ~(unsigned)MARKS_BODY)
        return false;
    if (plan->root.leaf)
        return node->kind != QUERY_EXACT && node->slop == 0;
    return node->kind == QUERY_NEAR && !node->negated && node->unit == QUERY_UNIT_WORDS &&
           plan->root.child_count == 2 && is_single(&plan->root.children[0]) &&
           is_single(&plan->root.children[1]);
}

xap_status plan_make(const struct translation *translation, const struct query_node *node,
                     struct text_scope scope, struct plan **out, xap_error *err)
{
    struct plan *plan = calloc(1, sizeof(*plan));
    struct making making = {.plan = plan, .given = translation, .term = BUFFER_INIT, .error = err};
    *out = NULL;
    if (!plan) {
        fail_memory(&making);
        return making.status;
    }
    plan->references = 1;
    plan->scope = scope;
    plan->marks = text_marks_of_scope(scope);
    plan->clock = translation->clock;
    plan->reader = translation->reader;
    plan->analyser = translation->analyser;
    plan->count = node->kind == QUERY_ATLEAST ? node->count : 1;
    plan_part(&making, node->kind == QUERY_ATLEAST ? node->child : node,
              node->kind != QUERY_ATLEAST, &plan->root);
    plan->walked = can_walk(plan);
    buffer_dispose(&making.term);
    if (making.status == XAP_OK)
        *out = plan;
    else
        plan_free(plan);
    return making.status;
}

void plan_free(struct plan *plan)
{
    if (!plan || --plan->references > 0)
        return;
    free(plan->terms);
    arena_dispose(&plan->arena);
    free(plan);
}
