/*
 * Searches against a brute-force twin: generated queries over generated articles must match exactly
 * the articles that a loop over their words matches.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "indexer/commands.h"
#include "indexer/language/detection/language_finder.h"
#include "searcher/result.h"
#include "tests/unit/random_numbers.h"

#define ARTICLES  400u
#define QUERIES   1500u
#define TITLE_MAX 4u
#define BODY_MAX  12u

/* Words that have no other forms, so that the twin needs no stemmer. */
static const char *const words[] = {"oslo", "rome", "kiel", "bonn", "lima",
                                    "doha", "baku", "riga", "cuba", "mali"};
#define WORDS (sizeof(words) / sizeof(*words))

struct text {
    unsigned count;
    unsigned words[BODY_MAX];
};

struct twin {
    struct text title, body;
    struct date date;
    const char *source, *language;
    char code[DETECTED_CODE]; /* of the language that it is filtered by; what words in no order are
                                 taken for is not the matter here */
};

static struct twin twins[ARTICLES];
static char folder[64];
static struct searcher *searcher;

/* --- articles --------------------------------------------------------------------------------- */

static struct date random_date(void)
{
    static const enum date_precision precisions[] = {DATE_YEAR, DATE_MONTH, DATE_DAY, DATE_SECOND};
    struct date_parts parts = {(int)(1955 + random_below(30)), (int)(1 + random_below(12)),
                               (int)(1 + random_below(28)),    (int)random_below(24),
                               (int)random_below(60),          (int)random_below(60)};
    struct date date = {0};
    if (random_below(8) > 0)
        assert_true(date_from_parts(&parts, precisions[random_below(4)], &date));
    return date;
}

static struct text random_text(unsigned most)
{
    struct text text = {1 + random_below(most), {0}};
    for (unsigned at = 0; at < text.count; at++)
        text.words[at] = random_below(WORDS);
    return text;
}

static void print_text(FILE *file, const char *name, const struct text *text)
{
    fprintf(file, ",\"%s\":\"", name);
    for (unsigned at = 0; at < text->count; at++)
        fprintf(file, "%s%s", at ? " " : "", words[text->words[at]]);
    fputc('"', file);
}

static void append_text(struct buffer *out, const struct text *text)
{
    for (unsigned at = 0; at < text->count; at++) {
        buffer_append_string(out, at ? " " : "");
        buffer_append_string(out, words[text->words[at]]);
    }
}

static void find_language(struct language_finder *finder, struct twin *twin)
{
    struct buffer title = BUFFER_INIT, body = BUFFER_INIT;
    struct found_languages found;
    append_text(&title, &twin->title);
    append_text(&body, &twin->body);
    assert_int_equal(language_finder_find(finder, slice_of(twin->language), buffer_slice(&title),
                                          (struct slice){NULL, 0}, buffer_slice(&body), &found,
                                          NULL),
                     HERALD_OK);
    memcpy(twin->code, found.code, sizeof(twin->code));
    buffer_dispose(&title);
    buffer_dispose(&body);
}

static void write_articles(const char *path)
{
    struct language_finder *finder = NULL;
    static const char *const sources[] = {"Herald Wire", "Danube Post", "Pacific Ledger"};
    static const char *const languages[] = {"en", "en-GB", "fr", "zh", ""};
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(language_finder_open(&finder, NULL), HERALD_OK);
    for (unsigned at = 0; at < ARTICLES; at++) {
        char date[DATE_TEXT_SIZE];
        twins[at] =
            (struct twin){random_text(TITLE_MAX),   random_text(BODY_MAX),      random_date(),
                          sources[random_below(3)], languages[random_below(5)], ""};
        find_language(finder, &twins[at]);
        fprintf(file, "{\"id\":\"%u\",\"source\":\"%s\"", at, twins[at].source);
        if (date_format(twins[at].date, date) > 0)
            fprintf(file, ",\"published\":\"%s\"", date);
        if (*twins[at].language)
            fprintf(file, ",\"language\":\"%s\"", twins[at].language);
        print_text(file, "title", &twins[at].title);
        print_text(file, "body", &twins[at].body);
        fputs("}\n", file);
    }
    language_finder_free(finder);
    assert_int_equal(fclose(file), 0);
}

static int make_index(void **state)
{
    (void)state;
    char articles[96], index[96];
    snprintf(folder, sizeof(folder), "/tmp/herald-test-search.XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(articles, sizeof(articles), "%s/articles.jsonl", folder);
    snprintf(index, sizeof(index), "%s/index", folder);
    write_articles(articles);
    char *arguments[] = {"index", "--quiet", "-i", index, articles, NULL};
    if (command_index(5, arguments) != 0)
        return -1;
    return searcher_open(index, &searcher, NULL) == HERALD_OK ? 0 : -1;
}

static int remove_index(void **state)
{
    (void)state;
    char command[128];
    searcher_free(searcher);
    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    return system(command);
}

/* --- the twin --------------------------------------------------------------------------------- */

/* A phrase is the words of a text, numbered, one after the other. */
static bool text_has(const struct text *text, struct slice phrase)
{
    unsigned wanted[BODY_MAX], count = 0;
    for (size_t at = 0; at < phrase.length; at += 5)
        for (unsigned word = 0; word < WORDS; word++)
            if (memcmp(phrase.bytes + at, words[word], 4) == 0)
                wanted[count++] = word;
    for (unsigned at = 0; at + count <= text->count; at++)
        if (memcmp(text->words + at, wanted, count * sizeof(*wanted)) == 0)
            return true;
    return false;
}

static bool twin_matches(const struct twin *twin, const struct query_node *node, bool in_title)
{
    switch (node->kind) {
    case QUERY_ALL:
        return true;
    case QUERY_WORD:
    case QUERY_PHRASE:
        return text_has(&twin->title, node->text) ||
               (!in_title && text_has(&twin->body, node->text));
    case QUERY_NOT:
        return !twin_matches(twin, node->child, in_title);
    case QUERY_FIELD:
        return twin_matches(twin, node->child, true);
    case QUERY_AND:
    case QUERY_OR:
        for (const struct query_node *child = node->child; child; child = child->next)
            if (twin_matches(twin, child, in_title) == (node->kind == QUERY_OR))
                return node->kind == QUERY_OR;
        return node->kind == QUERY_AND;
    default:
        return false;
    }
    return false;
}

static bool twin_passes(const struct twin *twin, const struct search_filter *filter)
{
    bool dated = twin->date.precision != DATE_NONE;
    if (filter->from.precision && (!dated || date_last_second(twin->date) < filter->from.seconds))
        return false;
    if (filter->to.precision && (!dated || twin->date.seconds > date_last_second(filter->to)))
        return false;
    if (filter->sources.count && !slice_equal(filter->sources.items[0], slice_of(twin->source)))
        return false;
    if (filter->languages.count == 0)
        return true;
    const char *language = *twin->code ? twin->code : "und";
    return strncmp(language, filter->languages.items[0].bytes, filter->languages.items[0].length) ==
           0;
}

/* --- queries ---------------------------------------------------------------------------------- */

static struct query_node *generate(struct query *query, unsigned depth, bool narrowed)
{
    unsigned choice = random_below(depth > 0 ? 12 : 6);
    char text[32];
    if (choice == 0 && random_below(4) == 0)
        return query_node_new(query, QUERY_ALL);
    if (choice < 6) {
        struct query_node *leaf = query_node_new(query, choice < 4 ? QUERY_WORD : QUERY_PHRASE);
        unsigned count = choice < 4 ? 1 : 1 + random_below(3);
        size_t length = 0;
        for (unsigned at = 0; at < count; at++)
            length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s", at ? " " : "",
                                       words[random_below(WORDS)]);
        leaf->text = arena_copy(&query->arena, (struct slice){text, length});
        return leaf;
    }
    if (choice < 8)
        return query_node_not(query, generate(query, depth - 1, narrowed));
    if (choice < 9 && !narrowed) {
        struct query_node *node = query_node_new(query, QUERY_FIELD);
        node->child = generate(query, depth - 1, true);
        return node;
    }
    struct query_node *list = NULL;
    for (unsigned count = 2 + random_below(3); count > 0; count--) {
        struct query_node *node = generate(query, depth - 1, narrowed);
        node->next = list;
        list = node;
    }
    return query_node_group(query, choice < 11 ? QUERY_AND : QUERY_OR, list);
}

static void check_query(const char *text, const struct query_node *root,
                        const struct result_request *request)
{
    struct result result = {0};
    struct herald_error err = {0};
    bool found[ARTICLES] = {false};
    unsigned expected = 0;
    if (result_find(searcher, slice_of(text), request, &result, NULL, &err) != HERALD_OK)
        fail_msg("'%s': %s", text, err.message);
    for (size_t at = 0; at < result.hit_count; at++) {
        size_t number = (size_t)atol(result.hits[at].key.bytes);
        assert_true(number < ARTICLES && !found[number]);
        found[number] = true;
    }
    for (unsigned at = 0; at < ARTICLES; at++) {
        bool matches = twin_matches(&twins[at], root, false) &&
                       twin_passes(&twins[at], &request->search.filter);
        expected += matches;
        if (matches != found[at])
            fail_msg("'%s': article %u %s", text, at, matches ? "is missing" : "is there");
    }
    assert_int_equal(result.total.about, expected);
    result_dispose(&result);
}

static void matches_what_the_twin_matches(void **state)
{
    (void)state;
    struct result_request request = RESULT_REQUEST_DEFAULT;
    request.ids_only = true;
    request.search.limit = ARTICLES;
    request.search.count_exact = true;
    for (unsigned round = 0; round < QUERIES; round++) {
        struct query query = {0};
        struct buffer text = BUFFER_INIT;
        query.root = generate(&query, 1 + random_below(4), false);
        query_print(&query, &text);
        check_query(text.bytes, query.root, &request);
        buffer_dispose(&text);
        query_dispose(&query);
    }
}

static void filters_as_the_twin_filters(void **state)
{
    (void)state;
    static const char *const texts[] = {"*", "oslo", "rome OR title:kiel", "NOT bonn"};
    static struct slice sources[] = {{"Herald Wire", 11}, {"Danube Post", 11}};
    static struct slice languages[] = {{"en", 2}, {"fr", 2}, {"zh", 2}, {"und", 3}};
    for (unsigned round = 0; round < 400; round++) {
        const char *text = texts[random_below(4)];
        struct query query = {0};
        struct result_request request = RESULT_REQUEST_DEFAULT;
        struct search_filter *filter = &request.search.filter;
        request.ids_only = true;
        request.search.limit = ARTICLES;
        assert_int_equal(query_parse(&query, slice_of(text), NULL, NULL, NULL), HERALD_OK);
        filter->from = random_below(3) ? random_date() : (struct date){0};
        filter->to = random_below(3) ? random_date() : (struct date){0};
        if (random_below(4) == 0)
            filter->sources = (struct slice_list){&sources[random_below(2)], 1, 0};
        if (random_below(4) == 0)
            filter->languages = (struct slice_list){&languages[random_below(4)], 1, 0};
        request.search.sort = (enum search_sort)random_below(3);
        check_query(text, query.root, &request);
        query_dispose(&query);
    }
}

/* --- order ------------------------------------------------------------------------------------ */

static void check_order(enum search_sort sort)
{
    struct result_request request = RESULT_REQUEST_DEFAULT;
    struct result result = {0};
    request.search.limit = ARTICLES;
    request.search.sort = sort;
    request.snippets.count = 0;
    assert_int_equal(result_find(searcher, SLICE("oslo OR rome"), &request, &result, NULL, NULL),
                     HERALD_OK);
    for (size_t at = 1; at < result.hit_count; at++) {
        const struct result_hit *before = &result.hits[at - 1], *hit = &result.hits[at];
        struct date first = before->article.published, second = hit->article.published;
        if (sort == SEARCH_BY_RELEVANCE) {
            assert_true(before->score >= hit->score);
            continue;
        }
        assert_true(first.precision != DATE_NONE || second.precision == DATE_NONE);
        if (first.precision != DATE_NONE && second.precision != DATE_NONE)
            assert_true(sort == SEARCH_NEWEST ? first.seconds >= second.seconds
                                              : first.seconds <= second.seconds);
    }
    result_dispose(&result);
}

static void orders(void **state)
{
    (void)state;
    check_order(SEARCH_BY_RELEVANCE);
    check_order(SEARCH_NEWEST);
    check_order(SEARCH_OLDEST);
}

/* Pages put together are the whole list, whatever the order. */
static void pages(void **state)
{
    (void)state;
    for (unsigned sort = 0; sort < 3; sort++) {
        struct result_request request = RESULT_REQUEST_DEFAULT;
        struct result whole = {0}, page = {0};
        request.search.sort = (enum search_sort)sort;
        request.search.limit = ARTICLES;
        request.ids_only = true;
        assert_int_equal(result_find(searcher, SLICE("oslo"), &request, &whole, NULL, NULL),
                         HERALD_OK);
        bool seen[ARTICLES] = {false};
        size_t count = 0;
        struct result_request part = request;
        part.search.limit = 7;
        for (;; part.search.offset += 7) {
            assert_int_equal(result_find(searcher, SLICE("oslo"), &part, &page, NULL, NULL),
                             HERALD_OK);
            for (size_t at = 0; at < page.hit_count; at++) {
                size_t number = (size_t)atol(page.hits[at].key.bytes);
                assert_int_equal(page.hits[at].rank, part.search.offset + at + 1);
                assert_false(seen[number]);
                seen[number] = true;
                count++;
            }
            if (page.hit_count < 7)
                break;
        }
        assert_int_equal(count, whole.hit_count);
        result_dispose(&whole);
        result_dispose(&page);
    }
}

/* --- time ------------------------------------------------------------------------------------- */

static void keeps_its_time(void **state)
{
    (void)state;
    struct result_request request = RESULT_REQUEST_DEFAULT;
    struct result result = {0};
    struct buffer text = BUFFER_INIT;
    request.search.time_limit_ms = 1;
    request.search.count_exact = true;
    for (unsigned at = 0; at < 800; at++)
        buffer_append_format(&text, "%s\"%s %s\"", at ? " OR " : "", words[random_below(WORDS)],
                             words[random_below(WORDS)]);
    assert_int_equal(result_find(searcher, buffer_slice(&text), &request, &result, NULL, NULL),
                     HERALD_OK);
    assert_true(result.timed_out);
    assert_true(result.total.at_least < ARTICLES); /* what was not seen may match */
    assert_int_equal(result.total.at_most, ARTICLES);
    buffer_dispose(&text);
    result_dispose(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_what_the_twin_matches),
        cmocka_unit_test(filters_as_the_twin_filters),
        cmocka_unit_test(orders),
        cmocka_unit_test(pages),
        cmocka_unit_test(keeps_its_time),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
