#include "searcher/query.h"

#include <stdarg.h>
#include <stdio.h>

#include "corpus/utf8.h"
#include "searcher/query_lexer.h"

#define OPERAND "a word, a phrase or a group"

struct parser {
    struct query *query;
    struct query_lexer lexer;
    struct query_token token; /* the next one */
    unsigned depth;
    unsigned joins; /* words joined so far, by AND or side by side, within these parentheses */
    struct buffer scratch;
    enum herald_status status; /* the failure that ended parsing */
    struct query_error *where;
    struct herald_error *err;
};

/* --- failing ---------------------------------------------------------------------------------- */

static struct query_node *fail(struct parser *parser, enum query_error_code code,
                               struct query_place place, const char *expected, const char *format,
                               ...) __attribute__((format(printf, 5, 6)));

/* Describe what ends the parsing; NULL, for a node. */
static struct query_node *fail(struct parser *parser, enum query_error_code code,
                               struct query_place place, const char *expected, const char *format,
                               ...)
{
    bool limit = code == QUERY_ERROR_TOO_LONG || code == QUERY_ERROR_TOO_DEEP ||
                 code == QUERY_ERROR_TOO_MANY_WORDS;
    char message[HERALD_ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    if (parser->where)
        *parser->where = (struct query_error){code, place, expected, ""};
    parser->status =
        herald_fail(parser->err, limit ? HERALD_E_LIMIT : HERALD_E_QUERY, "%s", message);
    return NULL;
}

static struct query_node *fail_memory(struct parser *parser)
{
    parser->status = herald_fail(parser->err, HERALD_E_NO_MEMORY, "no memory for the query");
    return NULL;
}

/* What people call a place: characters are counted from 1. */
static size_t human(struct query_place place)
{
    return place.offset + 1;
}

/* --- tokens ----------------------------------------------------------------------------------- */

static bool advance(struct parser *parser)
{
    if (!query_lexer_next(&parser->lexer, parser->query, &parser->token))
        return fail_memory(parser) != NULL;
    if (parser->token.kind == TOKEN_UNCLOSED)
        return fail(parser, QUERY_ERROR_UNCLOSED_QUOTE, parser->token.place, "a closing quote",
                    "the quote at character %zu is not closed", human(parser->token.place)) != NULL;
    return true;
}

static bool begins_operand(enum query_token_kind kind)
{
    return kind == TOKEN_WORD || kind == TOKEN_PHRASE || kind == TOKEN_ALL || kind == TOKEN_FIELD ||
           kind == TOKEN_LEFT || kind == TOKEN_NOT || kind == TOKEN_MINUS;
}

/* Step over an operator; what follows must be something for it to work on. */
static bool take_operator(struct parser *parser, const char *name)
{
    struct query_place place = parser->token.place;
    if (!advance(parser))
        return false;
    return begins_operand(parser->token.kind) ||
           fail(parser, QUERY_ERROR_MISSING_OPERAND, place, OPERAND,
                "nothing follows %s at character %zu", name, human(place)) != NULL;
}

/* --- the grammar ------------------------------------------------------------------------------ */

static struct query_node *parse_alternatives(struct parser *parser);

/* The stretch from a place to the end of the last token that was taken. */
static struct query_place until(struct query_place first, struct query_place last)
{
    return (struct query_place){first.offset, last.offset + last.length - first.offset};
}

static struct query_node *parse_leaf(struct parser *parser)
{
    struct query_token token = parser->token;
    bool phrase = token.kind == TOKEN_PHRASE;
    if (parser->query->leaf_count >= QUERY_WORDS_MAX)
        return fail(parser, QUERY_ERROR_TOO_MANY_WORDS, token.place, NULL,
                    "the query has more than %u words", QUERY_WORDS_MAX);
    if (phrase) {
        buffer_clear(&parser->scratch);
        query_phrase_normalise(token.text, &parser->scratch);
        token.text = buffer_slice(&parser->scratch);
    }
    if (parser->scratch.failed)
        return fail_memory(parser);
    if (token.text.length == 0)
        return fail(parser, QUERY_ERROR_EMPTY_PHRASE, token.place, "words between the quotes",
                    "the quotes at character %zu have nothing between them", human(token.place));
    struct query_node *node = query_node_new(parser->query, phrase ? QUERY_PHRASE : QUERY_WORD);
    if (!node)
        return fail_memory(parser);
    node->text = arena_copy(&parser->query->arena, token.text);
    node->leaf = parser->query->leaf_count++;
    node->place = token.place;
    if (!node->text.bytes)
        return fail_memory(parser);
    return advance(parser) ? node : NULL;
}

static struct query_node *parse_group(struct parser *parser)
{
    struct query_place place = parser->token.place;
    if (parser->depth >= QUERY_DEPTH_MAX)
        return fail(parser, QUERY_ERROR_TOO_DEEP, place, NULL,
                    "more than %u parentheses within each other at character %zu", QUERY_DEPTH_MAX,
                    human(place));
    if (!advance(parser))
        return NULL;
    if (parser->token.kind == TOKEN_RIGHT)
        return fail(parser, QUERY_ERROR_EMPTY_GROUP, until(place, parser->token.place), OPERAND,
                    "the parentheses at character %zu have nothing between them", human(place));
    if (parser->token.kind == TOKEN_END)
        return fail(parser, QUERY_ERROR_UNCLOSED_GROUP, place, OPERAND,
                    "the parenthesis at character %zu is not closed", human(place));
    parser->depth++;
    struct query_node *node = parse_alternatives(parser);
    parser->depth--;
    if (!node)
        return NULL;
    if (parser->token.kind != TOKEN_RIGHT)
        return fail(parser, QUERY_ERROR_UNCLOSED_GROUP, place, "a closing parenthesis",
                    "the parenthesis at character %zu is not closed", human(place));
    node->place = until(place, parser->token.place);
    return advance(parser) ? node : NULL;
}

static struct query_node *parse_field(struct parser *parser)
{
    struct query_token field = parser->token;
    if (!advance(parser))
        return NULL;
    enum query_token_kind kind = parser->token.kind;
    bool usable = kind == TOKEN_WORD || kind == TOKEN_PHRASE || kind == TOKEN_LEFT;
    if (!usable || !parser->token.glued)
        return fail(parser, QUERY_ERROR_MISSING_FIELD_VALUE, field.place, OPERAND,
                    "nothing follows '%s:' at character %zu", query_field_name(field.field),
                    human(field.place));
    struct query_node *value = kind == TOKEN_LEFT ? parse_group(parser) : parse_leaf(parser);
    if (!value)
        return NULL;
    struct query_node *node = query_node_new(parser->query, QUERY_FIELD);
    if (!node)
        return fail_memory(parser);
    node->field = field.field;
    node->child = value;
    node->place = until(field.place, value->place);
    return node;
}

static struct query_node *parse_all(struct parser *parser)
{
    struct query_node *node = query_node_new(parser->query, QUERY_ALL);
    if (!node)
        return fail_memory(parser);
    node->place = parser->token.place;
    return advance(parser) ? node : NULL;
}

static struct query_node *parse_primary(struct parser *parser)
{
    switch (parser->token.kind) {
    case TOKEN_LEFT:
        return parse_group(parser);
    case TOKEN_FIELD:
        return parse_field(parser);
    case TOKEN_ALL:
        return parse_all(parser);
    default:
        return parse_leaf(parser);
    }
}

/* What the parser stands before is no operand: say why that is wrong here. */
static struct query_node *fail_operand(struct parser *parser)
{
    struct query_token token = parser->token;
    switch (token.kind) {
    case TOKEN_RIGHT:
        return fail(parser, QUERY_ERROR_UNOPENED_GROUP, token.place, OPERAND,
                    "the closing parenthesis at character %zu closes nothing", human(token.place));
    case TOKEN_END:
        return fail(parser, QUERY_ERROR_EMPTY, token.place, OPERAND, "the query is empty");
    default:
        return fail(parser, QUERY_ERROR_MISSING_OPERAND, token.place, OPERAND,
                    "nothing stands before %s at character %zu",
                    token.kind == TOKEN_OR ? "OR" : "AND", human(token.place));
    }
}

/* A primary with any number of negations before it. */
static struct query_node *parse_factor(struct parser *parser)
{
    struct query_place place = parser->token.place;
    bool negated = false;
    if (!begins_operand(parser->token.kind))
        return fail_operand(parser);
    while (parser->token.kind == TOKEN_NOT || parser->token.kind == TOKEN_MINUS) {
        negated = !negated;
        if (!take_operator(parser, parser->token.kind == TOKEN_NOT ? "NOT" : "'-'"))
            return NULL;
    }
    struct query_node *node = parse_primary(parser);
    if (node && negated) {
        node = query_node_not(parser->query, node);
        if (!node)
            return fail_memory(parser);
    }
    if (node)
        node->place = until(place, node->place);
    return node;
}

/* A growing list of nodes joined by `next`. */
struct node_list {
    struct query_node *first, *last;
};

static void list_add(struct node_list *list, struct query_node *node)
{
    node->next = NULL;
    if (list->last)
        list->last->next = node;
    else
        list->first = node;
    list->last = node;
}

static struct query_node *group(struct parser *parser, enum query_kind kind,
                                const struct node_list *list)
{
    struct query_node *node = query_node_group(parser->query, kind, list->first);
    return node ? node : fail_memory(parser);
}

static struct query_node *parse_chain(struct parser *parser)
{
    struct node_list list = {NULL, NULL};
    for (;;) {
        struct query_node *node = parse_factor(parser);
        if (!node)
            return NULL;
        list_add(&list, node);
        if (parser->token.kind != TOKEN_AND)
            return group(parser, QUERY_AND, &list);
        parser->joins++;
        if (!take_operator(parser, "AND"))
            return NULL;
    }
}

/* Of words joined by OR: at least one of those wanted, none of those not wanted. */
static struct query_node *join_any(struct parser *parser, const struct node_list *wanted,
                                   struct node_list *unwanted)
{
    struct query_node *node = wanted->first ? group(parser, QUERY_OR, wanted) : NULL;
    if (!wanted->first || !unwanted->first)
        return node ? node : group(parser, QUERY_AND, unwanted);
    if (!node)
        return NULL;
    struct node_list both = {NULL, NULL};
    list_add(&both, node);
    node->next = unwanted->first;
    return group(parser, QUERY_AND, &both);
}

/* Words side by side. */
static struct query_node *parse_sequence(struct parser *parser)
{
    bool any = parser->query->any;
    struct node_list wanted = {NULL, NULL}, unwanted = {NULL, NULL};
    for (;;) {
        struct query_node *node = parse_chain(parser);
        if (!node)
            return NULL;
        list_add(any && node->kind == QUERY_NOT ? &unwanted : &wanted, node);
        if (!begins_operand(parser->token.kind))
            break;
        parser->joins++;
    }
    return any ? join_any(parser, &wanted, &unwanted) : group(parser, QUERY_AND, &wanted);
}

/* OR beside words that are joined reads differently in other programs: say how it was read. */
static bool warn_of_mixture(struct parser *parser, struct query_place place)
{
    return query_warn(parser->query, "mixed-operators", place,
                      "OR separates all that stands on its sides; parentheses make it narrower");
}

static struct query_node *parse_alternatives(struct parser *parser)
{
    struct node_list list = {NULL, NULL};
    struct query_place place = parser->token.place;
    unsigned outer_joins = parser->joins;
    parser->joins = 0;
    for (;;) {
        struct query_node *node = parse_sequence(parser);
        if (!node)
            return NULL;
        list_add(&list, node);
        if (parser->token.kind != TOKEN_OR)
            break;
        if (!take_operator(parser, "OR"))
            return NULL;
    }
    bool mixed = parser->joins > 0 && list.first->next && !parser->query->any;
    parser->joins = outer_joins;
    if (mixed && !warn_of_mixture(parser, until(place, list.last->place)))
        return fail_memory(parser);
    return group(parser, QUERY_OR, &list);
}

/* --- the whole -------------------------------------------------------------------------------- */

static struct query_node *parse_all_of_it(struct parser *parser)
{
    if (!advance(parser))
        return NULL;
    struct query_node *node = parse_alternatives(parser);
    if (node && parser->token.kind != TOKEN_END)
        return fail_operand(parser);
    return node;
}

/* What can be said before parsing. */
static bool check_text(struct parser *parser, struct slice text)
{
    if (text.length > QUERY_TEXT_MAX)
        return fail(parser, QUERY_ERROR_TOO_LONG, (struct query_place){0, 0}, NULL,
                    "the query is longer than %zu bytes", QUERY_TEXT_MAX) != NULL;
    size_t valid = text.length ? utf8_valid_length(text.bytes, text.length) : 0;
    if (valid == text.length)
        return true;
    struct query_place place = {utf8_count((struct slice){text.bytes, valid}), 1};
    return fail(parser, QUERY_ERROR_ENCODING, place, "UTF-8",
                "the query is not UTF-8 at character %zu", human(place)) != NULL;
}

enum herald_status query_parse(struct query *query, struct slice text,
                               const struct query_options *options, struct query_error *where,
                               struct herald_error *err)
{
    static const struct query_options none = {0};
    options = options ? options : &none;
    query_dispose(query);
    query->any = options->any;
    struct parser parser = {.query = query,
                            .lexer = {.text = text, .plain = options->plain},
                            .scratch = BUFFER_INIT,
                            .status = HERALD_OK,
                            .where = where,
                            .err = err};
    if (check_text(&parser, text))
        query->root = parse_all_of_it(&parser);
    buffer_dispose(&parser.scratch);
    if (parser.status != HERALD_OK)
        query_dispose(query);
    return parser.status;
}
