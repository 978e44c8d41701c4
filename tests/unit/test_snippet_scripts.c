/*
 * What is marked in every script: by hand on a sentence each, and on real news against a walk of
 * the analyser over the same text. Each marked stretch must be what matched, and nothing that
 * matches may be left out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus/utf8.h"
#include "searcher/snippet.h"
#include "tests/unit/corpus_articles.h"

/* What is needed to mark a text for one query. */
struct bench {
    struct analyser *analyser;
    struct query query;
    struct query_terms terms;
    struct snippet_maker *maker;
    struct arena arena;
    struct snippet snippet;
};

/* False where the query cannot be read. */
static bool mark(struct bench *bench, struct slice query, struct slice text, language_id language)
{
    struct query_options options = {0};
    *bench = (struct bench){0};
    assert_int_equal(analyser_open(&bench->analyser, NULL), HERALD_OK);
    if (query_parse(&bench->query, query, &options, NULL, NULL) != HERALD_OK)
        return false;
    assert_int_equal(query_terms_find(&bench->terms, &bench->query, bench->analyser, NULL),
                     HERALD_OK);
    assert_int_equal(snippet_maker_open(&bench->terms, false, bench->analyser, &bench->maker, NULL),
                     HERALD_OK);
    assert_int_equal(
        snippet_title(bench->maker, text, language, &bench->arena, &bench->snippet, NULL),
        HERALD_OK);
    return true;
}

static void close_bench(struct bench *bench)
{
    snippet_maker_free(bench->maker);
    query_terms_dispose(&bench->terms);
    query_dispose(&bench->query);
    analyser_free(bench->analyser);
    arena_dispose(&bench->arena);
}

/* --- by hand --------------------------------------------------------------------------------- */

static const struct {
    const char *language, *query, *marked; /* [ ] around what is to be marked */
} sentences[] = {
    /* stemmed */
    {"ru", "переговоры", "В Женеве завершились [переговоры]; о [переговорах] сообщил МИД"},
    {"ru", "Иран", "Делегация [Ирана] прибыла, [Иран] ждёт"},
    {"uk", "договір", "Сторони підписали [договір], умови [договору] відомі"},
    {"ar", "وزير", "التقى [الوزير] نظيره [ووزير] المالية"},
    {"ar", "سوريا", "المساعدات [لسوريا] وصلت"},
    {"fa", "مذاکره",
     "دور تازه [مذاکرات] در وین، [مذاکره]‌کنندگان آمدند"},
    {"fa", "کشور", "[کشورهای] منطقه و [کشور‌ها]"},
    {"tr", "bakan", "[Bakanlar] toplandı, [bakanın] sözleri"},
    {"ko", "러시아", "[러시아는] 이란과 회담했다. [러시아의] 입장"},
    {"ja", "コンピュータ", "新しい[コンピューター]を導入した"},
    /* folded */
    {"el", "Αθήνα", "Στην [Αθήνα] και στην [ΑΘΗΝΑ]"},
    {"he", "שלום", "הסכם [שָׁלוֹם] נחתם"},
    {"ar", "محادثات", "جرت [مُحَادَثَات] أمس"},
    {"fa", "ايران", "[ایران] و ترکیه"},
    {"tr", "istanbul", "[İstanbul] ve [ISTANBUL]"},
    {"ru", "мед", "[мёд] и [мед]"},
    {"de", "Mueller", "Minister [Müller] traf [Muller]"},
    {"hi", "कानून", "नया [क़ानून] लागू"},
    {"fr", "elysee", "à [l’Élysée] hier"},
    {"vi", "viet", "[Việt] Nam"},
    /* divided by a dictionary */
    {"zh", "伊朗", "沙特与[伊朗]在北京复交，[伊朗]外长说"},
    {"zh", "中国", "[中國]外交部與[中国]政府"},
    {"zh", "外交部发言人", "中国[外交部發言人]表示"},
    {"ja", "会談", "首脳[会談]が東京で開かれた"},
    {"th", "สวัสดี", "[สวัสดี]ครับ"},
    /* astral letters and marks before what is marked */
    {"en", "iran", "😀 𝐀 é e\u0301 [Iran\u0301] ﷺ"},
};

/* The text without its brackets, and the marks that they show. */
static size_t read_brackets(const char *marked, struct buffer *text, struct snippet_mark marks[4])
{
    size_t count = 0;
    for (; *marked; marked++) {
        if (*marked == '[') {
            marks[count].start = text->length;
        } else if (*marked == ']') {
            marks[count].length = text->length - marks[count].start;
            count++;
        } else {
            buffer_append_byte(text, (unsigned char)*marked);
        }
    }
    return count;
}

static void marks_by_hand(void **state)
{
    (void)state;
    size_t failures = 0;
    for (size_t at = 0; at < sizeof sentences / sizeof *sentences; at++) {
        struct buffer text = BUFFER_INIT;
        struct snippet_mark marks[4];
        struct bench bench;
        const size_t count = read_brackets(sentences[at].marked, &text, marks);
        const language_id language = language_find(slice_of(sentences[at].language));
        assert_true(mark(&bench, slice_of(sentences[at].query), buffer_slice(&text), language));
        bool right = bench.snippet.mark_count == count;
        for (size_t i = 0; right && i < count; i++) {
            right = bench.snippet.marks[i].start == marks[i].start &&
                    bench.snippet.marks[i].length == marks[i].length;
        }
        if (!right) {
            print_message("%s: %s in %s: %zu marks\n", sentences[at].language, sentences[at].query,
                          sentences[at].marked, bench.snippet.mark_count);
            failures++;
        }
        close_bench(&bench);
        buffer_dispose(&text);
    }
    assert_int_equal(failures, 0);
}

/* --- real articles --------------------------------------------------------------------------- */

#define TEXT_MAX  8000u
#define STEMS_MAX 16u

/* The stems that a piece of text holds. */
struct stems {
    char bytes[STEMS_MAX][WORD_MAX];
    size_t lengths[STEMS_MAX];
    size_t count;
};

static bool has_stem(const struct stems *stems, struct slice stem)
{
    for (size_t i = 0; i < stems->count; i++)
        if (slice_equal((struct slice){stems->bytes[i], stems->lengths[i]}, stem))
            return true;
    return false;
}

static void find_stems(struct analyser *analyser, struct slice text, language_id language,
                       struct stems *out)
{
    struct word word;
    out->count = 0;
    analyser_start(analyser, text);
    while (analyser_next(analyser, &word, NULL) == HERALD_OK && out->count < STEMS_MAX) {
        const struct slice stem = analyser_stem(analyser, word.folded, language);
        memcpy(out->bytes[out->count], stem.bytes, stem.length);
        out->lengths[out->count++] = stem.length;
    }
}

static bool is_marked(const struct snippet *snippet, size_t start, size_t end)
{
    for (size_t i = 0; i < snippet->mark_count; i++) {
        const struct snippet_mark *mark = &snippet->marks[i];
        if (mark->start <= start && end <= mark->start + mark->length)
            return true;
    }
    return false;
}

static bool at_code_point(struct slice text, size_t offset)
{
    return offset == text.length || ((unsigned char)text.bytes[offset] & 0xC0) != 0x80;
}

/* Check the marks of a query that is one word against a walk over the text. */
static void check_marks(const struct bench *bench, struct slice text, const struct stems *wanted,
                        language_id language)
{
    struct analyser *analyser;
    struct stems found;
    struct word word;
    const struct snippet *snippet = &bench->snippet;
    assert_int_equal(analyser_open(&analyser, NULL), HERALD_OK);
    assert_true(snippet->mark_count > 0);
    for (size_t i = 0; i < snippet->mark_count; i++) {
        const struct snippet_mark *mark = &snippet->marks[i];
        const struct slice piece = {snippet->text.bytes + mark->start, mark->length};
        assert_true(at_code_point(text, mark->start));
        assert_true(at_code_point(text, mark->start + mark->length));
        find_stems(analyser, piece, language, &found);
        bool matched = false;
        for (size_t stem = 0; stem < found.count; stem++)
            matched |= has_stem(wanted, (struct slice){found.bytes[stem], found.lengths[stem]});
        if (!matched) {
            fail_msg("marked without a match: %.*s, for %.*s", (int)piece.length, piece.bytes,
                     (int)wanted->lengths[0], wanted->bytes[0]);
        }
    }
    analyser_start(analyser, text);
    while (analyser_next(analyser, &word, NULL) == HERALD_OK) {
        const size_t start = (size_t)(word.text.bytes - text.bytes);
        const struct slice stem = analyser_stem(analyser, word.folded, language);
        if (has_stem(wanted, stem) && !is_marked(snippet, start, start + word.text.length)) {
            fail_msg("a match without a mark: %.*s at %zu", (int)word.text.length, word.text.bytes,
                     start);
        }
    }
    analyser_free(analyser);
}

/* Whether a word can be a query: no operator and no number. */
static bool is_query(const struct word *word)
{
    const bool shouted =
        word->script == SCRIPT_LATIN && (word->text.length < 4 || word_is_capital(word));
    return word->kind == WORD_PLAIN && word->script != SCRIPT_DIGIT && !shouted;
}

/* The source of the text's `number`th word that can be a query; empty for none. */
static struct slice nth_word(struct analyser *analyser, struct slice text, size_t number)
{
    struct word word;
    struct slice chosen = {NULL, 0};
    analyser_start(analyser, text);
    for (size_t i = 0; analyser_next(analyser, &word, NULL) == HERALD_OK;)
        if (is_query(&word) && i++ == number)
            chosen = word.text;
    return chosen;
}

/* Look for some words of an article in the begin of its body, and count them. */
static void check_article(void *context, const struct corpus_article *article)
{
    size_t *words = context;
    const language_id language = language_find(article->language);
    struct slice text = article->body;
    struct analyser *analyser;
    text.length = utf8_floor(text, text.length < TEXT_MAX ? text.length : TEXT_MAX);
    assert_int_equal(analyser_open(&analyser, NULL), HERALD_OK);
    for (size_t number = 3; number < 60; number += 17) {
        const struct slice query = nth_word(analyser, text, number);
        struct stems wanted;
        struct bench bench;
        if (query.length == 0)
            break;
        find_stems(analyser, query, language, &wanted);
        if (wanted.count == 1 && mark(&bench, query, text, language)) {
            check_marks(&bench, text, &wanted, language);
            close_bench(&bench);
            ++*words;
        }
    }
    analyser_free(analyser);
}

static void marks_real_articles(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned step;
    } files[] = {
        {"languages/ar", 60}, {"languages/fa", 20},        {"languages/ru", 160},
        {"languages/zh", 60}, {"languages/ru-kremlin", 3}, {"languages/mixed", 60},
    };
    size_t there = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        size_t words = 0;
        if (corpus_walk(files[i].name, files[i].step, UINT_MAX, check_article, &words)) {
            print_message("%s: %zu words\n", files[i].name, words);
            assert_true(words > 50);
            there++;
        }
    }
    if (there == 0)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_by_hand),
        cmocka_unit_test(marks_real_articles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
