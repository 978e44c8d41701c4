/*
 * Words scored by ourselves against libxapian: generated queries over generated articles must give
 * the same articles, scores and order with the file of lengths as without it.
 */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "indexer/commands.h"
#include "searcher/result.h"
#include "tests/unit/random_numbers.h"

#define ARTICLES   3000u
#define QUERIES    400u
#define VOCABULARY 300u

static char folder[64], index_path_text[96], lengths_path[128];

/* A word without digits; low numbers are frequent. The forms of a word share its stem. */
static void append_word(struct buffer *text)
{
    static const char *const syllables[] = {"ka", "ro", "mi", "tel", "su", "von", "da"};
    static const char *const endings[] = {"", "", "s", "ing"};
    unsigned number = random_below(1 + random_below(VOCABULARY));
    buffer_append_format(text, "%s%s%s%s ", syllables[number % 7], syllables[number / 7 % 7],
                         syllables[number / 49 % 7], endings[random_below(4)]);
}

static void append_words(struct buffer *text, unsigned count)
{
    for (unsigned at = 0; at < count; at++)
        append_word(text);
}

/* Countries, separated: what an article only declares gives it nothing in the order of hits. */
static void append_countries(struct buffer *text, const char *before, const char *between)
{
    static const char *const countries[] = {"Russia", "China",  "Iran",  "France", "Kenya",
                                            "Iraq",   "Syria",  "Egypt", "Brazil", "Peru",
                                            "Norway", "Poland", "Japan", "India",  "Cuba"};
    for (unsigned at = random_below(5), count = 0; at < 15; at += 1 + random_below(7), count++)
        buffer_append_format(text, "%s%s%s", count ? between : before, countries[at], before);
}

static void write_articles(const char *path)
{
    static const char *const languages[] = {"en", "en", "en", "fr", "zh", "de"};
    struct buffer text = BUFFER_INIT;
    for (unsigned at = 0; at < ARTICLES; at++) {
        buffer_append_format(&text,
                             "{\"id\":\"%u\",\"language\":\"%s\",\"published\":\"%u-05-06\","
                             "\"title\":\"",
                             at, languages[random_below(6)], 1960 + random_below(60));
        append_words(&text, random_below(8));
        buffer_append_string(&text, "\",\"body\":\"");
        append_words(&text, 1 + random_below(random_below(10) ? 60 : 900));
        if (random_below(4) == 0)
            append_countries(&text, "", " ");
        buffer_append_string(&text, "\",\"countries\":[");
        append_countries(&text, "\"", ",\"");
        buffer_append_string(&text, "]}\n");
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_false(text.failed);
    assert_int_equal(fwrite(text.bytes, 1, text.length, file), text.length);
    assert_int_equal(fclose(file), 0);
    buffer_dispose(&text);
}

static int make_index(void **state)
{
    (void)state;
    char articles[96];
    snprintf(folder, sizeof(folder), "/tmp/herald-test-words.XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(articles, sizeof(articles), "%s/articles.jsonl", folder);
    snprintf(index_path_text, sizeof(index_path_text), "%s/index", folder);
    snprintf(lengths_path, sizeof(lengths_path), "%s/db.00000001/lengths", index_path_text);
    write_articles(articles);
    char *arguments[] = {"index", "--quiet", "-i", index_path_text, articles, NULL};
    return command_index(5, arguments) == 0 && access(lengths_path, R_OK) == 0 ? 0 : -1;
}

static int remove_index(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    return system(command);
}

/* A searcher that has, or has not, the lengths. */
static struct searcher *open_searcher(bool lengths)
{
    struct searcher *searcher = NULL;
    char hidden[160];
    snprintf(hidden, sizeof(hidden), "%s.hidden", lengths_path);
    if (!lengths)
        assert_int_equal(rename(lengths_path, hidden), 0);
    assert_int_equal(searcher_open(index_path_text, &searcher, NULL), HERALD_OK);
    assert_int_equal(index_reader_lengths(searcher_reader(searcher)) != NULL, lengths);
    if (!lengths)
        assert_int_equal(rename(hidden, lengths_path), 0);
    return searcher;
}

/* A query by chance; returns whether countries are in it, whose other names libxapian scores in its
 * own way, so that only what matches can be compared. */
static bool make_query(struct buffer *text, struct result_request *request)
{
    bool countries = random_below(4) == 0;
    *request = (struct result_request)RESULT_REQUEST_DEFAULT;
    unsigned words = 1 + random_below(random_below(4) ? 5 : 70);
    request->reading.any = random_below(2);
    request->snippets.count = 0;
    request->ids_only = true;
    request->search.limit = 1 + random_below(random_below(3) ? 20 : 4000);
    request->search.offset = random_below(3) ? 0 : random_below(50);
    request->search.sort = random_below(5) ? SEARCH_BY_RELEVANCE : SEARCH_NEWEST;
    request->search.count_exact = random_below(4) == 0;
    buffer_clear(text);
    if (countries) {
        append_countries(text, "", " ");
        buffer_append_string(text, " ");
        words = random_below(2);
        request->search.count_exact = true;
    }
    for (unsigned at = 0; at < words; at++) {
        static const char *const before[] = {"", "", "", "", "title:", "-", "\"", "("};
        unsigned kind = random_below(8);
        buffer_append_string(text, before[kind]);
        append_word(text);
        if (kind == 6)
            buffer_append_string(text, "\" ");
        if (kind == 7) {
            buffer_append_string(text, "OR ");
            append_word(text);
            buffer_append_string(text, ") ");
        }
    }
    return countries;
}

/* But for rounding. */
static bool same_score(double one, double other)
{
    return !(fabs(one - other) > 1e-9);
}

/* Whether a hit of ours is among theirs that have its score; or may be, where these go on beyond the
 * page: rounding decides the order of articles that are equal. */
static bool is_among_equals(const struct result_hit *hit, const struct result *theirs)
{
    bool found = false;
    size_t equals = 0;
    for (size_t at = 0; at < theirs->hit_count; at++) {
        if (same_score(theirs->hits[at].score, hit->score)) {
            found = found || theirs->hits[at].docid == hit->docid;
            equals++;
        }
    }
    const bool cut = same_score(theirs->hits[0].score, hit->score) ||
                     same_score(theirs->hits[theirs->hit_count - 1].score, hit->score);
    return found || (cut && equals > 0);
}

/* The same articles in the same order, but for rounding. */
static void compare(const struct result *ours, const struct result *theirs, bool ranked,
                    const char *query)
{
    if (ours->hit_count != theirs->hit_count)
        fail_msg("%zu hits for %zu: %s", ours->hit_count, theirs->hit_count, query);
    for (size_t at = 0; at < ours->hit_count; at++) {
        if (!same_score(ours->hits[at].score, theirs->hits[at].score))
            fail_msg("hit %zu: score %.12f for %.12f: %s", at, ours->hits[at].score,
                     theirs->hits[at].score, query);
        if (ours->hits[at].docid != theirs->hits[at].docid &&
            !(ranked && is_among_equals(&ours->hits[at], theirs)))
            fail_msg("hit %zu: %u for %u: %s", at, ours->hits[at].docid, theirs->hits[at].docid,
                     query);
    }
}

/* Totals are bounds; the truth lies within both. */
static void compare_totals(const struct result *ours, const struct result *theirs,
                           const struct result_request *request)
{
    assert_true(ours->total.at_least <= theirs->total.at_most);
    assert_true(theirs->total.at_least <= ours->total.at_most);
    assert_true(ours->total.at_least <= ours->total.about);
    assert_true(ours->total.about <= ours->total.at_most);
    if (request->search.count_exact)
        assert_int_equal(ours->total.about, theirs->total.about);
}

static void same_as_libxapian(void **state)
{
    (void)state;
    struct searcher *ours = open_searcher(true), *theirs = open_searcher(false);
    struct buffer text = BUFFER_INIT;
    size_t found = 0;
    for (unsigned at = 0; at < QUERIES; at++) {
        struct result_request request;
        struct result a = {0}, b = {0};
        bool countries = make_query(&text, &request);
        enum herald_status status =
            result_find(ours, buffer_slice(&text), &request, &a, NULL, NULL);
        assert_int_equal(result_find(theirs, buffer_slice(&text), &request, &b, NULL, NULL),
                         status);
        if (status == HERALD_OK) {
            if (!countries)
                compare(&a, &b, request.search.sort == SEARCH_BY_RELEVANCE, text.bytes);
            compare_totals(&a, &b, &request);
            found += a.hit_count > 0;
        }
        result_dispose(&a);
        result_dispose(&b);
    }
    print_message("%u queries, %zu of them found something\n", QUERIES, found);
    assert_true(found > QUERIES / 2);
    buffer_dispose(&text);
    searcher_free(ours);
    searcher_free(theirs);
}

static void change_byte(off_t offset)
{
    FILE *file = fopen(lengths_path, "r+");
    assert_non_null(file);
    assert_int_equal(fseeko(file, offset, SEEK_SET), 0);
    int byte = fgetc(file);
    assert_int_equal(fseeko(file, offset, SEEK_SET), 0);
    assert_int_not_equal(fputc(byte ^ 1, file), EOF);
    assert_int_equal(fclose(file), 0);
}

static bool has_lengths(void)
{
    struct index_reader *reader = NULL;
    assert_int_equal(index_reader_open(index_path_text, &reader, NULL), HERALD_OK);
    bool has = index_reader_lengths(reader) != NULL;
    index_reader_free(reader);
    return has;
}

static void damaged_lengths_are_not_used(void **state)
{
    (void)state;
    static const off_t places[] = {0, 9, 20, 70, 5000};
    for (size_t at = 0; at < sizeof(places) / sizeof(*places); at++) {
        change_byte(places[at]);
        assert_false(has_lengths());
        change_byte(places[at]);
        assert_true(has_lengths());
    }
    assert_int_equal(truncate(lengths_path, 6000), 0);
    assert_false(has_lengths());
    assert_int_equal(truncate(lengths_path, 0), 0);
    assert_false(has_lengths());
}

/* A run that has nothing to do still brings them back; one that writes replaces them. */
static void a_run_renews_lengths(void **state)
{
    (void)state;
    char articles[96], more[96];
    snprintf(articles, sizeof(articles), "%s/articles.jsonl", folder);
    snprintf(more, sizeof(more), "%s/more.jsonl", folder);
    char *again[] = {"index", "--quiet", "-i", index_path_text, articles, NULL};
    assert_int_equal(command_index(5, again), 0);
    assert_true(has_lengths());
    struct index_reader *reader = NULL;
    assert_int_equal(index_reader_open(index_path_text, &reader, NULL), HERALD_OK);
    FILE *file = fopen(more, "w");
    assert_non_null(file);
    fputs("{\"id\":\"more\",\"title\":\"one two three\",\"language\":\"en\"}\n", file);
    assert_int_equal(fclose(file), 0);
    char *addition[] = {"index", "--quiet", "-i", index_path_text, more, NULL};
    assert_int_equal(command_index(5, addition), 0);
    assert_null(index_reader_lengths(reader)); /* it sees the state before, of which they are not */
    assert_int_equal(index_reader_refresh(reader, NULL, NULL), HERALD_OK);
    const struct lengths *lengths = index_reader_lengths(reader);
    assert_non_null(lengths);
    assert_int_equal(lengths->last, ARTICLES + 1);
    uint32_t length = 0;
    for (uint32_t docid = 1; docid <= lengths->last; docid++) {
        assert_int_equal(
            xap_database_document_length(index_reader_database(reader), docid, &length, NULL),
            XAP_OK);
        assert_int_equal(lengths->items[docid], length);
    }
    index_reader_free(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_as_libxapian),
        cmocka_unit_test(damaged_lengths_are_not_used),
        cmocka_unit_test(a_run_renews_lengths),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
