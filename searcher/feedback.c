#include "searcher/feedback.h"

#include <math.h>
#include <stdlib.h>
#include <xap/iterate.h>

#include "indexer/language/stopwords.h"
#include "indexer/schema.h"
#include "searcher/failure.h"
#include "searcher/query_parts.h"

/* What stands before a stem: SCHEMA_STEM and two letters of the language. */
#define PREFIX_SIZE (sizeof(SCHEMA_STEM) - 1 + 2)

/* A stem of one document, later of all. */
struct candidate {
    struct slice term;
    double weight;
};

struct chooser {
    const xap_database *database;
    const struct word_scoring *scoring;
    struct analyser *analyser;
    struct candidate *items;
    size_t count, capacity;
    struct arena arena; /* of the terms */
};

void feedback_dispose(struct feedback *feedback)
{
    arena_dispose(&feedback->arena);
    *feedback = (struct feedback){0};
}

/* --- the stems of a document ------------------------------------------------------------------ */

static bool add_candidate(struct chooser *chooser, struct slice term, double weight)
{
    if (chooser->count == chooser->capacity) {
        size_t capacity = chooser->capacity ? 2 * chooser->capacity : 1024;
        struct candidate *grown = realloc(chooser->items, capacity * sizeof(*grown));
        if (!grown)
            return false;
        chooser->items = grown;
        chooser->capacity = capacity;
    }
    term = arena_copy(&chooser->arena, term);
    if (!term.bytes)
        return false;
    chooser->items[chooser->count++] = (struct candidate){term, weight};
    return true;
}

/* The normalised length of BM25. */
static double normalise(const struct word_scoring *scoring, uint32_t length)
{
    const struct ranking *ranking = &scoring->ranking;
    double relative = scoring->average_length > 0 ? length / scoring->average_length : 1;
    relative = relative < ranking->min_length ? ranking->min_length : relative;
    return ranking->k1 * (1 - ranking->b + ranking->b * relative);
}

/* Stems of the whole article; those of its title alone have another prefix. */
static bool is_stem(xap_view term)
{
    const char *code = term.bytes + sizeof(SCHEMA_STEM) - 1;
    return term.length > PREFIX_SIZE && code[0] >= 'a' && code[0] <= 'z';
}

static xap_status read_terms(struct chooser *chooser, xap_terms *terms, double weight,
                             double normalised, xap_error *err)
{
    xap_view term;
    uint32_t wdf;
    xap_status status = xap_terms_skip_to(terms, SCHEMA_STEM, sizeof(SCHEMA_STEM) - 1, err);
    while (status == XAP_OK) {
        status = xap_terms_next(terms, &term, &wdf, err);
        if (status != XAP_OK)
            break;
        if (term.bytes[0] != SCHEMA_STEM[0])
            return XAP_OK;
        double part = weight * wdf * (chooser->scoring->ranking.k1 + 1) / (wdf + normalised);
        if (is_stem(term) && !add_candidate(chooser, (struct slice){term.bytes, term.length}, part))
            return search_fail(err, XAP_E_NO_MEMORY);
    }
    return status == XAP_DONE ? XAP_OK : status;
}

static xap_status read_document(struct chooser *chooser, const struct feedback_document *from,
                                xap_error *err)
{
    xap_document *document = NULL;
    xap_terms *terms = NULL;
    uint32_t length = 0;
    xap_status status = xap_document_new(&document, err);
    if (status == XAP_OK)
        status = xap_database_document(chooser->database, from->docid, document, err);
    if (status == XAP_OK)
        status = xap_database_document_length(chooser->database, from->docid, &length, err);
    if (status == XAP_OK)
        status = xap_terms_open_document(document, &terms, err);
    if (status == XAP_OK)
        status = read_terms(chooser, terms, from->weight, normalise(chooser->scoring, length), err);
    xap_terms_free(terms);
    xap_document_free(document);
    return status;
}

/* --- choosing --------------------------------------------------------------------------------- */

static int by_term(const void *left, const void *right)
{
    return slice_compare(((const struct candidate *)left)->term,
                         ((const struct candidate *)right)->term);
}

static int by_weight(const void *left, const void *right)
{
    const struct feedback_term *a = left, *b = right;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return slice_compare(a->term, b->term);
}

/* Add up what the documents gave to each stem. */
static void merge(struct chooser *chooser)
{
    size_t kept = 0;
    if (chooser->count > 0)
        qsort(chooser->items, chooser->count, sizeof(*chooser->items), by_term);
    for (size_t at = 0; at < chooser->count; at++) {
        if (kept > 0 && slice_equal(chooser->items[kept - 1].term, chooser->items[at].term))
            chooser->items[kept - 1].weight += chooser->items[at].weight;
        else
            chooser->items[kept++] = chooser->items[at];
    }
    chooser->count = kept;
}

/* Whether a stem is that of a stop word of its language. */
static bool is_stop(struct chooser *chooser, struct slice term)
{
    struct slice code = {term.bytes + sizeof(SCHEMA_STEM) - 1, 2};
    struct slice stem = {term.bytes + PREFIX_SIZE, term.length - PREFIX_SIZE};
    language_id language = language_find(code);
    const char *word = language_stop_words(language);
    while (*word) {
        word += *word == ' ';
        const char *end = strchr(word, ' ');
        if (!end)
            break;
        struct slice folded = {word, (size_t)(end - word)};
        if (slice_equal(analyser_stem(chooser->analyser, folded, language), stem))
            return true;
        word = end;
    }
    return false;
}

/* Weigh a stem by how rare it is; 0 where it is not to be chosen. */
static xap_status weigh(struct chooser *chooser, const struct candidate *from,
                        struct feedback_term *to, xap_error *err)
{
    double documents = chooser->scoring->documents;
    *to = (struct feedback_term){.term = from->term};
    xap_status status = xap_database_term_frequency(chooser->database, from->term.bytes,
                                                    from->term.length, &to->frequency, err);
    if (status == XAP_OK && to->frequency > 1 && to->frequency <= documents / 2)
        to->weight = from->weight * log((documents - to->frequency + 0.5) / (to->frequency + 0.5));
    return status;
}

/* Keep the heaviest, of one more than so many letters, that are no stop words. */
static size_t select_terms(struct chooser *chooser, struct feedback_term *terms, size_t count,
                           size_t most)
{
    size_t kept = 0;
    double sum = 0;
    qsort(terms, count, sizeof(*terms), by_weight);
    for (size_t at = 0; at < count && kept < most && terms[at].weight > 0; at++) {
        if (terms[at].term.length <= PREFIX_SIZE + 1 || is_stop(chooser, terms[at].term))
            continue;
        sum += terms[at].weight;
        terms[kept++] = terms[at];
    }
    for (size_t at = 0; at < kept; at++)
        terms[at].weight /= sum;
    return kept;
}

/* Copy what was chosen to where it stays. */
static xap_status keep(struct feedback *feedback, const struct feedback_term *terms, size_t count,
                       xap_error *err)
{
    feedback->terms = arena_alloc(&feedback->arena, (count + 1) * sizeof(*terms));
    if (!feedback->terms)
        return search_fail(err, XAP_E_NO_MEMORY);
    for (; feedback->count < count; feedback->count++) {
        struct feedback_term *to = &feedback->terms[feedback->count];
        *to = terms[feedback->count];
        to->term = arena_copy(&feedback->arena, to->term);
        if (!to->term.bytes)
            return search_fail(err, XAP_E_NO_MEMORY);
    }
    return XAP_OK;
}

static xap_status choose(struct feedback *feedback, struct chooser *chooser, size_t most,
                         xap_error *err)
{
    merge(chooser);
    struct feedback_term *terms = malloc((chooser->count + 1) * sizeof(*terms));
    if (!terms)
        return search_fail(err, XAP_E_NO_MEMORY);
    xap_status status = XAP_OK;
    for (size_t at = 0; status == XAP_OK && at < chooser->count; at++)
        status = weigh(chooser, &chooser->items[at], &terms[at], err);
    if (status == XAP_OK)
        status = keep(feedback, terms, select_terms(chooser, terms, chooser->count, most), err);
    free(terms);
    return status;
}

xap_status feedback_choose(struct feedback *feedback, const xap_database *database,
                           const struct word_scoring *scoring, struct analyser *analyser,
                           const struct feedback_document *documents, size_t count, size_t most,
                           xap_error *err)
{
    struct chooser chooser = {.database = database, .scoring = scoring, .analyser = analyser};
    xap_status status = XAP_OK;
    feedback_dispose(feedback);
    most = most < FEEDBACK_TERMS_MAX ? most : FEEDBACK_TERMS_MAX;
    for (size_t at = 0; status == XAP_OK && at < count; at++)
        status = read_document(&chooser, &documents[at], err);
    if (status == XAP_OK)
        status = choose(feedback, &chooser, most, err);
    free(chooser.items);
    arena_dispose(&chooser.arena);
    if (status != XAP_OK)
        feedback_dispose(feedback);
    return status;
}

/* --- as a query ------------------------------------------------------------------------------- */

static xap_status bag_query(const struct feedback *feedback, const struct word_scoring *scoring,
                            double weight, xap_query **out, xap_error *err)
{
    struct word_bag *bag = word_bag_new(false);
    bool ready = bag != NULL;
    for (size_t at = 0; ready && at < feedback->count; at++) {
        const struct feedback_term *term = &feedback->terms[at];
        ready =
            word_bag_add_word(bag, true) &&
            word_bag_add_term(bag, term->term, (struct index_term){term->frequency, UINT32_MAX});
        if (ready)
            word_bag_scale(bag, weight * term->weight);
    }
    if (ready)
        return word_bag_query(bag, scoring, out, err);
    word_bag_free(bag);
    return search_fail(err, XAP_E_NO_MEMORY);
}

/* One stem, for libxapian to score. */
static xap_query *scaled_term(struct query_making *making, const struct feedback_term *term,
                              double weight)
{
    xap_query *plain = NULL, *scaled = NULL;
    xap_error error = XAP_ERROR_INIT;
    if (query_making_note(making,
                          xap_query_term(term->term.bytes, term->term.length, 1, 0, &plain, &error),
                          &error))
        query_making_note(making, xap_query_scale(plain, weight * term->weight, &scaled, &error),
                          &error);
    xap_query_free(plain);
    return scaled;
}

xap_status feedback_query(const struct feedback *feedback, const struct word_scoring *scoring,
                          double weight, xap_query **out, xap_error *err)
{
    struct query_making making = {XAP_OK, XAP_ERROR_INIT};
    struct query_parts parts = {NULL, 0, 0};
    *out = NULL;
    if (scoring->lengths)
        return bag_query(feedback, scoring, weight, out, err);
    for (size_t at = 0; at < feedback->count; at++)
        query_parts_add(&making, &parts, scaled_term(&making, &feedback->terms[at], weight));
    *out = query_parts_combine(&making, &parts, XAP_OR, 0);
    if (making.status != XAP_OK && err)
        *err = making.error;
    return making.status;
}
