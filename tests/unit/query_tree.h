#ifndef HERALD_TESTS_QUERY_TREE_H
#define HERALD_TESTS_QUERY_TREE_H

/* The tree of a query as an expression, for comparing; included after cmocka.h. */

#include "searcher/query.h"

/* A part of a tree that has children, before them. */
static inline void show_name(const struct query_node *node, struct buffer *out)
{
    static const char *const units[] = {"", "s", "p"};
    switch (node->kind) {
    case QUERY_PHRASE:
        buffer_append_string(out, "phrase");
        break;
    case QUERY_AND:
        buffer_append_string(out, "and");
        break;
    case QUERY_OR:
        buffer_append_string(out, "or");
        break;
    case QUERY_NOT:
        buffer_append_string(out, "not");
        break;
    case QUERY_NEAR:
        buffer_append_format(out, "%s%s", node->negated ? "not-" : "",
                             node->ordered ? "pre" : "near");
        if (node->unit == QUERY_UNIT_WORDS)
            buffer_append_format(out, "%u", node->distance);
        buffer_append_string(out, units[node->unit]);
        break;
    case QUERY_ATLEAST:
    case QUERY_FIRST:
        buffer_append_format(out, "%s%u", node->kind == QUERY_FIRST ? "first" : "atleast",
                             node->count);
        break;
    default:
        buffer_append_string(out, query_field_name(node->field));
    }
    if (node->slop)
        buffer_append_format(out, "~%u", node->slop);
}

static inline void show_leaf(const struct query_node *node, struct buffer *out)
{
    const char *quote = node->kind == QUERY_PHRASE ? "\"" : "";
    buffer_append_string(out, node->kind == QUERY_EXACT ? "=" : quote);
    buffer_append_slice(out, node->text);
    buffer_append_string(out, node->kind == QUERY_PREFIX ? "*" : quote);
    if (node->slop)
        buffer_append_format(out, "~%u", node->slop);
}

/* A tree as an expression that shows each node: (and a (not "b c")). */
static inline void show(const struct query_node *node, struct buffer *out)
{
    if (query_is_leaf(node)) {
        show_leaf(node, out);
    } else if (node->kind == QUERY_ALL) {
        buffer_append_string(out, "(all)");
    } else if (node->kind == QUERY_VALUE) {
        buffer_append_format(out, "[%s %.*s]", query_field_name(node->field),
                             (int)node->text.length, node->text.bytes);
    } else if (node->kind == QUERY_DATES) {
        buffer_append_format(out, "[dates %lld %lld]", (long long)node->first_second,
                             (long long)node->last_second);
    } else if (node->kind == QUERY_LENGTH) {
        buffer_append_format(out, "[words %u %u]", node->minimum, node->maximum);
    } else {
        buffer_append_byte(out, '(');
        show_name(node, out);
        for (const struct query_node *child = node->child; child; child = child->next) {
            buffer_append_byte(out, ' ');
            show(child, out);
        }
        buffer_append_byte(out, ')');
    }
}

#endif
