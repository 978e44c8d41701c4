/*
 * Facets against counts made the long way: every article that matches is read back from the store,
 * its values are listed, sorted and counted. Articles made for it, in which each name is written in
 * several ways, and real ones where they are beside the sources.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#include <math.h>

#include "indexer/article_language.h"
#include "indexer/commands.h"
#include "searcher/facet.h"
#include "searcher/search.h"
#include "tests/unit/random_numbers.h"

#define ARTICLES 700u
#define ROUNDS   120u

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* An index, and its articles by document id. */
struct fixture {
    char folder[64];
    struct index_reader *reader;
    struct analyser *analyser;
    struct facet_columns *columns;
    struct article *articles; /* from 1; empty ones where there is no document */
    uint32_t last;
};

static struct fixture fixture;
/* --- articles --------------------------------------------------------------------------------- */

/* Countries in several writings, and what each is counted as. */
static const struct {
    const char *written, *value;
} countries[] = {{"Iran", "ir"},
                 {"IR", "ir"},
                 {"Islamic Republic of Iran", "ir"},
                 {"France", "fr"},
                 {"fr", "fr"},
                 {"Франция", "fr"},
                 {"Egypt", "eg"},
                 {"Ruritania", "ruritania"},
                 {"RURITANIA", "ruritania"},
                 {"Grand  Fenwick", "grand fenwick"}};

/* Words that name nothing, each in a share of the articles. */
static const char *const words[] = {"stone", "river", "table", "window", "bread", "candle"};

static void print_list(FILE *file, const char *name, const char *const *values, unsigned count,
                       unsigned most)
{
    unsigned number = random_below(most + 1);
    if (number == 0)
        return;
    fprintf(file, ",\"%s\":[", name);
    for (unsigned at = 0; at < number; at++)
        fprintf(file, "%s\"%s\"", at ? "," : "", values[random_below(count)]);
    fputc(']', file);
}

static void print_date(FILE *file)
{
    static const enum date_precision precisions[] = {DATE_YEAR, DATE_MONTH, DATE_DAY, DATE_SECOND};
    struct date_parts parts = {(int)(1958 + random_below(25)), (int)(1 + random_below(12)),
                               (int)(1 + random_below(28)),    (int)random_below(24),
                               (int)random_below(60),          (int)random_below(60)};
    struct date date;
    char text[DATE_TEXT_SIZE];
    if (random_below(7) == 0)
        return;
    assert_true(date_from_parts(&parts, precisions[random_below(4)], &date));
    date_format(date, text);
    fprintf(file, ",\"published\":\"%s\"", text);
}

static void print_article(FILE *file, unsigned number)
{
    static const char *const sources[] = {"Herald Wire",    "HERALD  wire", "Danube Post",
                                          "Pacific Ledger", "Straße",       "STRASSE"};
    static const char *const names[] = {"A. Writer", "a. writer",  "B. Scribe", "C. Penman",
                                        "D. Hand",   "É. Plume",   "é. plume",  "F. Quill",
                                        "G. Ink",    "H. Inkwell", "I. Nib",    "J. Blot"};
    static const char *const sections[] = {"World", "world", "Business", "Opinion"};
    fprintf(file, "{\"id\":\"%u\",\"language\":\"%s\"", number, random_below(5) ? "en" : "");
    if (random_below(6) > 0)
        fprintf(file, ",\"source\":\"%s\"", sources[random_below(COUNT(sources))]);
    if (random_below(2) > 0)
        fprintf(file, ",\"section\":\"%s\"", sections[random_below(COUNT(sections))]);
    print_list(file, "authors", names, COUNT(names), 3);
    print_list(file, "topics", names, COUNT(names), 5);
    print_list(file, "people", names, COUNT(names), 2);
    const char *written[COUNT(countries)];
    for (size_t at = 0; at < COUNT(countries); at++)
        written[at] = countries[at].written;
    print_list(file, "countries", written, COUNT(written), 3);
    print_date(file);
    fprintf(file, ",\"title\":\"%u\",\"body\":\"%s", number, words[random_below(COUNT(words))]);
    for (unsigned count = random_below(3); count > 0; count--)
        fprintf(file, " %s", words[random_below(COUNT(words))]);
    fputs("\"}\n", file);
}

static void make_articles(const char *path)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (unsigned at = 0; at < ARTICLES; at++)
        print_article(file, at);
    assert_int_equal(fclose(file), 0);
}

/* Corpora with values in every field, where they are beside the sources. */
static bool find_corpora(char (*paths)[512], size_t count)
{
    static const char *const names[] = {
        "collections/reuters21578/reut2-003.sgm.gz", "corpora/wikinews-en-2019-2020.jsonl.gz",
        "corpora/wikinews-fr-2012.jsonl.gz", "corpora/us-visits-and-travels.jsonl.gz"};
    const char *source = getenv("HERALD_SOURCE_DIR");
    assert_int_equal(count, COUNT(names));
    for (size_t at = 0; at < count; at++) {
        snprintf(paths[at], sizeof(paths[at]), "%s/../shared/data/%s", source ? source : ".",
                 names[at]);
        if (access(paths[at], R_OK) != 0)
            return false;
    }
    return true;
}

/* --- the index -------------------------------------------------------------------------------- */

static void read_articles(void)
{
    xap_error error = XAP_ERROR_INIT;
    assert_int_equal(
        xap_database_last_document(index_reader_database(fixture.reader), &fixture.last, &error),
        XAP_OK);
    fixture.articles = calloc((size_t)fixture.last + 1, sizeof(*fixture.articles));
    assert_non_null(fixture.articles);
    for (uint32_t docid = 1; docid <= fixture.last; docid++) {
        enum herald_status status =
            index_reader_article(fixture.reader, docid, &fixture.articles[docid], NULL);
        assert_true(status == HERALD_OK || status == HERALD_E_NOT_FOUND);
    }
}

/* Index files, of which there are up to 4. */
static void open_index(char (*paths)[512], size_t count)
{
    char index[96];
    char *arguments[8] = {"index", "--quiet", "-i", index};
    snprintf(index, sizeof(index), "%s/index", fixture.folder);
    for (size_t at = 0; at < count; at++)
        arguments[4 + at] = paths[at];
    assert_int_equal(command_index((int)(4 + count), arguments), 0);
    assert_int_equal(index_reader_open(index, &fixture.reader, NULL), HERALD_OK);
    assert_int_equal(analyser_open(&fixture.analyser, NULL), HERALD_OK);
    assert_int_equal(facet_columns_open(fixture.reader, fixture.analyser, &fixture.columns, NULL),
                     HERALD_OK);
    read_articles();
}

static int make_folder(void **state)
{
    (void)state;
    fixture = (struct fixture){.folder = "/tmp/herald-test-facet.XXXXXX"};
    return mkdtemp(fixture.folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[128];
    (void)state;
    for (uint32_t docid = 1; fixture.articles && docid <= fixture.last; docid++)
        article_dispose(&fixture.articles[docid]);
    free(fixture.articles);
    facet_columns_free(fixture.columns);
    analyser_free(fixture.analyser);
    index_reader_free(fixture.reader);
    snprintf(command, sizeof(command), "rm -rf '%s'", fixture.folder);
    return system(command);
}

/* --- counting the long way -------------------------------------------------------------------- */

/* How often a value occurs. */
struct tally_value {
    struct slice value;
    uint32_t count;
};

/* The values of a field: first one for each article and value, then one for each value. */
struct tally {
    struct tally_value *items;
    size_t count, room;
    uint32_t having; /* articles that have any */
    struct arena arena;
};

static void note(struct tally *tally, struct slice value)
{
    if (tally->count == tally->room) {
        tally->room = 2 * tally->room + 64;
        tally->items = realloc(tally->items, tally->room * sizeof(*tally->items));
        assert_non_null(tally->items);
    }
    tally->items[tally->count++] = (struct tally_value){arena_copy(&tally->arena, value), 1};
}

/* Note a value unless the article, whose values begin at `start`, has it already. */
static void note_once(struct tally *tally, size_t start, struct slice value)
{
    for (size_t at = start; at < tally->count; at++)
        if (slice_equal(tally->items[at].value, value))
            return;
    note(tally, value);
}

static void note_names(struct tally *tally, const struct slice *names, size_t count)
{
    size_t start = tally->count;
    for (size_t at = 0; at < count; at++) {
        struct buffer folded = BUFFER_INIT;
        schema_fold_name(&folded, names[at]);
        if (folded.length > 0)
            note_once(tally, start, buffer_slice(&folded));
        buffer_dispose(&folded);
    }
}

static void note_list(struct tally *tally, const struct slice_list *list)
{
    note_names(tally, list->items, list->count);
}

/* The date as far as the period is known: "1963-01" of "1963-01-04". */
static void note_period(struct tally *tally, struct date date, enum date_precision precision)
{
    char text[DATE_TEXT_SIZE];
    if (date.precision < precision)
        return;
    date.precision = precision;
    note(tally, (struct slice){text, date_format(date, text)});
}

static void note_field(struct tally *tally, const struct article *article, enum facet_field field)
{
    struct buffer language = BUFFER_INIT;
    switch (field) {
    case FACET_SOURCE:
        note_names(tally, &article->source, 1);
        break;
    case FACET_LANGUAGE:
        schema_language_value(&language, article_language_tag(article));
        note(tally, buffer_slice(&language));
        buffer_dispose(&language);
        break;
    case FACET_COUNTRY:
        note_list(tally, &article->countries);
        break;
    case FACET_PERSON:
        note_list(tally, &article->people);
        break;
    case FACET_ORG:
        note_list(tally, &article->organisations);
        break;
    case FACET_TOPIC:
        note_list(tally, &article->topics);
        break;
    case FACET_SECTION:
        note_names(tally, &article->section, 1);
        break;
    case FACET_AUTHOR:
        note_list(tally, &article->authors);
        break;
    default:
        note_period(tally, article->published,
                    field == FACET_YEAR    ? DATE_YEAR
                    : field == FACET_MONTH ? DATE_MONTH
                                           : DATE_DAY);
    }
}

static int by_value(const void *left, const void *right)
{
    const struct tally_value *a = left, *b = right;
    return slice_compare(a->value, b->value);
}

static int by_count(const void *left, const void *right)
{
    const struct tally_value *a = left, *b = right;
    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return by_value(left, right);
}

/* Count equal values; the most frequent ones first. */
static void count_values(struct tally *tally)
{
    size_t kept = 0;
    if (tally->count == 0)
        return;
    qsort(tally->items, tally->count, sizeof(*tally->items), by_value);
    for (size_t at = 1; at < tally->count; at++)
        if (slice_equal(tally->items[at].value, tally->items[kept].value))
            tally->items[kept].count++;
        else
            tally->items[++kept] = tally->items[at];
    tally->count = kept + 1;
    qsort(tally->items, tally->count, sizeof(*tally->items), by_count);
}

static void take_tally(struct tally *tally, const struct match_set *matches, enum facet_field field)
{
    for (uint32_t docid = 1; docid <= fixture.last; docid++) {
        size_t before = tally->count;
        if (match_set_has(matches, docid))
            note_field(tally, &fixture.articles[docid], field);
        tally->having += tally->count > before;
    }
    count_values(tally);
}

static void tally_dispose(struct tally *tally)
{
    free(tally->items);
    arena_dispose(&tally->arena);
}

/* --- comparing -------------------------------------------------------------------------------- */

/* What a count stands for where only ids up to `reached` were looked at. */
static uint32_t whole(const struct match_set *matches, uint32_t count)
{
    double all =
        matches->complete ? count : round((double)count * matches->last / matches->reached);
    return all < matches->last ? (uint32_t)all : matches->last;
}

static void check_facet(const struct facet *facet, const struct facet_wish *wish,
                        const struct match_set *matches)
{
    struct tally tally = {0};
    uint64_t rest = 0;
    take_tally(&tally, matches, wish->field);
    size_t listed = tally.count < wish->limit ? tally.count : wish->limit;
    assert_int_equal(facet->field, wish->field);
    assert_int_equal(facet->count, listed);
    for (size_t at = 0; at < listed; at++) {
        const struct facet_value *found = &facet->values[at];
        if (!slice_equal(found->value, tally.items[at].value) ||
            found->count != whole(matches, tally.items[at].count))
            fail_msg("%s %zu is '%.*s' of %u, not '%.*s' of %u", facet_field_name(wish->field), at,
                     (int)found->value.length, found->value.bytes, found->count,
                     (int)tally.items[at].value.length, tally.items[at].value.bytes,
                     whole(matches, tally.items[at].count));
        assert_true(found->label.length > 0);
    }
    for (size_t at = listed; at < tally.count; at++)
        rest += whole(matches, tally.items[at].count);
    assert_int_equal(facet->rest_values, tally.count - listed);
    assert_int_equal(facet->rest_count, rest);
    assert_int_equal(facet->having, whole(matches, tally.having));
    assert_int_equal(facet->without, whole(matches, matches->count - tally.having));
    tally_dispose(&tally);
}

static void collect(const char *text, uint32_t time_limit, struct match_set *matches)
{
    struct query query = {0};
    struct query_terms terms = {0};
    struct herald_error err = {0};
    struct search_request request = SEARCH_REQUEST_DEFAULT;
    request.time_limit_ms = time_limit;
    assert_int_equal(query_parse(&query, slice_of(text), NULL, NULL, NULL), HERALD_OK);
    assert_int_equal(query_terms_find(&terms, &query, fixture.analyser, NULL), HERALD_OK);
    if (search_collect(fixture.reader, &query, &terms, fixture.analyser, &request, matches, &err) !=
        HERALD_OK)
        fail_msg("'%s': %s", text, err.message);
    query_terms_dispose(&terms);
    query_dispose(&query);
}

/* Any fields in any order, each with a limit that may or may not cut it. */
static struct facet_request any_request(void)
{
    static const uint32_t limits[] = {1, 2, 5, FACET_VALUES_DEFAULT, 50, FACET_VALUES_MAX};
    struct facet_request request = {.declared = true};
    enum facet_field fields[FACET_FIELDS];
    for (unsigned at = 0; at < FACET_FIELDS; at++) {
        unsigned other = random_below(at + 1);
        fields[at] = fields[other];
        fields[other] = (enum facet_field)at;
    }
    request.count = 1 + random_below(FACET_FIELDS);
    for (size_t at = 0; at < request.count; at++)
        request.items[at] = (struct facet_wish){fields[at], limits[random_below(COUNT(limits))]};
    return request;
}

/* Count once, and compare every facet. */
static void check_counts(const struct match_set *matches, const struct facet_request *request)
{
    struct arena arena = ARENA_INIT;
    struct facet *facets = NULL;
    struct herald_error err = {0};
    if (facets_count(fixture.columns, matches, request, &arena, &facets, &err) != HERALD_OK)
        fail_msg("%s", err.message);
    for (size_t at = 0; at < request->count; at++)
        check_facet(&facets[at], &request->items[at], matches);
    arena_dispose(&arena);
}

/* As a search leaves it that was cut when it had come to a document. */
static void cut(struct match_set *matches, uint32_t last)
{
    for (uint32_t docid = last + 1; docid <= matches->last; docid++)
        matches->bits[docid / 64] &= ~((uint64_t)1 << (docid % 64));
    matches->complete = false;
    match_set_settle(matches);
}

static void try_queries(const char *const *queries, size_t count)
{
    size_t counted = 0, cut_short = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct match_set matches = {0};
        struct facet_request request = any_request();
        collect(queries[round % count], 0, &matches);
        assert_true(matches.complete);
        counted += matches.count;
        check_counts(&matches, &request);
        cut(&matches, 1 + random_below(fixture.last));
        cut_short += matches.count;
        if (matches.count > 0)
            check_counts(&matches, &request);
        match_set_dispose(&matches);
    }
    assert_true(counted > ROUNDS * 20 && cut_short > ROUNDS * 10 && cut_short < counted);
}

/* --- no memory -------------------------------------------------------------------------------- */

struct slice __real_arena_copy(struct arena *arena, struct slice text);
struct slice __wrap_arena_copy(struct arena *arena, struct slice text);

/* Copies until there is no memory for one; 0: there always is. */
static unsigned copies_left;

/* Linked in the place of arena_copy (searcher.cmake). */
struct slice __wrap_arena_copy(struct arena *arena, struct slice text)
{
    if (copies_left > 0 && --copies_left == 0)
        return (struct slice){NULL, 0};
    return __real_arena_copy(arena, text);
}

/* --- tests ------------------------------------------------------------------------------------ */

static void counts_made_articles(void **state)
{
    static const char *const queries[] = {"*",
                                          "stone",
                                          "river OR bread",
                                          "table window",
                                          "NOT candle",
                                          "date:1960..1970",
                                          "source:\"Danube Post\" OR author:\"e. plume\"",
                                          "stone AND NOT stone",
                                          "words:1"};
    char path[1][512];
    (void)state;
    snprintf(path[0], sizeof(path[0]), "%s/articles.jsonl", fixture.folder);
    make_articles(path[0]);
    open_index(path, 1);
    try_queries(queries, COUNT(queries));
}

static const char *value_of(struct slice written)
{
    for (size_t at = 0; at < COUNT(countries); at++)
        if (slice_equal(written, slice_of(countries[at].written)))
            return countries[at].value;
    fail_msg("'%.*s' is no country", (int)written.length, written.bytes);
    return "";
}

/* However a country is written it is one value, and counts once in an article. */
static void counts_countries_by_what_they_are(void **state)
{
    struct facet_request request = {.count = 1, .items = {{FACET_COUNTRY, FACET_VALUES_MAX}}};
    struct match_set matches = {0};
    struct tally tally = {0};
    struct arena arena = ARENA_INIT;
    struct facet *facets = NULL;
    (void)state;
    collect("stone OR river", 0, &matches);
    for (uint32_t docid = 1; docid <= fixture.last; docid++) {
        const struct slice_list *list = &fixture.articles[docid].countries;
        size_t start = tally.count;
        for (size_t at = 0; at < list->count && match_set_has(&matches, docid); at++)
            note_once(&tally, start, slice_of(value_of(list->items[at])));
        tally.having += tally.count > start;
    }
    count_values(&tally);
    assert_int_equal(facets_count(fixture.columns, &matches, &request, &arena, &facets, NULL),
                     HERALD_OK);
    assert_int_equal(tally.count, 5);
    assert_int_equal(facets[0].count, tally.count);
    assert_int_equal(facets[0].having, tally.having);
    for (size_t at = 0; at < tally.count; at++) {
        assert_true(slice_equal(facets[0].values[at].value, tally.items[at].value));
        assert_int_equal(facets[0].values[at].count, tally.items[at].count);
    }
    tally_dispose(&tally);
    arena_dispose(&arena);
    match_set_dispose(&matches);
}

/* Wherever memory ends, that is told: no value is left empty. */
static void tells_of_no_memory(void **state)
{
    const struct facet_request request = {
        .count = 3, .items = {{FACET_SOURCE, 3}, {FACET_AUTHOR, 3}, {FACET_YEAR, 3}}};
    struct match_set matches = {0};
    enum herald_status status = HERALD_E_NO_MEMORY;
    unsigned failures = 0;
    (void)state;
    collect("*", 0, &matches);
    while (status != HERALD_OK) {
        struct arena arena = ARENA_INIT;
        struct facet *facets = NULL;
        facet_columns_free(fixture.columns);
        assert_int_equal(
            facet_columns_open(fixture.reader, fixture.analyser, &fixture.columns, NULL),
            HERALD_OK);
        copies_left = ++failures;
        status = facets_count(fixture.columns, &matches, &request, &arena, &facets, NULL);
        bool failed = copies_left == 0;
        copies_left = 0;
        assert_int_equal(status, failed ? HERALD_E_NO_MEMORY : HERALD_OK);
        arena_dispose(&arena);
    }
    assert_true(failures > 20);
    match_set_dispose(&matches);
}

static void counts_real_articles(void **state)
{
    static const char *const queries[] = {"*",
                                          "trade OR dollar",
                                          "Iran",
                                          "minister president",
                                          "title:oil",
                                          "talk* near/10 (trade OR war)",
                                          "date:1987-03",
                                          "topic:grain OR topic:\"acq\"",
                                          "since:2019 OR language:fr"};
    char paths[4][512];
    (void)state;
    if (!find_corpora(paths, COUNT(paths))) {
        print_message("SKIP: no corpora in ../shared/data beside the sources\n");
        skip();
    }
    open_index(paths, COUNT(paths));
    assert_true(fixture.last > 2000);
    try_queries(queries, COUNT(queries));
}

/* A search whose time is over gives what it has seen; counts of that are estimates. */
static void counts_what_was_seen_in_time(void **state)
{
    struct facet_request request = any_request();
    struct match_set matches = {0};
    (void)state;
    if (!fixture.articles)
        skip();
    collect("* AND NOT (a* near/1000 b* near/1000 c* near/1000 d* near/1000 zzz)", 1, &matches);
    assert_false(matches.complete);
    assert_true(matches.count < fixture.last);
    if (matches.count > 0)
        check_counts(&matches, &request);
    match_set_dispose(&matches);
}

int main(void)
{
    const struct CMUnitTest made[] = {
        cmocka_unit_test(counts_made_articles),
        cmocka_unit_test(counts_countries_by_what_they_are),
        cmocka_unit_test(tells_of_no_memory),
    };
    const struct CMUnitTest real[] = {
        cmocka_unit_test(counts_real_articles),
        cmocka_unit_test(counts_what_was_seen_in_time),
    };
    int failed = cmocka_run_group_tests_name("made articles", made, make_folder, remove_folder);
    return failed + cmocka_run_group_tests_name("real articles", real, make_folder, remove_folder);
}
