/* The id of a result against every option of the command: what changes hits changes the id. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "searcher/result_identity.h"
#include "searcher/search_options.h"

/* Every word of it is read otherwise by some option. */
#define QUERY "talks OR mediation date:2025-02-14"

enum effect {
    CHANGES_ID, /* other hits, or others of them */
    LEAVES_ID   /* the same hits, printed otherwise; or how long, from where, to what end */
};

/* An option with a value that is not its default. */
struct sample {
    const char *name, *value; /* value NULL: it takes none */
    enum effect effect;
};

static const struct sample samples[] = {
    {"index", "elsewhere", LEAVES_ID}, /* the second part of the id names the index */
    {"any", NULL, CHANGES_ID},
    {"plain", NULL, CHANGES_ID},
    {"exact", NULL, CHANGES_ID},
    {"no-entities", NULL, CHANGES_ID},
    {"no-topics", NULL, CHANGES_ID},
    {"lenient", NULL, LEAVES_ID}, /* another query is another canonical form */
    {"time-zone", "Asia/Tehran", CHANGES_ID},
    {"correct", NULL, LEAVES_ID}, /* likewise */
    {"from", "2025-02", CHANGES_ID},
    {"to", "2025-02", CHANGES_ID},
    {"dates", "within", CHANGES_ID},
    {"source", "Herald Wire", CHANGES_ID},
    {"language", "fa", CHANGES_ID},
    {"sort", "newest", CHANGES_ID},
    {"time-limit", "3", LEAVES_ID}, /* a result that was cut has no id */
    {"before", "2025-02", CHANGES_ID},
    {"half-life", "30d", CHANGES_ID},
    {"expand", NULL, CHANGES_ID},
    {"explain", NULL, LEAVES_ID},
    {"ranking", "depth=7", CHANGES_ID},
    {"bm25", "1,0.5,0.2", CHANGES_ID},
    {"limit", "7", CHANGES_ID},
    {"offset", "7", CHANGES_ID},
    {"copies", "all", CHANGES_ID},
    {"cursor", "start", CHANGES_ID},
    {"expect", "saved.json", LEAVES_ID},
    {"full", NULL, LEAVES_ID},
    {"snippets", "1", LEAVES_ID},
    {"width", "99", LEAVES_ID},
    {"count-exact", NULL, LEAVES_ID},
    {"facet", "source", LEAVES_ID},
    {"timeline", "year", LEAVES_ID},
    {"json", NULL, LEAVES_ID},
    {"jsonl", NULL, LEAVES_ID},
    {"text", NULL, LEAVES_ID},
    {"no-color", NULL, LEAVES_ID},
    {"no-colour", NULL, LEAVES_ID},
    {"no-pager", NULL, LEAVES_ID},
    {"trec", NULL, CHANGES_ID}, /* a longer list, copies apart */
    {"csv", NULL, LEAVES_ID},
    {"ris", NULL, LEAVES_ID},
    {"bibtex", NULL, LEAVES_ID},
    {"csl", NULL, LEAVES_ID},
    {"fields", "id,title", LEAVES_ID},
    {"run", "mine", LEAVES_ID},
    /* These ask for no result that has an id. */
    {"query-file", NULL, LEAVES_ID},
    {"all", NULL, LEAVES_ID},
    {"topics", NULL, LEAVES_ID},
    {"help", NULL, LEAVES_ID},
    {"completion", NULL, LEAVES_ID},
};

static const struct sample *find_sample(const char *name)
{
    for (size_t at = 0; at < sizeof(samples) / sizeof(*samples); at++)
        if (strcmp(samples[at].name, name) == 0)
            return &samples[at];
    return NULL;
}

/* The id of what a command line asks for, without hits. */
static void make_id(int argc, char **argv, char id[static 64])
{
    struct search_options options = SEARCH_OPTIONS_DEFAULT;
    struct result result = {.request = &options.request};
    struct herald_error err;
    assert_int_equal(search_options_read(argc, argv, &options, &err), HERALD_OK);
    assert_int_equal(query_parse(&result.query, SLICE(QUERY), &options.request.reading, NULL, &err),
                     HERALD_OK);
    query_print(&result.query, &result.understood);
    assert_true(result_make_id(&result, "revision"));
    assert_true(result.id.length > 0 && result.id.length < 64);
    memcpy(id, result.id.bytes, result.id.length);
    id[result.id.length] = '\0';
    result_dispose(&result);
    search_options_dispose(&options);
}

static void make_id_with(const struct sample *sample, char id[static 64])
{
    char option[64], value[64];
    char program[] = "search", word[] = "word";
    char *argv[] = {program, option, sample->value ? value : word, sample->value ? word : NULL,
                    NULL};
    snprintf(option, sizeof(option), "--%s", sample->name);
    snprintf(value, sizeof(value), "%s", sample->value ? sample->value : "");
    make_id(sample->value ? 4 : 3, argv, id);
}

static void ids_tell_what_changes_hits(void **state)
{
    char program[] = "search", word[] = "word", plain[64], changed[64];
    char *argv[] = {program, word, NULL};
    (void)state;
    make_id(2, argv, plain);
    for (size_t at = 0; at < search_command_options.count; at++) {
        const struct command_option *option = &search_command_options.items[at];
        const struct sample *sample = option->name ? find_sample(option->name) : NULL;
        if (!option->name)
            continue;
        if (!sample)
            fail_msg("--%s is new: does it change hits? Then the digest must have it",
                     option->name);
        if (!sample->value && option->value)
            continue; /* no result */
        if (strcmp(option->name, "all") == 0 || strcmp(option->name, "help") == 0)
            continue;
        make_id_with(sample, changed);
        if ((strcmp(plain, changed) != 0) != (sample->effect == CHANGES_ID))
            fail_msg("--%s: the id is %s, without it %s", option->name, changed, plain);
    }
}

static void the_article_that_others_are_like_changes_it(void **state)
{
    struct result_request one = RESULT_REQUEST_DEFAULT, other = RESULT_REQUEST_DEFAULT;
    struct result first = {.request = &one}, second = {.request = &other};
    (void)state;
    assert_true(result_request_digest(&first) == result_request_digest(&second));
    one.search.similar_to = SLICE("a");
    other.search.similar_to = SLICE("b");
    assert_false(result_request_digest(&first) == result_request_digest(&second));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_tell_what_changes_hits),
        cmocka_unit_test(the_article_that_others_are_like_changes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
