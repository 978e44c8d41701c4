#include "searcher/snippet_needles.h"

#include <stdlib.h>
#include <xxhash.h>

#include "corpus/utf8.h"
#include "indexer/schema.h"
#include "searcher/word_forms.h"

/* Needles of which the words are looked up in the index. */
#define INDEXED_NEEDLES_MAX 64u

/* Words of articles whose fate is remembered; a power of two. */
#define MEMO_SIZE 1024u

/* --- needles ---------------------------------------------------------------------------------- */

static size_t count_terms(const struct needle *needle)
{
    size_t count = 0;
    for (size_t slot = 0; slot < needle->slots; slot++)
        count += needle->sequence->slots[slot].count;
    return count;
}

/* Whether the words of a leaf are marked one by one: with other words among them, or where words
 * count one by one. */
static bool in_pieces(const struct query_node *node, bool any)
{
    return node->kind == QUERY_PHRASE ? node->slop > 0 : node->kind == QUERY_WORD && any;
}

/* Enter a sequence of a leaf as a needle; the slots one by one where that is how they are marked.
 */
static void add_needles(struct snippet_matcher *matcher, const struct query_leaf *leaf,
                        const struct query_sequence *sequence, bool any)
{
    bool exact = leaf->node->kind != QUERY_WORD;
    if (in_pieces(leaf->node, any) && sequence->count > 1) {
        for (size_t slot = 0; slot < sequence->count; slot++) {
            struct query_sequence *single = &matcher->singles[matcher->needle_count];
            *single = (struct query_sequence){&sequence->slots[slot], 1};
            matcher->needles[matcher->needle_count++] =
                (struct needle){.leaf = leaf, .sequence = single, .slots = 1, .exact = exact};
        }
        return;
    }
    size_t slots = sequence->count < PHRASE_WORDS_MAX ? sequence->count : PHRASE_WORDS_MAX;
    bool prefix = leaf->node->kind == QUERY_PREFIX && slots == sequence->count;
    if (prefix)
        matcher->prefixes[matcher->prefix_count++] = matcher->needle_count;
    matcher->needles[matcher->needle_count++] = (struct needle){.leaf = leaf,
                                                                .sequence = sequence,
                                                                .slots = slots,
                                                                .exact = exact || slots > 1,
                                                                .prefix = prefix};
}

static bool make_needles(struct snippet_matcher *matcher, const struct query_terms *terms, bool any)
{
    size_t most = 0;
    for (size_t at = 0; at < terms->count; at++)
        for (size_t way = 0; way < terms->leaves[at].sequence_count; way++)
            most += terms->leaves[at].sequences[way].count;
    matcher->needles = calloc(most + 1, sizeof(*matcher->needles));
    matcher->singles = calloc(most + 1, sizeof(*matcher->singles));
    matcher->prefixes = calloc(most + 1, sizeof(*matcher->prefixes));
    if (!matcher->needles || !matcher->singles || !matcher->prefixes)
        return false;
    for (size_t at = 0; at < terms->count; at++)
        for (size_t way = 0; way < terms->leaves[at].sequence_count; way++)
            if (!terms->leaves[at].negated)
                add_needles(matcher, &terms->leaves[at], &terms->leaves[at].sequences[way], any);
    return true;
}

static bool make_tables(struct snippet_matcher *matcher, const struct query_terms *terms)
{
    size_t entries = 0;
    for (size_t at = 0; at < matcher->needle_count; at++)
        entries += count_terms(&matcher->needles[at]);
    matcher->head_count = 16;
    while (matcher->head_count < 2 * entries)
        matcher->head_count *= 2;
    matcher->first_leaf = terms->leaves;
    matcher->entry_room = entries + 1;
    matcher->entries = calloc(matcher->entry_room, sizeof(*matcher->entries));
    matcher->heads = calloc(matcher->head_count, sizeof(*matcher->heads));
    matcher->last_seen = calloc(terms->count + 1, sizeof(*matcher->last_seen));
    matcher->matches = malloc(SNIPPET_MATCHES_MAX * sizeof(*matcher->matches));
    matcher->leaf_count = terms->count;
    return matcher->entries && matcher->heads && matcher->last_seen && matcher->matches;
}

enum herald_status snippet_matcher_open(const struct query_terms *terms, bool any,
                                        struct analyser *analyser, struct snippet_matcher **out,
                                        struct herald_error *err)
{
    struct snippet_matcher *matcher = calloc(1, sizeof(*matcher));
    *out = matcher;
    if (matcher && make_needles(matcher, terms, any) && make_tables(matcher, terms)) {
        matcher->analyser = analyser;
        return HERALD_OK;
    }
    snippet_matcher_free(matcher);
    *out = NULL;
    return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for snippets");
}

void snippet_matcher_free(struct snippet_matcher *matcher)
{
    if (!matcher)
        return;
    free(matcher->needles);
    free(matcher->singles);
    free(matcher->prefixes);
    free(matcher->entries);
    free(matcher->heads);
    free(matcher->memos);
    free(matcher->last_seen);
    free(matcher->matches);
    free(matcher->mentions);
    free(matcher->forms);
    free(matcher);
}

/* --- the table of hashes ---------------------------------------------------------------------- */

/* Keeps the hashes of stems apart from those of words; of a small seed short ones are the same. */
#define STEM_SEED UINT64_C(0x9E3779B97F4A7C15)

uint64_t snippet_hash(struct slice folded)
{
    return XXH3_64bits(folded.bytes, folded.length);
}

static uint64_t hash_stem(struct slice stem)
{
    return XXH3_64bits_withSeed(stem.bytes, stem.length, STEM_SEED);
}

/* Room for one more of an array; false: no memory. */
static bool make_room(void **items, size_t size, size_t count, size_t *room)
{
    size_t more = 2 * *room + 64;
    if (count < *room)
        return true;
    void *grown = realloc(*items, more * size);
    if (!grown)
        return false;
    *items = grown;
    *room = more;
    return true;
}

/* On no memory it is not marked. */
static void add_entry(struct snippet_matcher *matcher, uint64_t hash, size_t needle, size_t slot)
{
    void *entries = matcher->entries;
    if (!make_room(&entries, sizeof(*matcher->entries), matcher->entry_count, &matcher->entry_room))
        return;
    matcher->entries = entries;
    uint32_t *head = &matcher->heads[hash & (matcher->head_count - 1)];
    matcher->entries[matcher->entry_count] =
        (struct needle_entry){hash, (uint32_t)needle, (uint32_t)slot, *head};
    *head = (uint32_t)++matcher->entry_count;
}

static unsigned char initial_of(struct slice word)
{
    uint32_t letter = 0;
    if (word.length > 0)
        utf8_decode(word.bytes, word.length, &letter);
    return (unsigned char)letter;
}

/* Words are stemmed only if they begin as a stem does that is looked for, where stemmers leave the
 * first letter alone. */
static void note_initial(struct snippet_matcher *matcher, struct slice stem)
{
    const unsigned char initial = initial_of(stem);
    if (language_keeps_initial(matcher->language))
        matcher->initials[initial / 64] |= UINT64_C(1) << (initial % 64);
    else
        memset(matcher->initials, 0xff, sizeof(matcher->initials));
}

static void add_entries(struct snippet_matcher *matcher, size_t number)
{
    const struct needle *needle = &matcher->needles[number];
    size_t slots = needle->slots - needle->prefix;
    for (size_t at = 0; at < slots; at++) {
        const struct query_slot *slot = &needle->sequence->slots[at];
        for (size_t way = 0; way < slot->count; way++) {
            struct slice folded = slot->terms[way].folded;
            if (slot->terms[way].is_term || !query_term_is_of(&slot->terms[way], matcher->language))
                continue;
            if (needle->exact) {
                add_entry(matcher, snippet_hash(folded), number, at);
                continue;
            }
            if (matcher->reader)
                continue;
            struct slice stem = analyser_stem(matcher->analyser, folded, matcher->language);
            add_entry(matcher, hash_stem(stem), number, at);
            note_initial(matcher, stem);
            matcher->stems = true;
        }
    }
}

/* --- words of the index ----------------------------------------------------------------------- */

static bool add_form(struct snippet_matcher *matcher, struct slice word, size_t needle, size_t slot)
{
    void *forms = matcher->forms;
    if (!make_room(&forms, sizeof(*matcher->forms), matcher->form_count, &matcher->form_room))
        return false;
    matcher->forms = forms;
    matcher->forms[matcher->form_count++] = (struct needle_form){
        snippet_hash(word), matcher->language, (uint32_t)needle, (uint32_t)slot};
    word_filter_add(&matcher->filter, word, false);
    return true;
}

/* Add the words that have the stem of a word; the word itself where words are not stemmed. */
static bool add_forms(struct snippet_matcher *matcher, struct slice folded, size_t needle,
                      size_t slot)
{
    struct word_list forms = {NULL, 0, 0};
    struct arena arena = ARENA_INIT;
    struct buffer term = BUFFER_INIT;
    struct slice stem = analyser_stem(matcher->analyser, folded, matcher->language);
    schema_stem_term(&term, SCHEMA_STEM, matcher->language, stem);
    bool added =
        !term.failed && word_forms_find(matcher->reader, matcher->analyser, buffer_slice(&term),
                                        folded, &arena, &forms, NULL) == XAP_OK;
    for (size_t at = 0; added && at < forms.count; at++)
        added = add_form(matcher, forms.items[at], needle, slot);
    buffer_dispose(&term);
    arena_dispose(&arena);
    return added;
}

/* Add the words of a needle, in the present language. */
static bool add_needle_forms(struct snippet_matcher *matcher, size_t number)
{
    const struct needle *needle = &matcher->needles[number];
    bool added = true;
    for (size_t at = 0; at < needle->slots && added; at++) {
        const struct query_slot *slot = &needle->sequence->slots[at];
        for (size_t way = 0; way < slot->count && added; way++) {
            const struct query_term *term = &slot->terms[way];
            bool prefix = needle->prefix && at + 1 == needle->slots;
            if (term->is_term || !query_term_is_of(term, matcher->language))
                continue;
            if (needle->exact || prefix)
                word_filter_add(&matcher->filter, term->folded, prefix);
            else
                added = add_forms(matcher, term->folded, number, at);
        }
    }
    return added;
}

/* Read the words of a language, unless they are known. False: what there is must be stemmed. */
static bool know_language(struct snippet_matcher *matcher)
{
    uint64_t bit = UINT64_C(1) << matcher->language;
    bool added = true;
    if (matcher->known_languages & bit)
        return true;
    for (size_t at = 0; at < matcher->needle_count && added; at++)
        added = add_needle_forms(matcher, at);
    matcher->known_languages |= bit;
    return added;
}

/* Enter the words of the language; without them words are stemmed as they come. */
static void enter_forms(struct snippet_matcher *matcher)
{
    if (!know_language(matcher)) {
        matcher->reader = NULL;
        return;
    }
    for (size_t at = 0; at < matcher->form_count; at++)
        if (matcher->forms[at].language == matcher->language)
            add_entry(matcher, matcher->forms[at].hash, matcher->forms[at].needle,
                      matcher->forms[at].slot);
}

void snippet_matcher_index(struct snippet_matcher *matcher, struct index_reader *reader)
{
    matcher->reader = matcher->needle_count <= INDEXED_NEEDLES_MAX ? reader : NULL;
    matcher->prepared = false;
    matcher->form_count = 0;
    matcher->known_languages = 0; /* the filter may go on to let more through */
}

void snippet_needles_prepare(struct snippet_matcher *matcher, language_id language)
{
    if (matcher->prepared && matcher->language == language)
        return;
    matcher->prepared = true;
    matcher->language = language;
    matcher->entry_count = 0;
    matcher->stems = false;
    memset(matcher->initials, 0, sizeof(matcher->initials));
    memset(matcher->heads, 0, matcher->head_count * sizeof(*matcher->heads));
    if (matcher->reader)
        enter_forms(matcher);
    for (size_t at = 0; at < matcher->needle_count; at++)
        add_entries(matcher, at);
    if (matcher->stems && matcher->memos)
        memset(matcher->memos, 0, MEMO_SIZE * sizeof(*matcher->memos));
    else if (matcher->stems)
        matcher->memos = calloc(MEMO_SIZE, sizeof(*matcher->memos)); /* NULL costs only time */
}

uint32_t snippet_needles_next(const struct snippet_matcher *matcher, uint64_t hash, uint32_t from)
{
    while (from && matcher->entries[from - 1].hash != hash)
        from = matcher->entries[from - 1].next;
    return from;
}

uint32_t snippet_needles_find(const struct snippet_matcher *matcher, uint64_t hash)
{
    return snippet_needles_next(matcher, hash, matcher->heads[hash & (matcher->head_count - 1)]);
}

/* Stemming is dear, and words come back: what was found lately is kept. */
uint32_t snippet_needles_find_stem(struct snippet_matcher *matcher, struct slice folded,
                                   uint64_t hash)
{
    const unsigned char initial = initial_of(folded);
    if (!(matcher->initials[initial / 64] >> (initial % 64) & 1))
        return 0;
    if (!matcher->memos)
        return snippet_needles_find(
            matcher, hash_stem(analyser_stem(matcher->analyser, folded, matcher->language)));
    struct needle_memo *memo = &matcher->memos[hash & (MEMO_SIZE - 1)];
    if (memo->hash != hash) {
        struct slice stem = analyser_stem(matcher->analyser, folded, matcher->language);
        *memo = (struct needle_memo){hash, snippet_needles_find(matcher, hash_stem(stem))};
    }
    return memo->entry;
}
