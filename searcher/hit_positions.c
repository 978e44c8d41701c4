#include "searcher/hit_positions.h"

#include <stdlib.h>
#include <xap/iterate.h>

#include "indexer/schema.h"

/* An occurrence on its way, with the number of its document. */
struct found {
    struct occurrence occurrence;
    uint32_t document;
};

struct collector {
    const xap_database *database;
    const uint32_t *docids;
    size_t document_count;
    struct found *items;
    size_t count, capacity;
};

static xap_status no_memory(xap_error *err)
{
    if (err)
        *err = (xap_error){.status = XAP_E_NO_MEMORY, .cause = XAP_E_NO_MEMORY};
    return XAP_E_NO_MEMORY;
}

static xap_status time_over(xap_error *err)
{
    if (err)
        *err = (xap_error){.status = XAP_E_TIMEOUT, .cause = XAP_E_TIMEOUT};
    return XAP_E_TIMEOUT;
}

void hit_positions_dispose(struct hit_positions *positions)
{
    free(positions->items);
    free(positions->starts);
    free(positions->bodies);
    *positions = (struct hit_positions){0};
}

/* --- reading ---------------------------------------------------------------------------------- */

/* The first positions of a term in a document, at most `room`. */
static xap_status read_positions(const xap_database *database, uint32_t docid, struct slice term,
                                 uint32_t *out, size_t room, size_t *count, xap_error *err)
{
    xap_positions *positions = NULL;
    *count = 0;
    xap_status status =
        xap_positions_open(database, docid, term.bytes, term.length, &positions, err);
    if (status == XAP_OK)
        status = xap_positions_block(positions, out, room, count, err);
    xap_positions_free(positions);
    return status == XAP_DONE ? XAP_OK : status;
}

static bool make_room(struct collector *collector, size_t more)
{
    size_t capacity = collector->capacity ? collector->capacity : 1024;
    if (collector->count + more <= collector->capacity)
        return true;
    while (capacity < collector->count + more)
        capacity *= 2;
    struct found *grown = realloc(collector->items, capacity * sizeof(*grown));
    if (!grown)
        return false;
    collector->items = grown;
    collector->capacity = capacity;
    return true;
}

/* Keep a term's positions in one document. */
static xap_status collect_positions(struct collector *collector, size_t document, struct slice form,
                                    uint32_t word, xap_error *err)
{
    uint32_t positions[HIT_POSITIONS_MAX];
    size_t count;
    xap_status status = read_positions(collector->database, collector->docids[document], form,
                                       positions, HIT_POSITIONS_MAX, &count, err);
    if (status != XAP_OK)
        return status;
    if (!make_room(collector, count))
        return no_memory(err);
    for (size_t at = 0; at < count; at++)
        collector->items[collector->count++] =
            (struct found){{positions[at], word}, (uint32_t)document};
    return XAP_OK;
}

/* A term's positions in all documents. Few of them have any one form, which the list of postings
 * tells in one go; to look for positions costs a search of the table for each. */
static xap_status collect_form(struct collector *collector, struct slice form, uint32_t word,
                               xap_error *err)
{
    xap_postings *postings = NULL;
    uint32_t docid = 0;
    size_t count;
    xap_status status =
        xap_postings_open(collector->database, form.bytes, form.length, &postings, err);
    for (size_t document = 0; status == XAP_OK && document < collector->document_count;
         document++) {
        uint32_t wanted = collector->docids[document];
        if (docid < wanted)
            status = xap_postings_skip_to(postings, wanted, err);
        if (docid < wanted && status == XAP_OK)
            status = xap_postings_block(postings, &docid, NULL, NULL, 1, &count, err);
        if (status == XAP_OK && docid == wanted)
            status = collect_positions(collector, document, form, word, err);
    }
    xap_postings_free(postings);
    return status == XAP_DONE ? XAP_OK : status;
}

static xap_status collect(struct collector *collector, const struct query_words *words,
                          double deadline, xap_error *err)
{
    xap_status status = XAP_OK;
    for (size_t word = 0; word < words->query.word_count; word++)
        for (size_t form = 0; form < words->items[word].form_count; form++) {
            if (deadline > 0 && clock_milliseconds() > deadline)
                return time_over(err);
            status = collect_form(collector, words->items[word].forms[form], (uint32_t)word, err);
            if (status != XAP_OK)
                return status;
        }
    return status;
}

static xap_status read_bodies(struct hit_positions *positions, const struct collector *collector,
                              xap_error *err)
{
    xap_status status = XAP_OK;
    for (size_t at = 0; status == XAP_OK && at < collector->document_count; at++) {
        size_t count = 0;
        positions->bodies[at] = UINT32_MAX;
        status = read_positions(collector->database, collector->docids[at],
                                SLICE(SCHEMA_PARAGRAPHS), &positions->bodies[at], 1, &count, err);
    }
    return status;
}

/* --- sorting ---------------------------------------------------------------------------------- */

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

/* Deal the occurrences out to their documents. */
static void sort_by_document(struct hit_positions *positions, const struct collector *collector)
{
    size_t *starts = positions->starts, documents = collector->document_count;
    for (size_t at = 0; at < collector->count; at++)
        starts[collector->items[at].document + 1]++;
    for (size_t document = 0; document < documents; document++)
        starts[document + 1] += starts[document];
    for (size_t at = 0; at < collector->count; at++)
        positions->items[starts[collector->items[at].document]++] = collector->items[at].occurrence;
    /* Each start has moved to the next one's place. */
    memmove(starts + 1, starts, documents * sizeof(*starts));
    starts[0] = 0;
    for (size_t document = 0; document < documents; document++)
        sort_by_position(positions->items + starts[document],
                         starts[document + 1] - starts[document]);
}

xap_status hit_positions_read(struct hit_positions *positions, const xap_database *database,
                              const struct query_words *words, const uint32_t *docids, size_t count,
                              double deadline, xap_error *err)
{
    struct collector collector = {database, docids, count, NULL, 0, 0};
    hit_positions_dispose(positions);
    xap_status status = collect(&collector, words, deadline, err);
    if (status == XAP_OK) {
        positions->items = malloc((collector.count + 1) * sizeof(*positions->items));
        positions->starts = calloc(count + 2, sizeof(*positions->starts));
        positions->bodies = malloc((count + 1) * sizeof(*positions->bodies));
        if (!positions->items || !positions->starts || !positions->bodies)
            status = no_memory(err);
    }
    if (status == XAP_OK)
        status = read_bodies(positions, &collector, err);
    if (status == XAP_OK)
        sort_by_document(positions, &collector);
    free(collector.items);
    if (status != XAP_OK)
        hit_positions_dispose(positions);
    return status;
}
