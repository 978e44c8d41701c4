#include "searcher/serve/answer_search.h"

#include <stdio.h>
#include <time.h>

#include "searcher/serve/etag.h"
#include "searcher/serve/link.h"
#include "searcher/serve/negotiation.h"
#include "searcher/serve/page.h"
#include "searcher/serve/problem.h"
#include "searcher/serve/spool.h"

#define SECONDS_A_DAY 86400

/* Bytes of a Link header: that of a long query repeats it in every link, and is left out. */
#define LINKS_MAX 8000u

/* The tag of the answer, by the state of the index and the query as it is understood; NULL where it
 * is not. */
const char *search_tag(struct search_call *search)
{
    struct query query = {0};
    struct buffer canonical = BUFFER_INIT;
    const char *tag = NULL;
    if (query_parse(&query, search->text, &search->options.request.reading, NULL, NULL) ==
        HERALD_OK) {
        query_print(&query, &canonical);
        if (search->options.request.search.ranking.half_life > 0) /* scores fade by the minute */
            buffer_append_format(&canonical, "%lld", (long long)time(NULL) / 60);
        buffer_append_byte(&canonical, '\0'); /* the answer repeats the query as it was typed */
        buffer_append_slice(&canonical, search->text);
        tag = canonical.failed ? NULL
                               : etag_make(search->call->request,
                                           index_reader_revision(searcher_reader(search->searcher)),
                                           search->base, buffer_slice(&canonical));
    }
    query_dispose(&query);
    buffer_dispose(&canonical);
    return tag;
}

/* --- headers ---------------------------------------------------------------------------------- */

const char *search_path(const struct search_call *search)
{
    struct request *request = search->call->request;
    struct slice path = arena_copy(&request->arena, request->path);
    return path.bytes ? path.bytes : "/search";
}

static void add_page_link(struct search_call *search, struct buffer *out, uint32_t offset,
                          const char *rel)
{
    struct buffer target = BUFFER_INIT;
    char number[16];
    int length = snprintf(number, sizeof(number), "%u", offset);
    const struct link_change changes[] = {
        {"offset", {number, offset > 0 ? (size_t)length : 0}, false, false}, {NULL, {0}, 0, 0}};
    link_write(&target, search_path(search), &search->call->request->parameters, changes);
    link_header_add(out, buffer_slice(&target), rel, NULL);
    buffer_dispose(&target);
}

/* Links to the pages around this one, as far as this service gives them. */
static void add_links(struct search_call *search)
{
    const struct search_request *request = &search->options.request.search;
    const struct search_total *total = &search->result.stories;
    uint32_t depth = search->call->service->options->depth;
    struct buffer links = BUFFER_INIT;
    if (request->limit == 0)
        return;
    add_page_link(search, &links, request->offset, "self");
    add_page_link(search, &links, 0, "first");
    if (request->offset > 0)
        add_page_link(search, &links,
                      request->offset > request->limit ? request->offset - request->limit : 0,
                      "prev");
    uint32_t next = request->offset + request->limit;
    if (next < total->at_most && search->result.hit_count == request->limit && next <= depth)
        add_page_link(search, &links, next, "next");
    uint32_t last = total->about > 0 ? (total->about - 1) / request->limit * request->limit : 0;
    if (total->at_least == total->at_most && last <= depth)
        add_page_link(search, &links, last, "last");
    link_header_add(&links, SLICE("/opensearch.xml"), "search",
                    "application/opensearchdescription+xml");
    link_header_add(&links, SLICE("/openapi.json"), "service-desc", "application/json");
    if (links.length <= LINKS_MAX)
        reply_header(search->call->request, search->call->reply, "Link", buffer_slice(&links));
    buffer_dispose(&links);
}

/* Warnings have no place in forms other than JSON and the page: their codes stand in a header. */
static void add_warnings(struct search_call *search)
{
    struct buffer codes = BUFFER_INIT;
    for (const struct query_warning *warning = search->result.query.warnings; warning;
         warning = warning->next) {
        buffer_append_string(&codes, codes.length > 0 ? ", " : "");
        buffer_append_string(&codes, warning->code);
    }
    if (codes.length > 0)
        reply_header(search->call->request, search->call->reply, "Herald-Warnings",
                     buffer_slice(&codes));
    buffer_dispose(&codes);
}

static void add_download(struct search_call *search)
{
    const struct form_description *form = form_describe(search->call->request->form);
    if (form->suffix)
        reply_header_format(search->call->request, search->call->reply, "Content-Disposition",
                            "attachment; filename=\"herald.%s\"", form->suffix);
    reply_header_format(search->call->request, search->call->reply, "Herald-Total", "%u",
                        search->result.total.about);
}

/* --- writing ---------------------------------------------------------------------------------- */

/* What is to be exported, as the command has it. */
static struct export make_export(const struct search_call *search)
{
    const struct search_options *options = &search->options;
    const struct query_options *reading = &options->request.reading;
    int64_t now = reading->fixed_clock ? reading->now : (int64_t)time(NULL);
    return (struct export){.form = (enum export_form)(options->form - FORM_EXPORT),
                           .fields = options->request.fields,
                           .full = options->full,
                           .qid = SLICE("1"),
                           .run = slice_of(options->run),
                           .accessed = {now - now % SECONDS_A_DAY, DATE_DAY}};
}

static void write_result(struct search_call *search, struct buffer *out)
{
    struct export export = make_export(search);
    switch (search->call->request->form) {
    case REPLY_HTML:
        page_write_search(search, out);
        break;
    case REPLY_ATOM:
        feed_write_atom(search, out);
        break;
    case REPLY_RSS:
        feed_write_rss(search, out);
        break;
    case REPLY_JSON_FEED:
        feed_write_json(search, out);
        break;
    case REPLY_TEXT:
        result_write_text(&search->result, search->options.full, false, out);
        break;
    case REPLY_JSON:
        result_write_json(&search->result, search->options.full, out);
        break;
    default:
        export_result(&export, &search->result, out);
        break;
    }
}

void search_reply(struct search_call *search)
{
    struct reply *reply = search->call->reply;
    reply->status = 200;
    reply->type = form_media_type(search->call->request->form, search->call->request->accept);
    reply->etag = search->result.timed_out ? NULL : search_tag(search);
    if (!search->options.all)
        add_links(search);
    service_cache_control(search->call);
    add_warnings(search);
    if (SEARCH_EXPORTS & FORM_BIT(search->call->request->form))
        add_download(search);
    if (search->options.all)
        return;
    write_result(search, &reply->body);
    reply_cache_keep(search->call->service->cache, reply);
}

void search_reply_failure(struct search_call *search)
{
    struct request *request = search->call->request;
    struct reply *reply = search->call->reply;
    bool wrong = search->status == HERALD_E_QUERY || search->status == HERALD_E_LIMIT;
    problem_reply_error(request, reply, &search->error, &search->where);
    if (request->form != REPLY_HTML || !wrong)
        return;
    buffer_clear(&reply->body);
    page_write_search(search, &reply->body);
}

/* --- everything that matches ------------------------------------------------------------------ */

/* An export goes to the spool in pieces of this size. */
#define PIECE ((size_t)64 << 10)

/* Everything that matches, on its way to the spool. */
struct streaming {
    struct search_call *search;
    struct export export;
    struct spool *spool;
    struct buffer text;
    uint32_t count, most;
};

static enum herald_status take_hit(void *context, const struct result_hit *hit,
                                   struct herald_error *err)
{
    struct streaming *streaming = context;
    if (streaming->count++ == streaming->most)
        return herald_fail(err, HERALD_E_LIMIT,
                           "more than %u articles match, and one download has no more "
                           "(--export-results)",
                           streaming->most);
    export_hit(&streaming->export, hit, &streaming->text);
    if (streaming->text.length < PIECE && !streaming->text.failed)
        return HERALD_OK;
    return spool_take(streaming->spool, &streaming->text, err);
}

static enum herald_status stream(struct streaming *streaming)
{
    struct search_call *search = streaming->search;
    export_begin(&streaming->export, &streaming->text);
    enum herald_status status =
        result_stream(search->searcher, search->text, &search->options.request, &search->result,
                      take_hit, streaming, &search->where, &search->error);
    if (status != HERALD_OK)
        return status;
    export_end(&streaming->export, &streaming->text);
    status = spool_take(streaming->spool, &streaming->text, &search->error);
    if (status == HERALD_OK)
        status = spool_finish(streaming->spool, search->call->reply, &search->error);
    return status;
}

void search_export_all(struct search_call *search)
{
    struct streaming streaming = {
        .search = search,
        .export = make_export(search),
        .spool = spool_new(accepts_gzip(search->call->request->accept_encoding)),
        .most = search->call->service->options->export_results};
    search->status = streaming.spool ? stream(&streaming)
                                     : herald_fail(&search->error, HERALD_E_NO_MEMORY, "no memory");
    search->call->reply->search_ms = search->result.took_ms;
    search->call->reply->timed_out = search->result.timed_out;
    spool_free(streaming.spool);
    buffer_dispose(&streaming.text);
}
