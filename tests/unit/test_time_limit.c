/*
 * Time limits, by a clock that moves on by a millisecond whenever it is looked at: whatever the
 * query, and at whichever look the time is over, the result is well formed, what it holds matches,
 * and the clock is looked at only a few times more.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "indexer/commands.h"
#include "searcher/deadline.h"
#include "searcher/result.h"

#define ARTICLES   600u
#define VOCABULARY 2000u
#define WORDS      1500u /* of a long query */

/* Looks that may follow the one at which the time is over: those of loading ten hits, which may
 * take 20 ms longer, and one of each part of an answer. */
#define LATE_MAX 60u

static char folder[64], index_path_text[96];
static struct searcher *searcher;
static unsigned looks;

static double counted_clock(void)
{
    return (double)++looks;
}

/* --- an index --------------------------------------------------------------------------------- */

/* Low numbers are frequent. */
static void append_word(struct buffer *text, unsigned number)
{
    buffer_append_format(text, "%c%c%u ", (char)('a' + number % 26), (char)('a' + number / 26 % 26),
                         number);
}

static void append_article(struct buffer *text, unsigned at)
{
    uint64_t state = 0x9e3779b97f4a7c15ULL * (at + 1);
    buffer_append_format(text, "{\"id\":\"%u\",\"language\":\"en\",\"published\":\"%u-%02u-06\",",
                         at, 1960 + at % 60, 1 + at % 12);
    buffer_append_format(text, "\"source\":\"s%u\",\"title\":\"Iran mediation\",\"body\":\"",
                         at % 90);
    for (unsigned word = 0; word < 120; word++) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        unsigned number = (unsigned)(state >> 33) % VOCABULARY;
        append_word(text, word % 2 ? number : number % 40);
    }
    buffer_append_string(text, "\"}\n");
}

static int make_index(void **state)
{
    (void)state;
    char articles[96];
    struct buffer text = BUFFER_INIT;
    snprintf(folder, sizeof(folder), "/tmp/herald-test-time.XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(articles, sizeof(articles), "%s/articles.jsonl", folder);
    snprintf(index_path_text, sizeof(index_path_text), "%s/index", folder);
    for (unsigned at = 0; at < ARTICLES; at++)
        append_article(&text, at);
    FILE *file = fopen(articles, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text.bytes, 1, text.length, file), text.length);
    assert_int_equal(fclose(file), 0);
    buffer_dispose(&text);
    char *arguments[] = {"index", "--quiet", "-i", index_path_text, articles, NULL};
    return command_index(5, arguments) == 0 &&
                   searcher_open(index_path_text, &searcher, NULL) == HERALD_OK
               ? 0
               : -1;
}

static int remove_index(void **state)
{
    (void)state;
    char command[128];
    searcher_free(searcher);
    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    return system(command);
}

/* --- answers ---------------------------------------------------------------------------------- */

static void find(const struct buffer *text, const struct result_request *request,
                 struct result *result)
{
    struct herald_error err = {0};
    if (result_find(searcher, buffer_slice(text), request, result, NULL, &err) != HERALD_OK)
        fail_msg("limit %u: %s: %.60s", request->search.time_limit_ms, err.message, text->bytes);
}

static bool holds(const struct result *whole, uint32_t docid)
{
    for (size_t at = 0; at < whole->hit_count; at++)
        if (whole->hits[at].docid == docid)
            return true;
    return false;
}

/* Compare what was found in time with all there is. */
static void check(const struct result *cut, const struct result *whole, uint32_t limit,
                  const char *text)
{
    const uint32_t count = (uint32_t)whole->hit_count;
    for (size_t at = 0; at < cut->hit_count; at++)
        if (!holds(whole, cut->hits[at].docid))
            fail_msg("limit %u: document %u does not match: %.60s", limit, cut->hits[at].docid,
                     text);
    if (cut->total.at_least > count || cut->total.at_most < count ||
        cut->total.about < cut->total.at_least || cut->total.about > cut->total.at_most)
        fail_msg("limit %u: %u to %u, about %u, of %u: %.60s", limit, cut->total.at_least,
                 cut->total.at_most, cut->total.about, count, text);
    if (cut->timed_out)
        assert_int_equal(cut->id.length, 0);
    else
        assert_int_equal(cut->hit_count, count < 10 ? count : 10);
}

/* Ask with the time over at one look after another. */
static void check_query(const struct buffer *text, const struct result_request *asked)
{
    struct result_request request = *asked;
    struct result whole = {0}, cut = {0};
    bool done = false;
    assert_false(text->failed);
    request.search.time_limit_ms = 0;
    request.search.limit = ARTICLES + 1;
    request.search.explain = request.search.expand = request.search.fold = false;
    request.snippets.count = 0;
    clock_replace(NULL);
    find(text, &request, &whole);
    clock_replace(counted_clock);
    request = *asked;
    for (uint32_t limit = 1; limit < 100000 && !done; limit += 1 + limit / 2) {
        request.search.time_limit_ms = limit;
        looks = 0;
        find(text, &request, &cut);
        check(&cut, &whole, limit, text->bytes);
        if (looks > limit + LATE_MAX)
            fail_msg("%u looks at a clock over after %u: %.60s", looks, limit, text->bytes);
        if (limit == 1 && !cut.timed_out)
            fail_msg("not marked: %.60s", text->bytes);
        done = !cut.timed_out;
    }
    assert_true(done);
    clock_replace(NULL);
    result_dispose(&cut);
    result_dispose(&whole);
}

/* --- queries ---------------------------------------------------------------------------------- */

/* Many parts with something between them; '%' in a pattern is a word. */
static void append_parts(struct buffer *text, const char *pattern, const char *between)
{
    for (unsigned at = 0, count = 0; at < WORDS && count < 1000; at++, count++) {
        buffer_append_string(text, at ? between : "");
        for (const char *c = pattern; *c; c++) {
            if (*c != '%') {
                buffer_append(text, c, 1);
                continue;
            }
            append_word(text, at++);
            text->length--; /* the blank */
        }
    }
}

static struct result_request ten_hits(void)
{
    struct result_request request = RESULT_REQUEST_DEFAULT;
    request.search.fold = true;
    return request;
}

static void ends_in_time(void **state)
{
    (void)state;
    static const char *const patterns[][2] = {{"%", " OR "},        {"%", " "},
                                              {"\"% %\"", " OR "},  {"(% near/5 %)", " OR "},
                                              {"=%", " OR "},       {"title:%", " OR "},
                                              {"Iran", " OR "},     {"mediation", " OR "},
                                              {"source:%", " OR "}, {"NOT %", " "},
                                              {"(% -%)", " OR "},   {"(a0 NOT \"% %\")", " OR "}};
    for (size_t at = 0; at < sizeof(patterns) / sizeof(*patterns); at++) {
        struct buffer text = BUFFER_INIT;
        struct result_request request = ten_hits();
        append_parts(&text, patterns[at][0], patterns[at][1]);
        check_query(&text, &request);
        buffer_dispose(&text);
    }
}

static void ends_what_is_added_in_time(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 5; kind++) {
        struct buffer text = BUFFER_INIT;
        struct result_request request = ten_hits();
        append_parts(&text, kind == 4 ? "%xq" : "%", " OR ");
        request.search.expand = kind == 0;
        request.search.explain = kind == 1;
        request.search.sort = kind == 2 ? SEARCH_OLDEST : SEARCH_BY_RELEVANCE;
        if (kind == 3)
            assert_int_equal(facet_request_add(&request.facets, SLICE("source,year"), NULL),
                             HERALD_OK);
        check_query(&text, &request);
        buffer_dispose(&text);
    }
}

static void ends_wildcards_in_time(void **state)
{
    (void)state;
    static const char *const queries[] = {"a* OR b* OR c* OR d* OR e* OR f*", "a* b* c*",
                                          "Iran NOT (a* OR b*)", "a* near/50 (b* OR c*)",
                                          "\"Iran mediation\" -\"b1 c*\""};
    for (size_t at = 0; at < sizeof(queries) / sizeof(*queries); at++) {
        struct buffer text = BUFFER_INIT;
        struct result_request request = ten_hits();
        buffer_append_string(&text, queries[at]);
        check_query(&text, &request);
        buffer_dispose(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_in_time),
        cmocka_unit_test(ends_what_is_added_in_time),
        cmocka_unit_test(ends_wildcards_in_time),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
