#include "reader_support.h"

#include <sys/stat.h>

static void make_directory(const char *path)
{
    assert_int_equal(mkdir(path, 0755), 0);
}

static void test_directories(void **state)
{
    (void)state;
    struct harvest h;
    make_directory("tree");
    make_directory("tree/b");
    make_directory("tree/b/empty");
    make_directory("tree/.hidden");
    write_text("tree/b/2.jsonl", "{\"id\":\"b2\"}\n");
    write_text("tree/b/10.jsonl", "{\"id\":\"b10\"}\n");
    write_text("tree/B.jsonl", "{\"id\":\"B\"}\n");
    write_text("tree/a.txt", "words of a");
    write_text("tree/c.jsonl", "{\"id\":\"c\"}\n");
    write_text("tree/.dot.jsonl", "{\"id\":\"dot\"}\n");
    write_text("tree/.hidden/x.jsonl", "{\"id\":\"hidden\"}\n");
    harvest_path(&h, "tree", NULL);
    assert_ids(&h, "B a.txt b10 b2 c");
    assert_events(&h, "");
    assert_int_equal(h.progress.file_count, 5);
    assert_int_equal(h.progress.file_index, 4);
    assert_string_equal(h.file, "tree/c.jsonl");
    assert_int_equal(h.progress.bytes, h.progress.total);
    assert_int_equal(h.progress.total, 11 + 12 + 13 + 10 + 11);
    harvest_dispose(&h);
    /* A hidden file that is named is meant. */
    harvest_path(&h, "tree/.dot.jsonl", NULL);
    assert_ids(&h, "dot");
    harvest_dispose(&h);
}

static void test_order_of_paths(void **state)
{
    (void)state;
    struct harvest h;
    write_text("z.jsonl", "{\"id\":\"z\"}");
    write_text("y.jsonl", "{\"id\":\"y\"}");
    const char *paths[] = {"z.jsonl", "missing.jsonl", "y.jsonl", "z.jsonl"};
    harvest_paths(&h, paths, 4, NULL);
    assert_ids(&h, "z y z");
    assert_events(&h, "file missing.jsonl:0:0 cannot open: no such file or directory\n");
    harvest_dispose(&h);
    harvest_paths(&h, NULL, 0, NULL);
    assert_int_equal(h.count, 0);
}

static void test_loops_and_links(void **state)
{
    (void)state;
    struct harvest h;
    make_directory("loop");
    make_directory("loop/sub");
    write_text("loop/sub/1.jsonl", "{\"id\":\"1\"}");
    assert_int_equal(symlink("..", "loop/sub/up"), 0);
    assert_int_equal(symlink("sub", "loop/twin"), 0);
    assert_int_equal(symlink("nowhere", "loop/broken"), 0);
    assert_int_equal(symlink("circle", "loop/circle"), 0);
    assert_int_equal(mkfifo("loop/pipe", 0600), 0);
    harvest_path(&h, "loop", NULL);
    assert_ids(&h, "1");
    assert_events(&h, "file loop/broken:0:0 cannot open: no such file or directory\n"
                      "file loop/circle:0:0 cannot open: too many levels of symbolic links\n"
                      "file loop/pipe:0:0 not a regular file\n"
                      "warning loop/sub/up:0:0 this directory has been read by another way\n"
                      "warning loop/twin:0:0 this directory has been read by another way\n");
    harvest_dispose(&h);
}

static void test_deep_directories(void **state)
{
    (void)state;
    struct harvest h;
    char path[4 * (READER_DIRECTORY_LIMIT + 10)] = "deep";
    make_directory(path);
    for (size_t depth = 0; depth < READER_DIRECTORY_LIMIT + 5; depth++) {
        strncat(path, "/d", 3);
        make_directory(path);
    }
    write_text("deep/x.jsonl", "{\"id\":\"x\"}");
    harvest_path(&h, "deep", NULL);
    assert_ids(&h, "x");
    assert_int_equal(h.event_count, 1);
    assert_int_equal(h.progress.skipped_files, 1);
    harvest_dispose(&h);
}

static void test_many_directories(void **state)
{
    (void)state;
    struct harvest h;
    make_directory("many");
    for (int i = 0; i < 500; i++) {
        char path[32];
        snprintf(path, sizeof(path), "many/%03d", i);
        make_directory(path);
    }
    write_text("many/499/x.jsonl", "{\"id\":\"x\"}");
    harvest_path(&h, "many", NULL);
    assert_ids(&h, "x");
    assert_events(&h, "");
    harvest_dispose(&h);
}

static void test_unreadable(void **state)
{
    (void)state;
    struct harvest h;
    make_directory("closed");
    make_directory("closed/dir");
    write_text("closed/file.jsonl", "{\"id\":\"1\"}");
    write_text("closed/good.jsonl", "{\"id\":\"2\"}");
    chmod("closed/dir", 0);
    chmod("closed/file.jsonl", 0);
    /* The superuser can read everything: be nobody for a while. */
    bool superuser = geteuid() == 0;
    assert_int_equal(chmod(".", 0755), 0);
    if (superuser)
        assert_int_equal(seteuid(65534), 0);
    harvest_path(&h, "closed", NULL);
    if (superuser)
        assert_int_equal(seteuid(0), 0);
    assert_ids(&h, "2");
    assert_events(&h, "file closed/dir:0:0 cannot read the directory: permission denied\n"
                      "file closed/file.jsonl:0:0 cannot open: permission denied\n");
    harvest_dispose(&h);
}

static void test_files_that_are_no_articles(void **state)
{
    (void)state;
    static const struct {
        struct slice content;
        const char *event;
    } cases[] = {
        {{"", 0}, "warning f:0:0 the file is empty\n"},
        {{"\0\0\0\0\0\0\0\0", 8}, "file f:0:0 the file is binary data\n"},
        {{"text\0text", 9}, "file f:0:0 the file is binary data\n"},
        {{"\xFF\xFEt\0e\0", 6}, "file f:0:0 the file is UTF-16 text; convert it to UTF-8\n"},
        {{"PK\x03\x04zip", 7}, "file f:0:0 the file is a zip file; unpack it\n"},
        {{"%PDF-1.7", 8}, "file f:0:0 the file is a PDF file; extract its text\n"},
        {{"\xFD"
          "7zXZ",
          5},
         "file f:0:0 the file is an xz file; unpack it\n"},
        {{"<?xml version=\"1.0\"?><rss/>", 27},
         "file f:0:0 the file is XML or HTML of a kind that cannot be read yet\n"},
        {{"\xEF\xBB\xBF\n<!DOCTYPE html>", 19},
         "file f:0:0 the file is XML or HTML of a kind that cannot be read yet\n"},
        {{"id;Headline;\"Text\"\n1;A;B\n", 25},
         "file f:0:0 the file is a table of articles (CSV or the like); convert it to JSON "
         "Lines\n"},
        {{" \n ", 3}, "record f:1:0 the text is empty\n"},
        {{"\xEF\xBB\xBF", 3}, "record f:1:3 the text is empty\n"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct harvest h;
        write_file("f", cases[i].content);
        harvest_path(&h, "f", NULL);
        assert_int_equal(h.count, 0);
        assert_events(&h, cases[i].event);
        harvest_dispose(&h);
    }
}

/* Tables without names of fields: known by how they are called, or by their columns. */
static void test_tables(void **state)
{
    (void)state;
    static const struct {
        const char *name, *content;
        bool is_table;
    } cases[] = {
        {"a.csv", "q1,Iran\n", true},
        {"A.CSV", "q1,Iran\n", true},
        {"a.tsv", "q1\tIran talks\n", true},
        {"a.csv.gz", "q1,Iran\n", true}, /* whether it is gzipped or not */
        {"csv", "q1,Iran\n", false},
        {"topics", "q1\tIran\nq2\tRussia\nq3\tChina", true},
        {"topics", "q1\tIran\t\nq2\tRussia\t1\nq3\tChina\t2\n", true},
        {"topics", "q1\tIran\nq2\tRussia\nq3\n", false},
        {"topics", "q1\tIran\nq2\tRussia\n", false},
        {"indented", "\tOne.\n\tTwo.\n\tThree.\n", false},
        {"blank", "a\tb\n\nc\td\ne\tf\n", false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char event[256];
        struct harvest h;
        snprintf(event, sizeof(event),
                 "file %s:0:0 the file is a table that does not name the fields of articles in its "
                 "first line; name them, and convert it to JSON Lines\n",
                 cases[i].name);
        harvest_text(&h, cases[i].name, cases[i].content, NULL);
        assert_int_equal(h.count, cases[i].is_table ? 0 : 1);
        assert_events(&h, cases[i].is_table ? event : "");
        harvest_dispose(&h);
    }
    const struct reader_options as_text = {.format = "text"};
    struct harvest h;
    harvest_text(&h, "a.csv", "q1,Iran\n", &as_text);
    assert_int_equal(h.count, 1);
    harvest_dispose(&h);
    harvest_text(&h, "a.csv", "{\"id\":\"1\"}\n", NULL); /* content comes first */
    assert_ids(&h, "1");
    harvest_dispose(&h);
}

static void test_zeros(void **state)
{
    (void)state;
    struct harvest h;
    FILE *file = fopen("zeros", "wb");
    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), 1 << 30), 0);
    fclose(file);
    harvest_path(&h, "zeros", NULL);
    assert_events(&h, "file zeros:0:0 the file is binary data\n");
    assert_true(h.progress.bytes < 1 << 20);
    harvest_path(&h, "/dev/zero", NULL);
    assert_events(&h, "file /dev/zero:0:0 the file is binary data\n");
    struct reader_options options = {.format = "jsonl", .record_limit = 1000};
    write_file("zeros", (struct slice){(char[100000]){0}, 100000});
    harvest_path(&h, "zeros", &options);
    assert_events(&h, "record zeros:1:0 expected a JSON object\n");
    harvest_dispose(&h);
}

/* Languages become tags; what is none is told, once in a row. */
static void test_languages(void **state)
{
    (void)state;
    struct harvest h;
    harvest_text(&h, "languages.jsonl",
                 "{\"title\":\"T\",\"language\":\"Deutsch\"}\n"
                 "{\"title\":\"T\",\"language\":\"none such\"}\n"
                 "{\"title\":\"T\",\"language\":\"none such\"}\n"
                 "{\"title\":\"T\"}\n",
                 &(struct reader_options){.language = "pt_br"});
    assert_slice(h.articles[0].language, "de");
    assert_slice(h.articles[1].language, "none such");
    assert_slice(h.articles[2].language, "none such");
    assert_slice(h.articles[3].language, "pt-BR");
    assert_events(&h, "warning languages.jsonl:2:35 no language is known as 'none such'\n");
    harvest_dispose(&h);
    struct reader *reader;
    struct herald_error err;
    const char *path = "languages.jsonl";
    struct reader_options options = {.language = "none such"};
    assert_int_equal(reader_open(&path, 1, &options, &reader, &err), HERALD_E_ARGUMENT);
    assert_string_equal(err.message, "no language is known as 'none such'");
}

static void test_gzip(void **state)
{
    (void)state;
    struct harvest h;
    /* By its bytes, not by its name. */
    append_gzip("packed.txt", SLICE("{\"id\":\"1\"}\n{\"id\":"));
    append_gzip("packed.txt", SLICE("\"2\"}\n"));
    harvest_path(&h, "packed.txt", NULL);
    assert_ids(&h, "1 2");
    assert_events(&h, "");
    assert_int_equal(h.progress.text_bytes, 22);
    assert_int_equal(h.progress.bytes, h.progress.total);
    harvest_dispose(&h);
    write_text("plain.gz", "{\"id\":\"1\"}");
    harvest_path(&h, "plain.gz", NULL);
    assert_ids(&h, "1");
    harvest_dispose(&h);
    append_gzip("twice", SLICE("\x1F\x8B\x08 and so on"));
    harvest_path(&h, "twice", NULL);
    assert_events(&h, "file twice:0:0 the file is gzip data within gzip data, or damaged; "
                      "unpack it\n");
    harvest_dispose(&h);
}

/* The articles before the cut are given, then the loss is reported, then other files are read. */
static void test_truncated_gzip(void **state)
{
    (void)state;
    struct harvest h;
    struct buffer text = BUFFER_INIT;
    unsigned seed = 1;
    for (int i = 0; i < 40; i++) {
        buffer_append_format(&text, "{\"id\":\"%d\",\"body\":\"", i);
        for (int j = 0; j < 2000; j++) {
            seed = seed * 1103515245 + 12345;
            buffer_append_byte(&text, (unsigned char)('a' + (seed >> 16) % 26));
        }
        buffer_append_string(&text, "\"}\n");
    }
    append_gzip("cut.gz", buffer_slice(&text));
    struct stat status;
    assert_int_equal(stat("cut.gz", &status), 0);
    assert_int_equal(truncate("cut.gz", status.st_size / 2), 0);
    write_text("next.jsonl", "{\"id\":\"next\"}");
    const char *paths[] = {"cut.gz", "next.jsonl"};
    harvest_paths(&h, paths, 2, NULL);
    assert_true(h.count > 15 && h.count < 25);
    assert_slice(h.articles[0].id, "0");
    assert_int_equal(h.articles[h.count - 2].body.length, 2000);
    assert_slice(h.articles[h.count - 1].id, "next");
    assert_true(h.event_count >= 1);
    assert_non_null(strstr(h.events[0], "file cut.gz:0:"));
    assert_non_null(strstr(h.events[0], "gzip data are cut off"));
    harvest_dispose(&h);
    buffer_dispose(&text);
}

static void test_standard_input(void **state)
{
    (void)state;
    struct harvest h;
    int ends[2], kept = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    const char text[] = "{\"id\":\"1\"}\n{\"id\":\"2\"}\n";
    assert_int_equal(write(ends[1], text, strlen(text)), strlen(text));
    close(ends[1]);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    harvest_path(&h, "-", NULL);
    assert_ids(&h, "1 2");
    assert_int_equal(h.progress.total, 0);
    assert_int_equal(h.progress.bytes, strlen(text));
    assert_string_equal(h.file, "-");
    harvest_dispose(&h);
    dup2(kept, STDIN_FILENO);
    close(kept);
}

static void test_options(void **state)
{
    (void)state;
    struct reader *reader;
    struct herald_error err;
    struct reader_options options = {.format = "pdf"};
    assert_int_equal(reader_open(NULL, 0, &options, &reader, &err), HERALD_E_ARGUMENT);
    assert_string_equal(err.message,
                        "no input format is named 'pdf'; formats are: jsonl, reuters, smart, text "
                        "(with Markdown)");
    const char *const *names = reader_format_names();
    assert_string_equal(names[0], "jsonl");
    assert_string_equal(names[1], "reuters");
    assert_string_equal(names[2], "smart");
    assert_string_equal(names[3], "text");
    assert_null(names[4]);
    assert_string_equal(reader_field_names()[0], "id");
    reader_free(NULL);
    /* A format that is named is not found by content. */
    struct harvest h;
    options.format = "text";
    harvest_text(&h, "json.txt", "{\"id\":\"1\"}", &options);
    assert_slice(h.articles[0].body, "{\"id\":\"1\"}");
    harvest_dispose(&h);
}

static void test_stop(void **state)
{
    (void)state;
    volatile sig_atomic_t stop = 0;
    struct reader_options options = {.stop = &stop};
    struct reader *reader;
    struct herald_error err;
    struct article article = {.arena = ARENA_INIT};
    const char *path = "stop.jsonl";
    write_text(path, "{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
    assert_int_equal(reader_open(&path, 1, &options, &reader, &err), HERALD_OK);
    assert_int_equal(reader_next(reader, &article, &err), HERALD_OK);
    stop = 1;
    assert_int_equal(reader_next(reader, &article, &err), HERALD_E_INTERRUPTED);
    assert_int_equal(article.id.length, 0);
    reader_free(reader);
    assert_int_equal(reader_open(&path, 1, &options, &reader, &err), HERALD_E_INTERRUPTED);
    article_dispose(&article);
}

static void test_event_as_a_line(void **state)
{
    (void)state;
    char line[200];
    struct reader_event event = {READER_RECORD_SKIPPED, "a\n.jsonl", 3456, 12, 11, "bad"};
    size_t length = reader_event_format(&event, line, sizeof(line));
    assert_int_equal(length, strlen(line));
    assert_string_equal(line, "a?.jsonl:12: record skipped: bad (byte 3456)");
    event = (struct reader_event){.severity = READER_FILE_SKIPPED, .file = "x", .message = "gone"};
    reader_event_format(&event, line, sizeof(line));
    assert_string_equal(line, "x: skipped: gone");
    char name[1000];
    memset(name, 'n', sizeof(name));
    name[sizeof(name) - 1] = '\0';
    event.file = name;
    char longer[HERALD_ERROR_MESSAGE_SIZE];
    assert_int_equal(reader_event_format(&event, longer, sizeof(longer)), 3 + 240 + 15);
    assert_string_equal(longer + 3 + 240, ": skipped: gone");
    event.file = "x";
    event.severity = READER_WARNING;
    assert_int_equal(reader_event_format(&event, line, 6), 5);
    assert_string_equal(line, "x: wa");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_directories),
        cmocka_unit_test(test_order_of_paths),
        cmocka_unit_test(test_loops_and_links),
        cmocka_unit_test(test_deep_directories),
        cmocka_unit_test(test_many_directories),
        cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_files_that_are_no_articles),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_zeros),
        cmocka_unit_test(test_gzip),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_truncated_gzip),
        cmocka_unit_test(test_standard_input),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_stop),
        cmocka_unit_test(test_event_as_a_line),
    };
    return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
