#include "searcher/query_value.h"

#include <stdio.h>

#include "corpus/date.h"
#include "searcher/query_date_point.h"
#include "searcher/query_sign.h"
#include "searcher/query_spelling.h"

#define DATE_EXPECTED   "a date such as 2025-02, 2025-02-01..2025-03-15, 7d or yesterday"
#define LENGTH_EXPECTED "a number of words such as 1000, >1000 or 500..1000"

static struct query_node *new_node(struct query_reading *reading, enum query_kind kind,
                                   struct query_place place)
{
    bool range = kind == QUERY_DATES || kind == QUERY_LENGTH;
    if (range ? !query_count_range(reading, place) : !query_count_word(reading, place))
        return NULL;
    struct query_node *node = query_node_new(reading->query, kind);
    if (node)
        node->place = place;
    else
        query_reading_no_memory(reading);
    return node;
}

/* --- values ----------------------------------------------------------------------------------- */

static struct query_node *text_value(struct query_reading *reading, enum query_field field,
                                     struct slice text, struct query_place place)
{
    bool wildcard = text.length > 0 && memchr(text.bytes, '*', text.length);
    if (wildcard && !query_warn(reading->query, "sign-in-value", place,
                                "'*' is taken as a part of '%.*s', since values of '%s:' are whole",
                                QUERY_EXCERPT(text), query_field_name(field))) {
        query_reading_no_memory(reading);
        return NULL;
    }
    struct query_node *node = new_node(reading, QUERY_VALUE, place);
    if (!node)
        return NULL;
    node->field = field;
    node->text = arena_copy(&reading->query->arena, text);
    if (node->text.bytes)
        return node;
    query_reading_no_memory(reading);
    return NULL;
}

/* --- lengths ---------------------------------------------------------------------------------- */

/* "500..1000", either side of which may be missing. */
static bool read_range(struct slice text, struct query_node *node)
{
    size_t first = spelling_digits(text, 0), start = first + 2;
    if (text.length < start || memcmp(text.bytes + first, "..", 2) != 0)
        return false;
    struct slice lower = {text.bytes, first}, upper = {text.bytes + start, text.length - start};
    if (lower.length == 0 && upper.length == 0)
        return false;
    node->minimum = 0;
    node->maximum = QUERY_LENGTH_OPEN;
    return (lower.length == 0 || spelling_number(lower, QUERY_LENGTH_OPEN - 1, &node->minimum)) &&
           (upper.length == 0 || spelling_number(upper, QUERY_LENGTH_OPEN - 1, &node->maximum));
}

/* A number with or without a sign of comparison before it. */
static bool read_comparison(struct slice text, struct query_node *node)
{
    char sign = text.length > 0 && strchr("<>=", text.bytes[0]) ? text.bytes[0] : '=';
    size_t length = text.length > 0 && text.bytes[0] == sign ? 1 : 0;
    bool equal = length == 0 || sign == '=';
    if (length == 1 && !equal && text.length > 1 && text.bytes[1] == '=') {
        equal = true;
        length = 2;
    }
    uint32_t number = 0;
    struct slice digits = {text.bytes + length, text.length - length};
    if (!spelling_number(digits, QUERY_LENGTH_OPEN - 2, &number) ||
        (sign == '<' && !equal && number == 0))
        return false;
    node->minimum = sign == '<' ? 0 : sign == '>' && !equal ? number + 1 : number;
    node->maximum = sign == '>' ? QUERY_LENGTH_OPEN : sign == '<' && !equal ? number - 1 : number;
    return true;
}

struct query_node *query_length_new(struct query_reading *reading, struct slice text,
                                    struct query_place place)
{
    struct query_node *node = new_node(reading, QUERY_LENGTH, place);
    if (!node)
        return NULL;
    bool read = read_range(text, node) || read_comparison(text, node);
    if (read && node->minimum <= node->maximum)
        return node;
    char turned[64] = "";
    if (read) {
        uint32_t lower = node->maximum;
        node->maximum = node->minimum;
        node->minimum = lower;
        snprintf(turned, sizeof(turned), "words:%u..%u", node->minimum, node->maximum);
    }
    struct query_complaint complaint = {QUERY_ERROR_LENGTH, place, LENGTH_EXPECTED,
                                        read ? turned : NULL};
    bool kept =
        query_complain(reading, &complaint, "'%.*s' at character %zu is no range of lengths",
                       QUERY_EXCERPT(text), query_place_number(place));
    return kept && read ? node : NULL;
}

/* --- dates ------------------------------------------------------------------------------------ */

/* "2025/02/14" and "2025/2": what ISO 8601 writes with dashes. */
static bool with_dashes(struct slice text, char *out, size_t size)
{
    static const uint32_t widest[] = {4, 2, 2};
    size_t at = 0, part = 0, used = 0;
    while (part < 3 && at < text.length) {
        size_t digits = spelling_digits(text, at);
        uint32_t number = 0;
        struct slice piece = {text.bytes + at, digits};
        if (digits == 0 || digits > widest[part] || (part == 0 && digits < 4) ||
            !spelling_number(piece, 9999, &number))
            return false;
        int length = snprintf(out + used, size - used, part ? "-%02u" : "%04u", number);
        used += length < 0 ? 0 : (size_t)length;
        at += digits;
        part++;
        if (at < text.length && text.bytes[at++] != '/')
            return false;
    }
    return part > 1 && at == text.length;
}

/* "31.12.2021" or "12/31/2021": where it can be one day only, as ISO 8601 writes it. */
static bool day_last(struct slice text, char *out, size_t size)
{
    uint32_t numbers[3];
    size_t at = 0;
    const size_t first = spelling_digits(text, 0);
    const char sign = first < text.length ? text.bytes[first] : '\0';
    for (size_t part = 0; part < 3; part++) {
        const size_t digits = spelling_digits(text, at);
        if (digits == 0 || (part < 2 ? digits > 2 : digits != 4) ||
            !spelling_number((struct slice){text.bytes + at, digits}, 9999, &numbers[part]))
            return false;
        at += digits;
        if (part < 2 && (at >= text.length || text.bytes[at++] != sign))
            return false;
    }
    char day_first[48], month_first[48];
    struct date date;
    snprintf(day_first, sizeof(day_first), "%04u-%02u-%02u", numbers[2], numbers[1], numbers[0]);
    snprintf(month_first, sizeof(month_first), "%04u-%02u-%02u", numbers[2], numbers[0],
             numbers[1]);
    const bool by_day = date_parse(slice_of(day_first), &date);
    const bool by_month = date_parse(slice_of(month_first), &date);
    snprintf(out, size, "%s", by_day ? day_first : month_first);
    return at == text.length && strchr("./-", sign) && sign &&
           (by_day != by_month || (by_day && numbers[0] == numbers[1]));
}

static bool complain_of_date(struct query_reading *reading, enum query_date_problem problem,
                             const struct query_dates *dates, struct slice text,
                             struct query_place place)
{
    static const char *const messages[] = {
        [QUERY_DATE_UNREADABLE] = "'%.*s' at character %zu is no date",
        [QUERY_DATE_ABSENT] = "'%.*s' at character %zu is no date that exists",
        [QUERY_DATE_REVERSED] = "'%.*s' at character %zu ends before it begins",
        [QUERY_DATE_UNBOUNDED] = "'%.*s' at character %zu has neither start nor end"};
    char message[HERALD_ERROR_MESSAGE_SIZE], dashes[QUERY_SUGGESTION_SIZE];
    struct buffer turned = BUFFER_INIT;
    struct query_complaint complaint = {QUERY_ERROR_DATE, place, DATE_EXPECTED, NULL};
    if (problem == QUERY_DATE_REVERSED) {
        query_date_print(dates, &turned);
        complaint.suggestion = turned.bytes;
    } else if (with_dashes(text, dashes, sizeof(dashes)) ||
               day_last(text, dashes, sizeof(dashes))) {
        complaint.suggestion = dashes;
    } else {
        complaint.suggestion = query_date_nearest(text);
    }
    snprintf(message, sizeof(message), messages[problem], QUERY_EXCERPT(text),
             query_place_number(place));
    bool kept = query_complain(reading, &complaint, "%s", message);
    buffer_dispose(&turned);
    return kept;
}

static struct query_node *date_value(struct query_reading *reading, enum query_scope scope,
                                     struct slice text, struct query_place place)
{
    struct query_dates dates;
    enum query_date_problem problem = query_date_read(text, scope, &reading->clock, &dates);
    if (problem != QUERY_DATE_FINE) {
        bool kept = complain_of_date(reading, problem, &dates, text, place);
        if (!kept || problem != QUERY_DATE_REVERSED)
            return NULL;
    }
    struct query_node *node = new_node(reading, QUERY_DATES, place);
    if (node) {
        node->first_second = dates.first;
        node->last_second = dates.last;
    }
    return node;
}

struct query_node *query_value_new(struct query_reading *reading,
                                   const struct query_field_name *field, struct slice text,
                                   struct query_place place)
{
    if (field->scope == QUERY_SCOPE_VALUE)
        return text_value(reading, field->field, text, place);
    if (field->scope == QUERY_SCOPE_LENGTH)
        return query_length_new(reading, text, place);
    return date_value(reading, field->scope, text, place);
}
