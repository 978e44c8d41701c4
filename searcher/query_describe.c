#include "searcher/query_date.h"
#include "searcher/query_print.h"

/*
 * A query in words. Text is told as things that an article holds ("any form of "x" in the title"),
 * all else as what an article does ("have source "y"", "are dated 2025").
 */

static void tell_thing(const struct query_node *node, struct buffer *out);
static void tell_deed(const struct query_node *node, struct buffer *out);

static void tell_quoted(struct slice text, struct buffer *out)
{
    buffer_append_byte(out, '"');
    buffer_append_slice(out, text);
    buffer_append_byte(out, '"');
}

/* Whether all of a node is about the text. */
static bool is_text(const struct query_node *node)
{
    if (node->kind == QUERY_ALL || node->kind == QUERY_VALUE || node->kind == QUERY_DATES ||
        node->kind == QUERY_LENGTH)
        return false;
    for (const struct query_node *child = node->child; child; child = child->next)
        if (!is_text(child))
            return false;
    return true;
}

/* What stands before an item of a list: "a, b and c". */
static void tell_joint(const struct query_node *node, const struct query_node *item,
                       const char *last, struct buffer *out)
{
    if (item != node->child)
        buffer_append_string(out, item->next ? ", " : last);
}

static void tell_grouped(const struct query_node *node, struct buffer *out)
{
    bool grouped = node->kind == QUERY_AND || node->kind == QUERY_OR || node->kind == QUERY_NEAR;
    buffer_append_string(out, grouped ? "(" : "");
    tell_thing(node, out);
    buffer_append_string(out, grouped ? ")" : "");
}

/* --- things that articles hold ---------------------------------------------------------------- */

static void tell_phrase(const struct query_node *node, struct buffer *out)
{
    buffer_append_string(out, "the phrase \"");
    if (node->child)
        query_print_pieces(node, out);
    else
        buffer_append_slice(out, node->text);
    buffer_append_byte(out, '"');
    if (node->slop > 0)
        buffer_append_format(out, " with up to %u other word%s among it", node->slop,
                             node->slop == 1 ? "" : "s");
    if (node->names)
        buffer_append_format(out, " (or another name of %s)", node->names);
}

/* How two operands of NEAR stand to each other. */
static void tell_distance(const struct query_node *node, struct buffer *out)
{
    const char *unit = node->unit == QUERY_UNIT_SENTENCE ? "sentence" : "paragraph";
    buffer_append_string(out, node->negated ? " not" : "");
    if (node->unit != QUERY_UNIT_WORDS)
        buffer_append_format(out, " %s the same %s as ", node->ordered ? "earlier in" : "in", unit);
    else if (node->distance == 1)
        buffer_append_string(out, node->ordered ? " right before " : " right beside ");
    else
        buffer_append_format(out, " %s%u words %s ", node->ordered ? "at most " : "within ",
                             node->distance, node->ordered ? "before" : "of");
}

static void tell_near(const struct query_node *node, struct buffer *out)
{
    for (const struct query_node *child = node->child; child; child = child->next) {
        if (child != node->child) {
            buffer_append_string(out, child != node->child->next ? ", and that" : "");
            tell_distance(node, out);
        }
        tell_grouped(child, out);
    }
}

static void tell_list(const struct query_node *node, const char *last, struct buffer *out)
{
    for (const struct query_node *child = node->child; child; child = child->next) {
        tell_joint(node, child, last, out);
        tell_grouped(child, out);
    }
}

static void tell_part(const struct query_node *node, struct buffer *out)
{
    tell_grouped(node->child, out);
    if (node->kind == QUERY_ATLEAST)
        buffer_append_format(out, " at least %u time%s", node->count, node->count == 1 ? "" : "s");
    else if (node->kind == QUERY_FIRST)
        buffer_append_format(out, " in the first %u words", node->count);
    else
        buffer_append_format(out, " in the %s", query_field_name(node->field));
}

static void tell_leaf(const struct query_node *node, const char *what, struct buffer *out)
{
    buffer_append_string(out, what);
    tell_quoted(node->text, out);
}

static void tell_thing(const struct query_node *node, struct buffer *out)
{
    switch (node->kind) {
    case QUERY_WORD:
        tell_leaf(node, "any form of ", out);
        break;
    case QUERY_PREFIX:
        tell_leaf(node, "a word that begins with ", out);
        break;
    case QUERY_EXACT:
        tell_leaf(node, "exactly ", out);
        break;
    case QUERY_PHRASE:
        tell_phrase(node, out);
        break;
    case QUERY_AND:
    case QUERY_OR:
        tell_list(node, node->kind == QUERY_AND ? " and " : " or ", out);
        break;
    case QUERY_NOT:
        buffer_append_string(out, "not ");
        tell_grouped(node->child, out);
        break;
    case QUERY_NEAR:
        tell_near(node, out);
        break;
    case QUERY_ATLEAST:
    case QUERY_FIRST:
    case QUERY_FIELD:
        tell_part(node, out);
        break;
    default: /* of an article, within a part of its text */
        buffer_append_string(out, "that they ");
        tell_deed(node, out);
    }
}

/* --- what articles do ------------------------------------------------------------------------- */

static void tell_length(const struct query_node *node, struct buffer *out)
{
    if (node->maximum == QUERY_LENGTH_OPEN)
        buffer_append_format(out, "have %u words or more", node->minimum);
    else if (node->minimum == 0)
        buffer_append_format(out, "have %u words or fewer", node->maximum);
    else if (node->minimum == node->maximum)
        buffer_append_format(out, "have %u words", node->minimum);
    else
        buffer_append_format(out, "have %u to %u words", node->minimum, node->maximum);
}

static void tell_dates(const struct query_node *node, struct buffer *out)
{
    struct query_dates all = {node->first_second, node->last_second};
    struct buffer text = BUFFER_INIT;
    query_date_print(&all, &text);
    const char *dots = text.bytes ? strstr(text.bytes, "..") : NULL;
    size_t first = dots ? (size_t)(dots - text.bytes) : text.length;
    struct slice from = {text.bytes, first};
    struct slice to = dots ? slice_of(dots + 2) : (struct slice){NULL, 0};
    buffer_append_string(out, "are dated ");
    if (from.length > 0 && to.length > 0)
        buffer_append_string(out, "from ");
    buffer_append_slice(out, from);
    if (dots && from.length > 0)
        buffer_append_string(out, to.length > 0 ? " to " : " or later");
    buffer_append_slice(out, to);
    if (dots && from.length == 0)
        buffer_append_string(out, " or earlier");
    out->failed = out->failed || text.failed;
    buffer_dispose(&text);
}

static void tell_negation(const struct query_node *node, struct buffer *out)
{
    bool text = is_text(node);
    buffer_append_string(out, text ? "do not hold " : "are not among those that ");
    if (text)
        tell_grouped(node, out);
    else
        tell_deed(node, out);
}

/* Whether a node is an OR of everything and what raises an article: the parser makes it of '+'. */
static bool is_preference(const struct query_node *node)
{
    return node->kind == QUERY_OR && node->child->kind == QUERY_ALL;
}

static void tell_preference(const struct query_node *node, struct buffer *out)
{
    struct query_node rest = *node;
    rest.child = node->child->next;
    buffer_append_string(out, "preferably ");
    tell_deed(rest.child->next ? &rest : rest.child, out);
}

/* AND and OR of which parts are not about the text. */
static void tell_deeds(const struct query_node *node, struct buffer *out)
{
    bool all = node->kind == QUERY_AND;
    for (const struct query_node *child = node->child; child; child = child->next) {
        bool grouped =
            (child->kind == QUERY_OR && !is_preference(child)) || child->kind == QUERY_AND;
        if (child != node->child)
            buffer_append_string(out, child->next ? ", " : all ? " and " : " or ");
        buffer_append_string(out, grouped ? "(" : "");
        tell_deed(child, out);
        buffer_append_string(out, grouped ? ")" : "");
    }
}

static void tell_deed(const struct query_node *node, struct buffer *out)
{
    if (node->kind == QUERY_ALL) {
        buffer_append_string(out, "exist");
    } else if (node->kind == QUERY_VALUE) {
        buffer_append_format(out, "have the %s ", query_field_name(node->field));
        tell_quoted(node->text, out);
    } else if (node->kind == QUERY_DATES) {
        tell_dates(node, out);
    } else if (node->kind == QUERY_LENGTH) {
        tell_length(node, out);
    } else if (node->kind == QUERY_NOT) {
        tell_negation(node->child, out);
    } else if (is_text(node)) {
        buffer_append_string(out, "hold ");
        tell_thing(node, out);
    } else if (node->kind == QUERY_AND || node->kind == QUERY_OR) {
        if (is_preference(node))
            tell_preference(node, out);
        else
            tell_deeds(node, out);
    } else {
        buffer_append_string(out, "hold ");
        tell_thing(node, out);
    }
}

static void note_names(struct query_node *node, size_t leaf, const char *name)
{
    if (node->kind == QUERY_PHRASE && query_is_leaf(node) && node->leaf == leaf)
        node->names = name;
    for (struct query_node *child = node->child; child; child = child->next)
        note_names(child, leaf, name);
}

void query_note_names(struct query *query, size_t leaf, const char *name)
{
    if (query->root)
        note_names(query->root, leaf, name);
}

void query_describe(const struct query *query, struct buffer *out)
{
    if (!query->root)
        return;
    if (query->root->kind == QUERY_ALL) {
        buffer_append_string(out, "all articles");
        return;
    }
    buffer_append_string(out, "articles that ");
    tell_deed(query->root, out);
}
