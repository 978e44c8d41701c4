#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "corpus/article.h"
#include "corpus/field.h"

static struct slice identity(const struct article *article, struct buffer *out,
                             enum identity_kind expected)
{
    buffer_clear(out);
    assert_int_equal(article_identity(article, out), expected);
    return buffer_slice(out);
}

static void test_identity(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    struct article article = {.id = SLICE("7"), .source = SLICE("AFP"), .url = SLICE("http://x")};
    assert_true(slice_equal(identity(&article, &out, IDENTITY_ID), SLICE("IAFP\x1F"
                                                                         "7")));
    article.source = (struct slice){NULL, 0};
    assert_true(slice_equal(identity(&article, &out, IDENTITY_ID), SLICE("I\x1F"
                                                                         "7")));
    article.id = (struct slice){NULL, 0};
    assert_true(slice_equal(identity(&article, &out, IDENTITY_URL), SLICE("Uhttp://x")));
    article.url = (struct slice){NULL, 0};
    struct slice content = identity(&article, &out, IDENTITY_CONTENT);
    assert_int_equal(content.length, 33);
    assert_int_equal(content.bytes[0], 'C');
    buffer_dispose(&out);
}

static void test_identities_do_not_run_together(void **state)
{
    (void)state;
    static const struct {
        struct slice source, id;
    } pairs[] = {
        {{"a\x1F", 2}, {"b", 1}},
        {{"a", 1},
         {"\x1F"
          "b",
          2}},
        {{"a\x1E", 2}, {"b", 1}},
        {{"a\x1E"
          "1",
          3},
         {"b", 1}},
        {{"a\x1E"
          "0",
          3},
         {"b", 1}},
    };
    size_t count = sizeof(pairs) / sizeof(pairs[0]);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++) {
            struct buffer one = BUFFER_INIT, two = BUFFER_INIT;
            struct article a = {.source = pairs[i].source, .id = pairs[i].id};
            struct article b = {.source = pairs[j].source, .id = pairs[j].id};
            article_identity(&a, &one);
            article_identity(&b, &two);
            assert_false(slice_equal(buffer_slice(&one), buffer_slice(&two)));
            buffer_dispose(&one);
            buffer_dispose(&two);
        }
}

static bool same_hash(const struct article *a, const struct article *b)
{
    struct article_hash one = article_content_hash(a), two = article_content_hash(b);
    return one.low == two.low && one.high == two.high;
}

/* Each field alone changes the hash, and none can be taken for another. */
static void test_hash_covers_every_field(void **state)
{
    (void)state;
    struct article articles[FIELD_COUNT + 4] = {0};
    size_t count = 1; /* the first is empty */
    for (int field = 0; field < FIELD_COUNT; field++, count++) {
        struct article *article = &articles[count];
        switch (field_kind((enum field)field)) {
        case FIELD_STRING:
            *field_string(article, (enum field)field) = SLICE("x");
            break;
        case FIELD_LIST:
            article_list_add(article, field_list(article, (enum field)field), SLICE("x"), NULL);
            break;
        case FIELD_DATE:
            field_date(article, (enum field)field)->precision = DATE_YEAR;
            break;
        }
    }
    article_extra_add(&articles[count++], SLICE("x"), SLICE("1"), NULL);
    article_extra_add(&articles[count++], SLICE("x1"), SLICE(""), NULL);
    articles[count++].published.seconds = 1;
    assert_int_equal(count, FIELD_COUNT + 4);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            assert_int_equal(same_hash(&articles[i], &articles[j]), i == j);
    for (size_t i = 0; i < count; i++)
        article_dispose(&articles[i]);
}

static void test_hash_sees_boundaries(void **state)
{
    (void)state;
    struct article a = {0}, b = {0};
    article_list_add(&a, &a.topics, SLICE("ab"), NULL);
    article_list_add(&b, &b.topics, SLICE("a"), NULL);
    article_list_add(&b, &b.topics, SLICE("b"), NULL);
    assert_false(same_hash(&a, &b));
    article_dispose(&a);
    article_dispose(&b);
    a.title = SLICE("ab");
    b.title = SLICE("a");
    b.body = SLICE("b");
    assert_false(same_hash(&a, &b));
}

static void test_copy(void **state)
{
    (void)state;
    struct article from = {.arena = ARENA_INIT}, to = {.arena = ARENA_INIT};
    from.title = arena_copy(&from.arena, SLICE("a\0b"));
    from.rights = arena_copy(&from.arena, SLICE("all"));
    from.published = (struct date){-5, DATE_DAY};
    for (int i = 0; i < 100; i++) {
        char text[2] = {(char)('!' + i % 90), '\0'};
        assert_int_equal(article_list_add(&from, &from.people, slice_of(text), NULL), HERALD_OK);
        assert_int_equal(
            article_extra_add(&from, slice_of(text), SLICE("12345678901234567890"), NULL),
            HERALD_OK);
    }
    to.body = arena_copy(&to.arena, SLICE("goes away"));
    assert_int_equal(article_copy(&to, &from, NULL), HERALD_OK);
    assert_true(same_hash(&to, &from));
    struct article_hash before = article_content_hash(&to);
    article_dispose(&from);
    struct article_hash after = article_content_hash(&to);
    assert_true(before.low == after.low && before.high == after.high);
    assert_int_equal(to.people.count, 100);
    assert_int_equal(to.people.items[99].bytes[0], '!' + 9);
    assert_int_equal(article_copy(&to, &to, NULL), HERALD_OK);
    article_clear(&to);
    assert_true(same_hash(&to, &from));
    article_dispose(&to);
}

/* An array that was made elsewhere, with no room known, is copied before it grows. */
static void test_list_made_elsewhere(void **state)
{
    (void)state;
    struct article article = {.arena = ARENA_INIT};
    struct slice *items = arena_alloc(&article.arena, sizeof(*items));
    items[0] = SLICE("one");
    article.topics = (struct slice_list){.items = items, .count = 1};
    char *neighbour = arena_alloc(&article.arena, 64);
    memset(neighbour, 'n', 64);
    assert_int_equal(article_list_add(&article, &article.topics, SLICE("two"), NULL), HERALD_OK);
    assert_int_equal(article.topics.count, 2);
    assert_true(slice_equal(article.topics.items[0], SLICE("one")));
    assert_true(slice_equal(article.topics.items[1], SLICE("two")));
    for (int i = 0; i < 64; i++)
        assert_int_equal(neighbour[i], 'n');
    article_dispose(&article);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_identities_do_not_run_together),
        cmocka_unit_test(test_hash_covers_every_field),
        cmocka_unit_test(test_hash_sees_boundaries),
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_list_made_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
