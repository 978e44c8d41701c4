#include "searcher/result_identity.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <xxhash.h>

/* Hexadecimal digits of each part of an id. */
#define PART_DIGITS 12u
#define ID_LENGTH   (3 * PART_DIGITS + 2)

/* --- ids -------------------------------------------------------------------------------------- */

static void hash_slice(XXH3_state_t *hash, struct slice text)
{
    uint64_t length = text.length;
    XXH3_64bits_update(hash, &length, sizeof(length));
    XXH3_64bits_update(hash, text.bytes, text.length);
}

static void hash_list(XXH3_state_t *hash, const struct slice_list *list)
{
    uint64_t count = list->count;
    XXH3_64bits_update(hash, &count, sizeof(count));
    for (size_t at = 0; at < list->count; at++)
        hash_slice(hash, list->items[at]);
}

static void hash_date(XXH3_state_t *hash, struct date date)
{
    int64_t parts[] = {date.seconds, date.precision};
    XXH3_64bits_update(hash, parts, sizeof(parts));
}

uint64_t result_request_digest(const struct result *result)
{
    const struct search_request *search = &result->request->search;
    XXH3_state_t *hash = XXH3_createState();
    const uint32_t how[] = {search->sort,  search->fold,     search->expand,   search->filter.dates,
                            search->exact, search->nameless, search->topicless};
    if (!hash)
        return 0;
    XXH3_64bits_reset(hash);
    hash_slice(hash, SLICE(HERALD_VERSION));
    hash_slice(hash, buffer_slice(&result->understood));
    hash_date(hash, search->filter.from);
    hash_date(hash, search->filter.to);
    hash_list(hash, &search->filter.sources);
    hash_list(hash, &search->filter.languages);
    hash_slice(hash, search->similar_to);
    XXH3_64bits_update(hash, how, sizeof(how));
    XXH3_64bits_update(hash, &search->ranking, sizeof(search->ranking));
    uint64_t digest = XXH3_64bits_digest(hash);
    XXH3_freeState(hash);
    return digest;
}

static uint64_t digest_page(const struct result *result)
{
    const struct result_request *request = result->request;
    uint64_t parts[] = {result_request_digest(result), request->search.offset,
                        request->search.limit,
                        XXH3_64bits(request->cursor.bytes, request->cursor.length)};
    return XXH3_64bits(parts, sizeof(parts));
}

static uint64_t digest_hits(const struct result *result)
{
    uint64_t digest = result->hit_count;
    for (size_t at = 0; at < result->hit_count; at++) {
        uint64_t parts[] = {digest, result->hits[at].identity};
        digest = XXH3_64bits(parts, sizeof(parts));
    }
    return digest;
}

bool result_make_id(struct result *result, const char *revision)
{
    char id[ID_LENGTH + 1];
    const uint64_t parts[] = {digest_page(result), XXH3_64bits(revision, strlen(revision)),
                              digest_hits(result)};
    int length = snprintf(id, sizeof(id), "%012" PRIx64 "-%012" PRIx64 "-%012" PRIx64,
                          parts[0] >> 16, parts[1] >> 16, parts[2] >> 16);
    if (result->timed_out)
        return true;
    result->id = arena_copy(&result->arena, (struct slice){id, (size_t)length});
    return result->id.bytes != NULL;
}

/* --- what is expected ------------------------------------------------------------------------- */

static bool is_id(struct slice text)
{
    if (text.length != ID_LENGTH)
        return false;
    for (size_t at = 0; at < text.length; at++) {
        char c = text.bytes[at];
        bool dash = at % (PART_DIGITS + 1) == PART_DIGITS;
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}

enum herald_status expectation_read_id(struct expectation *expected, struct slice text,
                                       struct herald_error *err)
{
    if (!is_id(text))
        return herald_fail(err, HERALD_E_ARGUMENT,
                           "--expect takes the result_id of an earlier result or the file that one "
                           "was saved to, not '%.*s'",
                           (int)(text.length < 80 ? text.length : 80), text.bytes);
    *expected = (struct expectation){.given = true, .id = text};
    return HERALD_OK;
}

static struct slice text_of(const cJSON *object, const char *name)
{
    return slice_of(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name)));
}

/* Note a hit; one that is not named in what was saved cannot be compared. */
static bool note_hit(struct expectation *expected, const cJSON *object)
{
    struct slice key = text_of(object, "id");
    key = key.length > 0 ? key : text_of(object, "url");
    size_t at = expected->count;
    if (key.length == 0)
        return true;
    if ((at & (at - 1)) == 0) { /* full at every power of two */
        struct expected_hit *grown =
            arena_alloc(&expected->arena, (at ? 2 * at : 1) * sizeof(*grown));
        if (!grown)
            return false;
        if (at > 0)
            memcpy(grown, expected->hits, at * sizeof(*grown));
        expected->hits = grown;
    }
    struct expected_hit *hit = &expected->hits[expected->count++];
    *hit = (struct expected_hit){.key = arena_copy(&expected->arena, key),
                                 .source = arena_copy(&expected->arena, text_of(object, "source")),
                                 .has_source =
                                     cJSON_GetObjectItemCaseSensitive(object, "source") != NULL,
                                 .rank = (uint32_t)expected->count};
    return hit->key.bytes && hit->source.bytes;
}

/* Note a whole result, or one hit. */
static bool note_value(struct expectation *expected, const cJSON *value, bool *good)
{
    const cJSON *hits = cJSON_GetObjectItemCaseSensitive(value, "hits"), *hit;
    *good = cJSON_IsObject(value);
    expected->has_hits = true;
    if (!cJSON_IsArray(hits))
        return note_hit(expected, value);
    expected->id = arena_copy(&expected->arena, text_of(value, "result_id"));
    cJSON_ArrayForEach(hit, hits)
    {
        *good = *good && cJSON_IsObject(hit);
        if (!note_hit(expected, hit))
            return false;
    }
    return expected->id.bytes != NULL;
}

enum herald_status expectation_read_saved(struct expectation *expected, struct slice text,
                                          struct herald_error *err)
{
    bool good = true, memory = true;
    *expected = (struct expectation){.given = true, .has_hits = true};
    while (good && memory) {
        const char *end = NULL;
        while (text.length > 0 && strchr(" \t\r\n", text.bytes[0]))
            text = (struct slice){text.bytes + 1, text.length - 1};
        if (text.length == 0)
            break;
        cJSON *value = cJSON_ParseWithLengthOpts(text.bytes, text.length, &end, false);
        good = value != NULL;
        if (good) {
            memory = note_value(expected, value, &good);
            text.length -= (size_t)(end - text.bytes);
            text.bytes = end;
        }
        cJSON_Delete(value);
    }
    if (good && memory)
        return HERALD_OK;
    expectation_dispose(expected);
    if (!memory)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for what is expected");
    return herald_fail(err, HERALD_E_ARGUMENT,
                       "the file of --expect is no result of 'herald search --json' or --jsonl");
}

void expectation_dispose(struct expectation *expected)
{
    arena_dispose(&expected->arena);
    *expected = (struct expectation){0};
}

/* --- comparing -------------------------------------------------------------------------------- */

static struct slice part(struct slice id, size_t number)
{
    if (id.length != ID_LENGTH)
        return (struct slice){NULL, 0};
    return (struct slice){id.bytes + number * (PART_DIGITS + 1), PART_DIGITS};
}

/* Whether a part of the ids is the same; not where either is missing. */
static bool same_part(struct slice a, struct slice b, size_t number)
{
    return a.length > 0 && b.length > 0 && slice_equal(part(a, number), part(b, number));
}

static bool is_hit(const struct expected_hit *expected, const struct result_hit *hit)
{
    const struct article *article = &hit->article;
    struct slice key = article->id.length > 0 ? article->id : article->url;
    return slice_equal(expected->key, key) &&
           (!expected->has_source || slice_equal(expected->source, article->source));
}

static const struct expected_hit *find_expected(const struct expectation *expected,
                                                const struct result_hit *hit)
{
    for (size_t at = 0; at < expected->count; at++)
        if (is_hit(&expected->hits[at], hit))
            return &expected->hits[at];
    return NULL;
}

static const struct result_hit *find_hit(const struct result *result,
                                         const struct expected_hit *expected)
{
    for (size_t at = 0; at < result->hit_count; at++)
        if (is_hit(expected, &result->hits[at]))
            return &result->hits[at];
    return NULL;
}

/* Whether a hit has a name by which it could have been saved. */
static bool is_named(const struct result_hit *hit)
{
    return hit->article.id.length > 0 || hit->article.url.length > 0;
}

/* The hits that came and went; and whether those of both are in the same order. */
static bool compare_hits(struct result *result, const struct expectation *expected)
{
    struct result_comparison *comparison = &result->comparison;
    uint32_t last = 0;
    comparison->came =
        arena_alloc(&result->arena, (result->hit_count + 1) * sizeof(*comparison->came));
    comparison->went =
        arena_alloc(&result->arena, (expected->count + 1) * sizeof(*comparison->went));
    if (!comparison->came || !comparison->went)
        return false;
    bool ordered = true;
    for (size_t at = 0; at < result->hit_count; at++) {
        const struct result_hit *hit = &result->hits[at];
        const struct expected_hit *before = find_expected(expected, hit);
        struct slice key = hit->article.id.length > 0 ? hit->article.id : hit->article.url;
        if (!before && is_named(hit))
            comparison->came[comparison->came_count++] =
                (struct result_change){key, hit->article.source, hit->rank};
        ordered = ordered && (!before || before->rank > last);
        last = before ? before->rank : last;
    }
    for (size_t at = 0; at < expected->count; at++)
        if (!find_hit(result, &expected->hits[at]))
            comparison->went[comparison->went_count++] = (struct result_change){
                arena_copy(&result->arena, expected->hits[at].key),
                arena_copy(&result->arena, expected->hits[at].source), expected->hits[at].rank};
    comparison->same_hits = ordered && !comparison->came_count && !comparison->went_count;
    return true;
}

bool result_compare(struct result *result, const struct expectation *expected)
{
    struct result_comparison *comparison = &result->comparison;
    *comparison = (struct result_comparison){
        .made = true,
        .with_hits = expected->has_hits,
        .id = arena_copy(&result->arena, expected->id),
        .same_request = same_part(result->id, expected->id, 0),
        .same_index = same_part(result->id, expected->id, 1),
        .same_hits = same_part(result->id, expected->id, 2),
    };
    bool whole = !expected->has_hits || compare_hits(result, expected);
    return whole && comparison->id.bytes;
}
