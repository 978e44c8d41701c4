#include "reader_support.h"

#define HEAD                                                                                       \
    "<REUTERS TOPICS=\"YES\" LEWISSPLIT=\"TRAIN\" CGISPLIT=\"TRAINING-SET\" OLDID=\"5544\" "       \
    "NEWID=\"1\">\n"
#define EMPTY_HEAD "<REUTERS NEWID=\"2\"><DATE>1-MAR-1987 10:00:00.00</DATE>"

static void test_article(void **state)
{
    (void)state;
    struct harvest h;
    harvest_text(
        &h, "reut.sgm",
        "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n" HEAD "<DATE>26-FEB-1987 15:01:01.79</DATE>\n"
        "<TOPICS><D>cocoa</D><D>coffee</D></TOPICS>\n"
        "<PLACES><D>el-salvador</D><D>usa</D></PLACES>\n<PEOPLE><D>reagan</D></PEOPLE>\n"
        "<ORGS><D>opec</D></ORGS>\n<EXCHANGES><D>nyse</D><D>&amp;x</D></EXCHANGES>\n"
        "<COMPANIES></COMPANIES>\n<UNKNOWN> \n&#5;&#5;C T\n&#22;f0704&#31;reute</UNKNOWN>\n"
        "<TEXT>&#2;\n<TITLE>BAHIA &lt;COCOA> REVIEW</TITLE>\n"
        "<AUTHOR>    By Janie Gabbett, Reuters</AUTHOR>\n"
        "<DATELINE>    PORTLAND, Ore., Feb 26 - </DATELINE><BODY>Showers\n    AT&amp;T "
        "&lt;ATT>\n&#127; &unknown;\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n",
        NULL);
    assert_events(&h, "");
    assert_int_equal(h.count, 1);
    const struct article *a = &h.articles[0];
    assert_slice(a->id, "1");
    assert_slice(a->source, "Reuters-21578");
    assert_slice(a->language, "en");
    assert_date(a->published, "1987-02-26T15:01:01Z");
    assert_list(a->topics, "cocoa|coffee");
    assert_list(a->countries, "el-salvador|usa");
    assert_list(a->people, "reagan");
    assert_list(a->organisations, "opec");
    assert_slice(a->title, "BAHIA <COCOA> REVIEW");
    assert_list(a->authors, "Janie Gabbett, Reuters");
    assert_slice(a->place, "PORTLAND, Ore.");
    assert_slice(a->body, "Showers\n    AT&T <ATT>\n\x7F &unknown;\n Reuter");
    assert_extra(a, "TOPICS=\"YES\"|LEWISSPLIT=\"TRAIN\"|CGISPLIT=\"TRAINING-SET\"|OLDID=\"5544\"|"
                    "exchanges=[\"nyse\",\"&x\"]|unknown=\"\\u0005\\u0005C T\\n\\u0016f0704\\u001f"
                    "reute\"|dateline=\"PORTLAND, Ore., Feb 26 -\"");
    harvest_dispose(&h);
}

static void test_texts_without_body(void **state)
{
    (void)state;
    static const struct {
        const char *text, *title, *body, *extra;
    } cases[] = {
        {"<TEXT TYPE=\"BRIEF\">&#2;\n******<TITLE>RATES RISE\n</TITLE>Blah blah "
         "blah.\n&#3;\n\n</TEXT>",
         "RATES RISE", "", "TYPE=\"BRIEF\"|text=\"******Blah blah blah.\""},
        {"<TEXT TYPE=\"BRIEF\">&#2;\n***<TITLE>RATES</TITLE>&#3;\n</TEXT>", "RATES", "",
         "TYPE=\"BRIEF\"|text=\"***\""},
        {"<TEXT TYPE=\"UNPROC\">&#2;\nWEEKLY REPORT\n  N.A. vs.....N.A.\n Reuter\n&#3;\n\n</TEXT>",
         "", "WEEKLY REPORT\n  N.A. vs.....N.A.\n Reuter", "TYPE=\"UNPROC\""},
        {"<TEXT>&#2;\n<TITLE>WHEAT</TITLE>\n MAY7 "
         "274\n<DATELINE></DATELINE><BODY>JUL7</BODY></TEXT>",
         "WHEAT", "MAY7 274\nJUL7", ""},
        {"<TEXT></TEXT>", "", "", ""},
        {"", "", "", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct harvest h;
        struct buffer text = BUFFER_INIT;
        buffer_append_format(&text, EMPTY_HEAD "%s</REUTERS>", cases[i].text);
        harvest_text(&h, "t.sgm", text.bytes, NULL);
        buffer_dispose(&text);
        assert_events(&h, "");
        assert_ids(&h, "2");
        assert_slice(h.articles[0].title, cases[i].title);
        assert_slice(h.articles[0].body, cases[i].body);
        assert_extra(&h.articles[0], cases[i].extra);
        harvest_dispose(&h);
    }
}

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        const char *text, *date, *extra;
        size_t events;
    } cases[] = {
        {" 1-MAR-1987 10:00:00.00", "1987-03-01T10:00:00Z", "", 0},
        {"27-MAR-1987 00:02:59.13&#5;&#5;&#5;RM", "1987-03-27T00:02:59Z",
         "date=\"27-MAR-1987 00:02:59.13\\u0005\\u0005\\u0005RM\"", 0},
        {"9-APR-1987 00:00:00.00    # date added", "1987-04-09T00:00:00Z",
         "date=\"9-APR-1987 00:00:00.00    # date added\"", 0},
        {"31-MAR-1987 605:12:19.12", "1987-03-31", "date=\"31-MAR-1987 605:12:19.12\"", 1},
        {"31-FEB-1987 10:00:00.00", "", "date=\"31-FEB-1987 10:00:00.00\"", 1},
        {"", "", "", 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct harvest h;
        struct buffer text = BUFFER_INIT;
        buffer_append_format(&text, "<REUTERS NEWID=\"2\"><DATE>%s</DATE></REUTERS>",
                             cases[i].text);
        harvest_text(&h, "d.sgm", text.bytes, NULL);
        buffer_dispose(&text);
        assert_int_equal(h.event_count, cases[i].events);
        assert_int_equal(h.count, 1);
        assert_date(h.articles[0].published, cases[i].date);
        assert_extra(&h.articles[0], cases[i].extra);
        harvest_dispose(&h);
    }
}

static void test_places(void **state)
{
    (void)state;
    static const struct {
        const char *line, *place;
    } cases[] = {
        {"    NEW YORK, March 2 -\n    ", "NEW YORK"},
        {"    ROCHESTER, N.Y., Feb 26 - ", "ROCHESTER, N.Y."},
        {"RICHMOND, Va. Feb 26 -", "RICHMOND, Va."},
        {"AMSTERDAM, 2 March -", "AMSTERDAM"},
        {"RIO DE JANEIRO, JUNE 26 - Brazil's plan", "RIO DE JANEIRO"},
        {"WASHINGTON, March 12, Reuter", "WASHINGTON"},
        {"MARSEILLE, Marc 3", "MARSEILLE"},
        {"LONDON", "LONDON"},
        {" - ", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct harvest h;
        struct buffer text = BUFFER_INIT;
        buffer_append_format(&text,
                             "<REUTERS NEWID=\"2\"><TEXT><DATELINE>%s</DATELINE></TEXT></REUTERS>",
                             cases[i].line);
        harvest_text(&h, "p.sgm", text.bytes, NULL);
        buffer_dispose(&text);
        assert_int_equal(h.count, 1);
        assert_slice(h.articles[0].place, cases[i].place);
        harvest_dispose(&h);
    }
}

static void test_odd_records(void **state)
{
    (void)state;
    struct harvest h;
    harvest_text(&h, "odd.sgm",
                 "<REUTERS NEWID=\"1\"><TEXT><BODY>a\xFC</BODY></TEXT></REUTERS>\n"
                 "<REUTERS NEWID=\"2\"><TEXT><BODY>never closed\n"
                 "<REUTERS NEWID=\"3\">stray<NEW>words</NEW><TOPICS>x<D>y</D></TOPICS></REUTERS>\n"
                 "between<REUTERS NEWID=\"4\"><TEXT><BODY>open</REUTERS>\n"
                 "<REUTERS NEWID=\"5\"></REUTERS><REUTERS NEWID=\"6\">",
                 NULL);
    assert_ids(&h, "1 3 4 5");
    assert_slice(h.articles[0].body, "a\uFFFD");
    assert_list(h.articles[1].topics, "y");
    assert_extra(&h.articles[1], "unmarked=\"stray\"|unmarked=\"words\"|unmarked=\"x\"");
    assert_slice(h.articles[2].body, "open");
    assert_events(&h, "warning odd.sgm:1:32 invalid UTF-8 was replaced by U+FFFD in 1 place\n"
                      "record odd.sgm:2:58 <REUTERS> without </REUTERS>\n"
                      "record odd.sgm:5:261 <REUTERS> without </REUTERS>\n");
    harvest_dispose(&h);
}

static void test_record_limit(void **state)
{
    (void)state;
    struct harvest h;
    struct buffer text = BUFFER_INIT;
    struct reader_options options = {.record_limit = 100000};
    buffer_append_string(&text, "<REUTERS NEWID=\"1\"></REUTERS><REUTERS NEWID=\"2\"><TEXT><BODY>");
    while (text.length < 2000000)
        buffer_append_string(&text, "words & <words>\n");
    buffer_append_string(&text, "</BODY></TEXT></REUTERS><REUTERS NEWID=\"3\"></REUTERS>");
    write_file("big.sgm", buffer_slice(&text));
    harvest_path(&h, "big.sgm", &options);
    assert_ids(&h, "1 3");
    assert_int_equal(h.event_count, 1);
    assert_non_null(strstr(h.events[0], "larger than the limit of 100000 bytes"));
    harvest_dispose(&h);
    buffer_dispose(&text);
}

/* Every cut of a file gives what comes before it, and no step beyond its end. */
static void test_every_cut(void **state)
{
    (void)state;
    static const char text[] =
        "<!DOCTYPE lewis>" HEAD "<DATE>26-FEB-1987</DATE><TOPICS><D>a</D></TOPICS>"
        "<TEXT TYPE=\"X\"><TITLE>&lt;&#1;</TITLE><BODY>b</BODY></TEXT>"
        "</REUTERS>";
    struct reader_options options = {.format = "reuters"};
    for (size_t cut = 1; cut < sizeof(text); cut++) {
        struct harvest h;
        write_file("cut.sgm", (struct slice){text, cut});
        harvest_path(&h, "cut.sgm", &options);
        assert_int_equal(h.count, cut == sizeof(text) - 1);
        assert_int_equal(h.event_count, cut >= 24 && cut < sizeof(text) - 1);
        harvest_dispose(&h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_article),     cmocka_unit_test(test_texts_without_body),
        cmocka_unit_test(test_dates),       cmocka_unit_test(test_places),
        cmocka_unit_test(test_odd_records), cmocka_unit_test(test_record_limit),
        cmocka_unit_test(test_every_cut),
    };
    return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
