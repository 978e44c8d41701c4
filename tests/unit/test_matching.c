/*
 * The search against the brute-force matcher: worked examples, and thousands of generated queries
 * of every operator over real articles, must match exactly the same articles.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "corpus/reader.h"
#include "generated_query.h"
#include "indexer/commands.h"
#include "searcher/query_division.h"
#include "searcher/search.h"
#include "searcher/word_forms.h"

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SAMPLE_QUERIES 300u
#define CORPUS_QUERIES 250u
#else
#define SAMPLE_QUERIES 3000u
#define CORPUS_QUERIES 5000u
#endif

/* HERALD_TEST_SEED and HERALD_TEST_QUERIES try others, and more. */
#define SEED 0x9e3779b97f4a7c15u

/* An index, and its articles by document id. */
struct fixture {
    char folder[64];
    struct index_reader *reader;
    struct analyser *analyser;
    struct brute_article *articles; /* from 1 */
    size_t count;
};

static struct fixture fixture;

/* --- the index -------------------------------------------------------------------------------- */

static void find(struct query *query, struct query_terms *terms, struct search_matches *matches)
{
    struct herald_error err = {0};
    struct search_request request = SEARCH_REQUEST_DEFAULT;
    request.exact = true; /* articles by what they declare, words by themselves */
    request.limit = SEARCH_LIMIT_MAX;
    request.count_exact = true;
    request.time_limit_ms = 0;
    if (query_divide(query, fixture.analyser, &err) != HERALD_OK ||
        query_terms_find(terms, query, fixture.analyser, &err) != HERALD_OK ||
        search_run(fixture.reader, query, terms, fixture.analyser, &request, matches, &err) !=
            HERALD_OK)
        fail_msg("%s", err.message);
}

/* Read all articles back from the index. */
static void read_articles(void)
{
    struct query query = {0};
    struct query_terms terms = {0};
    struct search_matches matches = {0};
    struct article article = {0};
    query.root = query_node_new(&query, QUERY_ALL);
    find(&query, &terms, &matches);
    fixture.count = matches.count;
    fixture.articles = calloc(matches.count + 1, sizeof(*fixture.articles));
    assert_non_null(fixture.articles);
    for (size_t at = 0; at < matches.count; at++) {
        const struct search_match *match = &matches.items[at];
        article_clear(&article);
        assert_true(match->docid >= 1 && match->docid <= matches.count);
        assert_int_equal(index_reader_article(fixture.reader, match->docid, &article, NULL),
                         HERALD_OK);
        brute_article_read(fixture.analyser, &article, &fixture.articles[match->docid]);
    }
    article_dispose(&article);
    search_matches_dispose(&matches);
    query_terms_dispose(&terms);
    query_dispose(&query);
}

static void open_index(const char *path)
{
    char index[96];
    snprintf(index, sizeof(index), "%s/index", fixture.folder);
    char *arguments[] = {"index", "--quiet", "-i", index, (char *)(uintptr_t)path, NULL};
    assert_int_equal(command_index(5, arguments), 0);
    assert_int_equal(index_reader_open(index, &fixture.reader, NULL), HERALD_OK);
    assert_int_equal(analyser_open(&fixture.analyser, NULL), HERALD_OK);
    read_articles();
}

static int make_folder(void **state)
{
    (void)state;
    fixture = (struct fixture){.folder = "/tmp/herald-test-matching.XXXXXX"};
    return mkdtemp(fixture.folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[128];
    (void)state;
    for (size_t at = 1; at <= fixture.count; at++)
        brute_article_dispose(&fixture.articles[at]);
    free(fixture.articles);
    analyser_free(fixture.analyser);
    index_reader_free(fixture.reader);
    brute_forget();
    snprintf(command, sizeof(command), "rm -rf '%s'", fixture.folder);
    return system(command);
}

/* --- one query -------------------------------------------------------------------------------- */

static void complain(const struct query *query, const struct brute_article *article, bool missing)
{
    struct buffer text = BUFFER_INIT, id = BUFFER_INIT;
    query_print(query, &text);
    buffer_append_slice(&id, article->article.id);
    fail_msg("'%s': article '%s' is %s", text.bytes, id.bytes, missing ? "missing" : "found");
}

/* Compare what a query finds with what it should; how many that are. */
static size_t compare(struct query *query)
{
    struct query_terms terms = {0};
    struct search_matches matches = {0};
    size_t expected = 0;
    bool *found = calloc(fixture.count + 1, sizeof(*found));
    assert_non_null(found);
    find(query, &terms, &matches);
    for (size_t at = 0; at < matches.count; at++)
        found[matches.items[at].docid] = true;
    struct brute_query *brute =
        brute_query_new(fixture.analyser, query, &terms, matches.stop);
    for (size_t docid = 1; docid <= fixture.count; docid++) {
        bool matches_brute = brute_matches(brute, &fixture.articles[docid]);
        expected += matches_brute;
        if (matches_brute != found[docid])
            complain(query, &fixture.articles[docid], matches_brute);
    }
    assert_int_equal(matches.count, expected);
    assert_int_equal(matches.total.at_least, expected);
    assert_int_equal(matches.total.at_most, expected);
    brute_query_free(brute);
    free(found);
    search_matches_dispose(&matches);
    query_terms_dispose(&terms);
    return expected;
}

/* --- limits ----------------------------------------------------------------------------------- */

static void keeps_its_time(const char *text, uint32_t limit)
{
    struct query query = {0};
    struct query_terms terms = {0};
    struct search_matches matches = {0};
    struct herald_error err = {0};
    struct search_request request = SEARCH_REQUEST_DEFAULT;
    struct timespec begin, end;
    request.time_limit_ms = limit;
    request.count_exact = true;
    assert_int_equal(query_parse(&query, slice_of(text), NULL, NULL, NULL), HERALD_OK);
    assert_int_equal(query_terms_find(&terms, &query, fixture.analyser, NULL), HERALD_OK);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    if (search_run(fixture.reader, &query, &terms, fixture.analyser, &request, &matches, &err) !=
        HERALD_OK)
        fail_msg("'%s': %s", text, err.message);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double took =
        (double)(end.tv_sec - begin.tv_sec) * 1e3 + (double)(end.tv_nsec - begin.tv_nsec) / 1e6;
    bool unmarked = !matches.timed_out && took > 4 * limit;
    if (unmarked || took > limit + 500)
        fail_msg("'%s' took %.0f ms of %u%s", text, took, limit,
                 unmarked ? " and is not marked" : "");
    search_matches_dispose(&matches);
    query_terms_dispose(&terms);
    query_dispose(&query);
}

/* A query that the index answers more slowly than this ends in time, with what it has. */
static void time_limits(void)
{
    keeps_its_time("the near/1000 of near/1000 \"and\" near/1000 the near/1000 of", 1);
    keeps_its_time("=the OR =of OR =to OR =in", 5);
    keeps_its_time("\"the of to in\"~1000 OR \"in to of the\"~1000", 2);
    keeps_its_time("a* near/1000 b* near/1000 c* near/1000 (d* OR e* OR f* OR g* OR h*)", 5);
}

/* A prefix of too many words stands for the more frequent ones, and it is known that it was cut. */
static void wildcard_limit(void)
{
    struct query query = {0};
    struct query_terms terms = {0};
    struct search_matches matches = {0};
    const xap_database *database = index_reader_database(fixture.reader);
    assert_int_equal(query_parse(&query, SLICE("a* OR qaddafi*"), NULL, NULL, NULL), HERALD_OK);
    find(&query, &terms, &matches);
    assert_int_equal(terms.count, 2);
    assert_true(prefix_is_cut(database, &terms.leaves[0]));
    assert_false(prefix_is_cut(database, &terms.leaves[1]));
    assert_true(brute_count_beginning(SLICE("a")) > QUERY_EXPANSIONS_MAX);
    assert_true(matches.count > fixture.count / 3);
    search_matches_dispose(&matches);
    query_terms_dispose(&terms);
    query_dispose(&query);
}

/* --- generated queries ------------------------------------------------------------------------ */

/* Whether a prefix stands for more words than are taken. */
static bool is_cut(const struct query *query)
{
    struct query_terms terms = {0};
    bool cut = false;
    assert_int_equal(query_terms_find(&terms, query, fixture.analyser, NULL), HERALD_OK);
    for (size_t at = 0; at < terms.count && !cut; at++) {
        const struct query_leaf *leaf = &terms.leaves[at];
        for (size_t way = 0; leaf->node->kind == QUERY_PREFIX && way < leaf->sequence_count;
             way++) {
            const struct query_sequence *sequence = &leaf->sequences[way];
            struct slice prefix = sequence->slots[sequence->count - 1].terms[0].folded;
            cut |= brute_count_beginning(prefix) > QUERY_EXPANSIONS_MAX;
        }
    }
    query_terms_dispose(&terms);
    return cut;
}

/* Whether there is anything to look for: a query of nothing but signs is an error. */
static bool has_words(const struct query *query)
{
    struct query_terms terms = {0};
    bool words = true;
    assert_int_equal(query_terms_find(&terms, query, fixture.analyser, NULL), HERALD_OK);
    for (size_t at = 0; at < terms.count; at++)
        words &= terms.leaves[at].sequence_count > 0;
    query_terms_dispose(&terms);
    return words;
}

/* Count the kinds of parts of a query. */
static void count_kinds(const struct query_node *node, size_t counts[static QUERY_LENGTH + 1])
{
    counts[node->kind]++;
    for (const struct query_node *child = node->child; child; child = child->next)
        count_kinds(child, counts);
}

/* A number from the environment. */
static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *value = getenv(name);
    return value && *value ? strtoull(value, NULL, 0) : otherwise;
}

static void try_queries(unsigned count)
{
    struct generator generator = {
        &fixture.articles[1], fixture.count, setting("HERALD_TEST_SEED", SEED), NULL, NULL, 0};
    size_t kinds[QUERY_LENGTH + 1] = {0}, non_empty = 0, matched = 0;
    clock_t start = clock();
    count = (unsigned)setting("HERALD_TEST_QUERIES", count);
    for (unsigned made = 0; made < count;) {
        struct query query;
        generator_make(&generator, &query);
        if (has_words(&query) && !is_cut(&query)) {
            size_t expected = compare(&query);
            non_empty += expected > 0;
            matched += expected;
            count_kinds(query.root, kinds);
            made++;
        }
        query_dispose(&query);
    }
    printf("# %u queries over %zu articles: %zu match any, %zu matches, %.1f s\n", count,
           fixture.count, non_empty, matched, (double)(clock() - start) / CLOCKS_PER_SEC);
    for (size_t kind = 0; kind <= QUERY_LENGTH; kind++)
        if (kinds[kind] == 0)
            fail_msg("no query had a part of kind %zu", kind);
    assert_true(2 * non_empty > count);
}

static void generated_over_sample(void **state)
{
    char path[512];
    const char *source = getenv("HERALD_SOURCE_DIR");
    (void)state;
    snprintf(path, sizeof(path), "%s/corpus/sample", source ? source : ".");
    open_index(path);
    try_queries(SAMPLE_QUERIES);
}

/* The first articles of real corpora in many languages, where they are beside the sources. */
static bool take_corpora(const char *path)
{
    static const struct {
        const char *name;
        unsigned articles;
    } corpora[] = {{"wikinews-en-2019-2020", 280}, {"wikinews-ru-nerel", 260},
                   {"wikinews-fr-2012", 100},      {"us-state-dept-2021-2022", 260},
                   {"us-visits-and-travels", 200}, {"languages/ar", 180},
                   {"languages/fa", 160},          {"languages/ru", 120},
                   {"languages/zh", 160},          {"languages/de", 160},
                   {"languages/mixed", 120}};
    const char *source = getenv("HERALD_SOURCE_DIR");
    char command[1024];
    for (size_t at = 0; at < sizeof(corpora) / sizeof(*corpora); at++) {
        char file[512];
        snprintf(file, sizeof(file), "%s/../shared/data/corpora/%s.jsonl.gz", source ? source : ".",
                 corpora[at].name);
        if (access(file, R_OK) != 0)
            return false;
        snprintf(command, sizeof(command), "gzip -dc '%s' 2>/dev/null | head -n %u >>'%s'", file,
                 corpora[at].articles, path);
        assert_int_equal(system(command), 0);
    }
    return true;
}

static void generated_over_corpora(void **state)
{
    char path[96];
    (void)state;
    snprintf(path, sizeof(path), "%s/corpora.jsonl", fixture.folder);
    if (!take_corpora(path)) {
        print_message("SKIP: no corpora in ../shared/data beside the sources\n");
        skip();
    }
    open_index(path);
    assert_true(fixture.count >= 1990);
    try_queries(CORPUS_QUERIES);
    wildcard_limit();
    time_limits();
}

/* --- worked examples -------------------------------------------------------------------------- */

/* One line of the file. */
struct example {
    bool matches;
    struct slice query, rule;
};

static struct slice next_column(char **at)
{
    char *start = *at, *end = start + strcspn(start, "\t\n");
    *at = *end ? end + 1 : end;
    return (struct slice){start, (size_t)(end - start)};
}

/* Write the examples' articles to a file, named by their number; how many there are. */
static size_t write_examples(char *text, const char *path, struct example *examples, size_t most)
{
    size_t count = 0;
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (char *at = text; *at;) {
        if (*at == '#') {
            at += strcspn(at, "\n") + 1;
            continue;
        }
        assert_true(count < most);
        struct slice matches = next_column(&at);
        assert_true(slice_equal(matches, SLICE("yes")) || slice_equal(matches, SLICE("no")));
        examples[count].matches = slice_equal(matches, SLICE("yes"));
        examples[count].query = next_column(&at);
        struct slice article = next_column(&at);
        assert_true(article.length > 2 && article.bytes[0] == '{');
        examples[count].rule = next_column(&at);
        fprintf(file, "{\"id\":\"%zu\",%s%.*s\n", count,
                memmem(article.bytes, article.length, "\"language\"", 10) ? ""
                                                                          : "\"language\":\"en\",",
                (int)article.length - 1, article.bytes + 1);
        count++;
    }
    assert_int_equal(fclose(file), 0);
    return count;
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 18);
    assert_true(file && text);
    size_t length = fread(text, 1, (1 << 18) - 1, file);
    assert_true(length > 0 && length < (1 << 18) - 1);
    fclose(file);
    return text;
}

/* The document of an example's article. */
static uint32_t document_of(size_t number)
{
    char id[24];
    snprintf(id, sizeof(id), "%zu", number);
    for (size_t docid = 1; docid <= fixture.count; docid++)
        if (slice_equal(fixture.articles[docid].article.id, slice_of(id)))
            return (uint32_t)docid;
    fail_msg("article %s is not in the index", id);
    return 0;
}

static void check_example(const struct example *example, uint32_t docid)
{
    struct query query = {0};
    struct query_terms terms = {0};
    struct search_matches matches = {0};
    struct herald_error err = {0};
    bool found = false;
    if (query_parse(&query, example->query, NULL, NULL, &err) != HERALD_OK)
        fail_msg("'%.*s': %s", (int)example->query.length, example->query.bytes, err.message);
    find(&query, &terms, &matches);
    for (size_t at = 0; at < matches.count; at++)
        found |= matches.items[at].docid == docid;
    struct brute_query *brute =
        brute_query_new(fixture.analyser, &query, &terms, matches.stop);
    bool brute_found = brute_matches(brute, &fixture.articles[docid]);
    if (found != example->matches || brute_found != example->matches)
        fail_msg("'%.*s' (%.*s): the article %s, the search says %s, brute force %s",
                 (int)example->query.length, example->query.bytes, (int)example->rule.length,
                 example->rule.bytes, example->matches ? "matches" : "does not match",
                 found ? "yes" : "no", brute_found ? "yes" : "no");
    brute_query_free(brute);
    search_matches_dispose(&matches);
    query_terms_dispose(&terms);
    compare(&query);
    query_dispose(&query);
}

static void worked_examples(void **state)
{
    static struct example examples[400];
    char path[512];
    const char *source = getenv("HERALD_SOURCE_DIR");
    (void)state;
    snprintf(path, sizeof(path), "%s/tests/golden/matching.tsv", source ? source : ".");
    char *text = read_file(path);
    snprintf(path, sizeof(path), "%s/examples.jsonl", fixture.folder);
    size_t count = write_examples(text, path, examples, sizeof(examples) / sizeof(*examples));
    assert_true(count >= 80);
    open_index(path);
    assert_int_equal(fixture.count, count);
    for (size_t at = 0; at < count; at++)
        check_example(&examples[at], document_of(at));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(worked_examples, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(generated_over_sample, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(generated_over_corpora, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
