/* Snippets: what is marked, what is shown, in any script, and how fast. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "corpus/utf8.h"
#include "searcher/snippet.h"

/* What is needed to cut snippets of one query. */
struct bench {
    struct analyser *analyser;
    struct query query;
    struct query_terms terms;
    struct snippet_maker *maker;
    struct arena arena;
};

static void open_bench(struct bench *bench, const char *text, bool any)
{
    struct query_options options = {.any = any};
    struct herald_error err;
    *bench = (struct bench){0};
    assert_int_equal(analyser_open(&bench->analyser, &err), HERALD_OK);
    assert_int_equal(query_parse(&bench->query, slice_of(text), &options, NULL, &err), HERALD_OK);
    assert_int_equal(query_terms_find(&bench->terms, &bench->query, bench->analyser, &err),
                     HERALD_OK);
    assert_int_equal(snippet_maker_open(&bench->terms, any, bench->analyser, &bench->maker, &err),
                     HERALD_OK);
}

static void close_bench(struct bench *bench)
{
    snippet_maker_free(bench->maker);
    query_terms_dispose(&bench->terms);
    query_dispose(&bench->query);
    analyser_free(bench->analyser);
    arena_dispose(&bench->arena);
}

/* The text of a snippet with [ ] around what is marked. */
static void show(const struct snippet *snippet, struct buffer *out)
{
    size_t at = 0;
    for (size_t number = 0; number < snippet->mark_count; number++) {
        const struct snippet_mark *mark = &snippet->marks[number];
        assert_true(mark->start >= at && mark->length > 0);
        buffer_append(out, snippet->text.bytes + at, mark->start - at);
        buffer_append_byte(out, '[');
        buffer_append(out, snippet->text.bytes + mark->start, mark->length);
        buffer_append_byte(out, ']');
        at = mark->start + mark->length;
    }
    assert_true(at <= snippet->text.length);
    buffer_append(out, snippet->text.bytes + at, snippet->text.length - at);
}

struct marked {
    const char *query, *language, *text, *expected;
};

static const struct marked texts[] = {
    {"Russia mediation Iran", "en", "Russia agreed to mediate; Iran's view",
     "[Russia] agreed to [mediate]; [Iran's] view"},
    {"iran", "en", "IRAN and Iranian", "[IRAN] and Iranian"},
    {"\"nuclear talks\"", "en", "Nuclear talks, talks nuclear, nuclear talk",
     "[Nuclear talks], talks nuclear, nuclear talk"},
    {"\"talks\"", "en", "talk talks Talks", "talk [talks] [Talks]"},
    {"talks -Iran", "en", "Iran talk", "Iran [talk]"},
    {"cease-fire", "en", "A ceasefire; a cease-fire; cease fire",
     "A [ceasefire]; a [cease-fire]; [cease fire]"},
    {"ceasefire", "en", "the cease-fire held", "the [cease-fire] held"},
    {"title:Iran", "en", "Iran", "[Iran]"},
    {"mediat*", "en", "Mediators mediate; meditation", "[Mediators] [mediate]; meditation"},
    {"cease-f*", "en", "cease-fire, cease fighting, cease now",
     "[cease-fire], [cease fighting], cease now"},
    {"=Mediate", "en", "Mediate, mediate, MEDIATE, mediated",
     "[Mediate], mediate, MEDIATE, mediated"},
    {"Iran near/3 talk", "en", "Iran's talks", "[Iran's] [talks]"},
    {"Iran NOT near/3 talk", "en", "Iran's talks", "[Iran's] talks"},
    {"\"Iran deal\"~2", "en", "Iran nuclear deal, deals", "[Iran] nuclear [deal], deals"},
    {"\"(oil OR gas) price\"", "en", "gas price", "[gas] [price]"},
    {"atleast/2 talk", "en", "talks", "[talks]"},
    {"body:Iran talks", "en", "Iran talks", "Iran [talks]"},
    {"erdogan", "tr", "Recep Tayyip Erdoğan", "Recep Tayyip [Erdoğan]"},
    {"переговоры", "ru", "В Женеве прошли переговоров тур", "В Женеве прошли [переговоров] тур"},
    {"мёд", "ru", "мед и мёд", "[мед] и [мёд]"},
    {"إيران", "ar", "محادثات مع ايران", "محادثات مع [ايران]"},
    {"محادثات", "ar", "مُحَادَثَات نووية", "[مُحَادَثَات] نووية"},
    {"ایران", "fa", "برنامهٔ هسته‌ای ایران است",
     "برنامهٔ هسته‌ای [ایران] است"},
    {"伊朗", "zh", "沙特与伊朗在北京", "沙特与[伊朗]在北京"},
    {"cafe", "fr", "le cafe\xCC\x81 noir", "le [cafe\xCC\x81] noir"},
    {"a&b", "en", "", ""},
};

static void marks_words(void **state)
{
    (void)state;
    for (size_t at = 0; at < sizeof(texts) / sizeof(*texts); at++) {
        struct bench bench;
        struct buffer shown = BUFFER_INIT;
        struct snippet snippet;
        open_bench(&bench, texts[at].query, false);
        assert_int_equal(snippet_title(bench.maker, slice_of(texts[at].text),
                                       language_find(slice_of(texts[at].language)), &bench.arena,
                                       &snippet, NULL),
                         HERALD_OK);
        show(&snippet, &shown);
        assert_string_equal(shown.bytes ? shown.bytes : "", texts[at].expected);
        buffer_dispose(&shown);
        close_bench(&bench);
    }
}

/* All pieces of a body, each on a line. */
static void show_body(struct bench *bench, struct slice body, size_t count, size_t width,
                      const char *language, struct buffer *out)
{
    struct snippet_options options = {count, width};
    const struct language_span all = {body.length, language_find(slice_of(language))};
    const struct snippet *snippets;
    size_t made = 0;
    assert_int_equal(snippet_body(bench->maker, body, (struct text_languages){&all, 1}, &options,
                                  &bench->arena, &snippets, &made, NULL),
                     HERALD_OK);
    assert_true(made <= count);
    for (size_t at = 0; at < made; at++) {
        assert_true(utf8_is_valid(snippets[at].text));
        show(&snippets[at], out);
        buffer_append_byte(out, '\n');
    }
}

static void check_body(const char *query, const char *language, const char *body, size_t count,
                       size_t width, const char *expected)
{
    struct bench bench;
    struct buffer shown = BUFFER_INIT;
    open_bench(&bench, query, false);
    show_body(&bench, slice_of(body), count, width, language, &shown);
    assert_string_equal(shown.bytes ? shown.bytes : "", expected);
    buffer_dispose(&shown);
    close_bench(&bench);
}

static void chooses_pieces(void **state)
{
    (void)state;
    static const char body[] =
        "Iran is mentioned here first of all. Then comes a long stretch about fishing in the north "
        "sea, about weather and about football, none of which matters to anyone at all. Russia "
        "offered mediation to Iran on Tuesday.\n\nThe rest is about cooking, gardens, and trains.";
    check_body("Russia mediation Iran", "en", body, 1, 60,
               "[Russia] offered [mediation] to [Iran] on Tuesday. The rest is\n");
    check_body("Russia mediation Iran", "en", body, 2, 60,
               "[Iran] is mentioned here first of all. Then comes a long\n"
               "[Russia] offered [mediation] to [Iran] on Tuesday. The rest is\n");
    check_body("nothing", "en", body, 3, 36, "Iran is mentioned here first of all.\n");
    check_body("title:Iran", "en", body, 1, 36, "Iran is mentioned here first of all.\n");
    check_body("Iran", "en", "", 3, 40, "");
    check_body("Iran", "en", "  Iran \n\n and\t Iraq  ", 3, 40, "[Iran] and Iraq\n");
}

static void prefers_whole_phrases(void **state)
{
    (void)state;
    check_body("nuclear \"nuclear talks\"", "en",
               "A nuclear plant and a nuclear bomb and nuclear waste stood in a row by the river. "
               "After a very long pause of many years the nuclear talks went on.",
               1, 60, "of many years the [nuclear talks] went on.\n");
}

/* Whatever the width, pieces are made of whole words of the text and fit. */
static void keeps_words_whole(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "In the beginning Iran spoke of peace and then of trade, and the ministers of Iran agreed.",
        "Министр иностранных дел Ирана заявил, что переговоры с Ираном продолжатся в Женеве.",
        "وزير الخارجية قال إن إيران مستعدة للحوار وإن محادثات إيران مستمرة في جنيف اليوم",
    };
    static const char *const queries[] = {"iran", "иран", "إيران"};
    static const char *const languages[] = {"en", "ru", "ar"};
    for (size_t text = 0; text < 3; text++) {
        for (size_t width = 1; width < 100; width++) {
            struct bench bench;
            struct snippet_options options = {3, width};
            const struct snippet *pieces;
            size_t count;
            struct slice body = slice_of(bodies[text]);
            const struct language_span all = {body.length,
                                              language_find(slice_of(languages[text]))};
            open_bench(&bench, queries[text], false);
            assert_int_equal(snippet_body(bench.maker, body, (struct text_languages){&all, 1},
                                          &options, &bench.arena, &pieces, &count, NULL),
                             HERALD_OK);
            assert_true(count > 0);
            for (size_t at = 0; at < count; at++) {
                const char *place =
                    memmem(body.bytes, body.length, pieces[at].text.bytes, pieces[at].text.length);
                assert_non_null(place);
                size_t start = (size_t)(place - body.bytes), end = start + pieces[at].text.length;
                assert_true(start == 0 || body.bytes[start - 1] == ' ');
                assert_true(end == body.length || strchr(" ,.", body.bytes[end]));
                assert_true(pieces[at].mark_count > 0);
            }
            close_bench(&bench);
        }
    }
}

static void survives_any_cut(void **state)
{
    (void)state;
    static const char han[] =
        "沙特阿拉伯和伊朗星期五宣布，同意恢复中断七年的外交关系，并在两个月内"
        "重新开设使馆和代表机构。两国代表团自三月六日起在北京与伊朗秘密会谈。";
    for (size_t width = 1; width < 60; width++) {
        struct bench bench;
        struct buffer shown = BUFFER_INIT;
        open_bench(&bench, "伊朗", false);
        show_body(&bench, slice_of(han), 3, width, "zh", &shown);
        assert_non_null(strstr(shown.bytes, "[伊朗]"));
        buffer_dispose(&shown);
        close_bench(&bench);
    }
}

static void escapes_html(void **state)
{
    (void)state;
    struct bench bench;
    struct buffer html = BUFFER_INIT;
    struct snippet snippet;
    static const char title[] = "<script>alert(\"Iran\")</script> & 'x' \0 end";
    open_bench(&bench, "iran script", false);
    assert_int_equal(snippet_title(bench.maker, SLICE(title), language_find(SLICE("en")),
                                   &bench.arena, &snippet, NULL),
                     HERALD_OK);
    snippet_html(&snippet, &html);
    assert_string_equal(html.bytes,
                        "&lt;<mark>script</mark>&gt;alert(&quot;<mark>Iran</mark>&quot;)&lt;/"
                        "<mark>script</mark>&gt; &amp; &#39;x&#39; \xEF\xBF\xBD end");
    buffer_dispose(&html);
    close_bench(&bench);
}

static void joins_words_by_or(void **state)
{
    (void)state;
    struct bench bench;
    struct snippet snippet;
    struct buffer shown = BUFFER_INIT;
    open_bench(&bench, "cease-fire talks", true);
    assert_int_equal(snippet_title(bench.maker, SLICE("Fire! Talks on a ceasefire"),
                                   language_find(SLICE("en")), &bench.arena, &snippet, NULL),
                     HERALD_OK);
    show(&snippet, &shown);
    assert_string_equal(shown.bytes, "[Fire]! [Talks] on a [ceasefire]");
    buffer_dispose(&shown);
    close_bench(&bench);
}

/* A megabyte of other things, and one sentence at its end. */
static void finds_the_end_of_a_long_text(void **state)
{
    (void)state;
    struct bench bench;
    struct buffer body = BUFFER_INIT, shown = BUFFER_INIT;
    while (body.length < 1 << 20)
        buffer_append_string(&body, "The committee went on about the budget of the year. ");
    buffer_append_string(&body, "Russia's Mediation was welcome in Iran.");
    open_bench(&bench, "Russia mediation Iran", false);
    show_body(&bench, buffer_slice(&body), 1, 60, "en", &shown);
    assert_non_null(strstr(shown.bytes, "[Russia's] [Mediation] was welcome in [Iran]."));
    clock_t start = clock();
    for (unsigned round = 0; round < 10; round++)
        show_body(&bench, buffer_slice(&body), 3, 180, "en", &shown);
    print_message("1 MB: %.2f ms\n", (double)(clock() - start) * 100.0 / CLOCKS_PER_SEC);
    buffer_dispose(&body);
    buffer_dispose(&shown);
    close_bench(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_words),           cmocka_unit_test(chooses_pieces),
        cmocka_unit_test(prefers_whole_phrases), cmocka_unit_test(keeps_words_whole),
        cmocka_unit_test(survives_any_cut),      cmocka_unit_test(escapes_html),
        cmocka_unit_test(joins_words_by_or),     cmocka_unit_test(finds_the_end_of_a_long_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
