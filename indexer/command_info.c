#include "indexer/commands.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

#include "corpus/command_line.h"
#include "corpus/exit_code.h"
#include "corpus/terminal.h"
#include "indexer/info_json.h"
#include "indexer/progress.h"
#include "indexer/statistics.h"

/* Sources that the text form lists; the JSON form has all. */
#define TEXT_SOURCES 20

#define BUSY_TRIES 3

/* The command line, understood. */
struct arguments {
    const char *directory;
    bool json;
    enum command_asked asked;
};

#define AT(member) offsetof(struct arguments, member)

static const struct command_option ITEMS[] = {
    OPTION("index", 'i', OPTION_TEXT, AT(directory), "DIR",
           "the index (default: $HERALD_INDEX, else herald-index)"),
    OPTION("json", 0, OPTION_FLAG, AT(json), NULL, "print it as JSON"),
    COMMAND_HELP_OPTIONS(AT(asked)),
};

static const struct command_options OPTIONS = {
    .items = ITEMS,
    .count = sizeof(ITEMS) / sizeof(ITEMS[0]),
    .before = "usage: herald info [-i DIR] [--json]\n"
              "\n"
              "Tell what is in an index: articles, terms, bytes by table, languages, sources, the\n"
              "range of dates, and the versions that made it.\n"
              "\n",
};

static void print_names(const char *title, const struct name_counts *names, size_t most)
{
    struct buffer name = BUFFER_INIT;
    printf("%s\n", title);
    for (size_t i = 0; i < names->count && i < most; i++) {
        const char *label = names->items[i].label;
        buffer_clear(&name);
        terminal_append(&name, slice_of(label ? label : names->items[i].name));
        printf("  %10" PRIu32 "  %.*s\n", names->items[i].count, (int)name.length, name.bytes);
    }
    buffer_dispose(&name);
    if (names->count > most)
        printf("  and %zu more: see --json\n", names->count - most);
}

static void print_text(const char *directory, const struct index_statistics *info)
{
    char size[16];
    uint32_t undated = info->articles - info->dated;
    printf("%s: %" PRIu32 " article%s, %" PRIu64 " terms, %s\n", directory, info->articles,
           info->articles == 1 ? "" : "s", info->terms, human_bytes(info->bytes, size));
    if (info->dated > 0)
        printf("dates: %s to %s, %" PRIu32 " article%s without\n", info->earliest, info->latest,
               undated, undated == 1 ? "" : "s");
    print_names("languages", &info->languages, info->languages.count);
    print_names("sources", &info->sources, TEXT_SOURCES);
    puts("files");
    for (size_t i = 0; i < info->table_count; i++)
        printf("  %10s  %s\n", human_bytes(info->tables[i].bytes, size), info->tables[i].name);
    printf("format " SCHEMA_FORMAT_VERSION ", analysis " SCHEMA_ANALYSIS_VERSION
           ", made with libxapian %s\n",
           info->xapian);
}

static void print_json(const char *directory, const char *revision,
                       const struct index_statistics *info)
{
    struct buffer text = BUFFER_INIT;
    index_info_write_json(directory, revision, info, &text);
    fputs(text.failed ? "{}\n" : text.bytes, stdout);
    buffer_dispose(&text);
}

/* Open, collect and print; again when a writer was faster. */
static enum herald_status tell(const char *directory, bool json, struct herald_error *err)
{
    struct index_reader *reader = NULL;
    struct index_statistics info = {0};
    enum herald_status status = index_reader_open(directory, &reader, err);
    for (int i = 0; status == HERALD_OK; i++) {
        status = index_statistics_collect(reader, &info, err);
        if (status != HERALD_E_BUSY || i == BUSY_TRIES)
            break;
        index_statistics_dispose(&info);
        status = index_reader_catch_up(reader, err);
    }
    if (status == HERALD_OK && json)
        print_json(directory, index_reader_revision(reader), &info);
    else if (status == HERALD_OK)
        print_text(directory, &info);
    index_statistics_dispose(&info);
    index_reader_free(reader);
    return status;
}

int command_info(int argc, char **argv)
{
    struct arguments arguments = {.directory = index_default_directory()};
    struct herald_error error = {0};
    int others = 0;
    enum herald_status status =
        command_line_read(&OPTIONS, argc, argv, &arguments, &others, &error);
    if (command_asked_print(&OPTIONS, arguments.asked, stdout))
        return HERALD_EXIT_OK;
    if (status == HERALD_OK)
        status = command_line_expect_none(argv, others, &error);
    if (status == HERALD_OK)
        status = tell(arguments.directory, arguments.json, &error);
    if (status != HERALD_OK) {
        herald_tell("info", &error);
        if (arguments.json)
            printf("{\"herald\":\"" HERALD_VERSION "\",\"error\":{\"code\":\"%s\"}}\n",
                   herald_status_name(status));
        return (int)herald_exit_code(status);
    }
    return HERALD_EXIT_OK;
}
