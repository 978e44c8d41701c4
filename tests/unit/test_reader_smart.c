#include "reader_support.h"

static void test_articles(void **state)
{
    (void)state;
    struct harvest h;
    harvest_text(&h, "TIME.ALL",
                 "*TEXT 017 01/04/63 PAGE 020\n\nTHE ALLIES  AFTER\n\nNASSAU .\n\n\n"
                 "*TEXT 431 08/30 63 PAGE 026\n*NO HEADER\n"
                 "*TEXT 561         12/27/63          PAGE 024\nLAST\n*STOP\nNOT THIS\n",
                 NULL);
    assert_events(&h, "");
    assert_ids(&h, "TIME-017 TIME-431 TIME-561");
    assert_slice(h.articles[0].body, "THE ALLIES AFTER NASSAU .");
    assert_slice(h.articles[0].source, "TIME magazine");
    assert_slice(h.articles[0].language, "en");
    assert_date(h.articles[0].published, "1963-01-04");
    assert_extra(&h.articles[0], "page=20|ordinal=1|text_number=17");
    assert_slice(h.articles[1].body, "*NO HEADER");
    assert_date(h.articles[1].published, "1963-08-30");
    assert_slice(h.articles[2].body, "LAST");
    assert_extra(&h.articles[2], "page=24|ordinal=3|text_number=561");
    harvest_dispose(&h);
}

static void test_odd_headers(void **state)
{
    (void)state;
    struct harvest h;
    harvest_text(&h, "odd",
                 "*TEXT 1\nA\n*TEXT 2 02/30/63 PAGE X REST\nB\xE9\n*TEXT 3 01/04/63 COLUMN 5\n",
                 NULL);
    assert_ids(&h, "TIME-1 TIME-2 TIME-3");
    assert_extra(&h.articles[0], "ordinal=1|text_number=1");
    assert_extra(&h.articles[1],
                 "date=\"02/30/63\"|page=\"X\"|header=\"REST\"|ordinal=2|text_number=2");
    assert_slice(h.articles[1].body, "B\uFFFD");
    assert_extra(&h.articles[2], "header=\"COLUMN 5\"|ordinal=3|text_number=3");
    assert_slice(h.articles[2].body, "");
    assert_events(&h, "warning odd:3:40 invalid UTF-8 was replaced by U+FFFD in 1 place\n"
                      "warning odd:3:10 no date: '02/30/63'\n");
    harvest_dispose(&h);
}

static void test_record_limit(void **state)
{
    (void)state;
    struct harvest h;
    struct buffer text = BUFFER_INIT;
    struct reader_options options = {.record_limit = 1000};
    buffer_append_string(&text, "*TEXT 1 01/04/63 PAGE 1\nA\n*TEXT 2 01/04/63 PAGE 1\n");
    while (text.length < 2000000)
        buffer_append_string(&text, "WORDS AND WORDS\n");
    buffer_append_string(&text, "*TEXT 3 01/04/63 PAGE 1\nC\n");
    write_file("big", buffer_slice(&text));
    harvest_path(&h, "big", &options);
    assert_ids(&h, "TIME-1 TIME-3");
    assert_events(&h, "record big:3:26 the record is larger than the limit of 1000 bytes: see --record-limit\n");
    harvest_dispose(&h);
    buffer_dispose(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_articles),
        cmocka_unit_test(test_odd_headers),
        cmocka_unit_test(test_record_limit),
    };
    return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
