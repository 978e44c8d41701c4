#include "searcher/completion.h"

#include <stdlib.h>
#include <xap/iterate.h>

#include "corpus/utf8.h"
#include "searcher/entity_filter.h"

/* Words of the text, and of a name, that are looked at. */
#define WORDS_MAX 16u

/* Folded words, one after the other in a buffer. */
struct folded_words {
    struct buffer bytes;
    size_t starts[WORDS_MAX + 1];
    size_t count;
};

/* A request on its way. */
struct completing {
    struct index_reader *reader;
    struct analyser *analyser;
    const xap_database *database;
    struct folded_words typed;
    bool ascii; /* what was typed */
    struct folded_words name;
    struct completions *out;
    uint32_t limit;
    xap_error error;
    struct herald_error *err;
};

const char *completion_kind_name(unsigned kind)
{
    return kind == COMPLETION_WORD ? "word" : facet_field_name((enum facet_field)kind);
}

void completions_dispose(struct completions *completions)
{
    arena_dispose(&completions->arena);
    *completions = (struct completions){0};
}

/* --- folding ---------------------------------------------------------------------------------- */

static struct slice word_of(const struct folded_words *words, size_t at)
{
    return (struct slice){words->bytes.bytes + words->starts[at],
                          words->starts[at + 1] - words->starts[at]};
}

/* The words of a text as the index has them; of what is written in two ways, the first. */
static enum herald_status fold_words(struct analyser *analyser, struct slice text,
                                     struct folded_words *words, struct herald_error *err)
{
    struct word word;
    enum herald_status status = HERALD_OK;
    buffer_clear(&words->bytes);
    words->count = 0;
    analyser_start(analyser, text);
    while (words->count < WORDS_MAX &&
           (status = analyser_next(analyser, &word, err)) == HERALD_OK) {
        if (word.kind != WORD_PLAIN)
            continue;
        words->starts[words->count++] = words->bytes.length;
        buffer_append_slice(&words->bytes, word.folded);
        words->starts[words->count] = words->bytes.length;
    }
    if (words->bytes.failed)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the words");
    return status == HERALD_DONE ? HERALD_OK : status;
}

static bool is_ascii(struct slice text)
{
    for (size_t at = 0; at < text.length; at++)
        if ((unsigned char)text.bytes[at] >= 0x80)
            return false;
    return true;
}

static bool begins_with(struct slice text, struct slice start)
{
    return text.length >= start.length && memcmp(text.bytes, start.bytes, start.length) == 0;
}

/* Whether words of a name from number `first` on are those that were typed, the last begun. */
static bool begins_at(const struct folded_words *name, const struct folded_words *typed,
                      size_t first)
{
    if (first + typed->count > name->count)
        return false;
    for (size_t at = 0; at + 1 < typed->count; at++)
        if (!slice_equal(word_of(name, first + at), word_of(typed, at)))
            return false;
    size_t last = typed->count - 1;
    return begins_with(word_of(name, first + last), word_of(typed, last));
}

/* Whether letters that were typed begin a word of a name, both ASCII and in lower case: no folding
 * is needed to see that they do not. */
static bool may_begin(struct slice name, struct slice typed)
{
    for (size_t at = 0; at + typed.length <= name.length; at++) {
        const char *found = memchr(name.bytes + at, typed.bytes[0], name.length - at);
        if (!found)
            return false;
        at = (size_t)(found - name.bytes);
        if (begins_with((struct slice){found, name.length - at}, typed))
            return true;
    }
    return false;
}

static enum herald_status is_wanted(struct completing *completing, struct slice name, bool *wanted)
{
    const struct folded_words *typed = &completing->typed;
    *wanted = typed->count == 0;
    if (*wanted || (completing->ascii && is_ascii(name) && !may_begin(name, word_of(typed, 0))))
        return HERALD_OK;
    enum herald_status status =
        fold_words(completing->analyser, name, &completing->name, completing->err);
    for (size_t first = 0; status == HERALD_OK && first < completing->name.count && !*wanted;
         first++)
        *wanted = begins_at(&completing->name, typed, first);
    return status;
}

/* --- the most frequent ------------------------------------------------------------------------ */

/* The best of a kind: a heap with the worst on top. */
struct best {
    struct completion *items;
    size_t count, limit;
};

static bool is_worse(const struct completion *a, const struct completion *b)
{
    return a->count != b->count ? a->count < b->count : slice_compare(a->value, b->value) > 0;
}

static void sink(struct best *best)
{
    for (size_t at = 0;;) {
        size_t child = 2 * at + 1;
        if (child + 1 < best->count && is_worse(&best->items[child + 1], &best->items[child]))
            child++;
        if (child >= best->count || !is_worse(&best->items[child], &best->items[at]))
            return;
        struct completion swapped = best->items[at];
        best->items[at] = best->items[child];
        best->items[child] = swapped;
        at = child;
    }
}

static void rise(struct best *best)
{
    for (size_t at = best->count - 1; at > 0;) {
        size_t parent = (at - 1) / 2;
        if (!is_worse(&best->items[at], &best->items[parent]))
            return;
        struct completion swapped = best->items[at];
        best->items[at] = best->items[parent];
        best->items[parent] = swapped;
        at = parent;
    }
}

static bool keep(struct best *best, struct completion item, struct arena *arena)
{
    if (best->count == best->limit && !is_worse(&best->items[0], &item))
        return true;
    item.value = item.label = arena_copy(arena, item.value);
    if (!item.value.bytes)
        return false;
    if (best->count < best->limit) {
        best->items[best->count++] = item;
        rise(best);
    } else {
        best->items[0] = item;
        sink(best);
    }
    return true;
}

static int by_count(const void *left, const void *right)
{
    const struct completion *a = left, *b = right;
    return is_worse(a, b) ? 1 : is_worse(b, a) ? -1 : 0;
}

/* --- reading the index ------------------------------------------------------------------------ */

static enum herald_status fail(const struct completing *completing)
{
    return index_fail_path(completing->err, "complete from",
                           index_reader_directory(completing->reader), &completing->error);
}

/* A term that was read, by its kind. */
struct offer {
    unsigned kind;
    struct slice value; /* the term without its prefix */
    uint32_t count;
};

/* Keep what is offered, once. */
static enum herald_status keep_offer(struct completing *completing, struct best *best,
                                     struct completion item, bool once)
{
    for (size_t at = 0; once && at < best->count; at++)
        if (slice_equal(best->items[at].value, item.value))
            return HERALD_OK;
    if (keep(best, item, &completing->out->arena))
        return HERALD_OK;
    return herald_fail(completing->err, HERALD_E_NO_MEMORY, "no memory to complete");
}

static enum herald_status take_word(struct completing *completing, const struct offer *offer,
                                    struct best *best)
{
    return keep_offer(
        completing, best,
        (struct completion){.kind = offer->kind, .value = offer->value, .count = offer->count},
        false);
}

static enum herald_status take_name(struct completing *completing, const struct offer *offer,
                                    struct best *best)
{
    bool wanted;
    enum herald_status status = is_wanted(completing, offer->value, &wanted);
    return status == HERALD_OK && wanted ? take_word(completing, offer, best) : status;
}

/* An entity, which may be typed by its code or its name. */
static enum herald_status take_entity(struct completing *completing, const struct offer *offer,
                                      struct best *best)
{
    enum entity_kind kind;
    bool wanted;
    facet_field_entities((enum facet_field)offer->kind, &kind);
    entity_id entity = entity_by_code(kind, offer->value);
    struct buffer name = BUFFER_INIT;
    enum herald_status status = is_wanted(completing, offer->value, &wanted);
    if (status == HERALD_OK && !wanted && entity != ENTITY_NONE) {
        schema_fold_name(&name, slice_of(entity_name(entity)));
        status = is_wanted(completing, buffer_slice(&name), &wanted);
    }
    buffer_dispose(&name);
    return status == HERALD_OK && wanted ? take_word(completing, offer, best) : status;
}

/* What articles declare: the entities that it may mean, as far as articles have them, else itself.
 */
static enum herald_status take_declared(struct completing *completing, const struct offer *offer,
                                        struct best *best)
{
    enum entity_kind kind;
    entity_id meant[NAMED_ENTITIES_MAX];
    struct buffer term = BUFFER_INIT;
    size_t count = 0, found = 0;
    bool wanted;
    enum herald_status status = is_wanted(completing, offer->value, &wanted);
    if (status != HERALD_OK || !wanted)
        return status;
    facet_field_entities((enum facet_field)offer->kind, &kind);
    count = entities_meant(completing->analyser, kind, offer->value, meant);
    for (size_t at = 0; at < count && status == HERALD_OK; at++) {
        uint32_t articles = 0;
        buffer_clear(&term);
        schema_entity_term(&term, meant[at]);
        if (xap_database_term_frequency(completing->database, term.bytes, term.length, &articles,
                                        &completing->error) != XAP_OK)
            status = fail(completing);
        else if (articles > 0)
            status = keep_offer(completing, best,
                                (struct completion){.kind = offer->kind,
                                                    .value = slice_of(entity_code(meant[at])),
                                                    .count = articles},
                                true);
        found += articles > 0;
    }
    buffer_dispose(&term);
    return status == HERALD_OK && found == 0 ? take_word(completing, offer, best) : status;
}

/* Take the terms of a prefix that are wanted, of which the first bytes are passed over. */
static enum herald_status
take_terms(struct completing *completing, unsigned kind, struct slice prefix, size_t passed,
           enum herald_status (*take)(struct completing *, const struct offer *, struct best *),
           struct best *best)
{
    xap_terms *terms = NULL;
    xap_view term;
    uint32_t count;
    enum herald_status status = HERALD_OK;
    xap_status read = xap_terms_open(completing->database, prefix.bytes, prefix.length, &terms,
                                     &completing->error);
    while (read == XAP_OK && status == HERALD_OK) {
        read = xap_terms_next(terms, &term, &count, &completing->error);
        if (read != XAP_OK)
            break;
        const struct offer offer = {kind, {term.bytes + passed, term.length - passed}, count};
        status = take(completing, &offer, best);
    }
    xap_terms_free(terms);
    if (status == HERALD_OK && read != XAP_DONE)
        status = fail(completing);
    return status;
}

/* Take all of a kind: entities first, so that what declares them finds them there. A word's terms
 * have no prefix and begin as typed. */
static enum herald_status take_kind(struct completing *completing, unsigned kind, struct best *best)
{
    enum entity_kind entities;
    if (kind == COMPLETION_WORD)
        return take_terms(completing, kind, word_of(&completing->typed, 0), 0, take_word, best);
    struct slice declared = slice_of(facet_field_prefix((enum facet_field)kind));
    const char *prefix = facet_field_entities((enum facet_field)kind, &entities);
    if (!prefix)
        return take_terms(completing, kind, declared, declared.length, take_name, best);
    enum herald_status status =
        take_terms(completing, kind, slice_of(prefix), strlen(prefix), take_entity, best);
    if (status == HERALD_OK)
        status = take_terms(completing, kind, declared, declared.length, take_declared, best);
    return status;
}

static enum herald_status complete_kind(struct completing *completing, unsigned kind)
{
    struct completions *out = completing->out;
    struct best best = {out->items + out->count, 0, completing->limit};
    if (kind == COMPLETION_WORD && completing->typed.count != 1)
        return HERALD_OK;
    enum herald_status status = take_kind(completing, kind, &best);
    if (best.count > 1)
        qsort(best.items, best.count, sizeof(*best.items), by_count);
    for (size_t at = 0; status == HERALD_OK && kind != COMPLETION_WORD && at < best.count; at++) {
        best.items[at].label = facet_label_read(completing->reader, (enum facet_field)kind,
                                                best.items[at].value, &out->arena);
        if (!best.items[at].label.bytes)
            status = herald_fail(completing->err, HERALD_E_NO_MEMORY, "no memory to complete");
    }
    out->count += best.count;
    return status;
}

/* --- the whole -------------------------------------------------------------------------------- */

static enum herald_status begin(struct completing *completing, struct slice text)
{
    if (text.length > COMPLETION_TEXT_MAX)
        return herald_fail(completing->err, HERALD_E_LIMIT,
                           "the text to complete is longer than %u bytes", COMPLETION_TEXT_MAX);
    if (!utf8_is_valid(text))
        return herald_fail(completing->err, HERALD_E_ARGUMENT, "the text to complete is not UTF-8");
    enum herald_status status =
        fold_words(completing->analyser, text, &completing->typed, completing->err);
    completing->ascii = is_ascii(buffer_slice(&completing->typed.bytes));
    completing->out->items =
        arena_alloc(&completing->out->arena, ((size_t)COMPLETION_KINDS * completing->limit + 1) *
                                                 sizeof(*completing->out->items));
    if (status == HERALD_OK && !completing->out->items)
        status = herald_fail(completing->err, HERALD_E_NO_MEMORY, "no memory to complete");
    return status;
}

enum herald_status completions_find(struct index_reader *reader, struct analyser *analyser,
                                    struct slice text, const struct completion_request *request,
                                    struct completions *out, struct herald_error *err)
{
    struct completing completing = {.reader = reader,
                                    .analyser = analyser,
                                    .database = index_reader_database(reader),
                                    .out = out,
                                    .limit = request->limit,
                                    .error = XAP_ERROR_INIT,
                                    .err = err};
    completions_dispose(out);
    enum herald_status status = begin(&completing, text);
    if (status == HERALD_OK && request->kinds[COMPLETION_WORD])
        status = complete_kind(&completing, COMPLETION_WORD);
    for (unsigned kind = 0; kind < FACET_NAMES && status == HERALD_OK; kind++)
        if (request->kinds[kind])
            status = complete_kind(&completing, kind);
    buffer_dispose(&completing.typed.bytes);
    buffer_dispose(&completing.name.bytes);
    if (status != HERALD_OK)
        completions_dispose(out);
    return status;
}
