#include "searcher/query_parser.h"

#include <stdio.h>

#include "searcher/query_near.h"

/* --- moving on -------------------------------------------------------------------------------- */

bool parser_has_ended(const struct parser *parser)
{
    return parser->reading.status != HERALD_OK;
}

struct query_node *parser_no_memory(struct parser *parser)
{
    query_reading_no_memory(&parser->reading);
    return NULL;
}

bool parser_complain(struct parser *parser, enum query_error_code code, struct query_place place,
                     const char *expected, const char *what)
{
    struct query_complaint complaint = {code, place, expected, NULL};
    return query_complain(&parser->reading, &complaint, "%s at character %zu", what,
                          query_place_number(place));
}

bool parser_advance(struct parser *parser)
{
    return query_lexer_next(&parser->lexer, &parser->token);
}

bool parser_is_operator(const struct parser *parser, enum query_operator_kind kind)
{
    return parser->token.kind == TOKEN_OPERATOR && parser->token.op.kind == kind;
}

bool parser_begins_operand(const struct parser *parser)
{
    switch (parser->token.kind) {
    case TOKEN_OPERATOR:
        return !parser_is_operator(parser, QUERY_OPERATOR_NEAR) &&
               !parser_is_operator(parser, QUERY_OPERATOR_OPENING);
    case TOKEN_END:
    case TOKEN_RIGHT:
    case TOKEN_AND:
    case TOKEN_OR:
        return false;
    default:
        return true;
    }
}

/* Step over an operator; what follows must be something for it to work on. */
bool parser_take_operator(struct parser *parser, const char *name)
{
    parser->joint = (struct parser_joint){name, parser->token.place};
    return parser_advance(parser);
}

/* Go one level deeper; false when that is too deep. */
bool parser_enter(struct parser *parser, struct query_place place)
{
    if (parser->depth < QUERY_DEPTH_MAX) {
        parser->depth++;
        return true;
    }
    struct query_complaint complaint = {QUERY_ERROR_TOO_DEEP, place, NULL, NULL};
    query_complain(&parser->reading, &complaint,
                   "more than %u parentheses within each other at character %zu", QUERY_DEPTH_MAX,
                   query_place_number(place));
    return false;
}

bool parser_complain_of_operand(struct parser *parser)
{
    struct query_token token = parser->token;
    char name[64];
    if (parser->joint.name) {
        snprintf(name, sizeof(name), "nothing follows %s", parser->joint.name);
        bool kept = parser_complain(parser, QUERY_ERROR_MISSING_OPERAND, parser->joint.place,
                                    PARSER_OPERAND, name);
        parser->joint.name = NULL;
        return kept;
    }
    if (token.kind == TOKEN_RIGHT)
        return parser_complain(parser, QUERY_ERROR_UNOPENED_GROUP, token.place, PARSER_OPERAND,
                               "there is no parenthesis for the closing one to close");
    if (token.kind == TOKEN_END) /* told at the end, where the reading goes on */
        return parser->reading.options->lenient ||
               parser_complain(parser, QUERY_ERROR_EMPTY, token.place, PARSER_OPERAND,
                               "nothing to search for");
    const char *what = token.kind == TOKEN_OR    ? "OR"
                       : token.kind == TOKEN_AND ? "AND"
                                                 : token.op.ours;
    snprintf(name, sizeof(name), "nothing stands before %s", what);
    return parser_complain(parser, QUERY_ERROR_MISSING_OPERAND, token.place, PARSER_OPERAND, name);
}

/* A part of the text within another one. True when the reading goes on, without
 * the inner one. */
bool parser_complain_of_scope(struct parser *parser, struct query_place place, const char *inner)
{
    char what[80];
    snprintf(what, sizeof(what), "'%s' cannot stand within '%s',", inner, parser->scope);
    return parser_complain(parser, QUERY_ERROR_OPERAND, place, "a word, a phrase or an operator",
                           what);
}

struct query_node *parser_new_first(struct parser *parser, const struct query_operator *op,
                                    struct query_node *child)
{
    struct query_node *node = query_node_new(parser->reading.query, QUERY_FIRST);
    if (!node)
        return parser_no_memory(parser);
    node->count = op->number;
    node->child = child;
    child->next = NULL;
    return node;
}

/* --- the grammar ------------------------------------------------------------------------------ */

/* "/f50/" behind what it narrows. */
static struct query_node *take_opening(struct parser *parser, struct query_node *node)
{
    struct query_token token = parser->token;
    if (!node && !parser_complain_of_operand(parser))
        return NULL;
    if (node && parser->scope && !parser_complain_of_scope(parser, token.place, token.op.ours))
        return NULL;
    if (node && !parser->scope) {
        struct query_place place = query_place_span(node->place, token.place);
        node = query_narrows(node) ? node : parser_new_first(parser, &token.op, node);
        if (node)
            node->place = place;
    }
    return parser_has_ended(parser) || !parser_advance(parser) ? NULL : node;
}

/* Operands that stand near each other. */
struct query_node *parser_nearness(struct parser *parser)
{
    struct query_node *node = parser_operand(parser), *open = NULL;
    while (!parser_has_ended(parser) && parser->token.kind == TOKEN_OPERATOR) {
        struct query_token token = parser->token;
        struct query_nearness nearness = {&token.op, token.negated};
        if (parser_is_operator(parser, QUERY_OPERATOR_OPENING)) {
            node = take_opening(parser, node);
        } else if (parser_is_operator(parser, QUERY_OPERATOR_NEAR)) {
            struct query_node *right =
                parser_take_operator(parser, token.op.ours) ? parser_operand(parser) : NULL;
            if (!parser_has_ended(parser))
                node = query_near_join(&parser->reading, node, &nearness, right, &open);
        } else {
            break;
        }
    }
    return parser_has_ended(parser) ? NULL : node;
}

/* Negations and '+' before something. */
static struct query_node *parse_factor(struct parser *parser, bool *required)
{
    struct query_place place = parser->token.place;
    bool negated = false;
    while (parser->token.kind == TOKEN_NOT || parser->token.kind == TOKEN_MINUS ||
           parser->token.kind == TOKEN_PLUS) {
        bool plus = parser->token.kind == TOKEN_PLUS;
        if (plus)
            parser->plus = parser->token.place;
        *required = *required || plus;
        negated = negated != !plus;
        if (!parser_take_operator(parser, plus                                ? "'+'"
                                          : parser->token.kind == TOKEN_MINUS ? "'-'"
                                                                              : "NOT"))
            return NULL;
    }
    struct query_node *node = parser_nearness(parser);
    if (node && negated) {
        node = query_node_not(parser->reading.query, node);
        if (!node)
            return parser_no_memory(parser);
    }
    if (node)
        node->place = query_place_span(place, node->place);
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

/* A list as one node; NULL for an empty one. */
static struct query_node *group(struct parser *parser, enum query_kind kind,
                                const struct node_list *list)
{
    if (!list->first)
        return NULL;
    struct query_node *node = query_node_group(parser->reading.query, kind, list->first);
    return node ? node : parser_no_memory(parser);
}

static struct query_node *parse_chain(struct parser *parser, bool *required)
{
    struct node_list list = {NULL, NULL};
    *required = false;
    for (;;) {
        struct query_node *node = parse_factor(parser, required);
        if (parser_has_ended(parser))
            return NULL;
        if (node)
            list_add(&list, node);
        if (parser->token.kind != TOKEN_AND)
            return group(parser, QUERY_AND, &list);
        parser->joins++;
        if (!parser_take_operator(parser, "AND"))
            return NULL;
    }
}

/* Words side by side, by what becomes of them where words are joined by OR. */
struct sequence {
    struct node_list wanted, required, unwanted;
};

/* At least one of those wanted, or, beside required ones, these and preferably
 * those; none of those not wanted. What is preferred is an OR that holds
 * everything, so that it ranks and narrows not. */
static struct query_node *join_any(struct parser *parser, struct sequence *sequence)
{
    struct node_list all = sequence->required;
    if (sequence->wanted.first && sequence->required.first) {
        struct node_list preferred = {NULL, NULL};
        struct query_node *every = query_node_new(parser->reading.query, QUERY_ALL);
        if (!every)
            return parser_no_memory(parser);
        every->place = sequence->wanted.first->place;
        list_add(&preferred, every);
        every->next = sequence->wanted.first;
        sequence->wanted = preferred;
    }
    struct query_node *wanted = group(parser, QUERY_OR, &sequence->wanted);
    if (wanted)
        list_add(&all, wanted);
    if (all.last)
        all.last->next = sequence->unwanted.first;
    else
        all = sequence->unwanted;
    return parser_has_ended(parser) ? NULL : group(parser, QUERY_AND, &all);
}

/* Closing parentheses that close nothing, in a lenient reading, are passed
 * over. */
static bool pass_over_right(struct parser *parser)
{
    while (parser->token.kind == TOKEN_RIGHT && parser->groups == 0)
        if (!parser_complain_of_operand(parser) || !parser_advance(parser))
            return false;
    return true;
}

static bool warn_of_values(struct parser *parser, struct query_place place)
{
    return query_warn(parser->reading.query, "values-joined", place,
                      "all of the values are asked for; OR stands between "
                      "alternatives, and quotes "
                      "around one of several words") ||
           query_reading_no_memory(&parser->reading);
}

/* Words side by side. */
static struct query_node *parse_sequence(struct parser *parser)
{
    bool any = parser->reading.query->any, required = false, warned = any || !parser->field;
    struct sequence sequence = {{NULL, NULL}, {NULL, NULL}, {NULL, NULL}};
    while (pass_over_right(parser)) {
        struct query_node *node = parse_chain(parser, &required);
        if (parser_has_ended(parser) || !pass_over_right(parser))
            return NULL;
        if (node)
            list_add(any && node->kind == QUERY_NOT ? &sequence.unwanted
                     : any && required              ? &sequence.required
                                                    : &sequence.wanted,
                     node);
        if (!parser_begins_operand(parser))
            break;
        parser->joins++;
        if (!warned && !warn_of_values(parser, parser->token.place))
            return NULL;
        warned = true;
    }
    if (parser_has_ended(parser))
        return NULL;
    return any ? join_any(parser, &sequence) : group(parser, QUERY_AND, &sequence.wanted);
}

/* What OR does to what stands beside it, where other programs read otherwise.
 */
static bool warn_of_mixture(struct parser *parser, struct query_place place)
{
    struct query *query = parser->reading.query;
    bool told = parser->joins == 0 ||
                query_warn(query, "mixed-operators", place,
                           "OR separates all that stands on its sides; parentheses make it "
                           "narrower");
    if (told && parser->plus.length > 0)
        told = query_warn(query, "sign-ignored", parser->plus,
                          "'+' is ignored: OR requires one of its sides only");
    return told || query_reading_no_memory(&parser->reading);
}

struct query_node *parser_alternatives(struct parser *parser)
{
    struct node_list list = {NULL, NULL};
    struct query_place place = parser->token.place;
    parser->joins = 0;
    parser->plus = (struct query_place){0, 0};
    for (;;) {
        struct query_node *node = parse_sequence(parser);
        if (parser_has_ended(parser))
            return NULL;
        if (node)
            list_add(&list, node);
        if (parser->token.kind != TOKEN_OR)
            break;
        if (!parser_take_operator(parser, "OR"))
            return NULL;
    }
    bool several = list.first && list.first->next && !parser->reading.query->any;
    if (several && !warn_of_mixture(parser, query_place_span(place, list.last->place)))
        return NULL;
    return group(parser, QUERY_OR, &list);
}
