#include "searcher/serve/option_parameters.h"

#include <stdio.h>

/* Options that concern the terminal of the command, or the command itself. */
static const char *const NOT_PARAMETERS[] = {"no-color",   "no-colour", "no-pager", "help",
                                             "completion", "index",     NULL};

static bool is_among(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

bool option_is_parameter(const struct command_option *option)
{
    bool path =
        option->value && (strcmp(option->value, "FILE") == 0 || strcmp(option->value, "DIR") == 0);
    return option->kind != OPTION_HEADING && option->help && !path &&
           !is_among(NOT_PARAMETERS, option->name);
}

static const struct command_option *find_option(const struct command_options *options,
                                                struct slice name)
{
    for (size_t at = 0; at < options->count; at++) {
        const struct command_option *option = &options->items[at];
        if (option->name && slice_equal(slice_of(option->name), name))
            return option_is_parameter(option) ? option : NULL;
    }
    return NULL;
}

/* Whether an option given twice adds to the first: lists, and those whose value is one. */
static bool may_repeat(const struct command_option *option)
{
    return option->kind == OPTION_LIST ||
           (option->kind == OPTION_CALL && option->value && strchr(option->value, ','));
}

static bool is_word_of(struct slice value, const char *const *words)
{
    for (; *words; words++)
        if (slice_equal(value, slice_of(*words)))
            return true;
    return false;
}

/* One parameter on its way to an argument. */
struct conversion {
    const struct command_options *options;
    const struct parameters *parameters;
    size_t at;
    struct arena *arena;
    struct herald_error *err;
};

static bool is_repeated(const struct conversion *conversion)
{
    const struct parameter *items = conversion->parameters->items;
    for (size_t before = 0; before < conversion->at; before++)
        if (slice_equal(items[before].name, items[conversion->at].name) &&
            items[before].value.length > 0)
            return true;
    return false;
}

/* The argument of an option, {NULL, 0} with HERALD_OK where it counts as not given. */
static enum herald_status make_argument(const struct conversion *conversion,
                                        const struct command_option *option, char **out)
{
    static const char *const yes[] = {"", "1", "true", "yes", "on", NULL};
    static const char *const no[] = {"0", "false", "no", "off", NULL};
    struct slice value = conversion->parameters->items[conversion->at].value;
    struct buffer text = BUFFER_INIT;
    bool flag = !option->value;
    *out = NULL;
    if (flag ? is_word_of(value, no) : value.length == 0)
        return HERALD_OK;
    if (flag && !is_word_of(value, yes))
        return herald_fail(conversion->err, HERALD_E_ARGUMENT, "%s is 1 or 0", option->name);
    if (memchr(value.bytes, '\0', value.length))
        return herald_fail(conversion->err, HERALD_E_ARGUMENT, "%s holds U+0000", option->name);
    if (!may_repeat(option) && is_repeated(conversion))
        return herald_fail(conversion->err, HERALD_E_ARGUMENT, "%s is given twice", option->name);
    buffer_append_format(&text, "--%s%s", option->name, flag ? "" : "=");
    buffer_append_slice(&text, flag ? SLICE("") : value);
    struct slice copy = arena_copy(conversion->arena, buffer_slice(&text));
    buffer_dispose(&text);
    *out = (char *)(uintptr_t)copy.bytes;
    return copy.bytes ? HERALD_OK : herald_fail(conversion->err, HERALD_E_NO_MEMORY, "no memory");
}

static enum herald_status convert(const struct conversion *conversion, char **out)
{
    struct slice name = conversion->parameters->items[conversion->at].name;
    const struct command_option *option = find_option(conversion->options, name);
    *out = NULL;
    if (!option)
        return herald_fail(conversion->err, HERALD_E_ARGUMENT,
                           "there is no parameter '%.*s' here; /openapi.json lists those there are",
                           (int)(name.length < 60 ? name.length : 60), name.bytes);
    return make_argument(conversion, option, out);
}

enum herald_status option_arguments(const struct command_options *options,
                                    const struct parameters *parameters, const char *const *own,
                                    struct arena *arena, int *argc, char ***argv,
                                    struct parameter_fault *fault, struct herald_error *err)
{
    static char program[] = "serve";
    struct conversion conversion = {options, parameters, 0, arena, err};
    *fault = (struct parameter_fault){""};
    *argc = 1;
    *argv = arena_alloc(arena, (parameters->count + 2) * sizeof(**argv));
    if (!*argv)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the request");
    (*argv)[0] = program;
    for (; conversion.at < parameters->count; conversion.at++) {
        const struct parameter *item = &parameters->items[conversion.at];
        char *argument;
        if (is_among(own, item->name.bytes))
            continue;
        enum herald_status status = convert(&conversion, &argument);
        if (status != HERALD_OK) {
            snprintf(fault->name, sizeof(fault->name), "%s", item->name.bytes);
            return status;
        }
        if (argument)
            (*argv)[(*argc)++] = argument;
    }
    (*argv)[*argc] = NULL;
    return HERALD_OK;
}

#define OPTION_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789-"

/* Where a message names an option next; NULL where it does not. What clients wrote comes in quotes,
 * and last. */
static char *find_dashes(char *message)
{
    char *dashes = strstr(message, "--"), *quote = strchr(message, '\'');
    return dashes && (!quote || dashes < quote) ? dashes : NULL;
}

struct parameter_fault option_message(struct herald_error *error)
{
    struct parameter_fault fault = {""};
    for (char *dashes = error->message; dashes = find_dashes(dashes), dashes;) {
        memmove(dashes, dashes + 2, strlen(dashes + 2) + 1);
        size_t length = strspn(dashes, OPTION_LETTERS);
        if (!fault.name[0] && length < sizeof(fault.name))
            snprintf(fault.name, sizeof(fault.name), "%.*s", (int)length, dashes);
    }
    return fault;
}
