#include "searcher/text_marks.h"

#include <stdlib.h>

#include "indexer/positions.h"
#include "indexer/schema.h"

#define BLOCK 256u

/* Numbers of `room`. */
enum { ROOM_FIELDS, ROOM_SENTENCES, ROOM_PARAGRAPHS };

static bool reserve(struct text_marks *marks, unsigned room, size_t count)
{
    size_t capacity = marks->capacity[room] ? marks->capacity[room] : BLOCK;
    if (count <= marks->capacity[room])
        return true;
    while (capacity < count)
        capacity *= 2;
    uint32_t *grown = realloc(marks->room[room], capacity * sizeof(*grown));
    if (!grown)
        return false;
    marks->room[room] = grown;
    marks->capacity[room] = capacity;
    return true;
}

/* Read the positions of a term into a room, at most `most` of them. */
static bool read_term(struct text_marks *marks, unsigned room, size_t most, struct slice table,
                      struct slice term, size_t *count)
{
    struct positions_list list;
    uint32_t position;
    *count = 0;
    if (!positions_find(table, term, &list))
        return true;
    while (*count < most && positions_next(&list, &position)) {
        if (!reserve(marks, room, *count + 1))
            return false;
        marks->room[room][(*count)++] = position;
    }
    return true;
}

/* Title and subtitle are a sentence each; whatever sentence begins before the body is one. */
static size_t sentences_before_body(const struct text_marks *marks)
{
    size_t count = 0;
    while (count < marks->sentences.count && marks->sentences.starts[count] < marks->body)
        count++;
    return count;
}

static bool find_body(struct text_marks *marks, struct slice table, size_t most)
{
    size_t count;
    bool read = read_term(marks, ROOM_PARAGRAPHS, most, table, SLICE(SCHEMA_PARAGRAPHS), &count);
    marks->paragraphs = (struct text_parts){marks->room[ROOM_PARAGRAPHS], count};
    marks->body = count > 0 ? marks->room[ROOM_PARAGRAPHS][0] : UINT32_MAX;
    return read;
}

/* Put the begins of title and subtitle before those of the body's paragraphs. */
static bool add_titles(struct text_marks *marks, size_t titles)
{
    size_t count = marks->paragraphs.count;
    if (!reserve(marks, ROOM_PARAGRAPHS, count + titles))
        return false;
    uint32_t *starts = marks->room[ROOM_PARAGRAPHS];
    if (count > 0)
        memmove(starts + titles, starts, count * sizeof(*starts));
    if (titles > 0)
        memcpy(starts, marks->sentences.starts, titles * sizeof(*starts));
    marks->paragraphs = (struct text_parts){starts, count + titles};
    return true;
}

static bool take_fields(struct text_marks *marks, size_t titles)
{
    if (!reserve(marks, ROOM_FIELDS, titles + 1))
        return false;
    uint32_t *starts = marks->room[ROOM_FIELDS];
    if (titles > 0)
        memcpy(starts, marks->sentences.starts, titles * sizeof(*starts));
    starts[titles] = marks->body;
    marks->fields = (struct text_parts){starts, titles + 1};
    return true;
}

bool text_marks_read(struct text_marks *marks, struct slice table, unsigned wanted)
{
    /* The first two paragraphs are enough for the lead, the first three sentences for the fields.
     */
    size_t paragraphs = wanted & MARKS_PARAGRAPHS ? SIZE_MAX : 2;
    size_t sentences = wanted & MARKS_SENTENCES ? SIZE_MAX : 3, count = 0;
    marks->fields = marks->sentences = (struct text_parts){NULL, 0};
    if (!find_body(marks, table, paragraphs))
        return false;
    if (!(wanted & (MARKS_FIELDS | MARKS_SENTENCES | MARKS_PARAGRAPHS)))
        return true;
    bool read = read_term(marks, ROOM_SENTENCES, sentences, table, SLICE(SCHEMA_SENTENCES), &count);
    marks->sentences = (struct text_parts){marks->room[ROOM_SENTENCES], count};
    size_t titles = sentences_before_body(marks);
    return read && take_fields(marks, titles) &&
           (!(wanted & MARKS_PARAGRAPHS) || add_titles(marks, titles));
}

unsigned text_marks_of_scope(struct text_scope scope)
{
    return scope.kind == SCOPE_WHOLE || scope.kind == SCOPE_TITLE ? 0 : MARKS_BODY;
}

/* The last position of the first paragraph; that of the first words where it is shorter, or there
 * is no other. */
static uint32_t lead_end(const struct text_marks *marks)
{
    uint32_t words = marks->body + LEAD_WORDS - 1;
    size_t at = 0;
    while (at < marks->paragraphs.count && marks->paragraphs.starts[at] <= marks->body)
        at++;
    if (at == marks->paragraphs.count)
        return words;
    uint32_t paragraph = marks->paragraphs.starts[at] - 1;
    return paragraph > words ? paragraph : words;
}

bool text_marks_range(const struct text_marks *marks, struct text_scope scope, uint32_t *first,
                      uint32_t *last)
{
    *first = 0;
    *last = UINT32_MAX;
    if (scope.kind == SCOPE_WHOLE || scope.kind == SCOPE_TITLE)
        return true;
    if (marks->body == UINT32_MAX)
        return false;
    *first = marks->body;
    if (scope.kind == SCOPE_OPENING)
        *last = marks->body + (scope.count - 1);
    else if (scope.kind == SCOPE_LEAD)
        *last = lead_end(marks);
    return true;
}

void text_marks_dispose(struct text_marks *marks)
{
    for (unsigned room = 0; room < 3; room++)
        free(marks->room[room]);
    *marks = (struct text_marks){0};
}
