/*
 * A target of libFuzzer for what the service reads of a request: everything up to the first line
 * break is an address, the rest a header. What is understood of the address is written again and
 * gives the same; as options of the command it is refused or taken; headers are read to their ends.
 */

#include <stdlib.h>

#include "corpus/utf8.h"
#include "searcher/search_options.h"
#include "searcher/serve/admission.h"
#include "searcher/serve/forms.h"
#include "searcher/serve/head.h"
#include "searcher/serve/link.h"
#include "searcher/serve/negotiation.h"
#include "searcher/serve/option_parameters.h"

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* Parameters written as an address give the same parameters but for those without a value. */
static void check_writing(const struct parameters *parameters, struct arena *arena)
{
    static const struct link_change none[] = {{NULL, {NULL, 0}, false, false}};
    struct parameters again = {0};
    struct buffer text = BUFFER_INIT;
    size_t at = 0;
    link_write(&text, "", parameters, none);
    struct slice query = buffer_slice(&text);
    if (query.length > 0)
        query = (struct slice){query.bytes + 1, query.length - 1};
    require(parameters_read(query, arena, &again, NULL) == HERALD_OK);
    for (size_t item = 0; item < again.count; item++) {
        while (at < parameters->count && parameters->items[at].value.length == 0)
            at++;
        require(at < parameters->count);
        /* A link keeps a name as a string of C: up to a NUL. */
        require(slice_equal(again.items[item].name, slice_of(parameters->items[at].name.bytes)));
        require(slice_equal(again.items[item].value, parameters->items[at].value));
        at++;
    }
    buffer_dispose(&text);
}

static void check_options(const struct parameters *parameters, struct arena *arena)
{
    static const char *const own[] = {"q", "index", "format", NULL};
    struct search_options options = SEARCH_OPTIONS_DEFAULT;
    struct parameter_fault fault;
    struct herald_error error = {0};
    int argc;
    char **argv;
    if (option_arguments(&search_command_options, parameters, own, arena, &argc, &argv, &fault,
                         &error) == HERALD_OK) {
        enum herald_status status = search_options_read(argc, argv, &options, &error);
        require(status == HERALD_OK || error.message[0] != '\0');
        require(options.topics == NULL && options.query_file == NULL && options.word_count == 0);
        search_options_dispose(&options);
    } else {
        require(error.message[0] != '\0');
        option_message(&error);
    }
}

static void check_header(struct slice header)
{
    struct slice piece;
    size_t at = 0, pieces = 0;
    while (piece = list_next(header, &at), piece.bytes) {
        require(piece.bytes >= header.bytes &&
                piece.bytes + piece.length <= header.bytes + header.length);
        pieces++;
    }
    require(pieces <= header.length);
    accepts_gzip(header);
    matches_etag(header, SLICE("\"tag\""));
    require(form_negotiate(0, header) == REPLY_FORM_NONE);
    require(form_negotiate(~0u, header) <= REPLY_FORM_NONE);
}

/* The header as one line: its name up to the first colon. */
static void check_head(struct slice target, struct slice header)
{
    struct head head = {0};
    struct problem_case found;
    const char *colon = header.length > 0 ? memchr(header.bytes, ':', header.length) : NULL;
    size_t name = colon ? (size_t)(colon - header.bytes) : header.length;
    size_t skipped = colon ? name + 1 : name;
    head_take(&head, (struct slice){header.bytes, name},
              (struct slice){header.bytes + skipped, header.length - skipped});
    bool good = head_check(&head, SLICE("HTTP/1.0"), target, header.length, header.length, &found);
    require(good == !found.detail && (good || found.problem < PROBLEM_COUNT));
    require(
        !head_check(&head, SLICE("HTTP/1.0"), target, header.length + 1, header.length, &found));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT;
    struct parameters parameters = {0};
    struct slice text = {(const char *)data, size}, argument;
    const char *end = size > 0 ? memchr(text.bytes, '\n', size) : NULL;
    struct slice address = {text.bytes, end ? (size_t)(end - text.bytes) : size};
    const struct route *route = admission_route(address, &arena, &argument);
    require(route && utf8_is_valid(argument));
    enum herald_status status = parameters_read(address, &arena, &parameters, NULL);
    require(parameters.count <= PARAMETERS_MAX);
    for (size_t at = 0; at < parameters.count; at++)
        require(utf8_is_valid(parameters.items[at].name) &&
                utf8_is_valid(parameters.items[at].value));
    if (status == HERALD_OK) {
        check_writing(&parameters, &arena);
        check_options(&parameters, &arena);
    }
    if (end) {
        check_header((struct slice){end + 1, size - address.length - 1});
        check_head(address, (struct slice){end + 1, size - address.length - 1});
    }
    arena_dispose(&arena);
    return 0;
}
