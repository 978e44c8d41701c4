#include "searcher/field_value.h"

#include <xap/iterate.h>

#include "corpus/utf8.h"
#include "searcher/deadline.h"
#include "searcher/entity_filter.h"
#include "searcher/facet_column.h"
#include "searcher/failure.h"
#include "searcher/filter.h"
#include "searcher/suggestion.h"

xap_status field_value_exists(const xap_database *database, struct analyser *analyser,
                              const struct query_node *value, bool declared, bool *exists,
                              xap_error *err)
{
    const bool only = entity_filter_only(value->field);
    xap_status status = XAP_OK;
    *exists = false;
    if (!only)
        status = filter_value_finds(database, value->field, value->text, exists, err);
    if (status == XAP_OK && !*exists && (only || !declared))
        status = entity_filter_finds(database, analyser, value->field, value->text, exists, err);
    return status;
}

/* --- the nearest ------------------------------------------------------------------------------ */

/* Letters that a value must have for others to be like it; those of a longer one may be 2 apart. */
#define LETTERS_LEAST 3
#define LETTERS_SHORT 4

/* The terms of the entities of a field, without their codes, and their kind; NULL for none. */
static const char *entities_of(enum query_field field, enum entity_kind *kind)
{
    static const struct {
        const char *prefix;
        enum entity_kind kind;
    } known[QUERY_FIELD_COUNT] = {
        [QUERY_FIELD_COUNTRY] = {SCHEMA_ENTITY "c", ENTITY_COUNTRY},
        [QUERY_FIELD_GOV] = {SCHEMA_GOVERNMENT, ENTITY_COUNTRY},
        [QUERY_FIELD_ORG] = {SCHEMA_ENTITY "o", ENTITY_ORGANISATION},
        [QUERY_FIELD_PERSON] = {SCHEMA_ENTITY "p", ENTITY_PERSON},
        [QUERY_FIELD_REGION] = {SCHEMA_ENTITY "r", ENTITY_REGION},
    };
    *kind = known[field].kind;
    return known[field].prefix;
}

/* Terms that are passed between two looks at the clock. */
#define TERMS_BETWEEN_LOOKS 256

struct nearest {
    const xap_database *database;
    double deadline;
    bool declared;
    struct buffer typed; /* folded as names are */
    bool one_word;
    uint32_t most;     /* the largest distance that is still alike */
    uint32_t distance; /* of the best so far */
    uint32_t count;    /* articles that have it */
    entity_id entity;  /* that it is; ENTITY_NONE for one that articles declare */
    struct buffer value;
    struct buffer name; /* of the one at hand */
    xap_error error;
};

/* How far a name is from what was typed: as a whole, or its nearest word. */
static uint32_t measure(const struct nearest *nearest, struct slice name)
{
    const struct slice typed = buffer_slice(&nearest->typed);
    uint32_t best = suggestion_distance(typed, name, nearest->most);
    for (size_t at = 0, end; nearest->one_word && at < name.length; at = end + 1) {
        const char *blank = memchr(name.bytes + at, ' ', name.length - at);
        end = blank ? (size_t)(blank - name.bytes) : name.length;
        const uint32_t distance =
            suggestion_distance(typed, (struct slice){name.bytes + at, end - at}, nearest->most);
        best = distance < best ? distance : best;
    }
    return best;
}

/* Look at a value that `count` articles have. */
static void consider(struct nearest *nearest, struct slice value, entity_id entity, uint32_t count)
{
    struct slice name = value;
    if (entity != ENTITY_NONE) {
        buffer_clear(&nearest->name);
        schema_fold_name(&nearest->name, slice_of(entity_name(entity)));
        name = buffer_slice(&nearest->name);
    }
    const uint32_t distance = measure(nearest, name);
    if (distance > nearest->most || distance > nearest->distance ||
        (distance == nearest->distance && count <= nearest->count))
        return;
    nearest->distance = distance;
    nearest->count = count;
    nearest->entity = entity;
    buffer_clear(&nearest->value);
    buffer_append_slice(&nearest->value, value);
}

/* Look at every term of a prefix; `kind` is that of entities, NULL for what articles declare. */
static xap_status consider_terms(struct nearest *nearest, const char *prefix,
                                 const enum entity_kind *kind)
{
    const size_t passed = strlen(prefix);
    xap_terms *terms = NULL;
    xap_view term;
    uint32_t count, looked = 0;
    xap_status status = xap_terms_open(nearest->database, prefix, passed, &terms, &nearest->error);
    while (status == XAP_OK) {
        status = xap_terms_next(terms, &term, &count, &nearest->error);
        if (status != XAP_OK ||
            (looked++ % TERMS_BETWEEN_LOOKS == 0 && clock_has_come(nearest->deadline)))
            break;
        const struct slice value = {term.bytes + passed, term.length - passed};
        const entity_id entity = kind ? entity_by_code(*kind, value) : ENTITY_NONE;
        if (!kind || entity != ENTITY_NONE)
            consider(nearest, value, entity, count);
    }
    xap_terms_free(terms);
    return status == XAP_DONE ? XAP_OK : status;
}

static xap_status consider_field(struct nearest *nearest, enum query_field field)
{
    enum entity_kind kind;
    const char *entities = entities_of(field, &kind), *declared = filter_value_prefix(field);
    xap_status status = XAP_OK;
    if (entities && !nearest->declared)
        status = consider_terms(nearest, entities, &kind);
    if (status == XAP_OK && declared && field != QUERY_FIELD_ID)
        status = consider_terms(nearest, declared, NULL);
    if (status == XAP_OK && (nearest->name.failed || nearest->value.failed))
        status = search_fail(&nearest->error, XAP_E_NO_MEMORY);
    return status;
}

/* As people write it. */
static struct slice label(const struct nearest *nearest, struct index_reader *reader,
                          enum query_field field, struct arena *arena)
{
    const struct slice value = buffer_slice(&nearest->value);
    const enum facet_field facet = facet_field_find(slice_of(query_field_name(field)));
    if (nearest->entity != ENTITY_NONE)
        return arena_copy(arena, slice_of(entity_name(nearest->entity)));
    return facet < FACET_NAMES ? facet_label_read(reader, facet, value, arena)
                               : arena_copy(arena, value);
}

enum herald_status field_value_nearest(struct index_reader *reader, const struct query_node *value,
                                       bool declared, double deadline, struct arena *arena,
                                       struct slice *out, struct herald_error *err)
{
    struct nearest nearest = {.database = index_reader_database(reader),
                              .deadline = deadline,
                              .declared = declared,
                              .typed = BUFFER_INIT,
                              .distance = UINT32_MAX,
                              .entity = ENTITY_NONE,
                              .value = BUFFER_INIT,
                              .name = BUFFER_INIT,
                              .error = XAP_ERROR_INIT};
    xap_status status = XAP_OK;
    *out = (struct slice){NULL, 0};
    schema_fold_name(&nearest.typed, value->text);
    const struct slice typed = buffer_slice(&nearest.typed);
    const size_t letters = typed.length > 0 ? utf8_count(typed) : 0;
    nearest.one_word = letters > 0 && !memchr(typed.bytes, ' ', typed.length);
    nearest.most = letters <= LETTERS_SHORT ? 1 : 2;
    if (letters >= LETTERS_LEAST)
        status = consider_field(&nearest, value->field);
    if (status == XAP_OK && nearest.value.length > 0) {
        *out = label(&nearest, reader, value->field, arena);
        if (!out->bytes)
            status = search_fail(&nearest.error, XAP_E_NO_MEMORY);
    }
    buffer_dispose(&nearest.typed);
    buffer_dispose(&nearest.value);
    buffer_dispose(&nearest.name);
    return status == XAP_OK ? HERALD_OK
                            : index_fail_path(err, "look for values in",
                                              index_reader_directory(reader), &nearest.error);
}
