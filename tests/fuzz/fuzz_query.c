/*
 * A target of libFuzzer for the query language. The first byte says how the rest is read. Whatever
 * it is, it is refused or understood; a lenient reading understands it always, and as the strict
 * one where that does; and the canonical form gives the same tree.
 */

#include <stdlib.h>

#include "searcher/query.h"

/* A moment within the tables of every time zone: 2025-03-15T12:00:00Z. */
#define NOW INT64_C(1742040000)

static void require(bool condition)
{
    if (!condition)
        abort();
}

static struct query_options options_of(uint8_t bits)
{
    static const char *const zones[] = {NULL, "Asia/Tehran", "America/St_Johns", "-03:30"};
    return (struct query_options){.any = bits & 1,
                                  .plain = (bits & 14) == 14,
                                  .fixed_clock = true,
                                  .now = NOW,
                                  .time_zone = zones[bits >> 4 & 3]};
}

/* What was understood, printed, is understood in the same way, and can be told. */
static void check_printing(const struct query *query)
{
    struct query again = {0};
    struct buffer text = BUFFER_INIT, words = BUFFER_INIT;
    query_print(query, &text);
    query_describe(query, &words);
    require(text.length > 0 && words.length > 0);
    /* A form with every operator written out may be longer than what may be typed. */
    if (text.length <= QUERY_TEXT_MAX) {
        require(query_parse(&again, buffer_slice(&text), NULL, NULL, NULL) == HERALD_OK);
        require(query_equal(query->root, again.root));
        require(query->any == again.any);
        require(query->leaf_count == again.leaf_count);
    }
    buffer_dispose(&text);
    buffer_dispose(&words);
    query_dispose(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct query query = {0}, lenient = {0};
    struct query_error where = {0};
    struct query_options options = options_of(data[0]);
    struct slice text = {(const char *)data + 1, size - 1};
    enum herald_status status = query_parse(&query, text, &options, &where, NULL);
    require((status == HERALD_OK) == (where.code == QUERY_ERROR_NONE));
    require(where.place.offset <= text.length);
    if (status == HERALD_OK)
        check_printing(&query);
    options.lenient = true;
    require(query_parse(&lenient, text, &options, NULL, NULL) == HERALD_OK);
    check_printing(&lenient);
    require(status == HERALD_OK ? query_equal(query.root, lenient.root) : lenient.warnings != NULL);
    query_dispose(&query);
    query_dispose(&lenient);
    return 0;
}
