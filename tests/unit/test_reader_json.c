#include "reader_support.h"

#include <sys/wait.h>

/* One line of JSON as an article, without events. */
static void read_one(struct harvest *harvest, const char *json,
                     const struct reader_options *options)
{
    harvest_text(harvest, "one.jsonl", json, options);
    assert_events(harvest, "");
    assert_int_equal(harvest->count, 1);
}

static void test_all_fields(void **state)
{
    (void)state;
    struct harvest h;
    read_one(&h,
             "{\"id\":\"a1\",\"url\":\"http://x\",\"source\":\"AFP\",\"title\":\"T\","
             "\"subtitle\":\"S\",\"authors\":[\"A\",\"B\"],\"body\":\"x\\u0000y\","
             "\"published\":\"2021-05-22T12:00:47+02:00\",\"updated\":\"2022\","
             "\"language\":\"pt-BR\",\"section\":\"World\",\"countries\":[\"Iran\"],"
             "\"people\":\"P\",\"organisations\":[\"UN\",\"EU\"],\"topics\":[],"
             "\"place\":\"Tehran\",\"rights\":\"none\"}\n",
             NULL);
    const struct article *a = &h.articles[0];
    assert_slice(a->id, "a1");
    assert_slice(a->url, "http://x");
    assert_slice(a->source, "AFP");
    assert_slice(a->title, "T");
    assert_slice(a->subtitle, "S");
    assert_list(a->authors, "A|B");
    assert_true(slice_equal(a->body, SLICE("x\0y")));
    assert_date(a->published, "2021-05-22T10:00:47Z");
    assert_date(a->updated, "2022");
    assert_slice(a->language, "pt-BR");
    assert_slice(a->section, "World");
    assert_list(a->countries, "Iran");
    assert_list(a->people, "P");
    assert_list(a->organisations, "UN|EU");
    assert_list(a->topics, "");
    assert_slice(a->place, "Tehran");
    assert_slice(a->rights, "none");
    assert_extra(a, "");
    harvest_dispose(&h);
}

static void test_synonyms(void **state)
{
    (void)state;
    struct harvest h;
    read_one(&h,
             "{\"_id\":\"1\",\"link\":\"u\",\"publisher\":{\"name\":\"DPA\"},\"headline\":\"T\","
             "\"articleBody\":\"B\",\"datePublished\":\"2020-01-02\",\"date_modified\":\"2021\","
             "\"inLanguage\":\"de\",\"byline\":\"N\",\"tags\":[{\"name\":\"x\"}],"
             "\"organizations\":\"O\",\"dateline\":\"L\",\"copyrightholder\":\"R\"}",
             NULL);
    const struct article *a = &h.articles[0];
    assert_slice(a->id, "1");
    assert_slice(a->url, "u");
    assert_slice(a->source, "DPA");
    assert_slice(a->title, "T");
    assert_slice(a->body, "B");
    assert_date(a->published, "2020-01-02");
    assert_date(a->updated, "2021");
    assert_slice(a->language, "de");
    assert_list(a->authors, "N");
    assert_list(a->topics, "x");
    assert_list(a->organisations, "O");
    assert_slice(a->place, "L");
    assert_slice(a->rights, "R");
    assert_extra(a, "");
    harvest_dispose(&h);
}

/* Whatever is not taken for a field of Herald's is kept, byte for byte. */
static void test_nothing_is_lost(void **state)
{
    (void)state;
    static const struct {
        const char *json, *extra;
    } cases[] = {
        {"{\"n\":12345678901234567890.10e-5}", "n=12345678901234567890.10e-5"},
        {"{\"x\" : { \"y\" : [ true , null ] } }", "x={\"y\":[true,null]}"},
        {"{\"x\":\"\\u00e9\\ud800\"}", "x=\"\\u00e9\\ud800\""},
        {"{\"caf\\u00e9\":1}", "caf\u00E9=1"},
        {"{\"title\":7}", "title=7"},
        {"{\"title\":[\"a\"]}", "title=[\"a\"]"},
        {"{\"body\":{\"p\":\"a\"}}", "body={\"p\":\"a\"}"},
        {"{\"authors\":[\"a\",5]}", "authors=[\"a\",5]"},
        {"{\"authors\":[{\"name\":\"a\",\"role\":\"editor\"}]}",
         "authors=[{\"name\":\"a\",\"role\":\"editor\"}]"},
        {"{\"source\":{\"id\":3,\"name\":\"CNN\"}}", "source={\"id\":3,\"name\":\"CNN\"}"},
        {"{\"date\":1580000000}", "date=1580000000"},
        {"{\"places\":{\"a\":1}}", "places={\"a\":1}"},
        /* of two names of one field, the better; of two equal ones, the last */
        {"{\"title\":\"worse\",\"headline\":\"better\"}", "title=\"worse\""},
        {"{\"headline\":\"better\",\"title\":\"worse\"}", "title=\"worse\""},
        {"{\"title\":\"1\",\"title\":\"2\"}", "title=\"1\""},
        {"{\"tags\":[\"1\"],\"topics\":[\"2\",\"3\"]}", "tags=[\"1\"]"},
        {"{\"x\":1,\"x\":2}", "x=1|x=2"},
        /* nothing in it */
        {"{\"title\":\"\",\"date\":null,\"tags\":[],\"author\":[\"\"],\"x\":null}", "x=null"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct harvest h;
        harvest_text(&h, "one.jsonl", cases[i].json, NULL);
        assert_int_equal(h.count, 1);
        assert_extra(&h.articles[0], cases[i].extra);
        harvest_dispose(&h);
    }
}

static void test_better_name_wins(void **state)
{
    (void)state;
    struct harvest h;
    read_one(&h,
             "{\"title\":\"a\",\"headline\":\"b\",\"text\":\"worse\",\"body\":\"better\","
             "\"tags\":[\"x\"],\"topics\":[\"y\"],\"keywords\":\"z\",\"id\":1,\"id\":2,"
             "\"topics\":[1]}",
             NULL);
    assert_slice(h.articles[0].title, "b");
    assert_slice(h.articles[0].body, "better");
    assert_list(h.articles[0].topics, "y");
    assert_slice(h.articles[0].id, "2");
    assert_extra(&h.articles[0],
                 "title=\"a\"|text=\"worse\"|tags=[\"x\"]|keywords=\"z\"|id=1|topics=[1]");
    harvest_dispose(&h);
}

static void test_names_in_objects(void **state)
{
    (void)state;
    struct harvest h;
    read_one(
        &h,
        "{\"author\":[{\"name\":\"A\"},{\"role\":\"x\",\"name\":\"B\\u00e9\"}],"
        "\"publisher\":{\"@type\":\"Organization\",\"name\":\"CNN\"},\"id\":12345678901234567890}",
        NULL);
    assert_list(h.articles[0].authors, "A|B\u00E9");
    assert_slice(h.articles[0].source, "CNN");
    assert_slice(h.articles[0].id, "12345678901234567890");
    harvest_dispose(&h);
}

static void test_mapping(void **state)
{
    (void)state;
    static const struct field_mapping map[] = {
        {"title", "description"}, {"extra", "place"}, {"body", "Inhalt"}};
    struct reader_options options = {.map = map, .map_count = 3};
    struct harvest h;
    read_one(&h,
             "{\"title\":\"no\",\"description\":\"yes\",\"place\":\"P\",\"Inhalt\":\"B\","
             "\"inhalt\":\"other\"}",
             &options);
    assert_slice(h.articles[0].title, "yes");
    assert_slice(h.articles[0].body, "B");
    assert_slice(h.articles[0].place, "");
    assert_extra(&h.articles[0], "title=\"no\"|place=\"P\"|inhalt=\"other\"");
    harvest_dispose(&h);

    static const struct field_mapping wrong = {"titel", "x"};
    struct reader *reader;
    struct herald_error err;
    options = (struct reader_options){.map = &wrong, .map_count = 1};
    assert_int_equal(reader_open(NULL, 0, &options, &reader, &err), HERALD_E_ARGUMENT);
    assert_string_equal(err.message,
                        "no field is named 'titel'; fields are: id, url, source, title, subtitle, "
                        "authors, body, published, updated, language, section, countries, people, "
                        "organisations, topics, place, rights, extra");
}

static void test_defaults(void **state)
{
    (void)state;
    struct reader_options options = {.source = "AFP", .language = "fr"};
    struct harvest h;
    harvest_text(&h, "d.jsonl", "{\"id\":\"1\"}\n{\"id\":\"2\",\"source\":\"AP\",\"lang\":\"en\"}",
                 &options);
    assert_slice(h.articles[0].source, "AFP");
    assert_slice(h.articles[0].language, "fr");
    assert_slice(h.articles[1].source, "AP");
    assert_slice(h.articles[1].language, "en");
    harvest_dispose(&h);
}

static void test_dates_that_do_not_exist(void **state)
{
    (void)state;
    struct harvest h;
    harvest_text(&h, "d.jsonl", "\n{\"id\":\"1\",\"date\":\"2021-02-30\",\"pubDate\":\"soon\"}",
                 NULL);
    assert_int_equal(h.count, 1);
    assert_int_equal(h.articles[0].published.precision, DATE_NONE);
    assert_extra(&h.articles[0], "date=\"2021-02-30\"|pubDate=\"soon\"");
    assert_events(&h, "warning d.jsonl:2:1 field 'pubDate' holds no date: 'soon'\n");
    harvest_dispose(&h);
}

static void test_mended_text_is_reported(void **state)
{
    (void)state;
    struct harvest h;
    harvest_text(&h, "m.jsonl",
                 "{\"id\":\"1\",\"body\":\"caf\xE9 \xE9\",\"title\":\"\xE9\"}\n"
                 "{\"id\":\"2\",\"body\":\"\\ud800\"}\n"
                 "{\"id\":\"3\",\"body\":\"a\tb\"}\n",
                 NULL);
    assert_ids(&h, "1 2 3");
    assert_slice(h.articles[0].body, "caf\uFFFD \uFFFD");
    assert_slice(h.articles[1].body, "\uFFFD");
    assert_slice(h.articles[2].body, "a\tb");
    assert_events(&h, "warning m.jsonl:1:0 invalid UTF-8 was replaced by U+FFFD\n"
                      "warning m.jsonl:2:39 half a surrogate pair was replaced by U+FFFD\n"
                      "warning m.jsonl:3:66 a string holds control characters that are not "
                      "escaped\n");
    harvest_dispose(&h);
}

/* Objects in every arrangement. */
static void test_arrangements(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"id\":\"1\"}\n{\"id\":\"2\"}\n{\"id\":\"3\"}\n",
        "{\"id\":\"1\"}\r\n{\"id\":\"2\"}\r\n\r\n{\"id\":\"3\"}",
        "\xEF\xBB\xBF{\"id\":\"1\"}\n{\"id\":\"2\"}\n{\"id\":\"3\"}",
        "{\"id\":\"1\"}{\"id\":\"2\"} {\"id\":\"3\"}",
        "[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"3\"}]",
        "  [\n  {\n    \"id\": \"1\"\n  },\n  {\n    \"id\": \"2\"},\n{\"id\":\"3\"}\n]\n",
        "{\n \"id\": \"1\"\n}\n{\n \"id\":\"2\",\n \"x\": {\"y\":[\n]\n}\n}\n{\"id\":\"3\"}\n",
        "\x1E{\"id\":\"1\"}\n\x1E{\"id\":\"2\"}\n\x1E{\"id\":\"3\"}\n",
        "[{\"id\":\"1\"}]\n[{\"id\":\"2\"},\n{\"id\":\"3\"}]\n",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct harvest h;
        harvest_text(&h, "a.json", texts[i], NULL);
        assert_ids(&h, "1 2 3");
        assert_events(&h, "");
        harvest_dispose(&h);
    }
}

static void test_bad_records(void **state)
{
    (void)state;
    static const struct {
        const char *text, *ids, *events;
    } cases[] = {
        {"{\"id\":\"1\"}\n{\"id\":}\n{\"id\":\"3\"}\n", "1 3",
         "record b.jsonl:2:17 malformed JSON: expected a value\n"},
        {"{\"id\":\"1\"}\n{\"id\":\"2\n{\"id\":\"3\"}\n", "1 3",
         "record b.jsonl:2:19 malformed JSON: newline in a string\n"},
        {"{\"id\":\"1\",\n{\"id\":\"2\"}\n{\"id\":\"3\"}\n", "2 3",
         "record b.jsonl:1:11 malformed JSON: expected a field name\n"},
        {"{\"id\":\"1\",\"x\":\n{\"id\":\"2\"}\n{\"id\":\"3\"}\n", "2 3",
         "record b.jsonl:1:26 malformed JSON: expected ',' or '}'\n"},
        {"{\"id\":\"1\"}\nwords { } \"\nmore words\n{\"id\":\"3\"}\n", "1 3",
         "record b.jsonl:2:11 expected a JSON object\n"},
        {"{\"id\":\"1\"}\n{\"id\":\"2\",\"x\":\"\\q\"}\n{\"id\":\"3\"}\n", "1 3",
         "record b.jsonl:2:26 malformed JSON: unknown escape in a string\n"},
        {"{\"id\":\"1\"}\n{\"id\":\"2\" \"x\":1}}\n{\"id\":\"3\"}\n", "1 3",
         "record b.jsonl:2:21 malformed JSON: expected ',' or '}'\n"},
        {"{\"id\":\"1\"}\n{\"id\":\"2\"", "1",
         "record b.jsonl:2:11 the record is cut off at the end of the file\n"},
        {"{\"id\":\"1\"}\n{}\n{\"id\":\"3\"}\n", "1 3",
         "record b.jsonl:2:11 the object is empty\n"},
        {"[{\"id\":\"1\"},{\"id\":},{\"id\":\"3\"}]", "1 3",
         "record b.jsonl:1:18 malformed JSON: expected a value\n"},
        {"[{\"id\":\"1\"},17,\"a,b{\",[1,{\"id\":\"x\"}],{\"id\":\"3\"}]", "1 3",
         "record b.jsonl:1:12 expected a JSON object\n"},
        {"[\n  {\n    \"id\": \"1\",\n    \"x\": [oops],\n    \"y\": {}\n  },\n  {\n    "
         "\"id\":\"3\"\n  }\n]\n",
         "3", "record b.jsonl:2:31 malformed JSON: expected a value\n"},
        {"[\n  {\n    \"id\": \"1,\n    \"y\": [{\"a\":1}]\n  },\n  {\n    \"id\":\"3\"\n  }\n]\n",
         "3", "record b.jsonl:2:19 malformed JSON: newline in a string\n"},
        {"[{\"id\":\"1\"},{\"id\":\"2\"}", "1 2", "warning b.jsonl:1:12 the array is not closed\n"},
        {"[]", "", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct harvest h;
        harvest_text(&h, "b.jsonl", cases[i].text, NULL);
        assert_ids(&h, cases[i].ids);
        assert_events(&h, cases[i].events);
        harvest_dispose(&h);
    }
}

static void test_deep_nesting(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT;
    buffer_append_string(&text, "{\"id\":\"1\"}\n{\"id\":\"2\",\"x\":");
    for (int i = 0; i < 100000; i++)
        buffer_append_byte(&text, '[');
    for (int i = 0; i < 100000; i++)
        buffer_append_byte(&text, ']');
    buffer_append_string(&text, "}\n{\"id\":\"3\"}\n");
    struct harvest h;
    write_file("deep.jsonl", buffer_slice(&text));
    harvest_path(&h, "deep.jsonl", NULL);
    assert_ids(&h, "1 3");
    assert_events(&h, "record deep.jsonl:2:536 values are nested too deeply, above the limit of "
                      "512\n");
    harvest_dispose(&h);
    buffer_dispose(&text);
}

/* A record above the limit costs itself alone, whatever it is made of. */
static void test_record_limit(void **state)
{
    (void)state;
    static const char *const fillers[] = {"a", "\\n", "\\\"", "{[", "\xD0\x96"};
    struct reader_options options = {.record_limit = 1000000};
    for (size_t i = 0; i < sizeof(fillers) / sizeof(fillers[0]); i++)
        for (int array = 0; array < 2; array++) {
            struct buffer text = BUFFER_INIT;
            buffer_append_string(&text, array ? "[{\"id\":\"1\"},{\"id\":\"2\",\"body\":\""
                                              : "{\"id\":\"1\"}\n{\"id\":\"2\",\"body\":\"");
            while (text.length < 3000000)
                buffer_append_string(&text, fillers[i]);
            buffer_append_string(&text, array ? "\"},{\"id\":\"3\"}]" : "\"}\n{\"id\":\"3\"}\n");
            struct harvest h;
            write_file("big.jsonl", buffer_slice(&text));
            harvest_path(&h, "big.jsonl", &options);
            assert_ids(&h, "1 3");
            assert_int_equal(h.event_count, 1);
            assert_non_null(
                strstr(h.events[0], "the record is larger than the limit of 1000000 bytes"));
            harvest_dispose(&h);
            buffer_dispose(&text);
        }
}

/* A record of just the limit is read. */
static void test_record_at_the_limit(void **state)
{
    (void)state;
    const char *text = "{\"id\":\"1\",\"body\":\"123\"}\n{\"id\":\"2\",\"body\":\"1234\"}\n";
    struct reader_options options = {.record_limit = 23};
    struct harvest h;
    harvest_text(&h, "l.jsonl", text, &options);
    assert_ids(&h, "1");
    assert_int_equal(h.event_count, 1);
    harvest_dispose(&h);
}

static void test_bulk_actions(void **state)
{
    (void)state;
    struct harvest h;
    harvest_text(&h, "bulk.json",
                 "{\"index\":{\"_index\":\"news\",\"_id\":\"7\"}}\n{\"title\":\"A\"}\n"
                 "{\"create\":{}}\n{\"id\":\"8\",\"title\":\"B\"}\n"
                 "{\"index\":\"a\"}\n",
                 NULL);
    assert_events(&h, "");
    assert_ids(&h, "7 8 ");
    assert_extra(&h.articles[0], "index={\"_index\":\"news\",\"_id\":\"7\"}");
    assert_extra(&h.articles[1], "index={}");
    assert_extra(&h.articles[2], "index=\"a\"");
    harvest_dispose(&h);
}

/* What comes through a pipe in pieces of any size is what comes at once. */
static void write_in_pieces(int out, struct slice text, size_t piece)
{
    while (text.length) {
        size_t length = piece < text.length ? piece : text.length;
        ssize_t written = write(out, text.bytes, length);
        if (written < 0)
            _exit(1);
        text.bytes += written;
        text.length -= (size_t)written;
    }
    _exit(0);
}

static void test_pieces(void **state)
{
    (void)state;
    static const char text[] =
        "\xEF\xBB\xBF{\"id\":\"1\",\"body\":\"\\ud83d\\ude00 \\\"q\\\" caf\xC3\xA9\"}\n"
        "{\n \"id\" : \"2\" ,\n \"tags\" : [ \"x\" , \"y\" ]\n}\n{\"id\":\"bad\",}\n\n"
        "[ {\"id\":\"3\",\"n\":-1.5e7} , {\"id\":\"4\",\"body\":\"\xE2\x82\xAC\"} ]\n";
    for (size_t piece = 1; piece < sizeof(text); piece += 1 + piece / 8) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            write_in_pieces(ends[1], SLICE(text), piece);
        close(ends[1]);
        char path[32];
        snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
        struct harvest h;
        harvest_path(&h, path, NULL);
        close(ends[0]);
        assert_int_equal(waitpid(child, NULL, 0), child);
        assert_ids(&h, "1 2 3 4");
        assert_slice(h.articles[0].body, "\U0001F600 \"q\" caf\u00E9");
        assert_list(h.articles[1].topics, "x|y");
        assert_extra(&h.articles[2], "n=-1.5e7");
        assert_slice(h.articles[3].body, "\u20AC");
        assert_int_equal(h.event_count, 1);
        assert_non_null(strstr(h.events[0], ":6:102 malformed JSON: expected a field name"));
        harvest_dispose(&h);
    }
}

/* Records that lie across the ends of what is read at once. */
static void test_many_records(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT;
    size_t count = 20000;
    for (size_t i = 0; i < count; i++)
        buffer_append_format(&text, "{\"id\":\"%zu\",\"body\":\"%0*d\"}\n", i, (int)(i * 7 % 301),
                             7);
    write_file("many.jsonl", buffer_slice(&text));
    const char *path = "many.jsonl";
    struct reader *reader;
    struct article article = {.arena = ARENA_INIT};
    assert_int_equal(reader_open(&path, 1, NULL, &reader, NULL), HERALD_OK);
    for (size_t i = 0; i < count; i++) {
        char id[24];
        snprintf(id, sizeof(id), "%zu", i);
        assert_int_equal(reader_next(reader, &article, NULL), HERALD_OK);
        assert_slice(article.id, id);
        assert_int_equal(article.body.length, i * 7 % 301 > 1 ? i * 7 % 301 : 1);
    }
    assert_int_equal(reader_next(reader, &article, NULL), HERALD_DONE);
    struct reader_progress progress;
    reader_progress(reader, &progress);
    assert_int_equal(progress.bytes, text.length);
    assert_int_equal(progress.total, text.length);
    assert_int_equal(progress.articles, count);
    reader_free(reader);
    article_dispose(&article);
    buffer_dispose(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_fields),
        cmocka_unit_test(test_synonyms),
        cmocka_unit_test(test_nothing_is_lost),
        cmocka_unit_test(test_better_name_wins),
        cmocka_unit_test(test_names_in_objects),
        cmocka_unit_test(test_mapping),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_dates_that_do_not_exist),
        cmocka_unit_test(test_mended_text_is_reported),
        cmocka_unit_test(test_arrangements),
        cmocka_unit_test(test_bad_records),
        cmocka_unit_test(test_deep_nesting),
        cmocka_unit_test(test_record_limit),
        cmocka_unit_test(test_record_at_the_limit),
        cmocka_unit_test(test_bulk_actions),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_many_records),
    };
    return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
