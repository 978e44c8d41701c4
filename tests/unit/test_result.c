/* The forms of a result: JSON, TREC runs, articles, text for terminals. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "corpus/terminal.h"
#include "searcher/article_json.h"
#include "searcher/export.h"
#include "searcher/result.h"

static void check(struct buffer *out, const char *expected)
{
    assert_false(out->failed);
    assert_string_equal(out->bytes ? out->bytes : "", expected);
    buffer_dispose(out);
}

static void write_sample(struct json_writer *writer)
{
    json_write_object(writer);
    json_write_key(writer, "a");
    json_write_array(writer);
    json_write_integer(writer, INT64_MIN);
    json_write_boolean(writer, true);
    json_write_null(writer);
    json_write_object(writer);
    json_write_end_object(writer);
    json_write_end_array(writer);
    json_write_key(writer, "marks");
    json_write_array_inline(writer);
    json_write_array(writer);
    json_write_integer(writer, 1);
    json_write_integer(writer, 2);
    json_write_end_array(writer);
    json_write_array(writer);
    json_write_end_array(writer);
    json_write_end_array(writer);
    json_write_key(writer, "d");
    json_write_decimal(writer, 0.5, 2);
    json_write_pair(writer, "none", (struct slice){NULL, 0});
    json_write_end_object(writer);
}

static void writes_json(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    struct json_writer tight = {.out = &out}, pretty = {.out = &out, .pretty = true};
    write_sample(&tight);
    check(&out, "{\"a\":[-9223372036854775808,true,null,{}],\"marks\":[[1,2],[]],\"d\":0.50,"
                "\"none\":null}");
    write_sample(&pretty);
    check(&out, "{\n  \"a\": [\n    -9223372036854775808,\n    true,\n    null,\n    {}\n  ],\n"
                "  \"marks\": [[1, 2], []],\n  \"d\": 0.50,\n  \"none\": null\n}");
}

static void writes_strings(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    struct json_writer writer = {.out = &out};
    json_write_string(&writer, SLICE("a\0\"\\\n\x1f\xD0\xB8"));
    check(&out, "\"a\\u0000\\\"\\\\\\n\\u001f\xD0\xB8\"");
    writer = (struct json_writer){.out = &out};
    json_write_string(&writer, SLICE("\xFFx\xE4\xB8"));
    check(&out, "\"\xEF\xBF\xBDx\xEF\xBF\xBD\"");
    writer = (struct json_writer){.out = &out};
    json_write_raw(&writer, SLICE("[1.10000000000000000000001 ,\n \"a b\"]"));
    check(&out, "[1.10000000000000000000001,\"a b\"]");
}

static void writes_articles(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    struct json_writer writer = {.out = &out};
    struct article article = {0};
    article.id = SLICE("x");
    article.body = SLICE("y");
    article.published = (struct date){-220924800, DATE_YEAR};
    assert_int_equal(article_list_add(&article, &article.countries, SLICE("IR"), NULL), HERALD_OK);
    assert_int_equal(article_extra_add(&article, SLICE("n"), SLICE("1e400"), NULL), HERALD_OK);
    assert_int_equal(article_extra_add(&article, SLICE("updated"), SLICE("\"soon\""), NULL),
                     HERALD_OK);
    article_write_json(&writer, &article);
    check(&out, "{\"id\":\"x\",\"published\":\"1963\",\"countries\":[\"IR\"],\"body\":\"y\","
                "\"n\":1e400,\"extra\":{\"updated\":\"soon\"}}");
    article_dispose(&article);
}

static void runs_strictly_decrease(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    struct result_hit hits[] = {
        {.rank = 1, .score = 2.0000004, .key = SLICE("a")},
        {.rank = 2, .score = 2.0000004, .key = SLICE("b b")},
        {.rank = 3, .score = 2.0000001, .key = SLICE("c")},
        {.rank = 4, .score = 1, .key = SLICE("")},
    };
    struct result result = {.hits = hits, .hit_count = 4};
    struct export export = {.form = EXPORT_TREC, .qid = SLICE("7"), .run = SLICE("run")};
    export_result(&export, &result, &out);
    check(&out, "7 Q0 a 1 2.000000 run\n7 Q0 b_b 2 1.999999 run\n7 Q0 c 3 1.999998 run\n"
                "7 Q0 _ 4 1.000000 run\n");
}

static void tells_failures(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    struct herald_error error = {HERALD_E_IO, "cannot read 'x'"};
    struct query_error where = {QUERY_ERROR_EMPTY_GROUP, {3, 2}, "a word", ""};
    result_write_error(&error, NULL, false, &out);
    check(&out, "{\"herald\":\"" HERALD_VERSION
                "\",\"error\":{\"code\":\"io\",\"message\":\"cannot read 'x'\"}}\n");
    error.status = HERALD_E_QUERY;
    result_write_error(&error, &where, false, &out);
    check(&out, "{\"herald\":\"" HERALD_VERSION
                "\",\"error\":{\"code\":\"query\",\"message\":\"cannot read 'x'\",\"reason\":"
                "\"empty-group\",\"offset\":3,\"length\":2,\"expected\":\"a word\"}}\n");
}

static void spares_the_terminal(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    terminal_append(&out, SLICE("a\033[2Jb\0\n\t\xC2\x9B\xFF\xD0\xB8"));
    check(&out, "a\xEF\xBF\xBD[2Jb\xEF\xBF\xBD\n\t\xEF\xBF\xBD\xEF\xBF\xBD\xD0\xB8");
}

static void reads_parameters(void **state)
{
    (void)state;
    struct ranking ranking = {.k1 = 1, .b = 0.5, .min_length = 0.25};
    assert_true(ranking_parse("2", &ranking));
    assert_true(ranking.k1 == 2 && ranking.b == 0.5 && ranking.min_length == 0.25);
    assert_true(ranking_parse("1.5,0.75,0", &ranking));
    assert_true(ranking.k1 == 1.5 && ranking.b == 0.75 && ranking.min_length == 0);
    static const char *const wrong[] = {"x", "-1", "1,2", "1,0.5,0,1", "nan", "1;2", "inf"};
    for (size_t at = 0; at < sizeof(wrong) / sizeof(*wrong); at++)
        assert_false(ranking_parse(wrong[at], &ranking));
    assert_true(ranking.k1 == 1.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_json),      cmocka_unit_test(writes_strings),
        cmocka_unit_test(writes_articles),  cmocka_unit_test(runs_strictly_decrease),
        cmocka_unit_test(tells_failures),   cmocka_unit_test(spares_the_terminal),
        cmocka_unit_test(reads_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
