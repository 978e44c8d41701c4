#ifndef HERALD_SEARCHER_RESULT_IDENTITY_H
#define HERALD_SEARCHER_RESULT_IDENTITY_H

#include "searcher/result.h"

/*
 * What a result is known by, and how it is compared with an earlier one.
 *
 * A result's id is three hashes, "request-index-hits", each of 12 hexadecimal digits: of what was
 * asked for, of the state of the index, and of the hits in their order. The same request on the
 * same state of the index gives the same id and the same hits.
 */

/* A digest of what is asked for, but for which page of it. */
uint64_t result_request_digest(const struct result *result);

/* Make the id of a result with hits; none where the time was over. False on no memory. */
bool result_make_id(struct result *result, const char *revision);

/* What to expect: the id of an earlier result, or what was saved of it. Zeroed memory is nothing.
 */
struct expectation {
    bool given;
    struct slice id; /* empty where what was saved has none */
    struct expected_hit {
        struct slice key, source; /* id, or else URL; and source, where they were saved */
        bool has_source;
        uint32_t rank; /* from 1, in what was saved */
    } * hits;
    size_t count;
    bool has_hits;
    struct arena arena;
};

/* Read an id ("0123456789ab-0123456789ab-0123456789ab"). HERALD_E_ARGUMENT for anything else. */
enum herald_status expectation_read_id(struct expectation *expected, struct slice text,
                                       struct herald_error *err);

/* Read what was saved: a result as JSON, or hits as JSON Lines. HERALD_E_ARGUMENT for anything
 * else, HERALD_E_NO_MEMORY. */
enum herald_status expectation_read_saved(struct expectation *expected, struct slice text,
                                          struct herald_error *err);

void expectation_dispose(struct expectation *expected);

/* Compare a result with what was expected of it; the comparison is the result's. False on no
 * memory. */
bool result_compare(struct result *result, const struct expectation *expected);

#endif
