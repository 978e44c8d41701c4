#include "searcher/serve/problem.h"

#include "corpus/utf8.h"
#include "searcher/json_writer.h"
#include "searcher/result.h"
#include "searcher/serve/option_parameters.h"
#include "searcher/serve/page.h"

static const struct problem_description PROBLEMS[PROBLEM_COUNT] = {
    [PROBLEM_QUERY] = {400, "query-syntax", "The query cannot be understood",
                       "The member errors says where in the query, in code points from its start, "
                       "and what was expected there."},
    [PROBLEM_QUERY_LIMIT] = {400, "query-limit", "The query is too large",
                             "The detail names the limit that it passes."},
    [PROBLEM_PARAMETER] = {400, "parameter", "A parameter cannot be used",
                           "Parameters are called as the options of herald search; /openapi.json "
                           "lists them with their ranges."},
    [PROBLEM_LIMIT] = {400, "limit", "More than this service gives at once",
                       "Narrow the search, ask for fewer results, or use the cursor."},
    [PROBLEM_ENCODING] = {400, "encoding", "The address is not well encoded",
                          "Text in addresses is UTF-8, percent-encoded."},
    [PROBLEM_FRAMING] = {400, "framing", "Where the request ends is not clear",
                         "Send one Content-Length, or Transfer-Encoding, not both."},
    [PROBLEM_MALFORMED] = {400, "malformed", "The request is not well formed",
                           "The detail says which rule of RFC 9110 or RFC 9112 it breaks."},
    [PROBLEM_UNAUTHORIZED] = {401, "unauthorized", "A key is needed",
                              "Send 'Authorization: Bearer KEY'; browsers ask for the key as a "
                              "password."},
    [PROBLEM_FORBIDDEN] = {403, "forbidden", "The key does not allow this",
                           "The detail names the scope that is missing."},
    [PROBLEM_NOT_FOUND] = {404, "not-found", "There is nothing at this address",
                           "/openapi.json lists all addresses."},
    [PROBLEM_NO_ARTICLE] = {404, "no-article", "There is no such article",
                            "It may have been deleted since it was found."},
    [PROBLEM_NO_INDEX] = {404, "no-index", "There is no index of this name",
                          "/info lists the indexes."},
    [PROBLEM_METHOD] = {405, "method", "The address does not take this method",
                        "The header Allow lists those that it takes."},
    [PROBLEM_NOT_ACCEPTABLE] = {406, "not-acceptable", "No form of this is acceptable",
                                "Ask for another one by Accept or by the parameter format."},
    [PROBLEM_TIMEOUT] = {408, "timeout", "The request took too long to come",
                         "The whole of it has so many seconds as --request-time says."},
    [PROBLEM_AMBIGUOUS] = {409, "ambiguous-id", "Several articles have this id",
                           "Say which one is meant by the parameter source."},
    [PROBLEM_BODY_SIZE] = {413, "body-size", "The body is too large",
                           "The detail names the limit."},
    [PROBLEM_TARGET_SIZE] = {414, "address-size", "The address is too long",
                             "A long query can be sent by POST, as a form."},
    [PROBLEM_MEDIA_TYPE] = {415, "media-type", "The body has a type that is not understood",
                            "Send application/x-www-form-urlencoded."},
    [PROBLEM_RATE] = {429, "rate", "Too many requests",
                      "The header Retry-After says when the next one is welcome."},
    [PROBLEM_HEADER_SIZE] = {431, "header-size", "The headers are too large",
                             "The detail names the limit. Where a browser is refused, cookies of "
                             "other services at the same host are often why."},
    [PROBLEM_DAMAGED] = {500, "damaged", "Stored data are damaged",
                         "The index can be mended by 'herald compact' and 'herald index'."},
    [PROBLEM_INTERNAL] = {500, "internal", "The service failed",
                          "The log has the request by its id."},
    [PROBLEM_CODING] = {501, "transfer-coding", "The body is coded in a way that is not understood",
                        "Send it with a Content-Length, or in chunks and not compressed."},
    [PROBLEM_OVERLOADED] = {503, "overloaded", "Too many searches at once",
                            "The header Retry-After says when to try again."},
    [PROBLEM_UNAVAILABLE] = {503, "index-unavailable", "The index cannot be read at present",
                             "Try again in a moment; /ready tells when it is back."},
};

const struct problem_description *problem_describe(enum problem problem)
{
    return &PROBLEMS[problem];
}

enum problem problem_find(struct slice name)
{
    unsigned at = 0;
    while (at < PROBLEM_COUNT && !slice_equal(name, slice_of(PROBLEMS[at].name)))
        at++;
    return (enum problem)at;
}

enum problem problem_of_status(enum herald_status status)
{
    switch (status) {
    case HERALD_E_QUERY:
        return PROBLEM_QUERY;
    case HERALD_E_LIMIT:
        return PROBLEM_QUERY_LIMIT;
    case HERALD_E_ARGUMENT:
        return PROBLEM_PARAMETER;
    case HERALD_E_FORMAT:
        return PROBLEM_ENCODING;
    case HERALD_E_NOT_FOUND:
        return PROBLEM_NO_ARTICLE;
    case HERALD_E_NO_INDEX:
    case HERALD_E_VERSION:
    case HERALD_E_BUSY:
    case HERALD_E_LOCKED:
    case HERALD_E_IO:
    case HERALD_E_PERMISSION:
        return PROBLEM_UNAVAILABLE;
    case HERALD_E_CORRUPT:
        return PROBLEM_DAMAGED;
    default:
        return PROBLEM_INTERNAL;
    }
}

/* --- writing ---------------------------------------------------------------------------------- */

static void write_place(struct json_writer *writer, const struct query_error *where)
{
    json_write_key(writer, "offset");
    json_write_integer(writer, (int64_t)where->place.offset);
    json_write_key(writer, "length");
    json_write_integer(writer, (int64_t)where->place.length);
    if (where->expected)
        json_write_pair(writer, "expected", slice_of(where->expected));
    if (where->suggestion[0])
        json_write_pair(writer, "suggestion", slice_of(where->suggestion));
}

static void write_errors(struct json_writer *writer, const struct problem_case *one)
{
    bool placed = one->where && one->where->code != QUERY_ERROR_NONE;
    if (!placed && !one->parameter)
        return;
    json_write_key(writer, "errors");
    json_write_array(writer);
    json_write_object(writer);
    json_write_pair(writer, "param", slice_of(placed ? "q" : one->parameter));
    json_write_pair(writer, "code",
                    slice_of(placed ? query_error_name(one->where->code) : "parameter"));
    json_write_pair(writer, "message", slice_of(one->detail));
    if (placed)
        write_place(writer, one->where);
    json_write_end_object(writer);
    json_write_end_array(writer);
}

/* The target as a reference: what a client wrote can hold anything. */
static void write_instance(struct json_writer *writer, struct slice target)
{
    struct buffer text = BUFFER_INIT;
    utf8_repair(target, &text);
    json_write_pair(writer, "instance", buffer_slice(&text));
    buffer_dispose(&text);
}

static void write_problem(const struct request *request, const struct problem_case *one,
                          struct buffer *out)
{
    const struct problem_description *kind = &PROBLEMS[one->problem];
    struct json_writer writer = {.out = out, .pretty = true};
    char type[64];
    snprintf(type, sizeof(type), "/problems/%s", kind->name);
    json_write_object(&writer);
    json_write_pair(&writer, "type", slice_of(type));
    json_write_pair(&writer, "title", slice_of(kind->title));
    json_write_key(&writer, "status");
    json_write_integer(&writer, (int64_t)kind->status);
    json_write_pair(&writer, "detail", slice_of(one->detail));
    if (request->target.length > 0)
        write_instance(&writer, request->target);
    json_write_pair(&writer, "request_id", slice_of(request->id));
    write_errors(&writer, one);
    if (one->hint)
        json_write_pair(&writer, "hint", slice_of(one->hint));
    json_write_end_object(&writer);
    buffer_append_byte(out, '\n');
}

void problem_reply(struct request *request, struct reply *reply, const struct problem_case *one)
{
    const struct problem_description *kind = &PROBLEMS[one->problem];
    reply_dispose(reply);
    reply->status = kind->status;
    reply_header(request, reply, "Cache-Control", SLICE("no-store"));
    if (request->form == REPLY_HTML) {
        reply->type = form_describe(REPLY_HTML)->full_type;
        page_write_problem(request, kind, one, &reply->body);
    } else {
        reply->type = "application/problem+json";
        write_problem(request, one, &reply->body);
    }
}

void problem_reply_error(struct request *request, struct reply *reply, struct herald_error *error,
                         const struct query_error *where)
{
    bool placed = where && where->code != QUERY_ERROR_NONE;
    struct parameter_fault named = {""};
    if (!placed) /* else it is of the query's words, which may hold anything */
        named = option_message(error);
    struct problem_case one = {.problem = problem_of_status(error->status),
                               .detail = error->message,
                               .parameter = named.name[0] ? named.name : NULL,
                               .where = placed ? where : NULL};
    problem_reply(request, reply, &one);
    if (reply->status == 503)
        reply_header(request, reply, "Retry-After", SLICE("1"));
}
