/* Words typed without spaces are divided, and what a divided query is echoed as is it again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "corpus/utf8.h"
#include "searcher/query_division.h"
#include "tests/unit/analyser_fixture.h"
#include "tests/unit/corpus_articles.h"
#include "tests/unit/random_numbers.h"

static void parse_divided(struct analyser *analyser, struct slice text, bool any,
                          struct query *query)
{
    const struct query_options options = {.any = any};
    assert_int_equal(query_parse(query, text, &options, NULL, NULL), HERALD_OK);
    assert_int_equal(query_divide(query, analyser, NULL), HERALD_OK);
}

static const struct {
    const char *text, *understood;
    bool any;
} cases[] = {
    {"伊朗核谈判", "伊朗 AND 核 AND 谈判", false},
    {"伊朗核谈判", "any: 伊朗 OR 核 OR 谈判", true},
    {"Iran 俄罗斯乌克兰停火", "Iran AND 俄罗斯 AND 乌克兰 AND 停火", false},
    {"伊朗谈判 OR 停火", "(伊朗 AND 谈判) OR 停火", false},
    {"title:伊朗谈判 -以色列总理", "title:(伊朗 AND 谈判) AND NOT (以色列 AND 总理)", false},
    {"first/50 伊朗谈判", "first/50 (伊朗 AND 谈判)", false},
    {"AI芯片出口", "AI AND \"芯片\" AND 出口", false},
    {"cease-fire谈判", "cease-fire AND 谈判", false},
    /* Names, and characters that are no words of the dictionary, stay together. */
    {"欧洲联盟制裁俄罗斯", "\"欧洲联盟\" AND 制裁 AND 俄罗斯", false},
    {"欧洲联盟", "欧洲联盟", false},
    {"习近平同拜登通电话", "\"习近平\" AND 同 AND \"拜登\" AND 通 AND 电话", false},
    {"日米首脳会談", "\"日米\" AND 首脳 AND 会談", false},
    {"大統領選挙", "\"大統領\" AND \"選挙\"", false},
    {"イランの核協議", "イラン AND の AND 核 AND 協議", false},
    {"การเจรจานิวเคลียร์", "การ AND เจรจา AND นิวเคลียร์", false},
    /* As it stands. */
    {"\"伊朗核谈判\"", "\"伊朗核谈判\"", false},
    {"=伊朗核谈判", "=伊朗核谈判", false},
    {"伊朗核* 谈判", "伊朗核* AND 谈判", false},
    {"伊朗谈判 near/5 停火", "伊朗谈判 near/5 停火", false},
    {"atleast/2 伊朗谈判", "atleast/2 伊朗谈判", false},
    {"source:伊朗谈判", "source:\"伊朗谈判\"", false},
    {"Россия Иран", "Россия AND Иран", false},
};

static void divides(void **state)
{
    for (size_t at = 0; at < sizeof(cases) / sizeof(*cases); at++) {
        struct query query = {0};
        struct buffer text = BUFFER_INIT;
        parse_divided(*state, slice_of(cases[at].text), cases[at].any, &query);
        query_print(&query, &text);
        assert_string_equal(text.bytes, cases[at].understood);
        buffer_dispose(&text);
        query_dispose(&query);
    }
}

/* Each part knows where it was typed. */
static void places(void **state)
{
    static const char text[] = "Iran -以色列总理 title:伊朗谈判";
    static const struct query_place expected[] = {{0, 4}, {6, 3}, {9, 2}, {18, 2}, {20, 2}};
    struct query query = {0};
    parse_divided(*state, slice_of(text), false, &query);
    assert_int_equal(query.leaf_count, 5);
    const struct query_node *iran = query.root->child, *not = iran->next, *title = not ->next;
    const struct query_node *leaves[] = {iran, not ->child->child, not ->child->child->next,
                                         title->child->child, title->child->child->next};
    for (size_t at = 0; at < 5; at++) {
        assert_int_equal(leaves[at]->leaf, at);
        assert_int_equal(leaves[at]->place.offset, expected[at].offset);
        assert_int_equal(leaves[at]->place.length, expected[at].length);
    }
    query_dispose(&query);
}

/* --- what is echoed --------------------------------------------------------------------------- */

static void assert_echo_is_same(struct analyser *analyser, struct slice text)
{
    struct query query = {0}, again = {0};
    struct buffer echo = BUFFER_INIT;
    parse_divided(analyser, text, false, &query);
    query_print(&query, &echo);
    parse_divided(analyser, buffer_slice(&echo), false, &again);
    if (!query_equal(query.root, again.root))
        fail_msg("'%.*s' is echoed as '%s', which is something else", (int)text.length, text.bytes,
                 echo.bytes);
    assert_int_equal(query.leaf_count, again.leaf_count);
    buffer_dispose(&echo);
    query_dispose(&query);
    query_dispose(&again);
}

/* The letters of an unspaced script that follow each other from an offset on, at most so many. */
static struct slice take_run(struct slice text, size_t at, size_t most)
{
    struct slice run = {text.bytes + at, 0};
    for (size_t count = 0; count < most && at < text.length; count++) {
        uint32_t code = 0;
        size_t length = utf8_decode(text.bytes + at, text.length - at, &code);
        if (length == 0 || !letter_is_unspaced(code))
            break;
        at += length;
        run.length += length;
    }
    return run;
}

static void try_article(void *context, const struct corpus_article *article)
{
    struct slice body = article->body;
    for (unsigned round = 0; round < 40 && body.length > 0; round++) {
        size_t at = random_below(body.length);
        while (at > 0 && ((unsigned char)body.bytes[at] & 0xC0) == 0x80)
            at--;
        struct slice run = take_run(body, at, 2 + random_below(24));
        if (run.length > 0)
            assert_echo_is_same(context, run);
    }
}

static void echoes(void **state)
{
    const struct corpus_article here = {
        .body = slice_of(
            "欧洲联盟外长在日内瓦举行会谈讨论伊朗核计划和制裁问题外交部发言人表示联合国安理会"
            "應就停火協議達成一致イランの核開発問題をめぐる協議は東京で再開された"
            "รัฐมนตรีต่างประเทศเจรจาเรื่องนิวเคลียร์กับอิหร่านที่กรุงเวียนนา")};
    for (unsigned round = 0; round < 50; round++)
        try_article(*state, &here);
    corpus_walk("languages/zh", 20, 100, try_article, *state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(divides),
        cmocka_unit_test(places),
        cmocka_unit_test(echoes),
    };
    return cmocka_run_group_tests(tests, open_analyser, close_analyser);
}
