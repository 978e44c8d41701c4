#include "indexer/text_languages.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/schema.h"

/* What a title and a subtitle count as, in place of an offset. */
enum { TITLE = 1, SUBTITLE = 2 };

#define NAME_MAX_SIZE (sizeof SCHEMA_LANGUAGE_HEADS + DETECTED_CODE)

/* The name that what is in a language is noted under. */
static struct slice make_name(char out[static NAME_MAX_SIZE], const char *prefix,
                              language_id language)
{
    const size_t length = strlen(prefix), more = strlen(language_code(language));
    memcpy(out, prefix, length);
    memcpy(out + length, language_code(language), more);
    return (struct slice){out, length + more};
}

static void note(struct positions_builder *positions, const char *prefix, language_id language,
                 size_t value)
{
    char name[NAME_MAX_SIZE];
    const uint32_t number = (uint32_t)value;
    if (value <= UINT32_MAX)
        positions_add(positions, make_name(name, prefix, language), &number, 1);
}

void text_languages_note(const struct found_languages *found, struct positions_builder *positions)
{
    size_t start = 0;
    if (!found->mixed)
        return;
    note(positions, SCHEMA_LANGUAGE_HEADS, found->title, TITLE);
    note(positions, SCHEMA_LANGUAGE_HEADS, found->subtitle, SUBTITLE);
    for (size_t i = 0; i < found->body.count; i++) {
        note(positions, SCHEMA_LANGUAGE_SPANS, found->body.spans[i].language, start);
        start = found->body.spans[i].end;
    }
}

static bool add_span(struct text_language_room *room, size_t count, struct language_span span)
{
    if (count == room->capacity) {
        const size_t capacity = room->capacity ? 2 * room->capacity : 16;
        struct language_span *spans = realloc(room->spans, capacity * sizeof *spans);
        if (!spans)
            return false;
        room->spans = spans;
        room->capacity = capacity;
    }
    room->spans[count] = span;
    return true;
}

static int compare_spans(const void *left, const void *right)
{
    const struct language_span *a = left, *b = right;
    return (a->end > b->end) - (a->end < b->end);
}

/* Spans of one language, with their starts for ends as yet. */
static bool read_spans(struct slice table, language_id language, struct text_language_room *room,
                       size_t *count)
{
    char name[NAME_MAX_SIZE];
    struct positions_list list;
    uint32_t start;
    if (!positions_find(table, make_name(name, SCHEMA_LANGUAGE_SPANS, language), &list))
        return true;
    while (positions_next(&list, &start))
        if (!add_span(room, (*count)++, (struct language_span){start, language}))
            return false;
    return true;
}

static void read_heads(struct slice table, language_id language, struct found_languages *out)
{
    char name[NAME_MAX_SIZE];
    struct positions_list list;
    uint32_t which;
    if (!positions_find(table, make_name(name, SCHEMA_LANGUAGE_HEADS, language), &list))
        return;
    while (positions_next(&list, &which))
        *(which == TITLE ? &out->title : &out->subtitle) = language;
}

enum herald_status text_languages_read(struct slice table, size_t length,
                                       struct text_language_room *room, struct found_languages *out,
                                       struct herald_error *err)
{
    size_t count = 0;
    for (language_id language = 0; language < LANGUAGE_MAX; language++) {
        if (language != LANGUAGE_NONE && *language_code(language) == '\0')
            continue;
        read_heads(table, language, out);
        if (!read_spans(table, language, room, &count))
            return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    }
    if (count == 0)
        return HERALD_OK;
    qsort(room->spans, count, sizeof *room->spans, compare_spans);
    for (size_t i = 0; i + 1 < count; i++)
        room->spans[i].end = room->spans[i + 1].end;
    room->spans[count - 1].end = length;
    out->body = (struct text_languages){room->spans, count};
    return HERALD_OK;
}

void text_languages_dispose(struct text_language_room *room)
{
    free(room->spans);
    *room = (struct text_language_room){0};
}
