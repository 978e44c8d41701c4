#include "indexer/entity_terms.h"

#include <stdlib.h>

#include "indexer/article_language.h"
#include "indexer/language/gazetteer/declared.h"
#include "indexer/language/gazetteer/phrases.h"

/* A word of a mention, or a declaration, of which `first` tells whether it is counted. */
struct place {
    uint32_t term; /* offset in `bytes` */
    uint32_t length;
    uint32_t position; /* 0: none */
    bool first;        /* of its mention */
};

struct entity_terms {
    struct analyser *analyser;
    struct recogniser *recogniser;
    struct phrase_finder *phrases;
    int32_t day; /* of the article */
    struct buffer bytes;
    struct place *places;
    size_t place_count, place_capacity;
    uint32_t *positions;
    struct entity_term *terms;
    size_t term_capacity; /* of both */
    bool failed;
};

enum herald_status entity_terms_open(struct analyser *analyser, struct entity_terms **out,
                                     struct herald_error *err)
{
    struct entity_terms *terms = calloc(1, sizeof *terms);
    *out = NULL;
    if (!terms)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    terms->analyser = analyser;
    enum herald_status status = recogniser_open(&terms->recogniser, err);
    if (status == HERALD_OK)
        status = phrase_finder_open(&terms->phrases, err);
    if (status == HERALD_OK)
        *out = terms;
    else
        entity_terms_free(terms);
    return status;
}

void entity_terms_free(struct entity_terms *terms)
{
    if (!terms)
        return;
    recogniser_free(terms->recogniser);
    phrase_finder_free(terms->phrases);
    buffer_dispose(&terms->bytes);
    free(terms->places);
    free(terms->positions);
    free(terms->terms);
    free(terms);
}

void entity_terms_start(struct entity_terms *terms, const struct article *article)
{
    const struct date date = article->published;
    terms->failed = false;
    terms->place_count = 0;
    buffer_clear(&terms->bytes);
    terms->day = date.precision == DATE_NONE ? ENTITY_NO_DAY : entity_day(date.seconds);
    recogniser_start(terms->recogniser, gazetteer_languages(article_language_tag(article)),
                     terms->day);
}

/* --- places ----------------------------------------------------------------------------------- */

static void add_place(struct entity_terms *terms, size_t term, uint32_t position, bool first)
{
    if (terms->place_count == terms->place_capacity) {
        size_t capacity = terms->place_capacity ? 2 * terms->place_capacity : 256;
        struct place *grown = realloc(terms->places, capacity * sizeof *grown);
        if (!grown) {
            terms->failed = true;
            return;
        }
        terms->places = grown;
        terms->place_capacity = capacity;
    }
    terms->places[terms->place_count++] =
        (struct place){(uint32_t)term, (uint32_t)(terms->bytes.length - term), position, first};
}

/* Add a term, which was appended from `term` on, at its words. */
static void add_words(struct entity_terms *terms, size_t term, uint32_t first, uint32_t last)
{
    for (uint32_t at = first; at <= last; at++)
        add_place(terms, term, at, at == first);
}

static enum herald_status add_phrases(struct entity_terms *terms, const struct text_terms *text,
                                      uint32_t first_position, struct herald_error *err)
{
    const struct phrase_mention *mentions = NULL;
    size_t count = 0;
    enum herald_status status =
        phrase_finder_find(terms->phrases, text, first_position, &mentions, &count, err);
    for (size_t i = 0; status == HERALD_OK && i < count; i++) {
        size_t term = terms->bytes.length;
        schema_phrase_term(&terms->bytes, mentions[i].language, mentions[i].stems);
        add_words(terms, term, mentions[i].first, mentions[i].last);
    }
    return status;
}

enum herald_status entity_terms_add(struct entity_terms *terms, const struct text_terms *text,
                                    uint32_t first_position, struct herald_error *err)
{
    enum herald_status status = recogniser_add(terms->recogniser, text, first_position, err);
    return status == HERALD_OK ? add_phrases(terms, text, first_position, err) : status;
}

/* A person in office at the article's date is the office, too. */
static void add_offices_held(struct entity_terms *terms, const struct mention *mention)
{
    uint32_t at = 0;
    entity_id body;
    enum gazetteer_office office;
    while (office_held(mention->entity, terms->day, &at, &body, &office)) {
        size_t term = terms->bytes.length;
        schema_office_term(&terms->bytes, body, office);
        add_words(terms, term, mention->first, mention->last);
    }
}

static void add_mention(struct entity_terms *terms, const struct mention *mention)
{
    size_t term = terms->bytes.length;
    schema_entity_term(&terms->bytes, mention->entity);
    add_words(terms, term, mention->first, mention->last);
    add_offices_held(terms, mention);
    if (mention->scope == SCOPE_PLACE)
        return;
    term = terms->bytes.length;
    schema_scope_term(&terms->bytes, mention->entity, (enum mention_scope)mention->scope);
    add_words(terms, term, mention->first, mention->last);
}

static void add_office(struct entity_terms *terms, const struct office_mention *office)
{
    size_t term = terms->bytes.length;
    schema_office_term(&terms->bytes, office->body, (enum gazetteer_office)office->office);
    add_words(terms, term, office->first, office->last);
}

/* What an input declares, where it is known under that name. */
static void add_declared(struct entity_terms *terms, enum entity_kind kind, struct slice_list names)
{
    for (size_t i = 0; i < names.count; i++) {
        entity_id entity = entity_declared(terms->analyser, kind, names.items[i]);
        size_t term = terms->bytes.length;
        if (entity == ENTITY_NONE)
            continue;
        schema_entity_term(&terms->bytes, entity);
        add_place(terms, term, 0, false);
    }
}

/* --- terms ------------------------------------------------------------------------------------ */

static struct slice bytes_of(const struct place *place, const char *bytes)
{
    return (struct slice){bytes + place->term, place->length};
}

static int compare_places(const void *a, const void *b, void *bytes)
{
    const struct place *left = a, *right = b;
    int order = slice_compare(bytes_of(left, bytes), bytes_of(right, bytes));
    return order ? order : (left->position > right->position) - (left->position < right->position);
}

static bool reserve_terms(struct entity_terms *terms)
{
    size_t count = terms->place_count + 1;
    if (terms->term_capacity >= count)
        return true;
    struct entity_term *grown = realloc(terms->terms, 2 * count * sizeof *grown);
    terms->terms = grown ? grown : terms->terms;
    uint32_t *positions = realloc(terms->positions, 2 * count * sizeof *positions);
    terms->positions = positions ? positions : terms->positions;
    if (grown && positions)
        terms->term_capacity = 2 * count;
    return grown && positions;
}

/* Make the terms out of the places in order; returns how many. */
static size_t gather_terms(struct entity_terms *terms)
{
    size_t count = 0, positions = 0;
    for (size_t i = 0; i < terms->place_count; i++) {
        const struct place *place = &terms->places[i];
        struct slice bytes = bytes_of(place, terms->bytes.bytes);
        struct entity_term *term = count > 0 ? &terms->terms[count - 1] : NULL;
        if (!term || !slice_equal(term->bytes, bytes)) {
            term = &terms->terms[count++];
            *term = (struct entity_term){bytes, 0, terms->positions + positions, 0};
        }
        term->count += place->first;
        bool again = term->position_count > 0 &&
                     term->positions[term->position_count - 1] == place->position;
        if (place->position > 0 && !again) {
            terms->positions[positions++] = place->position;
            term->position_count++;
        }
    }
    return count;
}

enum herald_status entity_terms_finish(struct entity_terms *terms, const struct article *article,
                                       const struct entity_term **out, size_t *count,
                                       struct herald_error *err)
{
    struct mentions mentions;
    enum herald_status status = recogniser_finish(terms->recogniser, &mentions, err);
    if (status != HERALD_OK)
        return status;
    for (size_t i = 0; i < mentions.count; i++)
        add_mention(terms, &mentions.items[i]);
    for (size_t i = 0; i < mentions.office_count; i++)
        add_office(terms, &mentions.offices[i]);
    add_declared(terms, ENTITY_COUNTRY, article->countries);
    add_declared(terms, ENTITY_ORGANISATION, article->organisations);
    add_declared(terms, ENTITY_PERSON, article->people);
    if (terms->failed || terms->bytes.failed || !reserve_terms(terms))
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory");
    if (terms->place_count > 1)
        qsort_r(terms->places, terms->place_count, sizeof *terms->places, compare_places,
                terms->bytes.bytes);
    *out = terms->terms;
    *count = gather_terms(terms);
    return HERALD_OK;
}
