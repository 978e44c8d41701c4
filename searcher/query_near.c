#include "searcher/query_near.h"

#include <stdio.h>

#include "searcher/query_print.h"
#include "searcher/query_sense.h"

bool query_stands_in_text(const struct query_node *node)
{
    if (node->kind == QUERY_PHRASE || node->kind == QUERY_NEAR || query_is_leaf(node))
        return true;
    if (node->kind != QUERY_OR)
        return false;
    for (const struct query_node *child = node->child; child; child = child->next)
        if (!query_stands_in_text(child))
            return false;
    return true;
}

bool query_narrows(const struct query_node *node)
{
    if (node->kind == QUERY_FIELD || node->kind == QUERY_FIRST)
        return true;
    for (const struct query_node *child = node->child; child; child = child->next)
        if (query_narrows(child))
            return true;
    return false;
}

static struct query_node *no_memory(struct query_reading *reading)
{
    query_reading_no_memory(reading);
    return NULL;
}

static struct query_node *new_near(struct query_reading *reading, struct query_node *left,
                                   const struct query_nearness *nearness, struct query_node *right)
{
    struct query_node *node = query_node_new(reading->query, QUERY_NEAR);
    if (!node)
        return no_memory(reading);
    node->unit = nearness->op->unit;
    node->ordered = nearness->op->ordered;
    node->negated = nearness->negated;
    node->distance = node->unit == QUERY_UNIT_WORDS ? nearness->op->number : 0;
    node->child = left;
    left->next = right;
    right->next = NULL;
    node->place = query_place_span(left->place, right->place);
    return node;
}

/* Whether one more operand belongs to a NEAR that there is. */
static bool is_continued(const struct query_node *near, const struct query_nearness *nearness)
{
    return !near->negated && !nearness->negated && near->unit == nearness->op->unit &&
           near->ordered == nearness->op->ordered &&
           (near->unit != QUERY_UNIT_WORDS || near->distance == nearness->op->number);
}

static struct query_node *append(struct query_node *near, struct query_node *right)
{
    struct query_node *last = near->child;
    while (last->next)
        last = last->next;
    last->next = right;
    right->next = NULL;
    near->place = query_place_span(near->place, right->place);
    return near;
}

/* Join two operands that stand in the text. */
static struct query_node *join_stretches(struct query_reading *reading, struct query_node *left,
                                         const struct query_nearness *nearness,
                                         struct query_node *right, struct query_node **open)
{
    if (left == *open && is_continued(left, nearness))
        return append(left, right);
    bool mixed = left == *open;
    *open = new_near(reading, left, nearness, right);
    if (*open && mixed &&
        !query_warn(reading->query, "mixed-nearness", (*open)->place,
                    "operators of nearness that differ are taken from the left: what stands "
                    "before '%s' is one stretch",
                    nearness->op->ours))
        return no_memory(reading);
    return *open;
}

/* --- operands that stand nowhere -------------------------------------------------------------- */

/* What could be written instead, or "": for words side by side a phrase. */
static void suggest_phrase(const struct query_node *node, char *out, size_t size)
{
    size_t used = 1;
    bool fits = node->kind == QUERY_AND;
    out[0] = '\0';
    for (const struct query_node *child = node->child; child && fits; child = child->next) {
        fits = child->kind == QUERY_WORD && used + child->text.length + 2 < size;
        if (fits)
            used += (size_t)snprintf(out + used, size - used, "%.*s%s", (int)child->text.length,
                                     child->text.bytes, child->next ? " " : "\"");
    }
    out[0] = fits ? '"' : '\0';
}

static bool complain(struct query_reading *reading, const struct query_operator *op,
                     const struct query_node *operand)
{
    char phrase[QUERY_SUGGESTION_SIZE];
    suggest_phrase(operand, phrase, sizeof(phrase));
    struct query_complaint complaint = {QUERY_ERROR_OPERAND, operand->place,
                                        "a word, a phrase, or such joined by OR or by nearness",
                                        phrase[0] ? phrase : NULL};
    return query_complain(reading, &complaint,
                          "what stands at character %zu cannot be part of '%s'",
                          query_place_number(operand->place), op->ours);
}

/* Both operands by AND, the second negated where the nearness was. */
static struct query_node *join_all(struct query_reading *reading, struct query_node *left,
                                   struct query_node *right, bool negated)
{
    if (negated)
        right = query_node_not(reading->query, right);
    if (!right)
        return no_memory(reading);
    left->next = right;
    right->next = NULL;
    struct query_node *node = query_node_group(reading->query, QUERY_AND, left);
    return node ? node : no_memory(reading);
}

/* --- operands within a field ------------------------------------------------------------------ */

/* Whether what stands behind a colon means the same between parentheses. */
static bool can_move(const struct query_node *node)
{
    bool sign = node->kind == QUERY_PREFIX || node->kind == QUERY_EXACT;
    return query_stands_in_text(node) &&
           (!sign || (!query_word_needs_escape(node->text) &&
                      query_operator_within(node->text) == node->text.length));
}

/* The part of the text that two operands are narrowed to, one of them or both to the same; false
 * where that is not so. */
static bool common_field(const struct query_node *left, const struct query_node *right,
                         enum query_field *field)
{
    if (left->kind != QUERY_FIELD && right->kind != QUERY_FIELD)
        return false;
    *field = left->kind == QUERY_FIELD ? left->field : right->field;
    const struct query_node *inner_left = left->kind == QUERY_FIELD ? left->child : left;
    const struct query_node *inner_right = right->kind == QUERY_FIELD ? right->child : right;
    return (left->kind != QUERY_FIELD || left->field == *field) &&
           (right->kind != QUERY_FIELD || right->field == *field) && can_move(inner_left) &&
           can_move(inner_right);
}

/* "title:a near/5 b" binds the field to its word alone, which then stands beside nothing: the whole
 * within the field is what is suggested, and what a lenient reading takes. */
static struct query_node *join_fields(struct query_reading *reading, struct query_node *left,
                                      const struct query_nearness *nearness,
                                      struct query_node *right, struct query_node **open)
{
    struct query_node *narrowed = left->kind == QUERY_FIELD ? left : right;
    struct query_node *node = query_node_new(reading->query, QUERY_FIELD);
    struct query_place place = query_place_span(left->place, right->place);
    struct buffer text = BUFFER_INIT;
    if (!node)
        return no_memory(reading);
    node->field = narrowed->field;
    node->place = place;
    node->child = join_stretches(reading, left->kind == QUERY_FIELD ? left->child : left, nearness,
                                 right->kind == QUERY_FIELD ? right->child : right, open);
    if (!node->child)
        return NULL;
    query_print_node(node, &text);
    bool fits = !text.failed && text.length < QUERY_SUGGESTION_SIZE;
    struct query_complaint complaint = {QUERY_ERROR_OPERAND, place, NULL, fits ? text.bytes : NULL};
    bool kept = query_complain(
        reading, &complaint, "'%s:' at character %zu holds the one word only, apart from '%s'",
        query_field_name(node->field), query_place_number(narrowed->place), nearness->op->ours);
    buffer_dispose(&text);
    return kept ? node : NULL;
}

struct query_node *query_near_join(struct query_reading *reading, struct query_node *left,
                                   const struct query_nearness *nearness, struct query_node *right,
                                   struct query_node **open)
{
    enum query_field field;
    if (!left || !right)
        return left ? left : right;
    if (common_field(left, right, &field))
        return join_fields(reading, left, nearness, right, open);
    bool stand = true;
    struct query_node *operands[] = {left, right};
    for (size_t at = 0; at < 2; at++) {
        if (query_stands_in_text(operands[at]))
            continue;
        if (!complain(reading, nearness->op, operands[at]))
            return NULL;
        stand = false;
    }
    return stand ? join_stretches(reading, left, nearness, right, open)
                 : join_all(reading, left, right, nearness->negated);
}

struct query_node *query_atleast(struct query_reading *reading, const struct query_operator *op,
                                 struct query_node *child)
{
    if (!query_stands_in_text(child))
        return complain(reading, op, child) ? child : NULL;
    struct query_node *node = query_node_new(reading->query, QUERY_ATLEAST);
    if (!node)
        return no_memory(reading);
    node->count = op->number;
    node->child = child;
    child->next = NULL;
    return node;
}
