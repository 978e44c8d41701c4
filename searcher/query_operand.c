#include <stdio.h>

#include "searcher/query_near.h"
#include "searcher/query_parser.h"
#include "searcher/query_phrase.h"
#include "searcher/query_sense.h"
#include "searcher/query_sign.h"
#include "searcher/query_value.h"

/* --- leaves ----------------------------------------------------------------------------------- */

/* The value of a phrase as text between quotes. */
static struct query_node *quoted_value(struct parser *parser, const struct query_token *token)
{
    struct buffer text = BUFFER_INIT;
    struct query_node *node = NULL;
    query_phrase_normalise(token->text, &text);
    if (text.failed)
        parser_no_memory(parser);
    else if (text.length == 0)
        parser_complain(parser, QUERY_ERROR_EMPTY_PHRASE, token->place,
                        "a value between the quotes", "nothing stands between the quotes");
    else
        node = query_value_new(&parser->reading, parser->field, buffer_slice(&text), token->place);
    buffer_dispose(&text);
    return node;
}

static struct query_node *parse_leaf(struct parser *parser)
{
    struct query_token token = parser->token;
    struct query_reading *reading = &parser->reading;
    struct query_quoted quoted = {token.text, token.slop, token.place};
    struct query_node *node;
    if (token.kind == TOKEN_PHRASE)
        node = parser->field ? quoted_value(parser, &token) : query_phrase_new(reading, &quoted);
    else if (token.kind == TOKEN_LENGTH)
        node = query_length_new(reading, token.text, token.place);
    else if (parser->field)
        node = query_value_new(reading, parser->field, token.text, token.place);
    else
        node = query_leaf_new(reading,
                              token.kind == TOKEN_PREFIX  ? QUERY_PREFIX
                              : token.kind == TOKEN_EXACT ? QUERY_EXACT
                                                          : QUERY_WORD,
                              token.text, token.place);
    return parser_has_ended(parser) || !parser_advance(parser) ? NULL : node;
}

static struct query_node *parse_all(struct parser *parser)
{
    struct query_node *node = query_node_new(parser->reading.query, QUERY_ALL);
    if (!node)
        return parser_no_memory(parser);
    node->place = parser->token.place;
    return parser_advance(parser) ? node : NULL;
}

/* --- groups ----------------------------------------------------------------------------------- */

/* Step over the end of a group that began at a place. */
static bool close_group(struct parser *parser, struct query_place place, struct query_node *node)
{
    if (parser->token.kind != TOKEN_RIGHT)
        return parser_complain(parser, QUERY_ERROR_UNCLOSED_GROUP, place, "a closing parenthesis",
                               "there is no closing parenthesis for the one");
    if (node)
        node->place = query_place_span(place, parser->token.place);
    return true;
}

/* What stands between parentheses, of which the first has been taken. */
static struct query_node *parse_inside(struct parser *parser, struct query_place place)
{
    if (parser->token.kind == TOKEN_RIGHT) {
        parser_complain(parser, QUERY_ERROR_EMPTY_GROUP,
                        query_place_span(place, parser->token.place), PARSER_OPERAND,
                        "nothing stands between the parentheses");
        return NULL;
    }
    if (parser->token.kind == TOKEN_END)
        return NULL;
    return parser_alternatives(parser);
}

/* Too deep, in a lenient reading: the parentheses are passed over. */
static struct query_node *parse_flat(struct parser *parser)
{
    while (!parser_has_ended(parser) && parser->token.kind == TOKEN_LEFT)
        parser_advance(parser);
    enum query_token_kind kind = parser->token.kind;
    bool leaf =
        kind == TOKEN_WORD || kind == TOKEN_PREFIX || kind == TOKEN_EXACT || kind == TOKEN_PHRASE;
    return !parser_has_ended(parser) && leaf ? parse_leaf(parser) : NULL;
}

static struct query_node *parse_group(struct parser *parser)
{
    struct query_place place = parser->token.place, plus = parser->plus;
    enum query_lexing outer = parser->lexer.lexing;
    unsigned joins = parser->joins;
    if (!parser_enter(parser, place))
        return parse_flat(parser);
    parser->groups++;
    parser->lexer.lexing = parser->field ? LEXING_VALUES : outer;
    struct query_node *node = parser_advance(parser) ? parse_inside(parser, place) : NULL;
    parser->lexer.lexing = outer;
    parser->plus = plus;
    parser->joins = joins;
    parser->groups--;
    parser->depth--;
    if (parser_has_ended(parser) || !close_group(parser, place, node))
        return NULL;
    if (parser->token.kind == TOKEN_RIGHT && !parser_advance(parser))
        return NULL;
    return node;
}

/* --- fields ----------------------------------------------------------------------------------- */

/* Whether what follows a field's colon can be its value; complain where it
 * cannot. */
static bool check_field_value(struct parser *parser, const struct query_token *field)
{
    char what[64];
    enum query_token_kind kind = parser->token.kind;
    bool usable = kind == TOKEN_WORD || kind == TOKEN_PREFIX || kind == TOKEN_EXACT ||
                  kind == TOKEN_PHRASE || kind == TOKEN_LEFT;
    if (usable && parser->token.glued)
        return true;
    snprintf(what, sizeof(what), "nothing follows '%s:'", field->field->name);
    bool kept = parser_complain(parser, QUERY_ERROR_MISSING_FIELD_VALUE, field->place,
                                PARSER_OPERAND, what);
    return kept && usable;
}

/* What is no part of the text is not narrowed to one. */
static bool warn_of_scope(struct parser *parser, const struct query_token *field)
{
    return query_warn(parser->reading.query, "scope-ignored", field->place,
                      "'%s:' is about the article, wherever in '%s' it stands", field->field->name,
                      parser->scope) ||
           query_reading_no_memory(&parser->reading);
}

static struct query_node *parse_value(struct parser *parser)
{
    return parser->token.kind == TOKEN_LEFT ? parse_group(parser) : parse_leaf(parser);
}

/* What stood behind a colon that is passed over: "since:a*" would be a field now, and no backslash
 * makes a wildcard or an exact word of it, so it becomes a word. */
static void leave_field(struct query_node *value)
{
    const bool sign = value->kind == QUERY_PREFIX || value->kind == QUERY_EXACT;
    if (sign && (query_word_needs_escape(value->text) ||
                 query_operator_within(value->text) != value->text.length))
        value->kind = QUERY_WORD;
}

/* A part of the text and what is to be found in it. */
static struct query_node *parse_text_field(struct parser *parser, const struct query_token *field)
{
    const char *outer = parser->scope;
    const char *name = query_field_name(field->field->field);
    if (outer && !parser_complain_of_scope(parser, field->place, name))
        return NULL;
    parser->scope = outer ? outer : name;
    struct query_node *value = parse_value(parser);
    parser->scope = outer;
    if (value && outer)
        leave_field(value);
    if (!value || outer)
        return value;
    struct query_node *node = query_node_new(parser->reading.query, QUERY_FIELD);
    if (!node)
        return parser_no_memory(parser);
    node->field = field->field->field;
    node->child = value;
    return node;
}

/* "any:" and "all:" elsewhere than at the start, which a lenient reading passes over. */
static struct query_node *misplaced_joining(struct parser *parser)
{
    char what[64];
    snprintf(what, sizeof(what), "'%s:' does not stand at the start of the query but",
             parser->token.field->name);
    if (parser_complain(parser, QUERY_ERROR_OPERAND, parser->token.place, PARSER_OPERAND, what))
        parser_advance(parser);
    return NULL;
}

static struct query_node *parse_field(struct parser *parser)
{
    struct query_token field = parser->token;
    enum query_scope scope = field.field->scope;
    struct query_node *node;
    if (scope == QUERY_SCOPE_ANY || scope == QUERY_SCOPE_ALL)
        return misplaced_joining(parser);
    if (!parser_advance(parser) || !check_field_value(parser, &field))
        return NULL;
    if (scope == QUERY_SCOPE_TEXT) {
        node = parse_text_field(parser, &field);
    } else {
        if (parser->scope && !warn_of_scope(parser, &field))
            return NULL;
        parser->field = field.field;
        node = parse_value(parser);
        parser->field = NULL;
    }
    if (node)
        node->place = query_place_span(field.place, node->place);
    return node;
}

/* --- operators with a number
 * ------------------------------------------------------------------ */

/* atleast/3 and first/50 with what follows them. */
static struct query_node *parse_counted(struct parser *parser)
{
    struct query_token token = parser->token;
    bool first = token.op.kind == QUERY_OPERATOR_FIRST;
    const char *outer = parser->scope;
    if (!parser_enter(parser, token.place))
        return !parser_has_ended(parser) && parser_advance(parser) ? parse_flat(parser) : NULL;
    if (first && outer && !parser_complain_of_scope(parser, token.place, token.op.ours))
        return NULL;
    parser->scope = first && !outer ? token.op.ours : outer;
    struct query_node *child =
        parser_take_operator(parser, token.op.ours) ? parser_nearness(parser) : NULL;
    parser->scope = outer;
    parser->depth--;
    if (!child || parser_has_ended(parser))
        return NULL;
    struct query_place place = query_place_span(token.place, child->place);
    struct query_node *node = child;
    if (!first)
        node = query_atleast(&parser->reading, &token.op, child);
    else if (!outer)
        node = parser_new_first(parser, &token.op, child);
    if (node)
        node->place = place;
    return node;
}

/* "near5:" or "repeat3:" and the phrase that follows it. */
static struct query_node *parse_quoted(struct parser *parser)
{
    struct query_token token = parser->token;
    struct query_reading *reading = &parser->reading;
    if (!parser_advance(parser))
        return NULL;
    if (parser->token.kind != TOKEN_PHRASE || !parser->token.glued) {
        parser_complain(parser, QUERY_ERROR_MISSING_FIELD_VALUE, token.place,
                        "words between quotes", "there are no quotes behind the operator");
        return NULL;
    }
    struct query_quoted quoted = {parser->token.text, parser->token.slop, parser->token.place};
    struct query_node *words = query_phrase_words(reading, &quoted), *node = words, *open = NULL;
    bool repeat = token.op.kind == QUERY_OPERATOR_QUOTED_REPEAT;
    struct query_nearness nearness = {&token.op, false};
    if (repeat && words)
        node = words->next ? query_phrase_new(reading, &quoted) : words;
    for (struct query_node *next = words ? words->next : NULL; next && node && !repeat;) {
        struct query_node *following = next->next;
        node = query_near_join(reading, node, &nearness, next, &open);
        next = following;
    }
    if (repeat && node)
        node = query_atleast(reading, &token.op, node);
    if (node)
        node->place = query_place_span(token.place, quoted.place);
    return parser_has_ended(parser) || !parser_advance(parser) ? NULL : node;
}

/* --- operands --------------------------------------------------------------------------------- */

static struct query_node *parse_primary(struct parser *parser)
{
    switch (parser->token.kind) {
    case TOKEN_LEFT:
        return parse_group(parser);
    case TOKEN_FIELD:
        return parse_field(parser);
    case TOKEN_ALL:
        return parse_all(parser);
    case TOKEN_OPERATOR:
        return parser_is_operator(parser, QUERY_OPERATOR_ATLEAST) ||
                       parser_is_operator(parser, QUERY_OPERATOR_FIRST)
                   ? parse_counted(parser)
                   : parse_quoted(parser);
    default:
        return parse_leaf(parser);
    }
}

/* An operand of near, atleast or first. */
struct query_node *parser_operand(struct parser *parser)
{
    while (!parser_has_ended(parser) &&
           (parser->token.kind == TOKEN_NOT || parser->token.kind == TOKEN_MINUS ||
            parser->token.kind == TOKEN_PLUS)) {
        if (parser_complain(parser, QUERY_ERROR_OPERAND, parser->token.place, PARSER_OPERAND,
                            "a sign or NOT cannot stand between an operator and its word,"))
            parser_advance(parser);
    }
    if (parser_has_ended(parser))
        return NULL;
    if (!parser_begins_operand(parser)) {
        parser_complain_of_operand(parser);
        return NULL;
    }
    parser->joint.name = NULL;
    return parse_primary(parser);
}
