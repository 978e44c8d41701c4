#include <math.h>
#include <stdlib.h>
#include <xap/iterate.h>

#include "searcher/deadline.h"
#include "searcher/result_run.h"

/* The most matches of one date that are put in the order of their names. */
#define EQUALS_MAX 10000u

/* A match and its date, for sorting. */
struct dated_match {
    uint32_t docid;
    int64_t seconds;
};

/* A stream on its way. */
struct stream {
    struct request_run run;
    struct match_set matches;
    struct dated_match *order; /* NULL: by id */
    result_taker take;
    void *context;
    uint32_t rank;
    char uuid[40]; /* of the database: with another one, ids mean other articles */
};

/* --- order ------------------------------------------------------------------------------------ */

static int newest_first(const void *left, const void *right)
{
    const struct dated_match *a = left, *b = right;
    if (a->seconds != b->seconds)
        return a->seconds > b->seconds ? -1 : 1;
    return (a->docid > b->docid) - (a->docid < b->docid);
}

/* Those without a date come last here, too. */
static int oldest_first(const void *left, const void *right)
{
    const struct dated_match *a = left, *b = right;
    if (a->seconds != b->seconds && a->seconds != INT64_MIN && b->seconds != INT64_MIN)
        return a->seconds < b->seconds ? -1 : 1;
    return newest_first(left, right);
}

/* Fill in the dates of matches, which are by id: both go through the documents in their order. */
static xap_status read_dates(struct stream *stream, size_t count, xap_error *error)
{
    const xap_database *database = index_reader_database(stream->run.searcher->reader);
    xap_values *values = NULL;
    xap_view value;
    uint32_t docid;
    size_t at = 0;
    xap_status status = xap_values_open(database, SCHEMA_SLOT_PUBLISHED, &values, error);
    while (status == XAP_OK && at < count) {
        status = xap_values_next(values, &docid, &value, error);
        while (status == XAP_OK && at < count && stream->order[at].docid < docid)
            at++;
        if (status == XAP_OK && at < count && stream->order[at].docid == docid)
            schema_decode_time((struct slice){value.bytes, value.length},
                               &stream->order[at].seconds);
    }
    xap_values_free(values);
    return status == XAP_DONE ? XAP_OK : status;
}

static enum herald_status sort_by_date(struct stream *stream)
{
    const struct request_run *run = &stream->run;
    size_t count = stream->matches.count, at = 0;
    xap_error error = XAP_ERROR_INIT;
    stream->order = malloc((count + 1) * sizeof(*stream->order));
    if (!stream->order)
        return herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory to sort %zu matches", count);
    for (uint32_t docid = 0; (docid = match_set_next(&stream->matches, docid + 1)) != 0;)
        stream->order[at++] = (struct dated_match){docid, INT64_MIN};
    if (read_dates(stream, count, &error) != XAP_OK)
        return index_fail_path(run->err, "sort in", index_reader_directory(run->searcher->reader),
                               &error);
    bool newest = run->result->request->search.sort == SEARCH_NEWEST;
    qsort(stream->order, count, sizeof(*stream->order), newest ? newest_first : oldest_first);
    return HERALD_OK;
}

/* --- giving ----------------------------------------------------------------------------------- */

static void note_uuid(const struct stream *stream, char uuid[static 40])
{
    xap_buffer name = XAP_BUFFER_INIT;
    uuid[0] = '\0';
    if (xap_database_uuid(index_reader_database(stream->run.searcher->reader), &name, NULL) ==
            XAP_OK &&
        name.length < 40)
        memcpy(uuid, name.bytes, name.length + 1);
    xap_buffer_dispose(&name);
}

/* Follow the writer. Commits keep the ids of documents; another database does not. */
static enum herald_status follow(struct stream *stream)
{
    struct request_run *run = &stream->run;
    char now[40];
    enum herald_status status = index_reader_catch_up(run->searcher->reader, run->err);
    if (status != HERALD_OK)
        return status;
    request_follow_index(run);
    note_uuid(stream, now);
    if (strcmp(now, stream->uuid) != 0)
        return herald_fail(run->err, HERALD_E_BUSY,
                           "index '%s' was rewritten while its articles were given: run this again",
                           index_reader_directory(run->searcher->reader));
    return HERALD_OK;
}

/* Read a document and its article. HERALD_E_NOT_FOUND: it is no longer there. */
static enum herald_status load(struct stream *stream, uint32_t docid, struct result_hit *hit)
{
    struct request_run *run = &stream->run;
    const struct search_match match = {.docid = docid, .score = NAN};
    enum herald_status status = index_reader_find(run->searcher->reader, docid, run->err);
    return status == HERALD_OK ? request_load_hit(run, &match, hit) : status;
}

static enum herald_status give(struct stream *stream, uint32_t docid)
{
    struct request_run *run = &stream->run;
    struct result_hit hit = {.docid = docid, .score = NAN};
    enum herald_status status = load(stream, docid, &hit);
    for (unsigned again = 0; status == HERALD_E_BUSY && again < RESULT_RETRIES; again++) {
        article_dispose(&hit.article);
        status = follow(stream);
        if (status == HERALD_OK)
            status = load(stream, docid, &hit);
    }
    if (status == HERALD_OK) {
        hit.rank = ++stream->rank;
        status = stream->take(stream->context, &hit, run->err);
    }
    article_dispose(&hit.article);
    arena_clear(&run->result->arena);
    return status == HERALD_E_NOT_FOUND ? HERALD_OK : status;
}

/* A match and what it is called. */
struct named_match {
    uint32_t docid;
    struct article article;
};

static int by_name(const void *left, const void *right)
{
    const struct named_match *a = left, *b = right;
    int order = article_compare_names(&a->article, &b->article);
    return order ? order : (a->docid > b->docid) - (a->docid < b->docid);
}

/* Put matches of one date in the order of what they are called; more than EQUALS_MAX stay in that
 * of their documents. */
static enum herald_status order_equals(struct stream *stream, struct dated_match *matches,
                                       size_t count)
{
    struct request_run *run = &stream->run;
    if (count < 2 || count > EQUALS_MAX)
        return HERALD_OK;
    struct named_match *named = calloc(count, sizeof(*named));
    if (!named)
        return herald_fail(run->err, HERALD_E_NO_MEMORY, "no memory to sort %zu matches", count);
    for (size_t at = 0; at < count; at++) {
        named[at].docid = matches[at].docid;
        index_reader_identify(run->searcher->reader, matches[at].docid, &named[at].article);
    }
    qsort(named, count, sizeof(*named), by_name);
    for (size_t at = 0; at < count; at++) {
        matches[at].docid = named[at].docid;
        article_dispose(&named[at].article);
    }
    free(named);
    return HERALD_OK;
}

static enum herald_status give_in_order(struct stream *stream)
{
    enum herald_status status = HERALD_OK;
    size_t count = stream->matches.count;
    for (size_t start = 0, end; start < count && status == HERALD_OK; start = end) {
        struct dated_match *matches = stream->order;
        for (end = start + 1; end < count && matches[end].seconds == matches[start].seconds;)
            end++;
        status = order_equals(stream, matches + start, end - start);
        for (size_t at = start; at < end && status == HERALD_OK; at++)
            status = give(stream, matches[at].docid);
    }
    return status;
}

static enum herald_status give_all(struct stream *stream)
{
    enum herald_status status = HERALD_OK;
    if (stream->order)
        return give_in_order(stream);
    for (uint32_t docid = 0;
         status == HERALD_OK && (docid = match_set_next(&stream->matches, docid + 1)) != 0;)
        status = give(stream, docid);
    return status;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* Find all that match, again when the index has changed under it. */
static enum herald_status collect(struct stream *stream)
{
    struct request_run *run = &stream->run;
    struct search_request request = run->result->request->search;
    struct searcher *searcher = run->searcher;
    enum herald_status status = HERALD_E_BUSY;
    for (unsigned again = 0; status == HERALD_E_BUSY && again <= RESULT_RETRIES; again++) {
        status = again ? index_reader_catch_up(searcher->reader, run->err) : HERALD_OK;
        free(stream->order);
        stream->order = NULL;
        request_follow_index(run);
        request.time_limit_ms = request_time_left(run);
        if (status == HERALD_OK)
            status = search_collect(searcher->reader, &run->result->query, &run->terms,
                                    searcher->analyser, &request, &stream->matches, run->err);
        if (status == HERALD_OK && request.sort != SEARCH_BY_RELEVANCE)
            status = sort_by_date(stream);
    }
    return status;
}

static void note_total(const struct match_set *matches, struct result *result)
{
    uint32_t most = matches->complete ? matches->count : matches->last;
    result->total =
        (struct search_total){matches->count, match_set_estimate(matches, matches->count), most};
    result->timed_out = !matches->complete;
}

enum herald_status result_stream(struct searcher *searcher, struct slice text,
                                 const struct result_request *request, struct result *result,
                                 result_taker take, void *context, struct query_error *where,
                                 struct herald_error *err)
{
    struct stream stream = {
        .run = {.searcher = searcher, .result = result, .forgetful = true, .err = err},
        .take = take,
        .context = context};
    result_dispose(result);
    result->request = request;
    result->text = text;
    request_begin(&stream.run);
    enum herald_status status = request_understand(&stream.run, where);
    if (status == HERALD_OK)
        status = collect(&stream);
    note_total(&stream.matches, result);
    result->timed_out |= stream.run.widenings.late;
    note_uuid(&stream, stream.uuid);
    stream.run.matches.places_cut = stream.matches.places_cut;
    stream.run.matches.stop = stream.matches.stop;
    if (status == HERALD_OK && !request_warn(&stream.run))
        status = herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the result");
    index_reader_remember(searcher->reader, false); /* each once */
    if (status == HERALD_OK)
        status = give_all(&stream);
    index_reader_remember(searcher->reader, true);
    request_dispose(&stream.run);
    match_set_dispose(&stream.matches);
    free(stream.order);
    if (status != HERALD_OK)
        result_dispose(result);
    result->took_ms = clock_milliseconds() - stream.run.began;
    return status;
}
