#include "reader_support.h"

#include <sys/stat.h>

/* One text file as an article. */
static void read_one(struct harvest *harvest, const char *name, const char *text)
{
    harvest_text(harvest, name, text, NULL);
    assert_events(harvest, "");
    assert_int_equal(harvest->count, 1);
}

#define LONG                                                                                       \
    "In a surprising development, the president has agreed to assist in mediating negotiations "   \
    "between the two governments, focusing on critical issues such as the nuclear program and "    \
    "its support for proxy forces."

static void test_titles(void **state)
{
    (void)state;
    static const struct {
        const char *text, *title, *body;
    } cases[] = {
        {"\n" LONG "\n\nMore.\n", "putin to mediate washington tehran", LONG "\n\nMore."},
        {"Terror powers\n\nThe Lord Chancellor said.\n", "Terror powers",
         "The Lord Chancellor said."},
        {"Terror powers\r\n\r\nThe Lord.\r\n", "Terror powers", "The Lord."},
        {"A title\n" LONG "\n", "A title", LONG},
        {"# A title\n\nText\n", "A title", "Text"},
        {"## A title\nText\n", "A title", "Text"},
        {"#hashtag\nand more words of it\n", "putin to mediate washington tehran",
         "#hashtag\nand more words of it"},
        {"A title\n=======\nText\n", "A title", "Text"},
        {"A wrapped line of text\nthat goes on here\nand here.\n",
         "putin to mediate washington tehran",
         "A wrapped line of text\nthat goes on here\nand here."},
        {"A sentence.\n\nAnother.\n", "putin to mediate washington tehran",
         "A sentence.\n\nAnother."},
        {"Only a line", "putin to mediate washington tehran", "Only a line"},
        {LONG, "putin to mediate washington tehran", LONG},
        {"---\nno front matter, since nothing closes it\n", "putin to mediate washington tehran",
         "---\nno front matter, since nothing closes it"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct harvest h;
        read_one(&h, "putin-to_mediate-washington-tehran.txt", cases[i].text);
        assert_slice(h.articles[0].title, cases[i].title);
        assert_slice(h.articles[0].body, cases[i].body);
        harvest_dispose(&h);
    }
}

static void test_front_matter(void **state)
{
    (void)state;
    struct harvest h;
    read_one(&h, "2019-05-06-name.md",
             "---\n"
             "# a comment\n"
             "title: \"A \\\"title\\\": \\u00e9\\ud83d\\ude00\\n\"\n"
             "source: 'It''s a source'\n"
             "url: http://example.org/a#b\n"
             "date: 2020-09-22 # the day\n"
             "tags: [\"Product, new\", 'two', three ]\n"
             "authors:\n"
             "  - Anna\n"
             "  - \"Bert: B.\"\n"
             "\n"
             "lang: en-US\n"
             "description: |\n"
             "  line one\n"
             "    line two\n"
             "\n"
             "  line three\n"
             "summary: >\n"
             "  folded\n"
             "  text\n"
             "\n"
             "  new\n"
             "translated: false\n"
             "weight: 1.50\n"
             "zip: 007\n"
             "empty:\n"
             "nothing: ~\n"
             "list:\n- a\n- 2\n"
             "nested:\n  key: value\n  more:\n    - x\n"
             "no colon here\n"
             "---\n"
             "\n# Heading\n\nBody text.\n");
    const struct article *a = &h.articles[0];
    assert_slice(a->title, "A \"title\": \u00E9\U0001F600\n");
    assert_slice(a->source, "It's a source");
    assert_slice(a->url, "http://example.org/a#b");
    assert_date(a->published, "2020-09-22");
    assert_list(a->topics, "Product, new|two|three");
    assert_list(a->authors, "Anna|Bert: B.");
    assert_slice(a->language, "en-US");
    assert_slice(a->subtitle, "folded text\nnew");
    assert_slice(a->body, "# Heading\n\nBody text.");
    assert_extra(a, "description=\"line one\\n  line two\\n\\nline three\"|translated=false|"
                    "weight=1.50|zip=\"007\"|empty=\"\"|nothing=\"~\"|list=[\"a\",\"2\"]|"
                    "nested=\"  key: value\\n  more:\\n    - x\\n\"|"
                    "frontmatter=\"no colon here\"");
    harvest_dispose(&h);
}

static void test_front_matter_that_does_not_fit(void **state)
{
    (void)state;
    struct harvest h;
    harvest_text(&h, "x.md",
                 "---\r\ndate: 2021-02-30\r\ntitle: [a, b]\r\nheadline: Head\r\nupdated: null\r\n"
                 "title:\r\n...\r\nBody\r\n",
                 NULL);
    assert_slice(h.articles[0].title, "Head");
    assert_slice(h.articles[0].body, "Body");
    assert_extra(&h.articles[0], "date=\"2021-02-30\"|title=[\"a\",\"b\"]");
    assert_events(&h, "warning x.md:1:0 field 'date' holds no date: '2021-02-30'\n");
    harvest_dispose(&h);
}

/* Odd front matter in every state of cutting: no crash, and the text is never lost. */
static void test_every_cut_of_front_matter(void **state)
{
    (void)state;
    static const char text[] = "---\na: \"x\\u00e9\\q\\\"\nb: ['it''s', \"y\", ]\nc:\n - 1\n -\n"
                               "d: |\n  e\n: f\n\"g\": h\n- i\n\"\n\n";
    for (size_t cut = 4; cut < sizeof(text); cut++) {
        struct harvest h;
        struct buffer all = BUFFER_INIT;
        buffer_append(&all, text, cut);
        buffer_append_string(&all, "\n---\nBody");
        write_file("cut.md", buffer_slice(&all));
        harvest_path(&h, "cut.md", NULL);
        assert_int_equal(h.count, 1);
        assert_slice(h.articles[0].body, "Body");
        harvest_dispose(&h);
        buffer_dispose(&all);
    }
}

static void test_dates_of_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *date, *title;
    } cases[] = {
        {"2024-08-05-a-title.md", "2024-08-05", "a title"},
        {"2024-08-05_a.md", "2024-08-05", "a"},
        {"2024-02-30-a.md", "", "2024 02 30 a"},
        {"20240805-a.md", "", "20240805 a"},
        {"a.b.txt.gz", "", "a.b"},
        {".profile", "", ".profile"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct harvest h;
        read_one(&h, cases[i].name, "Words without a title.");
        assert_date(h.articles[0].published, cases[i].date);
        assert_slice(h.articles[0].title, cases[i].title);
        harvest_dispose(&h);
    }
}

/* The same file has the same identity however it is reached, and no two files have one. */
static void test_identity(void **state)
{
    (void)state;
    struct harvest h;
    char tree[80], other[80], absolute[100], id[100];
    char *real = realpath(".", NULL);
    assert_non_null(real);
    snprintf(tree, sizeof(tree), "%.60s/one/news", real);
    snprintf(other, sizeof(other), "%.60s/two/news", real);
    snprintf(absolute, sizeof(absolute), "%s/sub/a.txt", tree);
    snprintf(id, sizeof(id), "%s/sub/b.txt", tree);
    free(real);
    assert_int_equal(system("mkdir -p one/news/sub two/news/sub"), 0);
    write_text("one/news/sub/a.txt", "Words.");
    write_text("one/news/sub/b.txt", "---\nsource: AFP\n---\nWords.");
    write_text("two/news/sub/a.txt", "Words.");
    static const char *const ways[] = {"one/news", "one/news/", "./one/../one/news"};
    for (size_t i = 0; i < 3; i++) {
        harvest_path(&h, ways[i], NULL);
        assert_slice(h.articles[0].source, tree);
        assert_slice(h.articles[0].id, "sub/a.txt");
        assert_slice(h.articles[1].source, "AFP");
        assert_slice(h.articles[1].id, id);
        harvest_dispose(&h);
    }
    harvest_path(&h, absolute, NULL);
    assert_int_equal(h.articles[0].source.length, strlen(tree) + strlen("/sub"));
    assert_slice(h.articles[0].id, "a.txt");
    harvest_dispose(&h);
    write_text("one/news/sub/b.txt", "---\nid: 5\n---\nWords.");
    harvest_path(&h, tree, NULL);
    assert_ids(&h, "sub/a.txt 5");
    assert_slice(h.articles[1].source, tree);
    harvest_dispose(&h);
    harvest_path(&h, other, NULL);
    assert_slice(h.articles[0].source, other);
    assert_slice(h.articles[0].id, "sub/a.txt");
    harvest_dispose(&h);
}

static void test_identity_under_a_named_source(void **state)
{
    (void)state;
    struct harvest h;
    struct reader_options options = {.source = "Our archive"};
    assert_int_equal(system("mkdir -p three/sub"), 0);
    write_text("three/sub/a.txt", "Words.");
    write_text("three/sub/b\xE9%.txt", "---\nid: 77\nsource: AFP\n---\nWords.");
    write_text("three/sub/c\xE9.txt", "---\nsource: AFP\n---\nWords.");
    harvest_path(&h, "three", &options);
    assert_ids(&h, "sub/a.txt 77 sub/c%E9.txt");
    assert_slice(h.articles[0].source, "Our archive");
    assert_slice(h.articles[1].source, "AFP");
    harvest_dispose(&h);
    harvest_path(&h, "three/sub/a.txt", &options);
    assert_ids(&h, "a.txt");
    harvest_dispose(&h);
}

static void test_limits_and_invalid_text(void **state)
{
    (void)state;
    struct harvest h;
    struct reader_options options = {.record_limit = 10};
    harvest_text(&h, "ten.txt", "1234567890", &options);
    assert_int_equal(h.count, 1);
    harvest_dispose(&h);
    harvest_text(&h, "eleven.txt", "12345678901", &options);
    assert_int_equal(h.count, 0);
    assert_events(&h, "record eleven.txt:1:0 the text is larger than the limit of 10 bytes: see --record-limit\n");
    harvest_dispose(&h);
    harvest_text(&h, "latin1.txt", "caf\xE9 noir \xFC", NULL);
    assert_slice(h.articles[0].body, "caf\uFFFD noir \uFFFD");
    assert_events(&h, "warning latin1.txt:1:3 invalid UTF-8 was replaced by U+FFFD in 2 places\n");
    harvest_dispose(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_front_matter),
        cmocka_unit_test(test_front_matter_that_does_not_fit),
        cmocka_unit_test(test_every_cut_of_front_matter),
        cmocka_unit_test(test_dates_of_names),
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_identity_under_a_named_source),
        cmocka_unit_test(test_limits_and_invalid_text),
    };
    return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
