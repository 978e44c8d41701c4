/*
 * The version of analysis: an index of another version is refused, and analysis that gives other
 * terms for the texts of the sample has another version.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <unicode/uversion.h>
#include <xap/version.h>
#include <xap/writable.h>
#include <xxhash.h>

#include "indexer/index_database.h"
#include "tests/unit/corpus_articles.h"

/* What the sample's terms come to, and with what it was worked out: dictionaries and stemmers of
 * other versions give others. */
#define SAMPLE_VERSION "6"
#define SAMPLE_HASH    UINT64_C(0x63080f92854ee256)
#define SAMPLE_ICU     72
#define SAMPLE_XAPIAN  "1.4.22"

/* --- the terms of the sample ------------------------------------------------------------------ */

struct summing {
    struct analyser *analyser;
    XXH3_state_t *state;
};

static void add_bytes(struct summing *summing, struct slice bytes)
{
    XXH3_64bits_update(summing->state, bytes.bytes, bytes.length);
    XXH3_64bits_update(summing->state, "\n", 1);
}

/* Add the words of a text, and what they are in its language and in English. */
static void add_text(struct summing *summing, struct slice text, language_id language)
{
    const language_id languages[] = {language, language_find(SLICE("en"))};
    struct word word;
    analyser_start(summing->analyser, text);
    while (analyser_next(summing->analyser, &word, NULL) == HERALD_OK) {
        XXH3_64bits_update(summing->state, &word.position, sizeof word.position);
        add_bytes(summing, word.folded);
        for (size_t i = 0; i < 2; i++)
            add_bytes(summing, analyser_stem(summing->analyser, word.folded, languages[i]));
    }
}

static void add_article(void *context, const struct corpus_article *article)
{
    const language_id language = language_find(article->language);
    add_text(context, article->title, language);
    add_text(context, article->body, language);
}

static void test_other_terms_other_version(void **state)
{
    const char *source = getenv("HERALD_SOURCE_DIR");
    static char line[1u << 20], path[PATH_MAX];
    struct summing summing = {NULL, XXH3_createState()};
    UVersionInfo icu;
    (void)state;
    u_getVersion(icu);
    if (icu[0] != SAMPLE_ICU || strcmp(xap_library_version_string(), SAMPLE_XAPIAN) != 0) {
        print_message("SKIP: another version of ICU or libxapian\n");
        XXH3_freeState(summing.state);
        return;
    }
    snprintf(path, sizeof path, "%s/corpus/sample/articles.jsonl", source ? source : ".");
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(analyser_open(&summing.analyser, NULL), HERALD_OK);
    XXH3_64bits_reset(summing.state);
    while (fgets(line, sizeof line, file))
        corpus_take_line(line, add_article, &summing);
    fclose(file);
    analyser_free(summing.analyser);
    const uint64_t hash = XXH3_64bits_digest(summing.state);
    XXH3_freeState(summing.state);
    if (hash != SAMPLE_HASH || strcmp(SCHEMA_ANALYSIS_VERSION, SAMPLE_VERSION) != 0)
        fail_msg("the sample's terms come to 0x%llx: where analysis gives other terms, raise "
                 "SCHEMA_ANALYSIS_VERSION, and note both here",
                 (unsigned long long)hash);
}

/* --- indexes of other versions -----------------------------------------------------------------
 */

static void set_metadata(const char *path, const char *key, const char *value)
{
    xap_writable_options options = XAP_WRITABLE_OPTIONS_INIT;
    xap_writable *writable = NULL;
    options.mode = XAP_OPEN;
    assert_int_equal(xap_writable_open(path, &options, &writable, NULL), XAP_OK);
    assert_int_equal(
        xap_writable_set_metadata(writable, key, strlen(key), value, strlen(value), NULL), XAP_OK);
    assert_int_equal(xap_writable_close(writable, NULL), XAP_OK);
    xap_writable_free(writable);
}

static void expect(const char *path, enum herald_status status, const char *part)
{
    struct herald_error err = {0};
    xap_database *database = NULL;
    assert_int_equal(index_database_open(path, &database, &err), status);
    assert_true(status == HERALD_OK || (!database && strstr(err.message, part)));
    xap_database_free(database);
}

static void test_others_are_refused(void **state)
{
    char folder[] = "/tmp/test-analysis-version.XXXXXX", path[64], command[96];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/db", folder);
    assert_int_equal(index_database_create(path, NULL), HERALD_OK);
    expect(path, HERALD_OK, "");
    set_metadata(path, SCHEMA_META_ANALYSIS, "4");
    expect(path, HERALD_E_VERSION,
           "has herald.analysis 4, this herald has " SCHEMA_ANALYSIS_VERSION
           ": index the articles again");
    set_metadata(path, SCHEMA_META_ANALYSIS, SCHEMA_ANALYSIS_VERSION);
    expect(path, HERALD_OK, "");
    set_metadata(path, SCHEMA_META_FORMAT, "3");
    expect(path, HERALD_E_VERSION, "has herald.format 3");
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_other_terms_other_version),
        cmocka_unit_test(test_others_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
