#include "searcher/query.h"

#include <stdarg.h>
#include <stdio.h>

#include "corpus/utf8.h"

void query_dispose(struct query *query)
{
    arena_dispose(&query->arena);
    *query = (struct query){0};
}

const char *query_error_name(enum query_error_code code)
{
    static const char *const names[] = {
        [QUERY_ERROR_NONE] = "none",
        [QUERY_ERROR_EMPTY] = "empty-query",
        [QUERY_ERROR_ENCODING] = "not-utf-8",
        [QUERY_ERROR_TOO_LONG] = "too-long",
        [QUERY_ERROR_TOO_DEEP] = "too-deep",
        [QUERY_ERROR_TOO_MANY_WORDS] = "too-many-words",
        [QUERY_ERROR_UNCLOSED_QUOTE] = "unclosed-quote",
        [QUERY_ERROR_UNCLOSED_GROUP] = "unclosed-group",
        [QUERY_ERROR_UNOPENED_GROUP] = "unopened-group",
        [QUERY_ERROR_EMPTY_PHRASE] = "empty-phrase",
        [QUERY_ERROR_EMPTY_GROUP] = "empty-group",
        [QUERY_ERROR_MISSING_OPERAND] = "missing-operand",
        [QUERY_ERROR_MISSING_FIELD_VALUE] = "missing-field-value",
        [QUERY_ERROR_TOO_MANY_WILDCARDS] = "too-many-wildcards",
        [QUERY_ERROR_TOO_MANY_RANGES] = "too-many-ranges",
        [QUERY_ERROR_WILDCARD] = "wildcard",
        [QUERY_ERROR_MISSING_NUMBER] = "missing-number",
        [QUERY_ERROR_NUMBER] = "number",
        [QUERY_ERROR_UNKNOWN_OPERATOR] = "unknown-operator",
        [QUERY_ERROR_OPERAND] = "operand",
        [QUERY_ERROR_DATE] = "date",
        [QUERY_ERROR_LENGTH] = "length",
    };
    return code < sizeof(names) / sizeof(*names) ? names[code] : "unknown";
}

const char *query_field_name(enum query_field field)
{
    static const char *const names[QUERY_FIELD_COUNT] = {
        "title",  "body", "lead",  "source", "domain",  "language", "country",
        "person", "org",  "topic", "author", "section", "id",
        "gov",    "region", "role",
    };
    return field < QUERY_FIELD_COUNT ? names[field] : "unknown";
}

struct query_node *query_node_new(struct query *query, enum query_kind kind)
{
    struct query_node *node = arena_alloc(&query->arena, sizeof(*node));
    if (node)
        *node = (struct query_node){.kind = kind};
    return node;
}

/* The stretch from the start of one place to the end of another. */
static struct query_place span(struct query_place first, struct query_place last)
{
    return (struct query_place){first.offset, last.offset + last.length - first.offset};
}

struct query_node *query_node_group(struct query *query, enum query_kind kind,
                                    struct query_node *list)
{
    if (!list || !list->next)
        return list;
    struct query_node *group = query_node_new(query, kind);
    if (!group)
        return NULL;
    struct query_place first = list->place, last = first;
    struct query_node **end = &group->child;
    for (struct query_node *node = list, *following; node; node = following) {
        following = node->next;
        last = node->place;
        *end = node->kind == kind ? node->child : node;
        while (*end && *end != following)
            end = &(*end)->next;
    }
    *end = NULL;
    group->place = span(first, last);
    return group;
}

struct query_node *query_node_not(struct query *query, struct query_node *node)
{
    if (node->kind == QUERY_NOT)
        return node->child;
    struct query_node *negation = query_node_new(query, QUERY_NOT);
    if (!negation)
        return NULL;
    negation->child = node;
    negation->place = node->place;
    return negation;
}

static void number_leaves(struct query_node *node, size_t *count)
{
    if (query_is_leaf(node))
        node->leaf = (*count)++;
    for (struct query_node *child = node->child; child; child = child->next)
        number_leaves(child, count);
}

void query_number_leaves(struct query *query)
{
    query->leaf_count = 0;
    if (query->root)
        number_leaves(query->root, &query->leaf_count);
}

/* A message in the arena. Where an excerpt or the whole of it was cut within a character, that is
 * told by U+FFFD. */
static struct slice copy_message(struct query *query, const char *message)
{
    struct slice text = slice_of(message);
    struct buffer repaired = BUFFER_INIT;
    if (!utf8_is_valid(text)) {
        utf8_repair(text, &repaired);
        text = repaired.failed ? (struct slice){NULL, 0} : buffer_slice(&repaired);
    }
    struct slice copy = text.bytes ? arena_copy(&query->arena, text) : text;
    buffer_dispose(&repaired);
    return copy;
}

bool query_warn(struct query *query, const char *code, struct query_place place, const char *format,
                ...)
{
    if (query->warning_count >= QUERY_WARNINGS_MAX)
        return true;
    char message[HERALD_ERROR_MESSAGE_SIZE] = "there are more warnings than these";
    va_list arguments;
    va_start(arguments, format);
    if (query->warning_count + 1 < QUERY_WARNINGS_MAX)
        vsnprintf(message, sizeof(message), format, arguments);
    else
        code = "more-warnings";
    va_end(arguments);
    struct query_warning *warning = arena_alloc(&query->arena, sizeof(*warning));
    if (!warning)
        return false;
    *warning = (struct query_warning){
        .code = code, .place = place, .message = copy_message(query, message)};
    if (!warning->message.bytes)
        return false;
    if (query->last_warning)
        query->last_warning->next = warning;
    else
        query->warnings = warning;
    query->last_warning = warning;
    query->warning_count++;
    return true;
}

bool query_suggest(struct query *query, struct slice suggestion)
{
    struct query_warning *warning = query->last_warning;
    if (!warning || query->warning_count >= QUERY_WARNINGS_MAX)
        return true;
    warning->suggestion = arena_copy(&query->arena, suggestion);
    return warning->suggestion.bytes != NULL;
}

/* Whether two nodes are the same, their children aside. */
static bool same_node(const struct query_node *a, const struct query_node *b)
{
    return a->kind == b->kind && a->field == b->field && a->unit == b->unit &&
           a->ordered == b->ordered && a->negated == b->negated && slice_equal(a->text, b->text) &&
           a->slop == b->slop && a->distance == b->distance && a->count == b->count &&
           a->first_second == b->first_second && a->last_second == b->last_second &&
           a->minimum == b->minimum && a->maximum == b->maximum;
}

bool query_equal(const struct query_node *a, const struct query_node *b)
{
    if (!a || !b)
        return a == b;
    if (!same_node(a, b))
        return false;
    const struct query_node *left = a->child, *right = b->child;
    while (left && right && query_equal(left, right)) {
        left = left->next;
        right = right->next;
    }
    return !left && !right;
}
