/*
 * The filter of snippets passes over nothing that the analyser finds a word in: over real texts in
 * many languages, for words drawn from them; and snippets with and without it are the same.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "indexer/commands.h"
#include "indexer/index.h"
#include "searcher/snippet.h"
#include "searcher/word_filter.h"
#include "tests/unit/random_numbers.h"

#define ARTICLES_MAX 4000u
#define WORDS_MAX    40000u

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* An index of real articles, and some of their words as they are folded. */
struct fixture {
    char folder[64];
    struct index_reader *reader;
    struct analyser *analyser;
    struct article *articles;
    uint32_t *docids;
    size_t count;
    struct slice *words;
    size_t word_count;
    struct arena arena;
};

static struct fixture fixture;
/* --- articles --------------------------------------------------------------------------------- */

/* The sample, and the begins of corpora where they are beside the sources. */
static void gather(const char *path)
{
    static const char *const corpora[] = {
        "wikinews-en-2019-2020", "wikinews-ru-nerel", "wikinews-fr-2012", "us-state-dept-2021-2022",
        "languages/ar",          "languages/fa",      "languages/ru",     "languages/zh",
        "languages/de",          "languages/mixed"};
    const char *source = getenv("HERALD_SOURCE_DIR");
    char command[1024];
    for (size_t at = 0; at < COUNT(corpora); at++) {
        char file[512];
        snprintf(file, sizeof(file), "%s/../shared/data/corpora/%s.jsonl.gz", source ? source : ".",
                 corpora[at]);
        if (access(file, R_OK) != 0)
            continue;
        snprintf(command, sizeof(command), "gzip -dc '%s' 2>/dev/null | head -n 100 >>'%s'", file,
                 path);
        assert_int_equal(system(command), 0);
    }
}

static void read_words(struct slice text)
{
    struct word word;
    analyser_start(fixture.analyser, text);
    while (fixture.word_count < WORDS_MAX &&
           analyser_next(fixture.analyser, &word, NULL) == HERALD_OK)
        if (random_below(20) == 0)
            fixture.words[fixture.word_count++] = arena_copy(&fixture.arena, word.folded);
}

static void read_articles(void)
{
    fixture.articles = calloc(ARTICLES_MAX, sizeof(*fixture.articles));
    fixture.docids = calloc(ARTICLES_MAX, sizeof(*fixture.docids));
    fixture.words = calloc(WORDS_MAX, sizeof(*fixture.words));
    assert_true(fixture.articles && fixture.docids && fixture.words);
    for (uint32_t docid = 1; docid < ARTICLES_MAX; docid++) {
        struct article *article = &fixture.articles[fixture.count];
        if (index_reader_article(fixture.reader, docid, article, NULL) != HERALD_OK)
            continue;
        fixture.docids[fixture.count++] = docid;
        read_words(article->body);
    }
    assert_true(fixture.count > 10 && fixture.word_count > 100);
}

static int make_index(void **state)
{
    (void)state;
    char index[96], corpora[96], sample[512];
    const char *source = getenv("HERALD_SOURCE_DIR");
    fixture = (struct fixture){.folder = "/tmp/herald-test-filter.XXXXXX"};
    if (!mkdtemp(fixture.folder))
        return -1;
    snprintf(index, sizeof(index), "%s/index", fixture.folder);
    snprintf(corpora, sizeof(corpora), "%s/corpora.jsonl", fixture.folder);
    snprintf(sample, sizeof(sample), "%s/corpus/sample", source ? source : ".");
    gather(corpora);
    char *arguments[] = {"index", "--quiet", "-i", index, sample, corpora, NULL};
    if (command_index(access(corpora, R_OK) == 0 ? 6 : 5, arguments) != 0 ||
        index_reader_open(index, &fixture.reader, NULL) != HERALD_OK ||
        analyser_open(&fixture.analyser, NULL) != HERALD_OK)
        return -1;
    read_articles();
    return 0;
}

static int remove_index(void **state)
{
    char command[128];
    (void)state;
    for (size_t at = 0; at < fixture.count; at++)
        article_dispose(&fixture.articles[at]);
    free(fixture.articles);
    free(fixture.docids);
    free(fixture.words);
    arena_dispose(&fixture.arena);
    analyser_free(fixture.analyser);
    index_reader_free(fixture.reader);
    snprintf(command, sizeof(command), "rm -rf '%s'", fixture.folder);
    return system(command);
}

/* --- the filter ------------------------------------------------------------------------------- */

/* Words, and whether each stands for all that begin with it. */
struct wanted {
    struct slice words[6];
    bool prefix[6];
    size_t count;
};

static struct wanted draw(void)
{
    struct wanted wanted = {.count = 1 + random_below(6)};
    for (size_t at = 0; at < wanted.count; at++) {
        struct slice word = fixture.words[random_below(fixture.word_count)];
        wanted.prefix[at] = random_below(8) == 0;
        if (wanted.prefix[at]) {
            size_t length = 1;
            while (length < word.length && random_below(2) > 0)
                length++;
            while (length < word.length && ((unsigned char)word.bytes[length] & 0xC0) == 0x80)
                length++;
            word.length = length;
        }
        wanted.words[at] = word;
    }
    return wanted;
}

static bool is_wanted(const struct wanted *wanted, struct slice folded)
{
    for (size_t at = 0; at < wanted->count; at++) {
        struct slice begin = folded;
        if (wanted->prefix[at] && begin.length > wanted->words[at].length)
            begin.length = wanted->words[at].length;
        if (slice_equal(begin, wanted->words[at]))
            return true;
    }
    return false;
}

/* The bytes of a text that the filter gives, marked. */
static size_t mark_stretches(const struct wanted *wanted, struct slice text, bool *given)
{
    static struct word_filter filter;
    size_t from = 0, start, end, bytes = 0;
    memset(&filter, 0, sizeof(filter));
    memset(given, 0, text.length);
    for (size_t at = 0; at < wanted->count; at++)
        word_filter_add(&filter, wanted->words[at], wanted->prefix[at]);
    for (; word_filter_next(&filter, fixture.analyser, text, from, &start, &end); from = end) {
        assert_true(start >= from && end > start && end <= text.length);
        memset(given + start, true, end - start);
        bytes += end - start;
    }
    return bytes;
}

/* Every word that is wanted must lie in what the filter gives; how many there were. */
static size_t check_text(const struct wanted *wanted, struct slice text, size_t *bytes)
{
    struct word word;
    size_t found = 0;
    bool *given = malloc(text.length + 1);
    assert_non_null(given);
    *bytes += mark_stretches(wanted, text, given);
    analyser_start(fixture.analyser, text);
    while (analyser_next(fixture.analyser, &word, NULL) == HERALD_OK) {
        if (!is_wanted(wanted, word.folded))
            continue;
        size_t start = (size_t)(word.text.bytes - text.bytes);
        found++;
        for (size_t at = start; at < start + word.text.length; at++)
            if (!given[at])
                fail_msg("'%.*s' is passed over", (int)word.text.length, word.text.bytes);
    }
    free(given);
    return found;
}

static void passes_over_no_word(void **state)
{
    size_t found = 0, bytes = 0, all = 0;
    (void)state;
    for (unsigned round = 0; round < 20; round++)
        for (size_t at = round % 3; at < fixture.count; at += 3) {
            struct wanted wanted = draw();
            struct article *article = &fixture.articles[at];
            found += check_text(&wanted, article->body, &bytes);
            found += check_text(&wanted, article->title, &bytes);
            all += article->body.length + article->title.length;
        }
    assert_true(found > 500);
    assert_true(bytes < all); /* it does pass over something */
}

static void knows_how_words_are_written(void **state)
{
    static const struct {
        const char *folded, *text;
    } cases[] = {
        {"u.s", "the US said"},
        {"u.s", "(U.S.)"},
        {"w.h.o", "the WHO, it"},
        {"oneill", "by O’Neill,"},
        {"iran", "l'Iran d’Iran"},
        {"ceasefire", "a cease-fire"},
        {"email", "an e-mail"},
        {"strasse", "Straße"},
        {"elysee", "\"É\u0301lyse\u0301e\""},
        {"aegypten", "Ægypten"},
        {"quran", "Qur'an"},
        {"cooperation", "co\u00ADoperation"},
        {"елка", "ёлка Ёлка"},
        {"ель", "ЁЛЬ"},
        {"fine", "ﬁne"},
        {"1000", "1,000"},
        {"5", "٥"},
        {"中国", "说中国"},
        {"سوريا", "«سوريا»"},
        {"οδοσ", "ΟΔΟΣ"},
        {"istanbul", "İSTANBUL"},
        {"schon", "a schn\u00F6n sch\u00F6n"},
        {"b", "a,b"},
        {"ab", "xy/ab;"},
    };
    (void)state;
    for (size_t at = 0; at < COUNT(cases); at++) {
        struct wanted wanted = {{slice_of(cases[at].folded)}, {false}, 1};
        size_t bytes = 0;
        if (check_text(&wanted, slice_of(cases[at].text), &bytes) == 0)
            fail_msg("'%s' does not have '%s'", cases[at].text, cases[at].folded);
    }
    struct wanted wanted = {{SLICE("mediat"), SLICE("re")}, {false, true}, 2};
    size_t bytes = 0;
    check_text(&wanted, SLICE("nothing of this is here, or here; yes"), &bytes);
    assert_int_equal(bytes, 0);
    check_text(&wanted, SLICE("he mediates between them. (Re)form, a report"), &bytes);
    assert_int_equal(bytes, strlen("mediates") + strlen("(Re)form,") + strlen("report"));
}

/* --- snippets --------------------------------------------------------------------------------- */

static void append_snippets(struct snippet_maker *maker, size_t number, struct buffer *out)
{
    const struct article *article = &fixture.articles[number];
    const struct snippet_options options = SNIPPET_OPTIONS_DEFAULT;
    struct arena arena = ARENA_INIT;
    struct found_languages found;
    const struct snippet *pieces;
    struct snippet title;
    size_t count;
    buffer_clear(out);
    assert_int_equal(
        index_reader_text_languages(fixture.reader, fixture.docids[number], article, &found, NULL),
        HERALD_OK);
    assert_int_equal(snippet_title(maker, article->title, found.title, &arena, &title, NULL),
                     HERALD_OK);
    assert_int_equal(
        snippet_body(maker, article->body, found.body, &options, &arena, &pieces, &count, NULL),
        HERALD_OK);
    snippet_html(&title, out);
    for (size_t at = 0; at < count; at++) {
        buffer_append_byte(out, '\n');
        snippet_html(&pieces[at], out);
    }
    arena_dispose(&arena);
}

/* Words, a phrase, a prefix or an exact word out of those of the articles. */
static void append_query(struct buffer *text)
{
    for (size_t count = 1 + random_below(3); count > 0; count--) {
        struct slice word = fixture.words[random_below(fixture.word_count)];
        size_t kind = random_below(10);
        buffer_append_string(text, text->length ? " OR " : "");
        buffer_append_string(text, kind == 0 ? "\"" : "");
        buffer_append_slice(text, word);
        if (kind == 0) {
            buffer_append_byte(text, ' ');
            buffer_append_slice(text, fixture.words[random_below(fixture.word_count)]);
        }
        buffer_append_string(text, kind == 0 ? "\"" : kind == 1 ? "*" : "");
    }
}

static bool compare_snippets(const struct query *query, struct slice text)
{
    struct query_terms terms = {0};
    struct snippet_maker *plain = NULL, *indexed = NULL;
    struct buffer first = BUFFER_INIT, second = BUFFER_INIT;
    bool marked = false;
    assert_int_equal(query_terms_find(&terms, query, fixture.analyser, NULL), HERALD_OK);
    assert_int_equal(snippet_maker_open(&terms, query->any, fixture.analyser, &plain, NULL),
                     HERALD_OK);
    assert_int_equal(snippet_maker_open(&terms, query->any, fixture.analyser, &indexed, NULL),
                     HERALD_OK);
    snippet_maker_index(indexed, fixture.reader);
    for (size_t at = random_below(40); at < fixture.count; at += 40) {
        append_snippets(plain, at, &first);
        append_snippets(indexed, at, &second);
        marked |= memmem(first.bytes, first.length, "<mark>", 6) != NULL;
        if (!slice_equal(buffer_slice(&first), buffer_slice(&second)))
            fail_msg("'%.*s':\n%.*s\n---\n%.*s", (int)text.length, text.bytes, (int)first.length,
                     first.bytes, (int)second.length, second.bytes);
    }
    snippet_maker_free(plain);
    snippet_maker_free(indexed);
    query_terms_dispose(&terms);
    buffer_dispose(&first);
    buffer_dispose(&second);
    return marked;
}

static void snippets_are_the_same(void **state)
{
    unsigned tried = 0, marked = 0;
    (void)state;
    for (unsigned round = 0; round < 400; round++) {
        struct query query = {0};
        struct buffer text = BUFFER_INIT;
        append_query(&text);
        if (query_parse(&query, buffer_slice(&text), NULL, NULL, NULL) == HERALD_OK) {
            tried++;
            marked += compare_snippets(&query, buffer_slice(&text));
        }
        query_dispose(&query);
        buffer_dispose(&text);
    }
    assert_true(tried > 300 && marked > 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_over_no_word),
        cmocka_unit_test(knows_how_words_are_written),
        cmocka_unit_test(snippets_are_the_same),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
