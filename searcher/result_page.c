#include "searcher/result_page.h"

#include "searcher/result_identity.h"

static enum herald_status fail(const struct request_run *run, const xap_error *error)
{
    xap_error plain = *error;
    if (plain.status == XAP_E_NOT_FOUND) /* of a document that a search has just given */
        plain.status = XAP_E_CORRUPT;
    return index_fail_path(run->err, "page through", index_reader_directory(run->searcher->reader),
                           &plain);
}

enum herald_status page_begin(struct request_run *run, struct cursor *cursor,
                              struct search_request *search)
{
    const struct result_request *request = run->result->request;
    *search = request->search;
    run->passed = search->offset;
    if (request->cursor.length == 0)
        return HERALD_OK;
    enum herald_status status = cursor_read(cursor, request->cursor, run->err);
    uint64_t digest = result_request_digest(run->result);
    if (status != HERALD_OK)
        return status;
    if (cursor->count > 0 && cursor->request != digest)
        return herald_fail(run->err, HERALD_E_ARGUMENT,
                           "the cursor is that of another query, or of other options");
    if (cursor->count + search->limit > CURSOR_MAX)
        return herald_fail(
            run->err, HERALD_E_LIMIT,
            "--cursor goes through %u hits at the most: everything is given by --all", CURSOR_MAX);
    cursor->request = digest;
    search->offset = 0;
    search->limit += (uint32_t)cursor->count;
    run->passed = (uint32_t)cursor->count;
    return HERALD_OK;
}

/* Whether a match, or a copy of it, was given before. */
static xap_status was_seen(const struct request_run *run, const struct cursor *cursor,
                           const struct search_match *match, bool *seen, xap_error *error)
{
    const xap_database *database = index_reader_database(run->searcher->reader);
    uint64_t identity = cursor_identity(database, match->docid, error);
    *seen = cursor_has(cursor, identity);
    for (size_t at = 0; at < match->copy_count && identity && !*seen; at++) {
        identity = cursor_identity(database, match->copies[at].docid, error);
        *seen = cursor_has(cursor, identity);
    }
    return identity ? XAP_OK : error->status;
}

enum herald_status page_pass_over(struct request_run *run, const struct cursor *cursor)
{
    struct search_matches *matches = &run->matches;
    uint32_t limit = run->result->request->search.limit;
    xap_error error = XAP_ERROR_INIT;
    size_t kept = 0;
    if (cursor->count == 0)
        return HERALD_OK;
    for (size_t at = 0; at < matches->count && kept < limit; at++) {
        bool seen;
        if (was_seen(run, cursor, &matches->items[at], &seen, &error) != XAP_OK)
            return fail(run, &error);
        if (!seen)
            matches->items[kept++] = matches->items[at];
    }
    matches->count = kept;
    return HERALD_OK;
}

/* Where all hits have been given there is no next page. */
static bool has_next(const struct result *result, const struct cursor *cursor)
{
    return result->hit_count > 0 && result->hit_count == result->request->search.limit &&
           cursor->count < result->stories.at_most && cursor->count < CURSOR_MAX;
}

static enum herald_status make_next(struct request_run *run, struct cursor *cursor)
{
    struct result *result = run->result;
    struct buffer text = BUFFER_INIT;
    uint64_t *given = arena_alloc(&result->arena, (result->hit_count + 1) * sizeof(*given));
    for (size_t at = 0; given && at < result->hit_count; at++)
        given[at] = result->hits[at].identity;
    bool made = given && cursor_add(cursor, given, result->hit_count);
    if (made && has_next(result, cursor)) {
        cursor_write(cursor, &text);
        result->next = arena_copy(&result->arena, buffer_slice(&text));
        made = !text.failed && result->next.bytes;
    }
    buffer_dispose(&text);
    return made ? HERALD_OK : herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory for the cursor");
}

/* The identity of the document that was found: of the hit's article, unless that is another version
 * or could not be read. */
static uint64_t identity_of(const xap_database *database, const struct result_hit *hit,
                            xap_error *error)
{
    uint64_t identity = 0;
    if (hit->docid == hit->found && hit->status == HERALD_OK)
        identity = cursor_identity_of(&hit->article);
    return identity ? identity : cursor_identity(database, hit->found, error);
}

enum herald_status page_end(struct request_run *run, struct cursor *cursor)
{
    struct result *result = run->result;
    const xap_database *database = index_reader_database(run->searcher->reader);
    xap_error error = XAP_ERROR_INIT;
    if (result->request->ids_only)
        return HERALD_OK;
    for (size_t at = 0; at < result->hit_count; at++) {
        struct result_hit *hit = &result->hits[at];
        hit->identity = identity_of(database, hit, &error);
        if (!hit->identity)
            return fail(run, &error);
    }
    return result->request->cursor.length > 0 ? make_next(run, cursor) : HERALD_OK;
}
