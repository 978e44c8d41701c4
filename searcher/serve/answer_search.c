#include "searcher/serve/answer_search.h"

#include <stdio.h>
#include <stdlib.h>

#include "searcher/serve/option_parameters.h"
#include "searcher/serve/page.h"
#include "searcher/serve/problem.h"

/* Parameters of searches that are no options of the command. */
static const char *const OWN[] = {"q", "index", "format", NULL};

/* --- what is asked for ------------------------------------------------------------------------ */

static bool refuse(struct search_call *search, enum problem problem, const char *detail,
                   const char *parameter)
{
    problem_reply(
        search->call->request, search->call->reply,
        &(struct problem_case){.problem = problem, .detail = detail, .parameter = parameter});
    return false;
}

/* The reply's form for a form of the command; REPLY_FORM_NONE for none. */
static enum reply_form form_of_command(unsigned form)
{
    static const enum reply_form exports[] = {[EXPORT_JSON_LINES] = REPLY_JSON_LINES,
                                              [EXPORT_CSV] = REPLY_CSV,
                                              [EXPORT_TREC] = REPLY_TREC,
                                              [EXPORT_RIS] = REPLY_RIS,
                                              [EXPORT_BIBTEX] = REPLY_BIBTEX,
                                              [EXPORT_CSL] = REPLY_CSL_JSON};
    if (form == FORM_JSON)
        return REPLY_JSON;
    if (form == FORM_TEXT)
        return REPLY_TEXT;
    return form - FORM_EXPORT < sizeof(exports) / sizeof(exports[0]) ? exports[form - FORM_EXPORT]
                                                                     : REPLY_FORM_NONE;
}

/* Whether the command has a form, which is then an option of the same name. */
static bool is_form_of_command(enum reply_form form)
{
    return form != REPLY_HTML && form != REPLY_ATOM && form != REPLY_RSS && form != REPLY_JSON_FEED;
}

/*
 * Say the form to the command, so that it settles what goes with it: first of all where the client
 * only likes it best, so that an option such as "csv=1" is stronger; last where it says `format`.
 */
static bool add_form(struct search_call *search, int *argc, char ***argv)
{
    struct request *request = search->call->request;
    char **longer = arena_alloc(&request->arena, ((size_t)*argc + 2) * sizeof(*longer));
    char *option = arena_alloc(&request->arena, 32);
    bool named = parameters_find(&request->parameters, "format").length > 0;
    if (!longer || !option)
        return false;
    if (!is_form_of_command(request->form))
        return true;
    snprintf(option, 32, "--%s", form_describe(request->form)->name);
    int at = named ? *argc : 1;
    memcpy(longer, *argv, (size_t)at * sizeof(*longer));
    longer[at] = option;
    memcpy(longer + at + 1, *argv + at, (size_t)(*argc - at + 1) * sizeof(*longer));
    *argv = longer;
    ++*argc;
    return true;
}

/* Name the article that others are to be like, as the command's first word. */
static bool add_article(struct search_call *search, int *argc, char ***argv)
{
    struct request *request = search->call->request;
    static char end[] = "--";
    if (!search->options.similar)
        return true;
    char **longer = arena_alloc(&request->arena, ((size_t)*argc + 3) * sizeof(*longer));
    if (!longer)
        return false;
    memcpy(longer, *argv, (size_t)*argc * sizeof(*longer));
    longer[(*argc)++] = end;
    longer[(*argc)++] = (char *)(uintptr_t)request->argument.bytes;
    longer[*argc] = NULL;
    *argv = longer;
    return true;
}

/* The form of the reply: that on which the command settled, where it is one of its own. */
static enum reply_form settled_form(const struct search_call *search)
{
    const struct request *request = search->call->request;
    bool named = parameters_find(&request->parameters, "format").length > 0;
    bool own = is_form_of_command(request->form) || (!named && search->options.form != FORM_JSON);
    return own ? form_of_command(search->options.form) : request->form;
}

static bool is_export(enum reply_form form)
{
    return form < REPLY_FORM_NONE && (SEARCH_EXPORTS & FORM_BIT(form));
}

/* The most that the parameters `limit` and `offset` may be; 0 for others. */
static uint32_t most_of_parameter(const struct search_call *search, const char *name)
{
    const struct serve_options *limits = search->call->service->options;
    bool export = is_export(settled_form(search));
    if (strcmp(name, "offset") == 0)
        return limits->depth;
    if (strcmp(name, "limit") != 0)
        return 0;
    return !export                                     ? limits->results
           : limits->export_results < SEARCH_LIMIT_MAX ? limits->export_results
                                                       : SEARCH_LIMIT_MAX;
}

/* Refuse what is no number, or a number that is larger than is allowed here. */
static bool refuse_number(struct search_call *search, const char *name, uint32_t most)
{
    static const char digits[] = "0123456789";
    char detail[160];
    struct slice value = parameters_find(&search->call->request->parameters, name);
    bool number = true;
    for (size_t at = 0; at < value.length; at++)
        number = number && memchr(digits, value.bytes[at], sizeof digits - 1);
    int length = snprintf(detail, sizeof detail, "%s takes a whole number from 0 to %u%s", name,
                          most, strcmp(name, "limit") == 0 ? " in this form" : "");
    if (value.length > 0)
        snprintf(detail + length, sizeof detail - (size_t)length, ", not '%.*s'",
                 (int)(value.length < 60 ? value.length : 60), value.bytes);
    return refuse(search, number ? PROBLEM_LIMIT : PROBLEM_PARAMETER, detail, name);
}

/* The default of --time-limit is the command's; the service has its own. */
static bool check_limits(struct search_call *search)
{
    const struct serve_options *limits = search->call->service->options;
    struct search_request *request = &search->options.request.search;
    const struct parameters *parameters = &search->call->request->parameters;
    bool export = is_export(search->call->request->form);
    char detail[128];
    if (parameters_find(parameters, "time-limit").length == 0)
        request->time_limit_ms = limits->time_limit_ms;
    if (request->time_limit_ms == 0 || request->time_limit_ms > limits->time_limit_ms) {
        snprintf(detail, sizeof(detail), "a search has at most %g seconds",
                 limits->time_limit_ms / 1e3);
        return refuse(search, PROBLEM_LIMIT, detail, "time-limit");
    }
    uint32_t most = most_of_parameter(search, "limit");
    if (request->limit > most && !search->options.all)
        return refuse_number(search, "limit", most);
    if (request->offset > limits->depth)
        return refuse_number(search, "offset", limits->depth);
    if (export && (request->limit > limits->results || search->options.all) &&
        !(search->call->request->holder.scopes & KEY_SCOPE_EXPORT))
        return refuse(search, PROBLEM_FORBIDDEN, "this key lacks the scope 'export'", NULL);
    return true;
}

static bool read_query(struct search_call *search)
{
    char detail[96];
    size_t most = search->call->service->options->query_bytes, count = 0;
    const struct parameters *parameters = &search->call->request->parameters;
    for (size_t at = 0; at < parameters->count; at++)
        count += slice_equal(parameters->items[at].name, SLICE("q"));
    search->text = parameters_find(parameters, "q");
    if (search->options.similar && search->text.length == 0)
        search->text = SLICE("*");
    if (count > 1)
        return refuse(search, PROBLEM_PARAMETER, "q is given twice", "q");
    if (search->text.length <= most)
        return true;
    snprintf(detail, sizeof(detail), "a query has at most %zu bytes (--query-size)", most);
    return refuse(search, PROBLEM_QUERY_LIMIT, detail, "q");
}

static bool read_options(struct search_call *search)
{
    struct request *request = search->call->request;
    struct parameter_fault fault = {""};
    int argc;
    char **argv;
    enum herald_status status =
        option_arguments(search->table, &request->parameters, OWN, &request->arena, &argc, &argv,
                         &fault, &search->error);
    if (status == HERALD_OK &&
        (!add_form(search, &argc, &argv) || !add_article(search, &argc, &argv)))
        status = herald_fail(&search->error, HERALD_E_NO_MEMORY, "no memory for the request");
    search->options.last_form_counts = true; /* Accept, a parameter, format: see add_form */
    if (status == HERALD_OK)
        status = search_options_read(argc, argv, &search->options, &search->error);
    if (status == HERALD_OK) {
        request->form = settled_form(search);
        return read_query(search) && check_limits(search);
    }
    struct parameter_fault named = option_message(&search->error);
    uint32_t most = fault.name[0] ? 0 : most_of_parameter(search, named.name);
    fault = fault.name[0] ? fault : named;
    if (status == HERALD_E_ARGUMENT && most > 0)
        return refuse_number(search, fault.name, most);
    if (status == HERALD_E_ARGUMENT)
        return refuse(search, PROBLEM_PARAMETER, search->error.message,
                      fault.name[0] ? fault.name : NULL);
    problem_reply_error(request, search->call->reply, &search->error, NULL);
    return false;
}

/* --- finding ---------------------------------------------------------------------------------- */

/* Whether the client has the answer already; then no search is needed. */
static bool is_known(struct search_call *search)
{
    struct request *request = search->call->request;
    const char *tag = request->if_none_match.length > 0 ? search_tag(search) : NULL;
    if (!tag || !request_knows(request, tag))
        return false;
    search->call->reply->etag = tag;
    search->call->reply->status = 304;
    return true;
}

/* Search again for what is suggested, as the command does. */
static void correct(struct search_call *search)
{
    buffer_append_slice(&search->corrected, search->result.suggestions.corrected);
    search->status =
        search->corrected.failed
            ? herald_fail(&search->error, HERALD_E_NO_MEMORY, "no memory for the query")
            : result_find(search->searcher, buffer_slice(&search->corrected),
                          &search->options.request, &search->result, &search->where,
                          &search->error);
    search->result.corrected_from = search->text;
}

static void find(struct search_call *search)
{
    struct reply *reply = search->call->reply;
    search->status = result_find(search->searcher, search->text, &search->options.request,
                                 &search->result, &search->where, &search->error);
    if (search->status == HERALD_OK && search->options.correct &&
        search->result.suggestions.count > 0)
        correct(search);
    reply->search_ms = search->result.took_ms;
    reply->timed_out = search->result.timed_out;
}

/* --- the whole -------------------------------------------------------------------------------- */

static void run(struct search_call *search)
{
    struct call *call = search->call;
    if (!read_options(search))
        return;
    search->collection = service_collection(call);
    search->searcher = search->collection ? service_searcher(call, search->collection) : NULL;
    if (!search->searcher)
        return;
    search->base = service_base(call->service, call->request);
    if (is_known(search)) {
        service_cache_control(search->call);
        return;
    }
    if (call->service->cache && !search->options.all &&
        reply_cache_find(call->service->cache, call->request, search_tag(search), call->reply))
        return;
    if (search->options.all)
        search_export_all(search);
    else
        find(search);
    if (search->status == HERALD_OK)
        search_reply(search);
    else
        search_reply_failure(search);
}

/* Run a search that starts with these options. */
static void answer(struct call *call, const struct search_options *options)
{
    struct search_call search = {.call = call,
                                 .table = options->similar ? &similar_command_options
                                                           : &search_command_options,
                                 .options = *options};
    run(&search);
    result_dispose(&search.result);
    buffer_dispose(&search.corrected);
    search_options_dispose(&search.options);
}

/* --- the routes ------------------------------------------------------------------------------- */

void answer_search(struct call *call)
{
    struct search_options options = SEARCH_OPTIONS_DEFAULT;
    bool asked = parameters_find(&call->request->parameters, "q").length > 0;
    if (call->request->form == REPLY_HTML && !asked) {
        answer_home(call);
        return;
    }
    if (call->request->form == REPLY_HTML)
        page_request(call, &options);
    answer(call, &options);
}

/* Whether the argument can name an article: the command line's words end at a NUL. */
static bool is_name(struct slice name)
{
    return name.length > 0 && !memchr(name.bytes, '\0', name.length);
}

void answer_similar(struct call *call)
{
    struct search_options options = SEARCH_OPTIONS_DEFAULT;
    options.similar = true;
    if (!is_name(call->request->argument)) {
        problem_reply(call->request, call->reply,
                      &(struct problem_case){.problem = PROBLEM_NO_ARTICLE,
                                             .detail = "no article has this id or URL"});
        return;
    }
    if (call->request->form == REPLY_HTML)
        page_request(call, &options);
    answer(call, &options);
}

void answer_facets(struct call *call)
{
    struct search_options options = SEARCH_OPTIONS_DEFAULT;
    if (parameters_find(&call->request->parameters, "facet").length == 0)
        facet_request_add(&options.request.facets,
                          SLICE("source,language,country,person,org,topic,section,year"), NULL);
    options.request.search.limit = 0;
    answer(call, &options);
}

void answer_timeline(struct call *call)
{
    struct search_options options = SEARCH_OPTIONS_DEFAULT;
    options.request.timeline = true;
    options.request.period = PERIOD_MONTH;
    options.request.search.limit = 0;
    answer(call, &options);
}
