#include "searcher/query_reading.h"

#include <stdarg.h>
#include <stdio.h>

#include "corpus/utf8.h"

/* The longest excerpt of a query in a message. */
#define EXCERPT_MAX 80u

int query_excerpt_length(struct slice piece)
{
    return (int)(piece.length > EXCERPT_MAX ? utf8_floor(piece, EXCERPT_MAX) : piece.length);
}

bool query_reading_no_memory(struct query_reading *reading)
{
    reading->status = herald_fail(reading->err, HERALD_E_NO_MEMORY, "no memory for the query");
    return false;
}

static bool is_limit(enum query_error_code code)
{
    return code == QUERY_ERROR_TOO_LONG || code == QUERY_ERROR_TOO_DEEP ||
           code == QUERY_ERROR_TOO_MANY_WORDS || code == QUERY_ERROR_TOO_MANY_WILDCARDS ||
           code == QUERY_ERROR_TOO_MANY_RANGES;
}

static bool end_reading(struct query_reading *reading, const struct query_complaint *complaint,
                        const char *message)
{
    enum herald_status status = is_limit(complaint->code) ? HERALD_E_LIMIT : HERALD_E_QUERY;
    reading->status = herald_fail(reading->err, status, "%s", message);
    if (reading->where) {
        struct query_error *where = reading->where;
        *where = (struct query_error){complaint->code, complaint->place, complaint->expected, ""};
        if (complaint->suggestion)
            snprintf(where->suggestion, sizeof(where->suggestion), "%s", complaint->suggestion);
    }
    return false;
}

bool query_complain(struct query_reading *reading, const struct query_complaint *complaint,
                    const char *format, ...)
{
    char message[HERALD_ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    size_t used = length < 0 ? 0 : (size_t)length;
    if (complaint->suggestion && used < sizeof(message))
        snprintf(message + used, sizeof(message) - used, "; did you mean '%s'?",
                 complaint->suggestion);
    if (!reading->options->lenient)
        return end_reading(reading, complaint, message);
    return query_warn(reading->query, query_error_name(complaint->code), complaint->place, "%s",
                      message) ||
           query_reading_no_memory(reading);
}

bool query_count_word(struct query_reading *reading, struct query_place place)
{
    if (++reading->words <= QUERY_WORDS_MAX)
        return true;
    struct query_complaint complaint = {QUERY_ERROR_TOO_MANY_WORDS, place, NULL, NULL};
    if (reading->words == QUERY_WORDS_MAX + 1)
        query_complain(reading, &complaint, "the query has more than %u words", QUERY_WORDS_MAX);
    return false;
}

static bool count_wildcard(struct query_reading *reading, struct query_place place)
{
    if (++reading->wildcards <= QUERY_PREFIXES_MAX)
        return true;
    struct query_complaint complaint = {QUERY_ERROR_TOO_MANY_WILDCARDS, place, NULL, NULL};
    if (reading->wildcards == QUERY_PREFIXES_MAX + 1)
        query_complain(reading, &complaint, "the query has more than %u wildcards",
                       QUERY_PREFIXES_MAX);
    return false;
}

bool query_count_range(struct query_reading *reading, struct query_place place)
{
    if (!query_count_word(reading, place))
        return false;
    if (++reading->ranges <= QUERY_RANGES_MAX)
        return true;
    struct query_complaint complaint = {QUERY_ERROR_TOO_MANY_RANGES, place, NULL, NULL};
    if (reading->ranges == QUERY_RANGES_MAX + 1)
        query_complain(reading, &complaint, "the query has more than %u dates and lengths",
                       QUERY_RANGES_MAX);
    return false;
}

struct query_node *query_leaf_new(struct query_reading *reading, enum query_kind kind,
                                  struct slice text, struct query_place place)
{
    struct query *query = reading->query;
    if (!query_count_word(reading, place) ||
        (kind == QUERY_PREFIX && !count_wildcard(reading, place)))
        return NULL;
    struct query_node *node = query_node_new(query, kind);
    if (node)
        node->text = arena_copy(&query->arena, text);
    if (!node || !node->text.bytes) {
        query_reading_no_memory(reading);
        return NULL;
    }
    node->leaf = query->leaf_count++;
    node->place = place;
    return node;
}
