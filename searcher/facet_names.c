#include "searcher/facet_names.h"

#include <stdlib.h>
#include <xap/iterate.h>

#include "searcher/entity_filter.h"
#include "searcher/failure.h"

/* Values on their way into memory. */
struct filling {
    const struct facet_reading *reading;
    struct facet_names *names;
    size_t used, room; /* of the ids, which move as they grow */
    size_t item_room;
    size_t entities;       /* how many of the items are entities; they come first, by code */
    size_t *starts;        /* of each entity, where its ids begin */
    struct match_set seen; /* ids of the value at hand; empty between values */
    xap_error *error;
};

void facet_names_dispose(struct facet_names *names)
{
    free(names->items);
    free(names->docids);
    match_set_dispose(&names->having);
    arena_dispose(&names->arena);
    *names = (struct facet_names){0};
}

/* --- values and their articles ---------------------------------------------------------------- */

static bool make_room(struct filling *filling, size_t more)
{
    if (filling->used + more <= filling->room)
        return true;
    size_t room = 2 * filling->room + more;
    uint32_t *grown = realloc(filling->names->docids, room * sizeof(*grown));
    if (!grown)
        return false;
    filling->names->docids = grown;
    filling->room = room;
    return true;
}

static bool add_item(struct filling *filling, struct slice value)
{
    struct facet_names *names = filling->names;
    if (names->count == filling->item_room) {
        size_t room = filling->item_room ? 2 * filling->item_room : 64;
        struct facet_postings *grown = realloc(names->items, room * sizeof(*grown));
        if (!grown)
            return false;
        names->items = grown;
        filling->item_room = room;
    }
    struct facet_postings *item = &names->items[names->count++];
    *item = (struct facet_postings){.value = arena_copy(&names->arena, value)};
    return item->value.bytes != NULL;
}

/* Read the articles of the last value. */
static xap_status read_postings(struct filling *filling, xap_view term)
{
    struct facet_names *names = filling->names;
    xap_postings *postings = NULL;
    size_t count = 0, start = filling->used;
    xap_status status = xap_postings_open(filling->reading->database, term.bytes, term.length,
                                          &postings, filling->error);
    while (status == XAP_OK) {
        if (!make_room(filling, 1024)) {
            status = search_fail(filling->error, XAP_E_NO_MEMORY);
            break;
        }
        status = xap_postings_block(postings, names->docids + filling->used, NULL, NULL, 1024,
                                    &count, filling->error);
        filling->used += status == XAP_OK ? count : 0;
    }
    xap_postings_free(postings);
    names->items[names->count - 1].count = (uint32_t)(filling->used - start);
    return status == XAP_DONE ? XAP_OK : status;
}

/* Read the terms of a prefix, each of which `settle`, where there is one, may change at last. */
static xap_status read_values(struct filling *filling, struct slice prefix,
                              xap_status (*settle)(struct filling *))
{
    xap_terms *terms = NULL;
    xap_view term;
    xap_status status = xap_terms_open(filling->reading->database, prefix.bytes, prefix.length,
                                       &terms, filling->error);
    while (status == XAP_OK) {
        status = xap_terms_next(terms, &term, NULL, filling->error);
        if (status != XAP_OK)
            break;
        if (!add_item(filling,
                      (struct slice){term.bytes + prefix.length, term.length - prefix.length}))
            status = search_fail(filling->error, XAP_E_NO_MEMORY);
        if (status == XAP_OK)
            status = read_postings(filling, term);
        if (status == XAP_OK && settle)
            status = settle(filling);
    }
    xap_terms_free(terms);
    return status == XAP_DONE ? XAP_OK : status;
}

/* --- entities --------------------------------------------------------------------------------- */

static xap_status name_entity(struct filling *filling)
{
    struct facet_postings *item = &filling->names->items[filling->names->count - 1];
    entity_id entity = entity_by_code(filling->reading->kind, item->value);
    item->label = entity == ENTITY_NONE ? item->value : slice_of(entity_name(entity));
    return XAP_OK;
}

/* Note which items are entities, once these have been read. */
static bool note_entities(struct filling *filling)
{
    size_t start = 0;
    filling->entities = filling->names->count;
    filling->starts = malloc((filling->entities + 1) * sizeof(*filling->starts));
    for (size_t at = 0; filling->starts && at < filling->entities; at++) {
        filling->starts[at] = start;
        start += filling->names->items[at].count;
    }
    return filling->starts != NULL;
}

/* The number of the entity of a code, in the order of terms; SIZE_MAX where no article has it. */
static size_t find_entity(const struct filling *filling, struct slice code)
{
    size_t first = 0, last = filling->entities;
    while (first < last) {
        size_t middle = first + (last - first) / 2;
        int order = slice_compare(filling->names->items[middle].value, code);
        if (order == 0)
            return middle;
        if (order < 0)
            first = middle + 1;
        else
            last = middle;
    }
    return SIZE_MAX;
}

/* Put ids into the set, or take them out. */
static void mark(struct match_set *set, const uint32_t *docids, size_t count, bool in)
{
    for (size_t at = 0; at < count; at++) {
        uint64_t bit = (uint64_t)1 << (docids[at] % 64);
        if (docids[at] > set->last)
            continue;
        if (in)
            set->bits[docids[at] / 64] |= bit;
        else
            set->bits[docids[at] / 64] &= ~bit;
    }
}

/* Put the ids of entities into the set of those seen, or take them out. */
static void mark_entities(struct filling *filling, const entity_id *meant, size_t count, bool in)
{
    for (size_t at = 0; at < count; at++) {
        size_t number = find_entity(filling, slice_of(entity_code(meant[at])));
        if (number != SIZE_MAX)
            mark(&filling->seen, filling->names->docids + filling->starts[number],
                 filling->names->items[number].count, in);
    }
}

/* Give the last value the articles of the entities that it may mean, too. */
static xap_status widen(struct filling *filling, const entity_id *meant, size_t count)
{
    struct facet_names *names = filling->names;
    struct facet_postings *last = &names->items[names->count - 1];
    size_t own = filling->used - last->count;
    mark_entities(filling, meant, count, true);
    mark(&filling->seen, names->docids + own, last->count, false);
    for (uint32_t docid = 1; (docid = match_set_next(&filling->seen, docid)) != 0; docid++) {
        if (!make_room(filling, 1))
            return search_fail(filling->error, XAP_E_NO_MEMORY);
        names->docids[filling->used++] = docid;
        last->count++;
    }
    mark_entities(filling, meant, count, false);
    return XAP_OK;
}

/* Whether all articles that declare the last value have an entity that it may mean. */
static bool is_known(struct filling *filling, const entity_id *meant, size_t count)
{
    struct facet_names *names = filling->names;
    const struct facet_postings *last = &names->items[names->count - 1];
    const uint32_t *docids = names->docids + filling->used - last->count;
    bool known = true;
    mark_entities(filling, meant, count, true);
    for (uint32_t at = 0; at < last->count && known; at++)
        known = match_set_has(&filling->seen, docids[at]);
    mark_entities(filling, meant, count, false);
    return known;
}

/* Drop the last value where it is counted by its entities. */
static xap_status settle_declared(struct filling *filling)
{
    struct facet_names *names = filling->names;
    struct facet_postings *last = &names->items[names->count - 1];
    entity_id meant[NAMED_ENTITIES_MAX];
    size_t count =
        entities_meant(filling->reading->analyser, filling->reading->kind, last->value, meant);
    if (count == 0)
        return XAP_OK;
    if (!is_known(filling, meant, count))
        return widen(filling, meant, count);
    filling->used -= last->count;
    names->count--;
    return XAP_OK;
}

/* --- the whole -------------------------------------------------------------------------------- */

static int by_value(const void *left, const void *right)
{
    const struct facet_postings *a = left, *b = right;
    return slice_compare(a->value, b->value);
}

/* Point the values at their ids, which move no more, put them in order, and note who has any. */
static bool settle(struct filling *filling, uint32_t last)
{
    struct facet_names *names = filling->names;
    const uint32_t *docids = names->docids;
    if (!match_set_make(&names->having, last))
        return false;
    mark(&names->having, docids, filling->used, true);
    match_set_settle(&names->having);
    for (size_t at = 0; at < names->count; at++) {
        names->items[at].docids = docids;
        docids += names->items[at].count;
    }
    if (filling->entities > 0)
        qsort(names->items, names->count, sizeof(*names->items), by_value);
    return true;
}

xap_status facet_names_read(const struct facet_reading *reading, struct facet_names *names,
                            xap_error *error)
{
    struct filling filling = {.reading = reading, .names = names, .error = error};
    uint32_t last = 0;
    xap_status status = xap_database_last_document(reading->database, &last, error);
    if (status == XAP_OK && !match_set_make(&filling.seen, last))
        status = search_fail(error, XAP_E_NO_MEMORY);
    if (status == XAP_OK && reading->entities.length > 0)
        status = read_values(&filling, reading->entities, name_entity);
    if (status == XAP_OK && !note_entities(&filling))
        status = search_fail(error, XAP_E_NO_MEMORY);
    if (status == XAP_OK)
        status = read_values(&filling, reading->prefix,
                             reading->entities.length > 0 ? settle_declared : NULL);
    if (status == XAP_OK && !settle(&filling, last))
        status = search_fail(error, XAP_E_NO_MEMORY);
    match_set_dispose(&filling.seen);
    free(filling.starts);
    names->known = status == XAP_OK;
    if (status != XAP_OK)
        facet_names_dispose(names);
    return status;
}
