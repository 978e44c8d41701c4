#include "searcher/query_print.h"

#include "searcher/query_date.h"
#include "searcher/query_lexer.h"

/* How tightly a form holds together: what stands within another form of the same or a looser kind
 * needs parentheses. */
enum binding { BINDS_LOOSELY, BINDS_NOT, BINDS_NEAR, BINDS_PREFIX, BINDS_TIGHTLY };

static enum binding binding_of(const struct query_node *node)
{
    switch (node->kind) {
    case QUERY_AND:
    case QUERY_OR:
        return BINDS_LOOSELY;
    case QUERY_NOT:
        return BINDS_NOT;
    case QUERY_NEAR:
        return BINDS_NEAR;
    case QUERY_ATLEAST:
    case QUERY_FIRST:
        return BINDS_PREFIX;
    default:
        return BINDS_TIGHTLY;
    }
}

/* Print a child, in parentheses unless it holds together more tightly than what is given. */
static void print_child(const struct query_node *node, enum binding than, struct buffer *out)
{
    bool grouped = binding_of(node) <= than;
    if (grouped)
        buffer_append_byte(out, '(');
    query_print_node(node, out);
    if (grouped)
        buffer_append_byte(out, ')');
}

static void print_children(const struct query_node *node, const char *joint, enum binding than,
                           struct buffer *out)
{
    for (const struct query_node *child = node->child; child; child = child->next) {
        if (child != node->child)
            buffer_append_string(out, joint);
        print_child(child, than, out);
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

static void print_near(const struct query_node *node, struct buffer *out)
{
    static const char *const units[] = {"", "s", "p"};
    struct buffer joint = BUFFER_INIT;
    buffer_append_string(&joint, node->negated ? " NOT " : " ");
    if (node->unit == QUERY_UNIT_WORDS)
        buffer_append_format(&joint, "%s/%u ", node->ordered ? "pre" : "near", node->distance);
    else
        buffer_append_format(&joint, "%s/%s ", node->ordered ? "pre" : "w", units[node->unit]);
    print_children(node, joint.bytes ? joint.bytes : "", BINDS_PREFIX, out);
    out->failed = out->failed || joint.failed;
    buffer_dispose(&joint);
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

static void print_counted(const struct query_node *node, const char *name, struct buffer *out)
{
    buffer_append_format(out, "%s/%u ", name, node->count);
    print_child(node->child, BINDS_PREFIX, out);
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

/* Behind the colon of a part of the text, leaves need no parentheses. */
static void print_field(const struct query_node *node, struct buffer *out)
{
    const struct query_node *child = node->child;
    bool bare = query_is_leaf(child) || child->kind == QUERY_PHRASE;
    buffer_append_format(out, "%s:%s", query_field_name(node->field), bare ? "" : "(");
    query_print_node(child, out);
    buffer_append_string(out, bare ? "" : ")");
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

void query_print_node(const struct query_node *node, struct buffer *out)
{
    switch (node->kind) {
    case QUERY_AND:
        print_children(node, " AND ", BINDS_LOOSELY, out);
        break;
    case QUERY_OR:
        print_children(node, " OR ", BINDS_LOOSELY, out);
        break;
    case QUERY_NOT:
        buffer_append_string(out, "NOT ");
        print_child(node->child, BINDS_LOOSELY, out);
        break;
    case QUERY_NEAR:
        print_near(node, out);
        break;
    case QUERY_ATLEAST:
        print_counted(node, "atleast", out);
        break;
    case QUERY_FIRST:
        print_counted(node, "first", out);
        break;
    case QUERY_FIELD:
        print_field(node, out);
        break;
    default:
        print_simple(node, out);
    }
}

void query_print(const struct query *query, struct buffer *out)
{
    if (query->root)
        query_print_node(query->root, out);
}
