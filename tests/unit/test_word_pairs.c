/*
 * The word pairs of tests/analysis: what a query for one word must find in a text of the language,
 * and what it must not. A row is a kind, a query, a text and, for the last two kinds, a reason:
 *
 *     meet   the query finds the text
 *     apart  neither finds the other
 *     lost   they should meet, and do not
 *     mixed  they should be apart, and are not
 *
 * The last two are what a rule for them would do more harm than good; they are tests too, so that
 * the lists stay true. tests/analysis/README.md has more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/language/analyser.h"
#include "tests/unit/analyser_fixture.h"

#define MEET_MIN  60u
#define APART_MIN 40u
#define WORDS_MAX 64u

/* The stems of a text. */
struct stems {
    struct {
        char bytes[WORD_MAX];
        size_t length;
        uint32_t position, span;
        bool variant;
    } items[WORDS_MAX];
    size_t count;
    uint32_t end;
};

static void find_stems(struct analyser *analyser, const char *text, language_id language,
                       struct stems *out)
{
    struct word word;
    out->count = out->end = 0;
    analyser_start(analyser, slice_of(text));
    while (analyser_next(analyser, &word, NULL) == HERALD_OK) {
        assert_true(out->count < WORDS_MAX);
        const struct slice stem = analyser_stem(analyser, word.folded, language);
        memcpy(out->items[out->count].bytes, stem.bytes, stem.length);
        out->items[out->count].length = stem.length;
        out->items[out->count].position = word.position;
        out->items[out->count].span = word.span;
        out->items[out->count++].variant = word.kind == WORD_VARIANT;
        out->end = word.position + 1 > out->end ? word.position + 1 : out->end;
    }
}

static bool has_stem(const struct stems *text, const struct stems *query, size_t at)
{
    for (size_t i = 0; i < text->count; i++)
        if (slice_equal((struct slice){text->items[i].bytes, text->items[i].length},
                        (struct slice){query->items[at].bytes, query->items[at].length}))
            return true;
    return false;
}

/* Whether all words of the query are in the text, or what they are joined to is. */
static bool finds(const struct stems *query, const struct stems *text)
{
    bool all = query->count > 0;
    for (size_t i = 0; i < query->count; i++) {
        const bool there = has_stem(text, query, i);
        if (query->items[i].variant && query->items[i].position == 0 &&
            query->items[i].span == query->end && there)
            return true;
        all &= there || query->items[i].variant;
    }
    return all;
}

enum kind { KIND_MEET, KIND_APART, KIND_LOST, KIND_MIXED, KIND_COUNT };
static const char *const kinds[KIND_COUNT] = {"meet", "apart", "lost", "mixed"};

struct list {
    struct analyser *analyser;
    language_id language;
    size_t counts[KIND_COUNT];
    size_t failures;
};

static enum kind kind_of(const char *name)
{
    size_t kind = 0;
    while (kind < KIND_COUNT && strcmp(kinds[kind], name) != 0)
        kind++;
    assert_true(kind < KIND_COUNT);
    return (enum kind)kind;
}

static void check_pair(struct list *list, enum kind kind, const char *query, const char *text)
{
    static struct stems of_query, of_text;
    find_stems(list->analyser, query, list->language, &of_query);
    find_stems(list->analyser, text, list->language, &of_text);
    const bool there = finds(&of_query, &of_text);
    const bool back = finds(&of_text, &of_query);
    const bool right = kind == KIND_MEET    ? there
                       : kind == KIND_LOST  ? !there
                       : kind == KIND_MIXED ? there || back
                                            : !there && !back;
    if (!right) {
        print_message("%s: %s %s, %s; stems %.*s, %.*s\n", language_code(list->language),
                      kinds[kind], query, text, (int)of_query.items[0].length,
                      of_query.items[0].bytes, (int)of_text.items[0].length,
                      of_text.items[0].bytes);
        list->failures++;
    }
}

/* Cut a line at its tabs; returns the number of cells. */
static size_t cut_cells(char *line, char *cells[4])
{
    size_t count = 0;
    line[strcspn(line, "\n")] = '\0';
    for (char *at = line; at && count < 4; count++) {
        cells[count] = at;
        at = strchr(at, '\t');
        if (at)
            *at++ = '\0';
    }
    return count;
}

static void check_list(void **state, const char *code)
{
    struct list list = {.analyser = *state, .language = language_find(slice_of(code))};
    const char *source = getenv("HERALD_SOURCE_DIR");
    char path[4096], line[1024];
    snprintf(path, sizeof path, "%s/tests/analysis/%s.tsv", source ? source : ".", code);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        char *cells[4];
        const size_t count = line[0] == '#' ? 0 : cut_cells(line, cells);
        if (count == 0)
            continue;
        assert_true(count >= 3);
        const enum kind kind = kind_of(cells[0]);
        assert_int_equal(count, kind == KIND_LOST || kind == KIND_MIXED ? 4 : 3);
        check_pair(&list, kind, cells[1], cells[2]);
        list.counts[kind]++;
    }
    fclose(file);
    assert_int_equal(list.failures, 0);
    assert_true(list.counts[KIND_MEET] >= MEET_MIN);
    assert_true(list.counts[KIND_APART] >= APART_MIN);
    assert_true(list.language != LANGUAGE_NONE);
}

#define LIST(code)                                                                                 \
    static void test_##code(void **state)                                                          \
    {                                                                                              \
        check_list(state, #code);                                                                  \
    }
LIST(en)
LIST(fr)
LIST(es)
LIST(de)
LIST(ru)
LIST(ar)
LIST(fa)
LIST(uk)
LIST(tr)
LIST(zh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_en), cmocka_unit_test(test_fr), cmocka_unit_test(test_es),
        cmocka_unit_test(test_de), cmocka_unit_test(test_ru), cmocka_unit_test(test_ar),
        cmocka_unit_test(test_fa), cmocka_unit_test(test_uk), cmocka_unit_test(test_tr),
        cmocka_unit_test(test_zh),
    };
    return cmocka_run_group_tests(tests, open_analyser, close_analyser);
}
