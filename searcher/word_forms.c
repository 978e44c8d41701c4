#include "searcher/word_forms.h"

#include <stdlib.h>
#include <xap/iterate.h>

#include "indexer/schema.h"
#include "searcher/deadline.h"
#include "searcher/failure.h"

bool word_list_add(struct word_list *list, struct slice word, struct arena *arena)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 8;
        struct slice *grown = arena_alloc(arena, capacity * sizeof(*grown));
        if (!grown)
            return false;
        if (list->count > 0)
            memcpy(grown, list->items, list->count * sizeof(*grown));
        list->items = grown;
        list->capacity = capacity;
    }
    struct slice copy = arena_copy(arena, word);
    if (!copy.bytes)
        return false;
    list->items[list->count++] = copy;
    return true;
}

/* Add the stem itself, where it is a word that has itself for its stem: synonyms are only what
 * differs from the stem. */
static bool add_stem(struct word_list *list, struct slice stem_term, struct analyser *analyser,
                     struct arena *arena)
{
    size_t prefix = strlen(SCHEMA_STEM), head = prefix + strlen(SCHEMA_NO_LANGUAGE);
    struct slice code = {stem_term.bytes + prefix, head - prefix};
    struct slice stem = {stem_term.bytes + head, stem_term.length - head};
    return !slice_equal(analyser_stem(analyser, stem, language_find(code)), stem) ||
           word_list_add(list, stem, arena);
}

static bool has_word(const struct word_list *list, struct slice word)
{
    for (size_t at = 0; at < list->count; at++)
        if (slice_equal(list->items[at], word))
            return true;
    return false;
}

xap_status word_forms_find(struct index_reader *reader, struct analyser *analyser,
                           struct slice stem_term, struct slice folded, struct arena *arena,
                           struct word_list *out, xap_error *err)
{
    struct slice forms;
    xap_status status = index_reader_forms(reader, stem_term, &forms, err);
    bool added = status == XAP_OK && add_stem(out, stem_term, analyser, arena);
    for (size_t at = 0; added && at < forms.length; at += 1 + (unsigned char)forms.bytes[at]) {
        struct slice word = {forms.bytes + at + 1, (unsigned char)forms.bytes[at]};
        added = word_list_add(out, word, arena);
    }
    if (status != XAP_OK)
        return status;
    return added && (has_word(out, folded) || word_list_add(out, folded, arena))
               ? XAP_OK
               : search_fail(err, XAP_E_NO_MEMORY);
}

/* --- prefixes --------------------------------------------------------------------------------- */

/* A word and in how many articles it is. */
struct counted {
    struct slice word;
    uint32_t frequency;
};

struct counted_list {
    struct counted *items;
    size_t count, capacity;
    struct arena arena; /* of the words */
};

/* One prefix on its way to words. */
struct expansion {
    struct prefixes *prefixes;
    const xap_database *database;
    double until; /* by clock_milliseconds; 0: never */
    size_t skip;  /* bytes before the word in its term */
    bool whole;   /* however late it is */
    unsigned steps;
    xap_error *error;
};

static bool counted_add(struct counted_list *list, struct slice word, uint32_t frequency)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 64;
        struct counted *grown = realloc(list->items, capacity * sizeof(*grown));
        if (!grown)
            return false;
        list->items = grown;
        list->capacity = capacity;
    }
    word = arena_copy(&list->arena, word);
    if (!word.bytes)
        return false;
    list->items[list->count++] = (struct counted){word, frequency};
    return true;
}

/* Words between two looks at the clock. */
#define CLOCK_STEP 256u

static bool is_late(struct expansion *expansion)
{
    if (expansion->whole)
        return false;
    if (expansion->steps++ % CLOCK_STEP == 0)
        expansion->prefixes->late |= clock_has_come(expansion->until);
    return expansion->prefixes->late;
}

/* Read the words that begin with a prefix, at most `most`; frequencies only where they are asked
 * for, since each is a look-up. */
static xap_status read_words(struct expansion *expansion, struct slice term, bool frequencies,
                             size_t most, struct counted_list *list)
{
    xap_terms *terms = NULL;
    xap_view view;
    uint32_t frequency = 0;
    list->count = 0;
    arena_clear(&list->arena);
    xap_status status =
        xap_terms_open(expansion->database, term.bytes, term.length, &terms, expansion->error);
    while (status == XAP_OK && list->count < most && !is_late(expansion)) {
        status = xap_terms_next(terms, &view, frequencies ? &frequency : NULL, expansion->error);
        if (status != XAP_OK)
            break;
        struct slice word = {view.bytes + expansion->skip, view.length - expansion->skip};
        if (!counted_add(list, word, frequency))
            status = search_fail(expansion->error, XAP_E_NO_MEMORY);
    }
    xap_terms_free(terms);
    return status == XAP_DONE ? XAP_OK : status;
}

/* Those in most articles first, then by bytes. */
static int compare_counted(const void *left, const void *right)
{
    const struct counted *a = left, *b = right;
    if (a->frequency != b->frequency)
        return a->frequency > b->frequency ? -1 : 1;
    return slice_compare(a->word, b->word);
}

/* Keep copies of the first words of a list as a slot. */
static xap_status keep_words(struct expansion *expansion, const struct counted_list *list,
                             struct query_slot *out)
{
    struct arena *arena = &expansion->prefixes->arena;
    size_t count = list->count < QUERY_EXPANSIONS_MAX ? list->count : QUERY_EXPANSIONS_MAX;
    struct query_term *terms = arena_alloc(arena, (count + 1) * sizeof(*terms));
    if (!terms)
        return search_fail(expansion->error, XAP_E_NO_MEMORY);
    for (size_t at = 0; at < count; at++) {
        struct slice word = arena_copy(arena, list->items[at].word);
        if (!word.bytes)
            return search_fail(expansion->error, XAP_E_NO_MEMORY);
        terms[at] = (struct query_term){.folded = word};
    }
    *out = (struct query_slot){terms, count};
    return XAP_OK;
}

/* The words that begin with a prefix, the more frequent ones if there are too many. */
static xap_status expand(struct expansion *expansion, struct slice prefix, bool in_title,
                         struct query_slot *out)
{
    struct counted_list list = {0};
    struct buffer term = BUFFER_INIT;
    buffer_append_string(&term, in_title ? SCHEMA_TITLE : "");
    buffer_append_slice(&term, prefix);
    expansion->skip = term.length - prefix.length;
    xap_status status = term.failed ? search_fail(expansion->error, XAP_E_NO_MEMORY)
                                    : read_words(expansion, buffer_slice(&term), false,
                                                 QUERY_EXPANSIONS_MAX + 1, &list);
    if (status == XAP_OK && list.count > QUERY_EXPANSIONS_MAX) {
        status = read_words(expansion, buffer_slice(&term), true, PREFIX_WORDS_READ_MAX, &list);
        if (list.count > 1)
            qsort(list.items, list.count, sizeof(*list.items), compare_counted);
    }
    if (status == XAP_OK)
        status = keep_words(expansion, &list, out);
    free(list.items);
    arena_dispose(&list.arena);
    buffer_dispose(&term);
    return status;
}

static xap_status expand_leaf(struct expansion *expansion, const struct query_leaf *leaf)
{
    struct prefix_words *to = &expansion->prefixes->leaves[leaf->node->leaf];
    xap_status status = XAP_OK;
    for (size_t way = 0; status == XAP_OK && way < leaf->sequence_count; way++) {
        const struct query_sequence *sequence = &leaf->sequences[way];
        struct slice prefix = sequence->slots[sequence->count - 1].terms[0].folded;
        status = expand(expansion, prefix, leaf->in_title, &to->slots[way]);
    }
    return status;
}

xap_status prefixes_find(struct prefixes *prefixes, const struct query_terms *terms,
                         const xap_database *database, double until, xap_error *err)
{
    struct expansion expansion = {
        .prefixes = prefixes, .database = database, .until = until, .error = err};
    xap_status status = XAP_OK;
    prefixes_dispose(prefixes);
    prefixes->leaves =
        arena_alloc(&prefixes->arena, (terms->count + 1) * sizeof(*prefixes->leaves));
    if (!prefixes->leaves)
        return search_fail(err, XAP_E_NO_MEMORY);
    memset(prefixes->leaves, 0, (terms->count + 1) * sizeof(*prefixes->leaves));
    prefixes->count = terms->count;
    for (size_t at = 0; status == XAP_OK && database && at < terms->count; at++) {
        expansion.whole = terms->leaves[at].negated;
        if (terms->leaves[at].node->kind == QUERY_PREFIX)
            status = expand_leaf(&expansion, &terms->leaves[at]);
    }
    return status;
}

static bool is_cut(const xap_database *database, struct slice prefix, bool in_title)
{
    struct buffer term = BUFFER_INIT;
    xap_terms *terms = NULL;
    xap_view view;
    size_t count = 0;
    buffer_append_string(&term, in_title ? SCHEMA_TITLE : "");
    buffer_append_slice(&term, prefix);
    xap_status status = xap_terms_open(database, term.bytes, term.length, &terms, NULL);
    while (status == XAP_OK && count <= QUERY_EXPANSIONS_MAX) {
        status = xap_terms_next(terms, &view, NULL, NULL);
        count += status == XAP_OK;
    }
    xap_terms_free(terms);
    buffer_dispose(&term);
    return count > QUERY_EXPANSIONS_MAX;
}

bool prefix_is_cut(const xap_database *database, const struct query_leaf *leaf)
{
    bool cut = false;
    for (size_t way = 0; leaf->node->kind == QUERY_PREFIX && way < leaf->sequence_count; way++) {
        const struct query_sequence *sequence = &leaf->sequences[way];
        cut = cut || is_cut(database, sequence->slots[sequence->count - 1].terms[0].folded,
                            leaf->in_title);
    }
    return cut;
}

void prefixes_dispose(struct prefixes *prefixes)
{
    arena_dispose(&prefixes->arena);
    *prefixes = (struct prefixes){0};
}
