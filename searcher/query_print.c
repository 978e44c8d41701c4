#include "searcher/query_print.h"

#include <stdio.h>

#include "searcher/query_date.h"
#include "searcher/query_sense.h"

/*
 * The canonical form has parentheses wherever there could be a doubt (`clear`), unless that would
 * put more of them within each other than a query may have: then only where they are needed.
 */
struct printer {
    struct buffer *out;
    bool clear;
};

static void print_node(const struct printer *printer, const struct query_node *node);

/* Whether a child stands between parentheses. */
static bool is_grouped(const struct query_node *parent, const struct query_node *child, bool clear)
{
    bool joined = child->kind == QUERY_AND || child->kind == QUERY_OR;
    bool counted = child->kind == QUERY_ATLEAST || child->kind == QUERY_FIRST;
    switch (parent->kind) {
    case QUERY_AND:
    case QUERY_NOT:
        return joined;
    case QUERY_OR:
        return joined && (clear || child->kind == QUERY_OR);
    case QUERY_NEAR:
        return joined || counted || child->kind == QUERY_NOT || child->kind == QUERY_NEAR;
    case QUERY_ATLEAST:
    case QUERY_FIRST:
        return joined || child->kind == QUERY_NOT ||
               (clear && (counted || child->kind == QUERY_NEAR));
    case QUERY_FIELD:
        return !query_is_leaf(child) && child->kind != QUERY_PHRASE;
    default:
        return false;
    }
}

/* How deep the printed form is, as the parser counts it. */
static size_t depth_of(const struct query_node *node, bool clear)
{
    size_t deepest = 0;
    for (const struct query_node *child = node->child; child; child = child->next) {
        bool inside = node->kind == QUERY_PHRASE; /* its alternatives are not counted */
        size_t depth = inside ? 0 : depth_of(child, clear) + is_grouped(node, child, clear);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + (node->kind == QUERY_ATLEAST || node->kind == QUERY_FIRST);
}

size_t query_print_depth(const struct query_node *node)
{
    return depth_of(node, false);
}

static void print_child(const struct printer *printer, const struct query_node *parent,
                        const struct query_node *child)
{
    bool grouped = is_grouped(parent, child, printer->clear);
    buffer_append_string(printer->out, grouped ? "(" : "");
    print_node(printer, child);
    buffer_append_string(printer->out, grouped ? ")" : "");
}

static void print_children(const struct printer *printer, const struct query_node *node,
                           const char *joint)
{
    for (const struct query_node *child = node->child; child; child = child->next) {
        buffer_append_string(printer->out, child == node->child ? "" : joint);
        print_child(printer, node, child);
    }
}

static void print_word(struct slice text, struct buffer *out)
{
    if (query_word_needs_escape(text))
        buffer_append_byte(out, '\\');
    buffer_append_slice(out, text);
}

/* --- phrases ---------------------------------------------------------------------------------- */

static void print_piece(const struct query_node *piece, struct buffer *out)
{
    if (piece->kind == QUERY_OR) {
        buffer_append_byte(out, '(');
        for (const struct query_node *child = piece->child; child; child = child->next) {
            buffer_append_string(out, child == piece->child ? "" : " OR ");
            print_piece(child, out);
        }
        buffer_append_byte(out, ')');
        return;
    }
    buffer_append_slice(out, piece->text);
    if (piece->kind == QUERY_PREFIX)
        buffer_append_byte(out, '*');
}

void query_print_pieces(const struct query_node *phrase, struct buffer *out)
{
    for (const struct query_node *piece = phrase->child; piece; piece = piece->next) {
        buffer_append_string(out, piece == phrase->child ? "" : " ");
        print_piece(piece, out);
    }
}

static void print_phrase(const struct query_node *node, struct buffer *out)
{
    buffer_append_byte(out, '"');
    if (node->child)
        query_print_pieces(node, out);
    else
        buffer_append_slice(out, node->text);
    buffer_append_byte(out, '"');
    if (node->slop > 0)
        buffer_append_format(out, "~%u", node->slop);
}

/* --- operators and fields --------------------------------------------------------------------- */

static void print_near(const struct printer *printer, const struct query_node *node)
{
    static const char *const units[] = {"", "s", "p"};
    char joint[32];
    const char *name = node->unit == QUERY_UNIT_WORDS && !node->ordered ? "near"
                       : node->ordered                                  ? "pre"
                                                                        : "w";
    int length = snprintf(joint, sizeof(joint), " %s%s/%s", node->negated ? "NOT " : "", name,
                          units[node->unit]);
    size_t used = length < 0 ? 0 : (size_t)length;
    if (node->unit == QUERY_UNIT_WORDS)
        snprintf(joint + used, sizeof(joint) - used, "%u ", node->distance);
    else
        snprintf(joint + used, sizeof(joint) - used, " ");
    print_children(printer, node, joint);
}

static void print_value(const struct query_node *node, struct buffer *out)
{
    const char *quote = query_value_needs_quotes(node->text) ? "\"" : "";
    buffer_append_format(out, "%s:%s", query_field_name(node->field), quote);
    buffer_append_slice(out, node->text);
    buffer_append_string(out, quote);
}

static void print_length(const struct query_node *node, struct buffer *out)
{
    if (node->maximum == QUERY_LENGTH_OPEN && node->minimum > 0)
        buffer_append_format(out, "words:>%u", node->minimum - 1);
    else if (node->maximum == QUERY_LENGTH_OPEN)
        buffer_append_string(out, "words:>=0");
    else if (node->minimum == node->maximum)
        buffer_append_format(out, "words:%u", node->minimum);
    else if (node->minimum == 0)
        buffer_append_format(out, "words:<%u", node->maximum + 1);
    else
        buffer_append_format(out, "words:%u..%u", node->minimum, node->maximum);
}

static void print_prefixed(const struct printer *printer, const struct query_node *node)
{
    if (node->kind == QUERY_NOT)
        buffer_append_string(printer->out, "NOT ");
    else if (node->kind == QUERY_FIELD)
        buffer_append_format(printer->out, "%s:", query_field_name(node->field));
    else
        buffer_append_format(printer->out, "%s/%u ",
                             node->kind == QUERY_FIRST ? "first" : "atleast", node->count);
    print_child(printer, node, node->child);
}

static void print_leaf(const struct query_node *node, struct buffer *out)
{
    if (node->kind == QUERY_WORD) {
        print_word(node->text, out);
        return;
    }
    buffer_append_string(out, node->kind == QUERY_EXACT ? "=" : "");
    buffer_append_slice(out, node->text);
    buffer_append_string(out, node->kind == QUERY_PREFIX ? "*" : "");
}

static void print_dates(const struct query_node *node, struct buffer *out)
{
    struct query_dates dates = {node->first_second, node->last_second};
    buffer_append_string(out, "date:");
    query_date_print(&dates, out);
}

/* What has no children, or children of its own kind only. */
static void print_simple(const struct query_node *node, struct buffer *out)
{
    switch (node->kind) {
    case QUERY_ALL:
        buffer_append_byte(out, '*');
        break;
    case QUERY_PHRASE:
        print_phrase(node, out);
        break;
    case QUERY_VALUE:
        print_value(node, out);
        break;
    case QUERY_DATES:
        print_dates(node, out);
        break;
    case QUERY_LENGTH:
        print_length(node, out);
        break;
    default:
        print_leaf(node, out);
    }
}

static void print_node(const struct printer *printer, const struct query_node *node)
{
    switch (node->kind) {
    case QUERY_AND:
        print_children(printer, node, " AND ");
        break;
    case QUERY_OR:
        print_children(printer, node, " OR ");
        break;
    case QUERY_NEAR:
        print_near(printer, node);
        break;
    case QUERY_NOT:
    case QUERY_ATLEAST:
    case QUERY_FIRST:
    case QUERY_FIELD:
        print_prefixed(printer, node);
        break;
    default:
        print_simple(node, printer->out);
    }
}

void query_print_node(const struct query_node *node, struct buffer *out)
{
    struct printer printer = {out, depth_of(node, true) <= QUERY_DEPTH_MAX};
    print_node(&printer, node);
}

void query_print(const struct query *query, struct buffer *out)
{
    if (!query->root)
        return;
    buffer_append_string(out, query->any ? "any: " : "");
    query_print_node(query->root, out);
}
