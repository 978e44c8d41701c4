#include "searcher/hit_positions.h"

#include <stdlib.h>

#include "indexer/schema.h"
#include "searcher/failure.h"

void hit_positions_dispose(struct hit_positions *positions)
{
    free(positions->items);
    free(positions->starts);
    free(positions->bodies);
    *positions = (struct hit_positions){0};
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool make_room(struct hit_positions *positions, size_t count)
{
    size_t capacity = positions->capacity ? positions->capacity : 1024;
    if (count <= positions->capacity)
        return true;
    while (capacity < count)
        capacity *= 2;
    struct occurrence *grown = realloc(positions->items, capacity * sizeof(*grown));
    if (!grown)
        return false;
    positions->items = grown;
    positions->capacity = capacity;
    return true;
}

/* Add where a form of a word stands behind the first `count` occurrences; *count is moved on. */
static bool add_form(struct hit_positions *positions, struct slice table, struct slice form,
                     uint32_t word, size_t *count)
{
    struct positions_list list;
    uint32_t position;
    if (!positions_find(table, form, &list))
        return true;
    if (!make_room(positions, *count + HIT_POSITIONS_MAX))
        return false;
    for (unsigned number = 0; number < HIT_POSITIONS_MAX && positions_next(&list, &position);
         number++)
        positions->items[(*count)++] = (struct occurrence){position, word};
    return true;
}

static bool add_words(struct hit_positions *positions, struct slice table,
                      const struct query_words *words, size_t *count)
{
    for (size_t word = 0; word < words->query.word_count; word++)
        for (size_t form = 0; form < words->items[word].form_count; form++)
            if (!add_form(positions, table, words->items[word].forms[form], (uint32_t)word, count))
                return false;
    return true;
}

/* The first word of the body: where the first paragraph begins. */
static uint32_t body_of(struct slice table)
{
    struct positions_list list;
    uint32_t position;
    bool found =
        positions_find(table, SLICE(SCHEMA_PARAGRAPHS), &list) && positions_next(&list, &position);
    return found ? position : UINT32_MAX;
}

/* By position; they come in a few runs that are sorted already. */
static void sort_by_position(struct occurrence *items, size_t count)
{
    for (size_t at = 1; at < count; at++) {
        struct occurrence item = items[at];
        size_t to = at;
        for (; to > 0 && items[to - 1].position > item.position; to--)
            items[to] = items[to - 1];
        items[to] = item;
    }
}

/* Read one document; its occurrences come behind the first `count`. */
static xap_status read_document(struct hit_positions *positions, struct index_reader *reader,
                                const struct query_words *words, uint32_t docid, size_t document,
                                size_t *count, xap_error *err)
{
    struct slice table;
    size_t first = *count;
    xap_status status = term_places_read(reader, docid, &table, err);
    if (status != XAP_OK && status != XAP_E_CORRUPT)
        return status;
    if (!add_words(positions, table, words, count))
        return search_fail(err, XAP_E_NO_MEMORY);
    if (*count > first)
        sort_by_position(positions->items + first, *count - first);
    positions->bodies[document] = body_of(table);
    positions->starts[document + 1] = *count;
    return XAP_OK;
}

xap_status hit_positions_read(struct hit_positions *positions, struct index_reader *reader,
                              const struct query_words *words, const uint32_t *docids, size_t count,
                              double deadline, xap_error *err)
{
    size_t used = 0;
    xap_status status = XAP_OK;
    hit_positions_dispose(positions);
    positions->starts = calloc(count + 1, sizeof(*positions->starts));
    positions->bodies = malloc((count + 1) * sizeof(*positions->bodies));
    if (!positions->starts || !positions->bodies || !make_room(positions, 1))
        status = search_fail(err, XAP_E_NO_MEMORY);
    for (size_t at = 0; at < count && status == XAP_OK; at++)
        status = clock_has_come(deadline)
                     ? search_fail(err, XAP_E_TIMEOUT)
                     : read_document(positions, reader, words, docids[at], at, &used, err);
    if (status != XAP_OK)
        hit_positions_dispose(positions);
    return status;
}
