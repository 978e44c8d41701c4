#include "corpus/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/random_numbers.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void assert_slice(struct slice actual, struct slice expected)
{
    assert_int_equal(actual.length, expected.length);
    if (expected.length)
        assert_memory_equal(actual.bytes, expected.bytes, expected.length);
}

static void assert_list(const struct slice_list *actual, const struct slice_list *expected)
{
    assert_int_equal(actual->count, expected->count);
    for (size_t i = 0; i < expected->count; i++)
        assert_slice(actual->items[i], expected->items[i]);
}

static void assert_date(struct date actual, struct date expected)
{
    assert_int_equal(actual.seconds, expected.seconds);
    assert_int_equal(actual.precision, expected.precision);
}

static void assert_article(const struct article *actual, const struct article *expected)
{
    assert_slice(actual->id, expected->id);
    assert_slice(actual->url, expected->url);
    assert_slice(actual->source, expected->source);
    assert_slice(actual->title, expected->title);
    assert_slice(actual->subtitle, expected->subtitle);
    assert_list(&actual->authors, &expected->authors);
    assert_slice(actual->body, expected->body);
    assert_date(actual->published, expected->published);
    assert_date(actual->updated, expected->updated);
    assert_slice(actual->language, expected->language);
    assert_slice(actual->section, expected->section);
    assert_list(&actual->countries, &expected->countries);
    assert_list(&actual->people, &expected->people);
    assert_list(&actual->organisations, &expected->organisations);
    assert_list(&actual->topics, &expected->topics);
    assert_slice(actual->place, expected->place);
    assert_slice(actual->rights, expected->rights);
    assert_int_equal(actual->extra_count, expected->extra_count);
    for (size_t i = 0; i < expected->extra_count; i++) {
        assert_slice(actual->extra[i].name, expected->extra[i].name);
        assert_slice(actual->extra[i].json, expected->extra[i].json);
    }
}

/* Encode and decode an article and compare every field. */
static void assert_round_trip(const struct article *article)
{
    struct buffer record = BUFFER_INIT;
    struct article back = {0};
    article_encode(article, &record);
    assert_false(record.failed);
    assert_int_equal(article_decode(buffer_slice(&record), &back, NULL), HERALD_OK);
    assert_article(&back, article);
    article_dispose(&back);
    buffer_dispose(&record);
}

static void add_item(struct article *article, struct slice_list *list, struct slice item)
{
    assert_int_equal(article_list_add(article, list, item, NULL), HERALD_OK);
}

/* An article with something in every field; texts are lent. */
static struct article full_article(void)
{
    struct article article = {
        .id = SLICE("state-245642"),
        .url = SLICE("https://www.state.gov/call"),
        .source = SLICE("U.S. Department of State"),
        .title = SLICE("Call with Çavuşoğlu\0again"),
        .subtitle = SLICE("\0"),
        .body = SLICE("Первая строка\n\0вторая\0"),
        .published = {1621684847, DATE_SECOND},
        .updated = {-220924800, DATE_DAY},
        .language = SLICE("pt-BR"),
        .section = SLICE("World"),
        .place = SLICE("ANKARA"),
        .rights = SLICE("© 2021"),
    };
    add_item(&article, &article.authors, SLICE("Antony J. Blinken"));
    add_item(&article, &article.authors, SLICE("Ned Price"));
    add_item(&article, &article.countries, SLICE("Türkiye"));
    add_item(&article, &article.people, SLICE(""));
    add_item(&article, &article.people, SLICE("a\0b"));
    add_item(&article, &article.people, SLICE(""));
    add_item(&article, &article.organisations, SLICE("NATO"));
    for (int i = 0; i < 300; i++)
        add_item(&article, &article.topics, SLICE("topic"));
    const struct slice json[] = {SLICE("12345678901234567890.10"),
                                 SLICE("{\"a\":[null,\"\\u0000\"]}"), SLICE("")};
    const struct slice names[] = {SLICE("number"), SLICE("na\0me"), SLICE("")};
    for (size_t i = 0; i < COUNT(json); i++)
        assert_int_equal(article_extra_add(&article, names[i], json[i], NULL), HERALD_OK);
    return article;
}

static void test_every_field(void **state)
{
    (void)state;
    struct article article = full_article();
    assert_round_trip(&article);
    article_dispose(&article);
}

static void test_empty_article(void **state)
{
    (void)state;
    struct article article = {0};
    struct buffer record = BUFFER_INIT;
    article_encode(&article, &record);
    assert_slice(buffer_slice(&record), SLICE("\x01"));
    buffer_dispose(&record);
    assert_round_trip(&article);
}

/* The example of docs/format.md, worked out by hand. */
static void test_bytes(void **state)
{
    (void)state;
    struct article article = {.id = SLICE("7"),
                              .published = {541350061, DATE_SECOND},
                              .title = SLICE("Talks"),
                              .body = SLICE("Moscow.")};
    add_item(&article, &article.countries, SLICE("iran"));
    assert_int_equal(article_extra_add(&article, SLICE("n"), SLICE("42"), NULL), HERALD_OK);
    struct buffer record = BUFFER_INIT;
    article_encode(&article, &record);
    assert_slice(buffer_slice(&record), SLICE("\x01"
                                              "\x01\x01"
                                              "7"
                                              "\x05\x06\x04\xDA\xE2\xA2\x84\x04"
                                              "\x0B\x04"
                                              "iran"
                                              "\x0F\x04\x01"
                                              "n42"
                                              "\x10\x05"
                                              "Talks"
                                              "\x12\x07"
                                              "Moscow."));
    buffer_dispose(&record);
    article_dispose(&article);
}

static void test_dates(void **state)
{
    (void)state;
    const struct date dates[] = {{0, DATE_NONE},
                                 {0, DATE_SECOND},
                                 {-1, DATE_SECOND},
                                 {-62135596800, DATE_YEAR},   /* year 1 */
                                 {253402300799, DATE_SECOND}, /* the end of 9999 */
                                 {-220924800, DATE_MONTH},
                                 {INT64_MAX, DATE_DAY},
                                 {INT64_MIN, DATE_DAY}};
    for (size_t i = 0; i < COUNT(dates); i++) {
        struct article article = {.published = dates[i], .updated = dates[COUNT(dates) - 1 - i]};
        assert_round_trip(&article);
    }
}

/* A record of a later version of Herald, with fields that we do not know. */
static void test_unknown_fields(void **state)
{
    (void)state;
    struct article article = {0};
    struct slice record = SLICE("\x01"
                                "\x13\x03"
                                "new"
                                "\x01\x01"
                                "7"
                                "\xFF\xFF\x03\x00"
                                "\x12\x02"
                                "ok");
    assert_int_equal(article_decode(record, &article, NULL), HERALD_OK);
    assert_slice(article.id, SLICE("7"));
    assert_slice(article.body, SLICE("ok"));
    article_dispose(&article);
}

static void test_no_record(void **state)
{
    (void)state;
    const struct slice records[] = {
        {NULL, 0},
        SLICE(""),
        SLICE("\x02"),                 /* another version */
        SLICE("\x00"),                 /* zeros */
        SLICE("\x01\x00\x00"),         /* tag 0 */
        SLICE("\x01\x01"),             /* no length */
        SLICE("\x01\x01\x02x"),        /* one byte short */
        SLICE("\x01\x01\x81\x00x"),    /* a length spelled too long */
        SLICE("\x01\x05\x00"),         /* a date without bytes */
        SLICE("\x01\x05\x02\x05\x00"), /* a precision that is none */
        SLICE("\x01\x05\x02\x00\x00"),
        SLICE("\x01\x05\x03\x01\x00\x00"), /* bytes after a date */
        SLICE("\x01\x0F\x00"),             /* an extra field without a name */
        SLICE("\x01\x0F\x02\x02x"),        /* a name longer than its field */
        SLICE("\x01\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01x"), /* 2^64 - 1 bytes */
        SLICE("\x01\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02x"), /* more than 64 bits */
    };
    struct article article = {0};
    for (size_t i = 0; i < COUNT(records); i++) {
        struct herald_error err = {0};
        if (article_decode(records[i], &article, &err) != HERALD_E_CORRUPT)
            fail_msg("record %zu is taken", i);
        assert_int_equal(err.status, HERALD_E_CORRUPT);
    }
    article_dispose(&article);
}

/* The body is found once its tag is there, not before; what stands before it is the rest of the
 * article. */
static void test_find_body(void **state)
{
    (void)state;
    struct article article = full_article(), head = {0};
    struct buffer record = BUFFER_INIT, bodiless = BUFFER_INIT;
    size_t offset;
    article_encode(&article, &record);
    article.body = (struct slice){NULL, 0};
    article_encode(&article, &bodiless);
    for (size_t length = 0; length <= record.length; length++) {
        bool found = article_find_body((struct slice){record.bytes, length}, &offset);
        assert_int_equal(found, length > bodiless.length);
        if (found)
            assert_int_equal(offset, bodiless.length);
    }
    assert_false(article_find_body(buffer_slice(&bodiless), &offset));
    assert_int_equal(article_decode((struct slice){record.bytes, bodiless.length}, &head, NULL),
                     HERALD_OK);
    assert_article(&head, &article);
    article_dispose(&head);
    article_dispose(&article);
    buffer_dispose(&record);
    buffer_dispose(&bodiless);
}

/* Cut at any place, a record is refused or is the record of its first fields. */
static void test_cut(void **state)
{
    (void)state;
    struct article article = full_article(), back = {0};
    struct buffer record = BUFFER_INIT, again = BUFFER_INIT;
    article_encode(&article, &record);
    size_t fields = 0;
    for (size_t length = 0; length < record.length; length++) {
        struct slice cut = {record.bytes, length};
        if (article_decode(cut, &back, NULL) != HERALD_OK)
            continue;
        fields++;
        buffer_clear(&again);
        article_encode(&back, &again);
        assert_slice(buffer_slice(&again), cut);
    }
    /* The empty record, 11 texts and dates without the body, 2 + 1 + 3 + 1 + 300 items, 3 extras.
     */
    assert_int_equal(fields, 1 + 11 + 307 + 3);
    buffer_dispose(&record);
    buffer_dispose(&again);
    article_dispose(&back);
    article_dispose(&article);
}

static unsigned char random_byte(void)
{
    return (unsigned char)random_below(256);
}

/* Random bytes, and records with random bytes in them, never crash and never make too much. */
static void test_random_bytes(void **state)
{
    (void)state;
    struct article article = full_article(), back = {0};
    struct buffer record = BUFFER_INIT;
    size_t taken = 0;
    for (int round = 0; round < 20000; round++) {
        buffer_clear(&record);
        if (round % 2) {
            article_encode(&article, &record);
            for (int i = random_byte() % 8; i >= 0; i--)
                record.bytes[(size_t)random_byte() * 7 % record.length] = (char)random_byte();
        } else {
            buffer_append_byte(&record, 1);
            for (int i = random_byte(); i > 0; i--)
                buffer_append_byte(&record, round % 4 ? random_byte() : random_byte() % 20);
        }
        /* A copy of its own length, so that reading past the end is seen. */
        char *exact = malloc(record.length);
        assert_non_null(exact);
        memcpy(exact, record.bytes, record.length);
        enum herald_status status =
            article_decode((struct slice){exact, record.length}, &back, NULL);
        assert_true(status == HERALD_OK || status == HERALD_E_CORRUPT);
        taken += status == HERALD_OK;
        free(exact);
    }
    assert_true(taken > 100 && taken < 19000);
    buffer_dispose(&record);
    article_dispose(&back);
    article_dispose(&article);
}

static void test_large_body(void **state)
{
    (void)state;
    size_t length = 50u << 20;
    char *body = malloc(length);
    assert_non_null(body);
    for (size_t i = 0; i < length; i++)
        body[i] = (char)(i * 2654435761u >> 13);
    struct article article = {.id = SLICE("large"), .body = {body, length}};
    assert_round_trip(&article);
    free(body);
}

static void test_out_of_memory(void **state)
{
    (void)state;
    struct article article = full_article();
    struct buffer record = BUFFER_INIT;
    record.limit = 100;
    article_encode(&article, &record);
    assert_true(record.failed);
    buffer_dispose(&record);
    article_dispose(&article);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_field),    cmocka_unit_test(test_empty_article),
        cmocka_unit_test(test_bytes),          cmocka_unit_test(test_dates),
        cmocka_unit_test(test_unknown_fields), cmocka_unit_test(test_no_record),
        cmocka_unit_test(test_find_body),      cmocka_unit_test(test_cut),
        cmocka_unit_test(test_random_bytes),   cmocka_unit_test(test_large_body),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
