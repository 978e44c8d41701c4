/* JSON as services answer with it: an object around an array of articles. */
#include "reader_support.h"

/* A text, the ids of what is read from it, the envelopes counted, and what is said. */
struct row {
    const char *text, *ids;
    unsigned envelopes;
    const char *events;
};

static void check_rows(const struct row *rows, size_t count, const struct reader_options *options)
{
    for (size_t i = 0; i < count; i++) {
        struct harvest h;
        harvest_text(&h, "a.json", rows[i].text, options);
        assert_ids(&h, rows[i].ids);
        assert_int_equal(h.progress.envelopes, rows[i].envelopes);
        assert_events(&h, rows[i].events);
        harvest_dispose(&h);
    }
}

#define CHECK(rows, options) check_rows(rows, sizeof(rows) / sizeof((rows)[0]), options)

#define A1 "{\"id\":\"1\",\"title\":\"x\"}"
#define A2 "{\"id\":\"2\",\"body\":\"y\"}"

static void test_arrays_of_services(void **state)
{
    static const struct row rows[] = {
        {"{\"articles\":[" A1 "," A2 "]}", "1 2", 1, ""},
        {"{\"status\":\"ok\",\"totalResults\":2,\"articles\":[" A1 "," A2 "]}\n", "1 2", 1, ""},
        {"{\"articles\":[" A1 "," A2 "],\"next\":\"]}\\\"\",\"more\":[{\"a\":{}}]}", "1 2", 1, ""},
        {"{\n  \"items\": [\n    " A1 ",\n    " A2 "\n  ],\n  \"title\": \"Feed\"\n}\n", "1 2", 1,
         ""},
        {"{\"responseHeader\":{\"status\":0,\"params\":{\"id\":\"7\"}},\"response\":{\"numFound\":"
         "2,"
         "\"docs\":[" A1 "," A2 "],\"start\":0},\"facets\":{}}",
         "1 2", 1, ""},
        {"{\"data\":{\"articles\":[" A1 "]}}", "1", 1, ""},
        {"{\"data\":[" A1 "]}", "1", 1, ""},
        {"{\"articles\":[],\"data\":[" A2 "]}", "2", 1, ""},
        /* pages, one behind the other */
        {"{\"results\":[" A1 "]}\n{\"results\":[" A2 "]}\n", "1 2", 2, ""},
        {"{\"results\":[" A1 "]} " A2 "\n" A1, "1 2 1", 1, ""},
        {"{\"articles\":[]}\n", "", 1, ""},
        {"{\"articles\":[ ],\"total\":0}" A1, "1", 1, ""},
    };
    (void)state;
    CHECK(rows, NULL);
}

static void test_articles_with_arrays(void **state)
{
    static const struct row rows[] = {
        {"{\"id\":\"5\",\"items\":[" A1 "]}", "5", 0, ""},
        {"{\"items\":[" A1 "],\"id\":\"5\",\"title\":\"z\"}", "5", 0, ""},
        {"{\"items\":[" A1 "],\"title\":\"z\",\"uri\":\"5\",\"body\":\"z\"}", "5", 0, ""},
        {"{\"guid\":\"5\",\"title\":\"z\",\"results\":[{\"party\":\"A\",\"votes\":3}]}", "5", 0,
         ""},
        {A1 "\n{\"articles\":[" A2 "],\"guid\":\"5\",\"title\":\"z\"}", "1 5", 0, ""},
        {"[{\"articles\":[" A1 "],\"guid\":\"5\",\"title\":\"z\"}]", "5", 0, ""},
        {"{\"data\":{\"id\":\"5\",\"items\":[" A1 "]},\"articles\":[" A2 "]}", "2", 1, ""},
        {"{\"title\":\"z\",\"articles\":[\"1\",\"2\"],\"guid\":\"5\"}", "5", 0, ""},
    };
    (void)state;
    CHECK(rows, NULL);
}

static void test_damage(void **state)
{
    static const struct row rows[] = {
        {"{\"articles\":[" A1 ",{\"id\":},7," A2 "]}\n", "1 2", 1,
         "record a.json:1:42 malformed JSON: expected a value\n"},
        {"{\"articles\":[" A1 "," A2, "1 2", 1, "warning a.json:1:36 the array is not closed\n"},
        {"{\"articles\":[" A1 "],\"x\":\"", "1", 1,
         "warning a.json:1:13 the object around the articles is not closed\n"},
        {"{\"articles\":[{\"title\":", "", 0,
         "record a.json:1:0 the record is cut off at the end of the file\n"},
    };
    (void)state;
    CHECK(rows, NULL);
}

/* The names of the first element are those of the table, and of --map. */
static void test_mapping(void **state)
{
    static const struct row rows[] = {{"{\"docs\":[{\"id\":\"1\",\"x\":\"text\"}]}", "1", 1, ""}};
    const struct field_mapping map = {"body", "x"};
    const struct reader_options options = {.map = &map, .map_count = 1};
    (void)state;
    CHECK(rows, &options);
}

/* An envelope is no record: it may be larger than one, and is read in the same room. */
static void test_large(void **state)
{
    enum { COUNT = 30000, PAD = 2u << 20 };
    struct buffer text = BUFFER_INIT;
    (void)state;
    buffer_append_format(&text, "{\"before\":\"%0*d\",\"articles\":[", 200000, 7);
    for (size_t i = 0; i < COUNT; i++)
        buffer_append_format(&text, "%s{\"title\":\"%zu\",\"body\":\"%0*d\"}", i ? ",\n" : "", i,
                             (int)(i * 7 % 301), 7);
    buffer_append_format(&text, "],\"after\":[\"%0*d\"]}\n{\"title\":\"last\"}\n", (int)PAD, 7);
    write_file("large.json", buffer_slice(&text));
    const char *path = "large.json";
    const struct reader_options options = {.record_limit = 1u << 20};
    struct reader *reader;
    struct article article = {.arena = ARENA_INIT};
    assert_int_equal(reader_open(&path, 1, &options, &reader, NULL), HERALD_OK);
    for (size_t i = 0; i <= COUNT; i++) {
        char title[24];
        snprintf(title, sizeof(title), "%zu", i);
        assert_int_equal(reader_next(reader, &article, NULL), HERALD_OK);
        assert_slice(article.title, i < COUNT ? title : "last");
    }
    assert_int_equal(reader_next(reader, &article, NULL), HERALD_DONE);
    struct reader_progress progress;
    reader_progress(reader, &progress);
    assert_int_equal(progress.text_bytes, text.length);
    assert_int_equal(progress.envelopes, 1);
    assert_int_equal(progress.warnings + progress.skipped, 0);
    reader_free(reader);
    article_dispose(&article);
    buffer_dispose(&text);
}

/* Every cut of an envelope is read without reading beyond it. */
static void test_cuts(void **state)
{
    static const char whole[] =
        "{\"a\":{\"b\":[1]},\"response\":{\"docs\":[" A1 "," A2 "],\"n\":2}}";
    (void)state;
    for (size_t length = 1; length < sizeof(whole); length++) {
        struct harvest h;
        write_file("cut.json", (struct slice){whole, length});
        harvest_path(&h, "cut.json", NULL);
        assert_true(h.count <= 2);
        assert_int_equal(h.event_count > 0, length < sizeof(whole) - 1);
        harvest_dispose(&h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arrays_of_services),
        cmocka_unit_test(test_articles_with_arrays),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_mapping),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_cuts),
    };
    return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
