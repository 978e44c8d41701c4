/*
 * The readers on real collections, which are not in the repository: every article of every corpus,
 * compared field by field with what cJSON reads of the same line.
 */

#include "reader_support.h"

#include <cJSON.h>

static char data_directory[512];

static int find_data(void **state)
{
    (void)state;
    const char *source = getenv("HERALD_SOURCE_DIR");
    snprintf(data_directory, sizeof(data_directory), "%s/../shared/data", source ? source : ".");
    return 0;
}

/* The path of a file of the data; skips the test where it is absent. */
static const char *data_path(const char *name)
{
    static char path[1024];
    snprintf(path, sizeof(path), "%s/%s", data_directory, name);
    if (access(path, R_OK) != 0) {
        print_message("SKIP: %s is not here\n", path);
        skip();
    }
    return path;
}

static bool same_text(struct slice slice, const cJSON *item)
{
    return slice_equal(slice, slice_of(cJSON_GetStringValue(item)));
}

static bool is_in_extra(const struct article *article, const cJSON *item)
{
    bool found = false;
    for (size_t i = 0; i < article->extra_count && !found; i++) {
        struct extra_field *extra = &article->extra[i];
        cJSON *value = cJSON_ParseWithLength(extra->json.bytes, extra->json.length);
        found = slice_equal(extra->name, slice_of(item->string)) && cJSON_Compare(value, item, 1);
        cJSON_Delete(value);
    }
    return found;
}

/* Whether a member of the input is where it belongs. */
static bool is_kept(const struct article *a, const cJSON *item)
{
    const struct {
        const char *name;
        struct slice value;
    } places[] = {
        {"id", a->id},
        {"title", a->title},
        {"body", a->body},
        {"source", a->source},
        {"language", a->language},
        {"url", a->url},
        {"place", a->place},
        {"category", a->section},
        {"summary", a->subtitle},
        {"author", a->authors.count ? a->authors.items[0] : (struct slice){NULL, 0}},
        {"country", a->countries.count ? a->countries.items[0] : (struct slice){NULL, 0}},
        {"tags", a->topics.count ? a->topics.items[0] : (struct slice){NULL, 0}},
    };
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (strcmp(item->string, places[i].name) == 0)
            return same_text(places[i].value, item);
    if (strcmp(item->string, "date") == 0) {
        char text[DATE_TEXT_SIZE];
        size_t length = date_format(a->published, text);
        /* As it was, but for the zone that some leave out. */
        return length >= strlen(item->valuestring) &&
               strncmp(text, item->valuestring, strlen(item->valuestring)) == 0;
    }
    return is_in_extra(a, item);
}

static void compare_with_cjson(const char *name, size_t expected)
{
    const char *path = data_path(name);
    struct reader *reader;
    struct article article = {.arena = ARENA_INIT};
    gzFile file = gzopen(path, "rb");
    size_t size = (size_t)8 << 20, count = 0;
    char *line = malloc(size);
    assert_non_null(file);
    assert_non_null(line);
    assert_int_equal(reader_open(&path, 1, NULL, &reader, NULL), HERALD_OK);
    for (; gzgets(file, line, (int)size); count++) {
        cJSON *object = cJSON_Parse(line);
        assert_int_equal(reader_next(reader, &article, NULL), HERALD_OK);
        for (const cJSON *item = object->child; item; item = item->next)
            if (!is_kept(&article, item))
                fail_msg("%s, line %zu: %s", name, count + 1, item->string);
        cJSON_Delete(object);
    }
    assert_int_equal(reader_next(reader, &article, NULL), HERALD_DONE);
    assert_int_equal(count, expected);
    struct reader_progress progress;
    reader_progress(reader, &progress);
    assert_int_equal(progress.warnings + progress.skipped + progress.skipped_files, 0);
    assert_int_equal(progress.bytes, progress.total);
    reader_free(reader);
    article_dispose(&article);
    gzclose(file);
    free(line);
}

static void test_collections(void **state)
{
    (void)state;
    compare_with_cjson("collections/cacm/docs.jsonl.gz", 3204);
    compare_with_cjson("collections/cranfield/docs.jsonl.gz", 1400);
    compare_with_cjson("collections/npl/docs.jsonl.gz", 11429);
    compare_with_cjson("collections/time/docs.jsonl.gz", 423);
}

static void test_corpora(void **state)
{
    (void)state;
    compare_with_cjson("corpora/us-history-state-gov.jsonl.gz", 945);
    compare_with_cjson("corpora/us-state-dept-2021-2022.jsonl.gz", 2031);
    compare_with_cjson("corpora/us-visits-and-travels.jsonl.gz", 7535);
    compare_with_cjson("corpora/wikinews-en-2019-2020.jsonl.gz", 295);
    compare_with_cjson("corpora/wikinews-fr-2012.jsonl.gz", 100);
    compare_with_cjson("corpora/wikinews-ru-nerel.jsonl.gz", 933);
}

static void test_languages(void **state)
{
    (void)state;
    compare_with_cjson("corpora/languages/ar.jsonl.gz", 3000);
    compare_with_cjson("corpora/languages/de.jsonl.gz", 500);
    compare_with_cjson("corpora/languages/fa.jsonl.gz", 1000);
    compare_with_cjson("corpora/languages/mixed.jsonl.gz", 4000);
    compare_with_cjson("corpora/languages/ru-kremlin.jsonl.gz", 60);
    compare_with_cjson("corpora/languages/ru.jsonl.gz", 8000);
    compare_with_cjson("corpora/languages/zh.jsonl.gz", 3000);
}

/* Counted by an independent program over the same files. */
static void test_reuters(void **state)
{
    (void)state;
    char paths[22][1024];
    const char *pointers[22];
    for (int i = 0; i < 22; i++) {
        char name[64];
        snprintf(name, sizeof(name), "collections/reuters21578/reut2-%03d.sgm.gz", i);
        snprintf(paths[i], sizeof(paths[i]), "%s", data_path(name));
        pointers[i] = paths[i];
    }
    struct reader *reader;
    struct article article = {.arena = ARENA_INIT};
    size_t count = 0, topics = 0, places = 0, people = 0, organisations = 0, dated = 0, titled = 0;
    assert_int_equal(reader_open(pointers, 22, NULL, &reader, NULL), HERALD_OK);
    while (reader_next(reader, &article, NULL) == HERALD_OK) {
        char id[24];
        snprintf(id, sizeof(id), "%zu", ++count);
        assert_slice(article.id, id);
        topics += article.topics.count;
        places += article.countries.count;
        people += article.people.count;
        organisations += article.organisations.count;
        dated += article.published.precision != DATE_NONE;
        titled += article.title.length > 0;
    }
    assert_int_equal(count, 21578);
    assert_int_equal(topics, 14302);
    assert_int_equal(places, 22791);
    assert_int_equal(people, 1391);
    assert_int_equal(organisations, 986);
    assert_int_equal(dated, 21578);
    assert_int_equal(titled, 20841);
    struct reader_progress progress;
    reader_progress(reader, &progress);
    /* A time of day that does not exist and a byte that is not UTF-8, both in reut2-017. */
    assert_int_equal(progress.warnings, 2);
    assert_int_equal(progress.skipped + progress.skipped_files, 0);
    reader_free(reader);
    article_dispose(&article);
}

/* TIME.ALL gives what the collection of the same articles in JSON Lines gives. */
static void test_time(void **state)
{
    (void)state;
    char smart[1024];
    snprintf(smart, sizeof(smart), "%s", data_path("formats/smart-time/TIME.ALL.gz"));
    const char *paths[] = {smart, data_path("collections/time/docs.jsonl.gz")};
    struct reader *readers[2];
    struct article articles[2] = {{.arena = ARENA_INIT}, {.arena = ARENA_INIT}};
    size_t count = 0;
    for (int i = 0; i < 2; i++)
        assert_int_equal(reader_open(&paths[i], 1, NULL, &readers[i], NULL), HERALD_OK);
    while (reader_next(readers[0], &articles[0], NULL) == HERALD_OK) {
        assert_int_equal(reader_next(readers[1], &articles[1], NULL), HERALD_OK);
        struct article_hash one = article_content_hash(&articles[0]);
        struct article_hash two = article_content_hash(&articles[1]);
        if (one.low != two.low || one.high != two.high)
            fail_msg("article %.*s differs", (int)articles[0].id.length, articles[0].id.bytes);
        count++;
    }
    assert_int_equal(count, 423);
    for (int i = 0; i < 2; i++) {
        reader_free(readers[i]);
        article_dispose(&articles[i]);
    }
}

static void test_seed(void **state)
{
    (void)state;
    const char *path = data_path("seed");
    struct reader *reader;
    struct article article = {.arena = ARENA_INIT};
    assert_int_equal(reader_open(&path, 1, NULL, &reader, NULL), HERALD_OK);
    assert_int_equal(reader_next(reader, &article, NULL), HERALD_OK);
    assert_slice(article.id, "putin-to-mediate-washington-tehran.txt");
    assert_slice(article.title, "putin to mediate washington tehran");
    assert_int_equal(strncmp(article.body.bytes, "In a surprising development", 27), 0);
    assert_int_equal(reader_next(reader, &article, NULL), HERALD_DONE);
    reader_free(reader);
    article_dispose(&article);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_collections), cmocka_unit_test(test_corpora),
        cmocka_unit_test(test_languages),   cmocka_unit_test(test_reuters),
        cmocka_unit_test(test_time),        cmocka_unit_test(test_seed),
    };
    return cmocka_run_group_tests(tests, find_data, NULL);
}
