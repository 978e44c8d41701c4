#include "searcher/serve/answer_article.h"

#include <time.h>

#include "searcher/article_json.h"
#include "searcher/export.h"
#include "searcher/serve/etag.h"
#include "searcher/serve/problem.h"

/* Parameters that this address takes. */
static const char *const NAMES[] = {"index", "source", "format", "q", NULL};

/* Refuse parameters that would do nothing. */
static bool check_parameters(struct call *call)
{
    char detail[128];
    const struct parameters *parameters = &call->request->parameters;
    for (size_t at = 0; at < parameters->count; at++) {
        const char *const *name = NAMES;
        while (*name && strcmp(*name, parameters->items[at].name.bytes) != 0)
            name++;
        if (*name)
            continue;
        snprintf(detail, sizeof(detail), "there is no parameter '%.60s' here",
                 parameters->items[at].name.bytes);
        problem_reply(call->request, call->reply,
                      &(struct problem_case){.problem = PROBLEM_PARAMETER,
                                             .detail = detail,
                                             .parameter = parameters->items[at].name.bytes});
        return false;
    }
    return true;
}

/* Look the article up, again when the index changes meanwhile. */
static enum herald_status find(struct article_call *article, struct herald_error *err)
{
    struct index_reader *reader = searcher_reader(article->searcher);
    struct slice source = parameters_find(&article->call->request->parameters, "source");
    enum herald_status status = HERALD_OK;
    for (unsigned again = 0; again <= RESULT_RETRIES; again++) {
        status =
            lookup_find(reader, article->call->request->argument, source, &article->found, err);
        if (status != HERALD_E_BUSY || again == RESULT_RETRIES)
            break;
        lookup_dispose(&article->found);
        status = index_reader_catch_up(reader, err);
        if (status != HERALD_OK)
            break;
    }
    return status;
}

static void reply_nothing(struct article_call *article)
{
    bool several = article->found.count > 1;
    problem_reply(
        article->call->request, article->call->reply,
        &(struct problem_case){.problem = several ? PROBLEM_AMBIGUOUS : PROBLEM_NO_ARTICLE,
                               .detail = several ? "several sources have an article with "
                                                   "this id; name one by source"
                                                 : "no article has this id or URL",
                               .parameter = several ? "source" : NULL});
}

/* The article as a citation, as an export of one hit has it. */
static void write_citation(struct article_call *article, enum reply_form form, struct buffer *out)
{
    const struct article *found = &article->found.articles[0];
    int64_t now = (int64_t)time(NULL);
    struct result_hit hit = {.article = *found,
                             .key = found->id.length > 0 ? found->id : found->url,
                             .title = {.text = found->title}};
    struct export export = {.form = form == REPLY_RIS      ? EXPORT_RIS
                                    : form == REPLY_BIBTEX ? EXPORT_BIBTEX
                                                           : EXPORT_CSL,
                            .accessed = {now - now % 86400, DATE_DAY}};
    export_begin(&export, out);
    export_hit(&export, &hit, out);
    export_end(&export, out);
}

static enum herald_status write_article(struct article_call *article, struct herald_error *err)
{
    struct buffer *out = &article->call->reply->body;
    struct json_writer writer = {.out = out, .pretty = true};
    enum reply_form form = article->call->request->form;
    if (form == REPLY_HTML)
        return page_write_article(article, out, err);
    if (form != REPLY_JSON) {
        write_citation(article, form, out);
        return HERALD_OK;
    }
    article_write_json(&writer, &article->found.articles[0]);
    buffer_append_byte(out, '\n');
    return HERALD_OK;
}

static void reply_article(struct article_call *article)
{
    struct call *call = article->call;
    struct herald_error error = {0};
    call->reply->status = 200;
    call->reply->type = form_describe(call->request->form)->full_type;
    if (write_article(article, &error) != HERALD_OK) {
        problem_reply_error(call->request, call->reply, &error, NULL);
        return;
    }
    call->reply->etag = etag_of_bytes(call->request, buffer_slice(&call->reply->body));
    service_cache_control(call);
}

void answer_article(struct call *call)
{
    struct article_call article = {.call = call};
    struct herald_error error = {0};
    if (!check_parameters(call))
        return;
    article.collection = service_collection(call);
    article.searcher = article.collection ? service_searcher(call, article.collection) : NULL;
    if (!article.searcher)
        return;
    article.query = parameters_find(&call->request->parameters, "q");
    enum herald_status status = find(&article, &error);
    if (status != HERALD_OK)
        problem_reply_error(call->request, call->reply, &error, NULL);
    else if (article.found.count != 1)
        reply_nothing(&article);
    else
        reply_article(&article);
    lookup_dispose(&article.found);
}
