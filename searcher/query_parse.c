#include <stdlib.h>
#include <time.h>

#include "corpus/utf8.h"
#include "searcher/query_parser.h"
#include "searcher/query_print.h"

/* "any:" or "all:" at the start. */
static bool take_joining(struct parser *parser)
{
    const struct query_field_name *field = parser->token.field;
    if (parser->token.kind != TOKEN_FIELD ||
        (field->scope != QUERY_SCOPE_ANY && field->scope != QUERY_SCOPE_ALL))
        return true;
    parser->reading.query->any = field->scope == QUERY_SCOPE_ANY;
    return parser_advance(parser);
}

/* A lenient reading that found nothing: every article. */
static struct query_node *take_everything(struct parser *parser)
{
    struct query_place place = {0, 0};
    if (!query_warn(parser->reading.query, query_error_name(QUERY_ERROR_EMPTY), place,
                    "nothing to search for, so all articles are taken"))
        return parser_no_memory(parser);
    struct query_node *node = query_node_new(parser->reading.query, QUERY_ALL);
    return node ? node : parser_no_memory(parser);
}

static struct query_node *parse_all_of_it(struct parser *parser)
{
    if (!parser_advance(parser) || !take_joining(parser))
        return NULL;
    struct query_node *node = parser_alternatives(parser);
    if (parser_has_ended(parser))
        return NULL;
    return node ? node : take_everything(parser);
}

/*
 * Operators that need no parentheses as they are typed may need them when written out ("a near/1 b
 * near/2 c ..."): a query that would then be too deep is so at once. A lenient reading takes it as
 * words without operators.
 */
static bool check_depth(struct parser *parser, struct slice text)
{
    struct query *query = parser->reading.query;
    struct query_place place = query->root->place;
    if (query_print_depth(query->root) <= QUERY_DEPTH_MAX)
        return true;
    struct query_complaint complaint = {QUERY_ERROR_TOO_DEEP, place, NULL, NULL};
    if (!query_complain(&parser->reading, &complaint,
                        "more than %u operators within each other at character %zu",
                        QUERY_DEPTH_MAX, query_place_number(place)))
        return false;
    query->leaf_count = 0;
    parser->reading.words = 0;
    parser->lexer =
        (struct query_lexer){.reading = &parser->reading, .text = text, .lexing = LEXING_PLAIN};
    query->root = parse_all_of_it(parser);
    return !parser_has_ended(parser);
}

/* Number the leaves anew, in their order, since some may have been left out. */
static void mark_leaves(const struct query_node *node, size_t *marks)
{
    if (query_is_leaf(node))
        marks[node->leaf] = 1;
    for (const struct query_node *child = node->child; child; child = child->next)
        mark_leaves(child, marks);
}

static void set_leaves(struct query_node *node, const size_t *numbers)
{
    if (query_is_leaf(node))
        node->leaf = numbers[node->leaf];
    for (struct query_node *child = node->child; child; child = child->next)
        set_leaves(child, numbers);
}

static bool number_leaves(struct query *query)
{
    size_t count = 0, *numbers = calloc(query->leaf_count + 1, sizeof(*numbers));
    if (!numbers)
        return false;
    mark_leaves(query->root, numbers);
    for (size_t at = 0; at < query->leaf_count; at++) {
        size_t here = numbers[at];
        numbers[at] = count;
        count += here;
    }
    set_leaves(query->root, numbers);
    query->leaf_count = count;
    free(numbers);
    return true;
}

/* What can be said before parsing; a lenient reading mends it. `room` is lent
 * for that. */
static bool check_text(struct parser *parser, struct buffer *room)
{
    struct slice *text = &parser->lexer.text;
    struct query_place start = {0, 0};
    struct query_complaint complaint = {QUERY_ERROR_TOO_LONG, start, NULL, NULL};
    if (text->length > QUERY_TEXT_MAX) {
        if (!query_complain(&parser->reading, &complaint, "the query is longer than %zu bytes",
                            QUERY_TEXT_MAX))
            return false;
        text->length = utf8_floor(*text, QUERY_TEXT_MAX);
    }
    size_t valid = text->length ? utf8_valid_length(text->bytes, text->length) : 0;
    if (valid == text->length)
        return true;
    struct query_place place = {utf8_count((struct slice){text->bytes, valid}), 1};
    if (!parser_complain(parser, QUERY_ERROR_ENCODING, place, "UTF-8", "the query is not UTF-8"))
        return false;
    utf8_repair(*text, room);
    *text = buffer_slice(room);
    return !room->failed || query_reading_no_memory(&parser->reading);
}

static bool open_clock(struct query_reading *reading)
{
    const struct query_options *options = reading->options;
    reading->clock.now = options->fixed_clock ? options->now : (int64_t)time(NULL);
    if (query_zone_open(options->time_zone, &reading->clock.zone))
        return true;
    reading->status =
        herald_fail(reading->err, HERALD_E_ARGUMENT, "no time zone '%s'", options->time_zone);
    return false;
}

enum herald_status query_parse(struct query *query, struct slice text,
                               const struct query_options *options, struct query_error *where,
                               struct herald_error *err)
{
    static const struct query_options none = {0};
    struct buffer room = BUFFER_INIT;
    options = options ? options : &none;
    query_dispose(query);
    query->any = options->any;
    struct parser parser = {
        .reading = {.query = query, .options = options, .where = where, .err = err},
        .lexer = {.text = text, .lexing = options->plain ? LEXING_PLAIN : LEXING_QUERY}};
    parser.lexer.reading = &parser.reading;
    if (open_clock(&parser.reading) && check_text(&parser, &room))
        query->root = parse_all_of_it(&parser);
    if (query->root && check_depth(&parser, parser.lexer.text) && !number_leaves(query))
        parser_no_memory(&parser);
    query_zone_close(&parser.reading.clock.zone);
    buffer_dispose(&room);
    if (parser_has_ended(&parser))
        query_dispose(query);
    return parser.reading.status;
}
