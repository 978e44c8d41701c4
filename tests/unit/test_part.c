/*
 * A batch that libxapian drops is played again. The linker sends the calls of the part through the
 * functions below (--wrap), which fail when a test says so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <xap/database.h>
#include <xap/iterate.h>
#include <xap/writable.h>

#include "indexer/directory.h"
#include "indexer/index_database.h"
#include "indexer/part.h"

xap_status __real_xap_writable_add(xap_writable *writable, const xap_document *document,
                                   uint32_t *docid, xap_error *err);
xap_status __wrap_xap_writable_add(xap_writable *writable, const xap_document *document,
                                   uint32_t *docid, xap_error *err);
xap_status __real_xap_writable_commit(xap_writable *writable, xap_error *err);
xap_status __wrap_xap_writable_commit(xap_writable *writable, xap_error *err);

/* Documents whose data begin with the hash of this value are refused. */
static uint64_t poison;
static int adds_until_failure = -1;    /* -1: never */
static int commits_until_failure = -1; /* -1: never */
static xap_status failure_cause;

static xap_status lose_batch(xap_writable *writable, xap_status cause, xap_error *err)
{
    xap_writable_cancel(writable, NULL);
    err->status = XAP_E_BATCH_LOST;
    err->cause = cause;
    snprintf(err->message, sizeof err->message, "made to fail");
    return XAP_E_BATCH_LOST;
}

xap_status __wrap_xap_writable_add(xap_writable *writable, const xap_document *document,
                                   uint32_t *docid, xap_error *err)
{
    xap_buffer data = XAP_BUFFER_INIT;
    struct schema_entry entry;
    assert_int_equal(xap_document_data(document, &data, NULL), XAP_OK);
    assert_true(schema_decode_entry((struct slice){data.bytes, data.length}, &entry));
    xap_buffer_dispose(&data);
    if (adds_until_failure >= 0 && adds_until_failure-- == 0)
        return lose_batch(writable, failure_cause, err);
    if (poison && entry.hash.low == poison)
        return lose_batch(writable, XAP_E_ARGUMENT, err);
    return __real_xap_writable_add(writable, document, docid, err);
}

xap_status __wrap_xap_writable_commit(xap_writable *writable, xap_error *err)
{
    if (commits_until_failure >= 0 && commits_until_failure-- == 0)
        return lose_batch(writable, failure_cause, err);
    return __real_xap_writable_commit(writable, err);
}

/* --- a part in a folder of its own --------------------------------------------------------- */

struct fixture {
    char folder[64];
    char parts[80];
    char store[80];
    struct part *part;
    int reported;
    char last_report[200];
};

static void note_report(void *context, const struct article *article, const char *message)
{
    struct fixture *fixture = context;
    fixture->reported++;
    snprintf(fixture->last_report, sizeof fixture->last_report, "%.*s: %s",
             (int)article->id.length, article->id.bytes, message);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    snprintf(fixture->folder, sizeof fixture->folder, "/tmp/herald-part-XXXXXX");
    if (!mkdtemp(fixture->folder))
        return -1;
    snprintf(fixture->parts, sizeof fixture->parts, "%s/parts", fixture->folder);
    snprintf(fixture->store, sizeof fixture->store, "%s/store", fixture->folder);
    struct part_options options = {.parts = fixture->parts,
                                   .store = fixture->store,
                                   .batch_postings = 1000000,
                                   .batch_seconds = 1000,
                                   .report = note_report,
                                   .report_context = fixture};
    poison = 0;
    adds_until_failure = commits_until_failure = -1;
    failure_cause = XAP_E_DATABASE;
    *state = fixture;
    return part_open(&options, &fixture->part, NULL) == HERALD_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    part_free(fixture->part);
    directory_remove(fixture->folder, NULL);
    free(fixture);
    return 0;
}

#define ARTICLES 20

static struct chunk *make_chunk(int first)
{
    struct chunk *chunk = chunk_new();
    assert_non_null(chunk);
    for (int i = 0; i < ARTICLES; i++) {
        char id[16], body[64];
        struct chunk_item *item = &chunk->items[i];
        snprintf(id, sizeof id, "%d", first + i);
        snprintf(body, sizeof body, "talks number %d on mediation", first + i);
        item->article.id = arena_copy(&item->article.arena, slice_of(id));
        item->article.body = arena_copy(&item->article.arena, slice_of(body));
        item->hash = (struct article_hash){(uint64_t)(first + i), 1};
        chunk->count = chunk->places = (size_t)i + 1;
    }
    return chunk;
}

/* How many documents all parts hold, and whether each number of `first` to `last` but `missing`
 * stands in exactly one of them. */
static void assert_stored(const struct fixture *fixture, int first, int last, int missing)
{
    for (int number = first; number <= last; number++) {
        uint32_t found = 0;
        for (unsigned name = 1; name < 40; name++) {
            char path[120], term[32];
            xap_database *database = NULL;
            uint32_t frequency = 0;
            snprintf(path, sizeof path, "%s/part.%08u", fixture->parts, name);
            snprintf(term, sizeof term, "I%d", number);
            if (xap_database_open(path, &database, NULL) != XAP_OK)
                continue;
            assert_int_equal(
                xap_database_term_frequency(database, term, strlen(term), &frequency, NULL),
                XAP_OK);
            found += frequency;
            xap_database_free(database);
        }
        assert_int_equal(found, number == missing ? 0 : 1);
    }
}

/* That the stem has this word in a database, and no other. */
static void assert_form(const xap_database *database, const char *stem, const char *word)
{
    xap_terms *terms = NULL;
    xap_view view;
    assert_int_equal(xap_terms_open_synonyms(database, stem, strlen(stem), &terms, NULL), XAP_OK);
    assert_int_equal(xap_terms_next(terms, &view, NULL, NULL), XAP_OK);
    assert_true(slice_equal((struct slice){view.bytes, view.length}, slice_of(word)));
    assert_int_equal(xap_terms_next(terms, &view, NULL, NULL), XAP_DONE);
    xap_terms_free(terms);
}

/* That each part with articles has the words of its stems; `number` is one of them. */
static void assert_forms(const struct fixture *fixture)
{
    unsigned databases = 0;
    for (unsigned name = 1; name < 40; name++) {
        char path[120];
        xap_database *database = NULL;
        uint32_t documents = 0;
        snprintf(path, sizeof path, "%s/part.%08u", fixture->parts, name);
        if (xap_database_open(path, &database, NULL) != XAP_OK)
            continue;
        assert_int_equal(xap_database_document_count(database, &documents, NULL), XAP_OK);
        if (documents > 0) {
            xap_terms *keys = NULL;
            xap_view key;
            assert_form(database, "Zenmediat", "mediation");
            assert_form(database, "Zentalk", "talks");
            assert_int_equal(xap_terms_open_synonym_keys(database, "Zent", 4, &keys, NULL), XAP_OK);
            assert_int_equal(xap_terms_next(keys, &key, NULL, NULL), XAP_OK);
            assert_int_equal(xap_terms_next(keys, &key, NULL, NULL), XAP_DONE);
            xap_terms_free(keys);
            assert_int_equal(xap_terms_open_synonym_keys(database, "Zenn", 4, &keys, NULL), XAP_OK);
            assert_int_equal(xap_terms_next(keys, &key, NULL, NULL), XAP_DONE);
            xap_terms_free(keys);
            databases++;
        }
        xap_database_free(database);
    }
    assert_true(databases > 0);
}

static void give(struct fixture *fixture, int first, enum herald_status expected)
{
    struct chunk_list done = {0};
    assert_int_equal(part_add(fixture->part, make_chunk(first), &done, NULL), expected);
    chunk_list_free(&done);
}

static void commit(struct fixture *fixture, enum herald_status expected)
{
    struct chunk_list done = {0};
    assert_int_equal(part_commit(fixture->part, &done, NULL), expected);
    chunk_list_free(&done);
}

/* --- tests --------------------------------------------------------------------------------- */

static void test_plain(void **state)
{
    struct fixture *fixture = *state;
    give(fixture, 0, HERALD_OK);
    give(fixture, ARTICLES, HERALD_OK);
    commit(fixture, HERALD_OK);
    assert_stored(fixture, 0, 2 * ARTICLES - 1, -1);
    assert_forms(fixture);
}

/* A database that is added to has the words of its stems, too, each once. */
static void test_forms_of_a_database_that_grows(void **state)
{
    struct fixture *fixture = *state;
    char path[80];
    xap_database *database = NULL;
    snprintf(path, sizeof path, "%s/grown", fixture->folder);
    assert_int_equal(index_database_create(path, NULL), HERALD_OK);
    struct part_options options = {.database = path,
                                   .parts = fixture->parts,
                                   .store = fixture->store,
                                   .batch_postings = 1000000,
                                   .batch_seconds = 1000};
    for (int run = 0; run < 2; run++) {
        part_free(fixture->part);
        assert_int_equal(part_open(&options, &fixture->part, NULL), HERALD_OK);
        give(fixture, 2 * run * ARTICLES, HERALD_OK);
        commit(fixture, HERALD_OK);
        give(fixture, (2 * run + 1) * ARTICLES, HERALD_OK);
        commit(fixture, HERALD_OK);
    }
    assert_int_equal(xap_database_open(path, &database, NULL), XAP_OK);
    assert_form(database, "Zenmediat", "mediation");
    assert_form(database, "Zentalk", "talks");
    xap_database_free(database);
}

/* One document is refused every time: all others are stored, that one is reported. */
static void test_refused_document_costs_itself_alone(void **state)
{
    struct fixture *fixture = *state;
    struct part_totals totals;
    give(fixture, 0, HERALD_OK);
    poison = ARTICLES + 5;
    give(fixture, ARTICLES, HERALD_OK);
    give(fixture, 2 * ARTICLES, HERALD_OK);
    commit(fixture, HERALD_OK);
    assert_stored(fixture, 0, 3 * ARTICLES - 1, ARTICLES + 5);
    assert_forms(fixture);
    assert_int_equal(fixture->reported, 1);
    assert_non_null(strstr(fixture->last_report, "25: "));
    part_totals(fixture->part, &totals);
    assert_int_equal(totals.stored, 3 * ARTICLES - 1);
    assert_int_equal(totals.refused, 1);
}

/* A write that fails once is played again without a trace. */
static void test_passing_failure_of_an_add(void **state)
{
    struct fixture *fixture = *state;
    give(fixture, 0, HERALD_OK);
    adds_until_failure = 7;
    give(fixture, ARTICLES, HERALD_OK);
    commit(fixture, HERALD_OK);
    assert_stored(fixture, 0, 2 * ARTICLES - 1, -1);
    assert_forms(fixture);
    assert_int_equal(fixture->reported, 0);
}

static void test_passing_failure_of_a_commit(void **state)
{
    struct fixture *fixture = *state;
    give(fixture, 0, HERALD_OK);
    commits_until_failure = 0;
    commit(fixture, HERALD_OK);
    give(fixture, ARTICLES, HERALD_OK);
    commit(fixture, HERALD_OK);
    assert_stored(fixture, 0, 2 * ARTICLES - 1, -1);
    assert_forms(fixture);
    assert_int_equal(fixture->reported, 0);
}

/* A full disk is not played against: the run ends, what was committed stays. */
static void test_full_disk_ends_the_run(void **state)
{
    struct fixture *fixture = *state;
    give(fixture, 0, HERALD_OK);
    commit(fixture, HERALD_OK);
    failure_cause = XAP_E_NO_SPACE;
    adds_until_failure = 3;
    give(fixture, ARTICLES, HERALD_E_NO_SPACE);
    assert_stored(fixture, 0, ARTICLES - 1, -1);
    assert_int_equal(fixture->reported, 0);
}

/* A database that is gone is nobody's article's fault: the run ends, and no article is blamed. */
static void test_lost_database_ends_the_run(void **state)
{
    struct fixture *fixture = *state;
    give(fixture, 0, HERALD_OK);
    assert_int_equal(directory_remove(fixture->parts, NULL), HERALD_OK);
    struct chunk_list done = {0};
    assert_int_not_equal(part_commit(fixture->part, &done, NULL), HERALD_OK);
    assert_int_equal(fixture->reported, 0);
    chunk_list_free(&done);
}

/* Nothing that an article can hold makes libxapian refuse its document. */
static void test_hostile_articles(void **state)
{
    struct fixture *fixture = *state;
    struct part_totals totals;
    struct chunk *chunk = make_chunk(0);
    static char bytes[200000];
    for (size_t i = 0; i < ARTICLES; i++) {
        struct article *article = &chunk->items[i].article;
        memset(bytes, i % 2 ? 0 : 'x', sizeof bytes);
        size_t length = (size_t)1 << (i < 17 ? i : 17);
        struct slice text = arena_copy(&article->arena, (struct slice){bytes, length});
        article->source = article->url = article->title = article->language = text;
        article->section = article->body = text;
        assert_int_equal(article_list_add(article, &article->people, text, NULL), HERALD_OK);
        assert_int_equal(article_list_add(article, &article->topics, text, NULL), HERALD_OK);
        if (i % 3 == 0)
            article->id = (struct slice){NULL, 0};
        else if (i % 3 == 1)
            article->id = text;
    }
    struct chunk_list done = {0};
    assert_int_equal(part_add(fixture->part, chunk, &done, NULL), HERALD_OK);
    commit(fixture, HERALD_OK);
    part_totals(fixture->part, &totals);
    assert_int_equal(totals.refused, 0);
    assert_int_equal(totals.stored, ARTICLES);
    chunk_list_free(&done);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_plain),
        TEST(test_forms_of_a_database_that_grows),
        TEST(test_refused_document_costs_itself_alone),
        TEST(test_passing_failure_of_an_add),
        TEST(test_passing_failure_of_a_commit),
        TEST(test_full_disk_ends_the_run),
        TEST(test_lost_database_ends_the_run),
        TEST(test_hostile_articles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
