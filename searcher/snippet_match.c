#include "searcher/snippet_match.h"

#include <stdlib.h>
#include <unicode/uchar.h>

#include "corpus/utf8.h"
#include "indexer/positions.h"
#include "indexer/schema.h"
#include "searcher/snippet.h"
#include "searcher/snippet_needles.h"

/* How much text is read after all of the query was seen close together. */
#define READ_ON 2048u

/* Places in the unread rest of a long text that are looked at for one part of the query, and how
 * many bytes around each. */
#define PROBES_MAX  4u
#define PROBE_BYTES 512u

/* --- mentions of entities --------------------------------------------------------------------- */

static void add_mention(struct snippet_matcher *matcher, uint32_t position, size_t needle)
{
    if (matcher->mention_count == matcher->mention_room) {
        size_t room = matcher->mention_room ? 2 * matcher->mention_room : 64;
        struct mentioned *grown = realloc(matcher->mentions, room * sizeof(*grown));
        if (!grown)
            return;
        matcher->mentions = grown;
        matcher->mention_room = room;
    }
    matcher->mentions[matcher->mention_count++] = (struct mentioned){position, (uint32_t)needle};
}

/* Add where the entities that a needle stands for are mentioned. */
static void add_mentions(struct snippet_matcher *matcher, struct slice table, size_t needle)
{
    const struct query_slot *slot = &matcher->needles[needle].sequence->slots[0];
    struct positions_list list;
    uint32_t position;
    for (size_t at = 0; at < slot->count && matcher->needles[needle].slots == 1; at++)
        if (slot->terms[at].is_term && positions_find(table, slot->terms[at].folded, &list))
            while (positions_next(&list, &position))
                add_mention(matcher, position, needle);
}

static int by_position(const void *left, const void *right)
{
    const struct mentioned *a = left, *b = right;
    return (a->position > b->position) - (a->position < b->position);
}

void snippet_matcher_places(struct snippet_matcher *matcher, struct slice table)
{
    struct positions_list list;
    matcher->mention_count = 0;
    matcher->body = UINT32_MAX;
    if (positions_find(table, SLICE(SCHEMA_PARAGRAPHS), &list))
        positions_next(&list, &matcher->body);
    for (size_t at = 0; at < matcher->needle_count; at++)
        add_mentions(matcher, table, at);
    if (matcher->mention_count > 1)
        qsort(matcher->mentions, matcher->mention_count, sizeof(*matcher->mentions), by_position);
}

/* --- words of a text -------------------------------------------------------------------------- */

/* The end of a word, with the marks that belong to its last letter. */
static size_t end_of_marks(struct slice text, size_t end)
{
    while (end < text.length) {
        uint32_t c;
        size_t length = utf8_decode(text.bytes + end, text.length - end, &c);
        int8_t type = u_charType((UChar32)c);
        if (type != U_NON_SPACING_MARK && type != U_ENCLOSING_MARK &&
            type != U_COMBINING_SPACING_MARK)
            break;
        end += length;
    }
    return end;
}

/* See whether all that is wanted was matched within the width that ends at a match. */
static void note_leaf(struct snippet_matcher *matcher, size_t leaf, size_t start, size_t end)
{
    if (matcher->width == 0 || matcher->complete)
        return;
    matcher->last_seen[leaf] = start + 1;
    size_t near = 0;
    for (size_t at = 0; at < matcher->leaf_count && matcher->wanted <= 16; at++)
        near += matcher->last_seen[at] > 0 && end - (matcher->last_seen[at] - 1) <= matcher->width;
    if (near >= matcher->wanted && near > 0)
        matcher->complete = end + 1;
}

static void add_match(struct snippet_matcher *matcher, const struct needle *needle, size_t start,
                      size_t end)
{
    size_t leaf = (size_t)(needle->leaf - matcher->first_leaf);
    struct slice stretch = {matcher->text.bytes + start, end - start};
    if (needle->leaf->node->kind == QUERY_EXACT && !slice_equal(stretch, needle->leaf->written))
        return;
    if (matcher->match_count >= SNIPPET_MATCHES_MAX)
        return;
    matcher->matches[matcher->match_count++] =
        (struct snippet_match){start, end_of_marks(matcher->text, end), leaf, needle->slots > 1};
    note_leaf(matcher, leaf, start, end);
}

/* A word of a needle stands at the present position: does it complete the needle? */
static void advance_needle(struct snippet_matcher *matcher, const struct needle_entry *entry,
                           size_t start, size_t end)
{
    struct needle *needle = &matcher->needles[entry->needle];
    if (matcher->title ? needle->leaf->in_body : needle->leaf->in_title)
        return;
    if (needle->slots == 1) {
        add_match(matcher, needle, start, end);
        return;
    }
    if (needle->position != matcher->position) {
        needle->previous = needle->position + 1 == matcher->position ? needle->current : 0;
        needle->current = 0;
        needle->position = matcher->position;
    }
    if (entry->slot > 0 && !(needle->previous >> (entry->slot - 1) & 1))
        return;
    needle->current |= UINT64_C(1) << entry->slot;
    if (entry->slot + 1 == needle->slots) {
        size_t first = (size_t)(matcher->position - needle->slots + 1) % PHRASE_WORDS_MAX;
        add_match(matcher, needle, matcher->starts[first], end);
    }
}

static void follow_chain(struct snippet_matcher *matcher, uint32_t entry, uint64_t hash,
                         size_t start, size_t end)
{
    for (; entry; entry = snippet_needles_next(matcher, hash, matcher->entries[entry - 1].next))
        advance_needle(matcher, &matcher->entries[entry - 1], start, end);
}

static void match_prefixes(struct snippet_matcher *matcher, struct slice folded, size_t start,
                           size_t end)
{
    for (size_t at = 0; at < matcher->prefix_count; at++) {
        const struct needle *needle = &matcher->needles[matcher->prefixes[at]];
        struct needle_entry entry = {.needle = (uint32_t)matcher->prefixes[at],
                                     .slot = (uint32_t)needle->slots - 1};
        struct slice begin = needle->sequence->slots[entry.slot].terms[0].folded;
        if (folded.length >= begin.length && memcmp(folded.bytes, begin.bytes, begin.length) == 0)
            advance_needle(matcher, &entry, start, end);
    }
}

static void match_word(struct snippet_matcher *matcher, const struct word *word)
{
    size_t start = (size_t)(word->text.bytes - matcher->text.bytes);
    size_t end = start + word->text.length;
    uint64_t hash = snippet_hash(word->folded);
    follow_chain(matcher, snippet_needles_find(matcher, hash), hash, start, end);
    match_prefixes(matcher, word->folded, start, end);
    uint32_t entry = matcher->stems ? snippet_needles_find_stem(matcher, word->folded, hash) : 0;
    if (entry)
        follow_chain(matcher, entry, matcher->entries[entry - 1].hash, start, end);
}

/* The language at an offset; *span, which only grows, is where it was found last. */
static language_id language_at(const struct snippet_matcher *matcher, size_t offset, size_t *span)
{
    const struct text_languages *languages = &matcher->languages;
    while (*span + 1 < languages->count && languages->spans[*span].end <= offset)
        ++*span;
    return languages->spans[*span].language;
}

/* Mark a word where it mentions an entity of the query; *next is the first mention that may stand
 * here. */
static void match_mentions(struct snippet_matcher *matcher, const struct word *word, size_t *next)
{
    uint64_t first = matcher->title ? SCHEMA_FIRST_POSITION : matcher->body;
    uint64_t position = first + word->position;
    size_t start = (size_t)(word->text.bytes - matcher->text.bytes);
    while (*next < matcher->mention_count && matcher->mentions[*next].position < position)
        ++*next;
    for (size_t at = *next;
         at < matcher->mention_count && matcher->mentions[at].position == position; at++) {
        const struct needle *needle = &matcher->needles[matcher->mentions[at].needle];
        if (!(matcher->title ? needle->leaf->in_body : needle->leaf->in_title))
            add_match(matcher, needle, start, start + word->text.length);
    }
}

/* Whether the rest of the text need not be read. */
static bool has_enough(const struct snippet_matcher *matcher, size_t at)
{
    return (matcher->complete && at > matcher->complete + READ_ON) ||
           matcher->match_count >= SNIPPET_MATCHES_MAX;
}

/* Match the words of a stretch of the text. */
static enum herald_status scan_stretch(struct snippet_matcher *matcher, size_t from, size_t to,
                                       struct herald_error *err)
{
    struct word word;
    enum herald_status status;
    size_t span = 0, mention = 0;
    uint64_t base = matcher->position + 2; /* nothing goes on from what was read before */
    analyser_start(matcher->analyser, (struct slice){matcher->text.bytes + from, to - from});
    while ((status = analyser_next(matcher->analyser, &word, err)) == HERALD_OK) {
        size_t start = (size_t)(word.text.bytes - matcher->text.bytes);
        if (has_enough(matcher, start))
            return HERALD_OK;
        matcher->position = base + word.position;
        if (word.kind == WORD_PLAIN)
            matcher->starts[matcher->position % PHRASE_WORDS_MAX] = start;
        snippet_needles_prepare(matcher, language_at(matcher, start, &span));
        match_word(matcher, &word);
        if (from == 0 && word.kind == WORD_PLAIN)
            match_mentions(matcher, &word, &mention);
    }
    return status == HERALD_DONE ? HERALD_OK : status;
}

/* Whether the words of all languages of the text are known; mentions are found by counting words.
 */
static bool can_skip(struct snippet_matcher *matcher)
{
    if (!matcher->reader || matcher->mention_count > 0)
        return false;
    for (size_t at = 0; at < matcher->languages.count && matcher->reader; at++)
        snippet_needles_prepare(matcher, matcher->languages.spans[at].language);
    return matcher->reader != NULL;
}

/* Match the words of a part of the text, passing over what cannot match. */
static enum herald_status scan(struct snippet_matcher *matcher, size_t from, size_t to,
                               struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    struct slice text = {matcher->text.bytes, to};
    if (!can_skip(matcher))
        return scan_stretch(matcher, from, to, err);
    for (size_t start, end;
         status == HERALD_OK &&
         word_filter_next(&matcher->filter, matcher->analyser, text, from, &start, &end);
         from = end) {
        if (has_enough(matcher, start))
            break;
        status = scan_stretch(matcher, start, end, err);
    }
    return status;
}

/* --- the rest of a long text ------------------------------------------------------------------ */

/* Scan around the places where some bytes stand. */
static enum herald_status scan_places(struct snippet_matcher *matcher, size_t from,
                                      struct slice bytes, struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    for (unsigned probe = 0; probe < PROBES_MAX && status == HERALD_OK; probe++) {
        struct slice text = matcher->text;
        const char *place =
            memmem(text.bytes + from, text.length - from, bytes.bytes, bytes.length);
        if (!place)
            break;
        size_t at = (size_t)(place - text.bytes);
        size_t left = at > from + PROBE_BYTES ? at - PROBE_BYTES : from;
        while (left > from && left < at && text.bytes[left - 1] != ' ' &&
               text.bytes[left - 1] != '\n')
            left++;
        left = utf8_floor(text, left);
        size_t right = utf8_floor(text, at + bytes.length + PROBE_BYTES);
        status = scan(matcher, left, right, err);
        from = right;
    }
    return status;
}

/* The beginning of a word that its other forms are likely to share, as it stands in a text: as it
 * is, or with a capital. */
static enum herald_status scan_for_needle(struct snippet_matcher *matcher, size_t from,
                                          const struct needle *needle, struct herald_error *err)
{
    char bytes[WORD_MAX + UTF8_MAX];
    struct slice folded = needle->sequence->slots[0].terms[0].folded;
    size_t wanted = folded.length * 2 / 3 > 4 ? folded.length * 2 / 3 : folded.length;
    struct slice probe = {folded.bytes, utf8_floor(folded, needle->exact ? folded.length : wanted)};
    enum herald_status status = scan_places(matcher, from, probe, err);
    uint32_t first;
    size_t length = utf8_decode(folded.bytes, folded.length, &first);
    uint32_t capital = (uint32_t)u_toupper((UChar32)first);
    if (status != HERALD_OK || capital == first || length == 0)
        return status;
    size_t capital_length = utf8_encode(capital, bytes);
    memcpy(bytes + capital_length, folded.bytes + length, probe.length - length);
    return scan_places(matcher, from, (struct slice){bytes, probe.length - length + capital_length},
                       err);
}

static enum herald_status scan_rest(struct snippet_matcher *matcher, size_t from,
                                    struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    size_t needles = matcher->needle_count < 16 ? matcher->needle_count : 16;
    for (size_t at = 0; at < needles && status == HERALD_OK && !matcher->complete; at++) {
        const struct needle *needle = &matcher->needles[at];
        size_t leaf = (size_t)(needle->leaf - matcher->first_leaf);
        if (!needle->leaf->in_title && !matcher->last_seen[leaf])
            status = scan_for_needle(matcher, from, needle, err);
    }
    return status;
}

/* --- a run ------------------------------------------------------------------------------------ */

static int compare_matches(const void *left, const void *right)
{
    const struct snippet_match *a = left, *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return (a->end < b->end) - (a->end > b->end);
}

static void start_run(struct snippet_matcher *matcher, struct slice text, bool title, size_t width)
{
    matcher->text = text;
    matcher->title = title;
    matcher->width = width;
    matcher->match_count = 0;
    matcher->complete = 0;
    matcher->wanted = 0;
    memset(matcher->last_seen, 0, matcher->leaf_count * sizeof(*matcher->last_seen));
    const struct query_leaf *leaf = NULL;
    for (size_t at = 0; at < matcher->needle_count; at++) {
        const struct query_leaf *other = matcher->needles[at].leaf;
        matcher->wanted += other != leaf && !(title ? other->in_body : other->in_title);
        leaf = other;
    }
}

enum herald_status snippet_matcher_run(struct snippet_matcher *matcher, struct slice text,
                                       struct text_languages languages, bool title, size_t width,
                                       struct snippet_found *found, struct herald_error *err)
{
    matcher->languages = languages;
    snippet_needles_prepare(matcher, languages.spans[0].language);
    start_run(matcher, text, title, width);
    *found = (struct snippet_found){matcher->matches, 0};
    if (matcher->wanted == 0 || text.length == 0)
        return HERALD_OK;
    size_t end = utf8_floor(text, SNIPPET_SCAN_MAX);
    enum herald_status status = scan(matcher, 0, end, err);
    if (status == HERALD_OK && end < text.length && !matcher->complete && width > 0)
        status = scan_rest(matcher, end, err);
    qsort(matcher->matches, matcher->match_count, sizeof(*matcher->matches), compare_matches);
    found->count = matcher->match_count;
    return status;
}
