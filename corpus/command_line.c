#include "corpus/command_line.h"

#include <math.h>
#include <stdlib.h>

#include "corpus/article.h"
#include "corpus/date.h"

/* Columns of help: the width of a line, and where the words of explanation begin at the latest. */
#define HELP_WIDTH  80u
#define HELP_COLUMN 26u

/* --- numbers ---------------------------------------------------------------------------------- */

static enum herald_status fail_number(const struct command_option *option, const char *value,
                                      double most, struct herald_error *err)
{
    return herald_fail(err, HERALD_E_ARGUMENT,
                       "--%s takes a whole number from %.0f to %.0f, not '%s'", option->name,
                       option->least, most, value);
}

/* A whole number within the range of the option and of the kind. */
static enum herald_status read_whole(const struct command_option *option, const char *value,
                                     double kind_most, double *number, struct herald_error *err)
{
    double most = option->most > 0 ? option->most : kind_most;
    size_t digits = strspn(value, "0123456789");
    *number = digits > 0 && digits <= 20 ? strtod(value, NULL) : -1;
    bool good = value[digits] == '\0' && *number >= option->least && *number <= most;
    return good ? HERALD_OK : fail_number(option, value, most, err);
}

static enum herald_status read_seconds(const struct command_option *option, const char *value,
                                       double *seconds, struct herald_error *err)
{
    char *end;
    double number = strtod(value, &end);
    if (end == value || *end || !(number >= option->least) || number > option->most)
        return herald_fail(err, HERALD_E_ARGUMENT, "--%s takes seconds from %.0f to %.0f, not '%s'",
                           option->name, option->least, option->most, value);
    *seconds = number;
    return HERALD_OK;
}

static enum herald_status read_milliseconds(const struct command_option *option, const char *value,
                                            uint32_t *milliseconds, struct herald_error *err)
{
    double seconds = 0;
    enum herald_status status = read_seconds(option, value, &seconds, err);
    if (status == HERALD_OK)
        *milliseconds = (uint32_t)ceil(seconds * 1e3);
    return status;
}

/* Append a size as people write it. */
static void append_bytes(struct buffer *out, double bytes)
{
    static const char *const units[] = {"", "k", "M", "G"};
    unsigned unit = 0;
    for (; unit < 3 && bytes >= 1024; unit++)
        bytes /= 1024;
    buffer_append_format(out, "%.0f%s", bytes, units[unit]);
}

/* "256M": bytes, or with k, M, G the next powers of 1024. */
static enum herald_status read_bytes(const struct command_option *option, const char *value,
                                     size_t *bytes, struct herald_error *err)
{
    static const char units[] = "kMG";
    double least = option->least > 1 ? option->least : 1;
    char *end, *unit;
    double number = strtod(value, &end);
    if (end != value && *end && (unit = strchr(units, *end == 'K' ? 'k' : *end)) != NULL) {
        number *= (double)((size_t)1 << (10 * (unit - units + 1)));
        end++;
    }
    if (*end == 'B')
        end++;
    if (end != value && !*end && number >= least &&
        number <= (option->most > 0 ? option->most : 1e15)) {
        *bytes = (size_t)number;
        return HERALD_OK;
    }
    struct buffer range = BUFFER_INIT;
    append_bytes(&range, least);
    herald_fail(err, HERALD_E_ARGUMENT, "--%s takes a size from %s on, such as 512M, not '%s'",
                option->name, range.bytes ? range.bytes : "1", value);
    buffer_dispose(&range);
    return HERALD_E_ARGUMENT;
}

/* --- other values ----------------------------------------------------------------------------- */

/* Word number `at` of a list separated by blanks; empty after the last. */
static struct slice word_at(const char *words, size_t at)
{
    for (; words; at--) {
        words += strspn(words, " ");
        size_t length = strcspn(words, " ");
        if (at == 0 || length == 0)
            return (struct slice){words, length};
        words += length;
    }
    return (struct slice){NULL, 0};
}

static enum herald_status fail_choice(const struct command_option *option, const char *value,
                                      struct herald_error *err)
{
    struct buffer words = BUFFER_INIT;
    struct slice word;
    for (size_t at = 0; word = word_at(option->choices, at), word.length > 0; at++) {
        bool last = word_at(option->choices, at + 1).length == 0;
        buffer_append_string(&words, at == 0 ? "" : last ? " or " : ", ");
        buffer_append_slice(&words, word);
    }
    herald_fail(err, HERALD_E_ARGUMENT, "--%s takes %s, not '%s'", option->name,
                words.bytes ? words.bytes : "", value);
    buffer_dispose(&words);
    return HERALD_E_ARGUMENT;
}

static enum herald_status read_choice(const struct command_option *option, const char *value,
                                      unsigned *choice, struct herald_error *err)
{
    struct slice word;
    for (unsigned at = 0; word = word_at(option->choices, at), word.length > 0; at++) {
        if (slice_equal(word, slice_of(value))) {
            *choice = at;
            return HERALD_OK;
        }
    }
    return fail_choice(option, value, err);
}

static enum herald_status read_date(const struct command_option *option, const char *value,
                                    struct date *date, struct herald_error *err)
{
    if (date_parse(slice_of(value), date))
        return HERALD_OK;
    return herald_fail(err, HERALD_E_ARGUMENT,
                       "--%s takes a date such as 2025, 2025-02 or 2025-02-14, not '%s'",
                       option->name, value);
}

static enum herald_status add_item(struct slice_list *list, const char *value,
                                   struct herald_error *err)
{
    struct slice *grown = realloc(list->items, (list->count + 1) * sizeof(*grown));
    if (!grown)
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the options");
    list->items = grown;
    list->items[list->count++] = slice_of(value);
    return HERALD_OK;
}

/* --- options ---------------------------------------------------------------------------------- */

static enum herald_status apply_number(const struct command_option *option, const char *value,
                                       void *member, struct herald_error *err)
{
    bool small = option->kind == OPTION_NUMBER;
    double number;
    enum herald_status status = read_whole(option, value, small ? UINT32_MAX : 1e15, &number, err);
    if (status == HERALD_OK && small)
        *(uint32_t *)member = (uint32_t)number;
    else if (status == HERALD_OK)
        *(size_t *)member = (size_t)number;
    return status;
}

enum herald_status command_option_apply(const struct command_option *option, const char *value,
                                        void *command, struct herald_error *err)
{
    void *member = (char *)command + option->offset;
    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)member = true;
        return HERALD_OK;
    case OPTION_SET:
        *(unsigned *)member = (unsigned)option->least;
        return HERALD_OK;
    case OPTION_CHOICE:
        return read_choice(option, value, member, err);
    case OPTION_TEXT:
        *(const char **)member = value;
        return HERALD_OK;
    case OPTION_SLICE:
        *(struct slice *)member = slice_of(value);
        return HERALD_OK;
    case OPTION_LIST:
        return add_item(member, value, err);
    case OPTION_NUMBER:
    case OPTION_SIZE:
        return apply_number(option, value, member, err);
    case OPTION_BYTES:
        return read_bytes(option, value, member, err);
    case OPTION_SECONDS:
        return read_seconds(option, value, member, err);
    case OPTION_MILLISECONDS:
        return read_milliseconds(option, value, member, err);
    case OPTION_DATE:
        return read_date(option, value, member, err);
    case OPTION_CALL:
        return option->read(command, value, err);
    case OPTION_HEADING:
        break;
    }
    return herald_fail(err, HERALD_E_INTERNAL, "an option of no kind");
}

static enum herald_status fail_unknown(const struct command_options *options, const char *argument,
                                       struct herald_error *err)
{
    return herald_fail(err, HERALD_E_ARGUMENT, "no option '%s'%s%s", argument,
                       options->advice ? "; " : "", options->advice ? options->advice : "");
}

/* The option of a name, or the only one that begins with it. Names of one option that are spelled
 * in two ways are entries that set the same. */
static const struct command_option *find_name(const struct command_options *options,
                                              struct slice name)
{
    const struct command_option *found = NULL;
    bool several = false;
    for (size_t at = 0; at < options->count; at++) {
        const struct command_option *option = &options->items[at];
        if (!option->name || strncmp(option->name, name.bytes, name.length) != 0)
            continue;
        if (option->name[name.length] == '\0')
            return option;
        several =
            several || (found && (found->offset != option->offset || found->kind != option->kind ||
                                  found->least != option->least || found->read != option->read));
        found = found ? found : option;
    }
    return several ? NULL : found;
}

static const struct command_option *find_letter(const struct command_options *options, char letter)
{
    for (size_t at = 0; at < options->count; at++)
        if (options->items[at].letter && options->items[at].letter == letter)
            return &options->items[at];
    return NULL;
}

static enum herald_status fail_value(const char *argument, struct herald_error *err)
{
    return herald_fail(err, HERALD_E_ARGUMENT, "option '%s' lacks its value", argument);
}

/* The option that has set what another one would set; NULL for none, and for the same value. */
static const struct command_option *find_rival(const struct command_options *options,
                                               const struct command_option *option,
                                               const void *command)
{
    if (option->kind != OPTION_SET)
        return NULL;
    const unsigned value = *(const unsigned *)((const char *)command + option->offset);
    for (size_t at = 0; value != 0 && at < options->count; at++) {
        const struct command_option *other = &options->items[at];
        if (other->kind == OPTION_SET && other->offset == option->offset &&
            (unsigned)other->least == value)
            return other->least == option->least ? NULL : other;
    }
    return NULL;
}

static enum herald_status apply(const struct command_options *options,
                                const struct command_option *option, const char *value,
                                void *command, struct herald_error *err)
{
    const struct command_option *rival = find_rival(options, option, command);
    if (rival)
        return herald_fail(err, HERALD_E_ARGUMENT, "--%s does not go with --%s", option->name,
                           rival->name);
    return command_option_apply(option, value, command, err);
}

static enum herald_status read_long(const struct command_options *options, int argc, char **argv,
                                    int *at, void *command, struct herald_error *err)
{
    const char *argument = argv[(*at)++], *equals = strchr(argument, '=');
    struct slice name = {argument + 2,
                         equals ? (size_t)(equals - argument) - 2 : strlen(argument) - 2};
    const struct command_option *option = name.length > 0 ? find_name(options, name) : NULL;
    const char *value = equals ? equals + 1 : NULL;
    if (!option)
        return fail_unknown(options, argument, err);
    if (!option->value && value)
        return herald_fail(err, HERALD_E_ARGUMENT, "option '--%s' takes no value", option->name);
    if (option->value && !value && *at >= argc)
        return fail_value(argument, err);
    if (option->value && !value)
        value = argv[(*at)++];
    return apply(options, option, value, command, err);
}

static enum herald_status read_letters(const struct command_options *options, int argc, char **argv,
                                       int *at, void *command, struct herald_error *err)
{
    const char *argument = argv[(*at)++];
    enum herald_status status = HERALD_OK;
    for (const char *letter = argument + 1; *letter && status == HERALD_OK; letter++) {
        const struct command_option *option = find_letter(options, *letter);
        if (!option)
            return fail_unknown(options, argument, err);
        if (!option->value) {
            status = apply(options, option, NULL, command, err);
            continue;
        }
        if (!letter[1] && *at >= argc)
            return fail_value(argument, err);
        return apply(options, option, letter[1] ? letter + 1 : argv[(*at)++], command, err);
    }
    return status;
}

enum herald_status command_option_read(const struct command_options *options, int argc, char **argv,
                                       int *at, void *command, struct herald_error *err)
{
    bool is_long = argv[*at][1] == '-';
    return is_long ? read_long(options, argc, argv, at, command, err)
                   : read_letters(options, argc, argv, at, command, err);
}

enum herald_status command_line_read(const struct command_options *options, int argc, char **argv,
                                     void *command, int *arguments, struct herald_error *err)
{
    enum herald_status status = HERALD_OK;
    bool ended = false;
    int count = 0;
    for (int at = 1; at < argc;) {
        if (!ended && strcmp(argv[at], "--") == 0) {
            ended = true;
            at++;
        } else if (ended || argv[at][0] != '-' || argv[at][1] == '\0') {
            argv[++count] = argv[at++];
        } else {
            bool first = status == HERALD_OK;
            enum herald_status read =
                command_option_read(options, argc, argv, &at, command, first ? err : NULL);
            status = first ? read : status;
        }
    }
    *arguments = count;
    return status;
}

enum herald_status command_line_expect_none(char **argv, int arguments, struct herald_error *err)
{
    if (arguments == 0)
        return HERALD_OK;
    return herald_fail(err, HERALD_E_ARGUMENT, "unexpected argument '%s'", argv[1]);
}

/* --- help ------------------------------------------------------------------------------------- */

/* How an option is called in the help. */
static void append_call(struct buffer *out, const struct command_option *option)
{
    if (option->letter)
        buffer_append_format(out, "  -%c, --%s", option->letter, option->name);
    else
        buffer_append_format(out, "      --%s", option->name);
    if (option->value)
        buffer_append_format(out, " %s", option->value);
}

/* The column where explanations begin: behind the longest call that leaves room for them. */
static size_t help_column(const struct command_options *options)
{
    struct buffer call = BUFFER_INIT;
    size_t column = 0;
    for (size_t at = 0; at < options->count; at++) {
        buffer_clear(&call);
        if (options->items[at].kind != OPTION_HEADING && options->items[at].help)
            append_call(&call, &options->items[at]);
        if (call.length + 2 <= HELP_COLUMN && call.length + 2 > column)
            column = call.length + 2;
    }
    buffer_dispose(&call);
    return column;
}

/* Append words from the present end of the line on, further lines beginning at `column`. */
static void append_wrapped(struct buffer *out, const char *text, size_t column)
{
    size_t used = column;
    struct slice word;
    for (size_t at = 0; word = word_at(text, at), word.length > 0; at++) {
        if (at > 0 && used + 1 + word.length >= HELP_WIDTH) {
            buffer_append_format(out, "\n%*s", (int)column, "");
            used = column;
        } else if (at > 0) {
            buffer_append_byte(out, ' ');
            used++;
        }
        buffer_append_slice(out, word);
        used += word.length;
    }
    buffer_append_byte(out, '\n');
}

static void append_option(struct buffer *out, const struct command_option *option, size_t column)
{
    size_t start = out->length;
    append_call(out, option);
    size_t used = out->length - start;
    if (used + 2 > column)
        buffer_append_format(out, "\n%*s", (int)column, "");
    else
        buffer_append_format(out, "%*s", (int)(column - used), "");
    append_wrapped(out, option->help, column);
}

void command_help_print(const struct command_options *options, FILE *out)
{
    struct buffer text = BUFFER_INIT;
    size_t column = help_column(options);
    buffer_append_string(&text, options->before);
    for (size_t at = 0; at < options->count; at++) {
        const struct command_option *option = &options->items[at];
        if (option->kind == OPTION_HEADING)
            buffer_append_format(&text, "%s%s\n", at ? "\n" : "", option->help);
        else if (option->help)
            append_option(&text, option, column);
    }
    buffer_append_string(&text, options->after ? options->after : "");
    if (text.bytes)
        fwrite(text.bytes, 1, text.length, out);
    buffer_dispose(&text);
}

void command_completion_print(const struct command_options *options, FILE *out)
{
    for (size_t at = 0; at < options->count; at++) {
        const struct command_option *option = &options->items[at];
        const char *value = option->choices ? option->choices : option->value;
        if (option->kind != OPTION_HEADING && option->help)
            fprintf(out, "--%s\t%s\n", option->name, value ? value : "");
        if (option->letter && option->help && option->value)
            fprintf(out, "-%c\t%s\n", option->letter, value);
    }
}

bool command_asked_print(const struct command_options *options, enum command_asked asked, FILE *out)
{
    if (asked == COMMAND_HELP)
        command_help_print(options, out);
    else if (asked == COMMAND_COMPLETION)
        command_completion_print(options, out);
    return asked != COMMAND_RUN;
}
