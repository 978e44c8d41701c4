#include "searcher/commands.h"

#include <stddef.h>
#include <stdio.h>

#include "corpus/command_line.h"
#include "corpus/exit_code.h"
#include "corpus/terminal.h"
#include "searcher/article_json.h"
#include "searcher/lookup.h"
#include "searcher/result.h"

/* What --json and --text set. */
enum show_form { SHOW_UNSAID, SHOW_JSON, SHOW_TEXT };

struct show {
    const char *directory;
    struct slice name, source;
    enum show_form form;
    bool no_pager;
    enum command_asked asked;
    struct lookup found;
    struct buffer output;
    struct herald_error error;
};

#define AT(member) offsetof(struct show, member)

static const struct command_option items[] = {
    OPTION("index", 'i', OPTION_TEXT, AT(directory), "DIR",
           "the index (default: $HERALD_INDEX, else herald-index)"),
    OPTION("source", 0, OPTION_SLICE, AT(source), "NAME",
           "of this source, where several have the same id"),
    OPTION("json", 0, OPTION_SET, AT(form), NULL,
           "as JSON, which 'herald index' can read again (default)", .least = SHOW_JSON),
    OPTION("text", 0, OPTION_SET, AT(form), NULL, "for reading, paged on a terminal",
           .least = SHOW_TEXT),
    OPTION("no-pager", 0, OPTION_FLAG, AT(no_pager), NULL, "no pager"),
    COMMAND_HELP_OPTIONS(AT(asked)),
};

static const struct command_options show_options = {
    .items = items,
    .count = sizeof(items) / sizeof(items[0]),
    .before = "usage: herald show [OPTION]... ID\n"
              "\n"
              "Give an article back, with every field that it had: its id (or its URL) is what\n"
              "'herald search' prints for it.\n"
              "\n",
    .after = "\n"
             "Ends with 1 when there is no such article, with 2 when several have this id.\n",
    .advice = "an id that begins with '-' stands after '--'",
};

static enum herald_status read_options(int argc, char **argv, struct show *show)
{
    int count = 0;
    enum herald_status status =
        command_line_read(&show_options, argc, argv, show, &count, &show->error);
    if (status == HERALD_OK && show->asked == COMMAND_RUN && count != 1)
        status = herald_fail(&show->error, HERALD_E_ARGUMENT, "give the id of one article");
    if (status == HERALD_OK && count == 1)
        show->name = slice_of(argv[1]);
    return status;
}

/* Look the article up, again when the index changed meanwhile. */
static enum herald_status find(struct show *show)
{
    struct index_reader *reader = NULL;
    enum herald_status status = index_reader_open(show->directory, &reader, &show->error);
    for (unsigned again = 0; status == HERALD_OK && again <= RESULT_RETRIES; again++) {
        status = lookup_find(reader, show->name, show->source, &show->found, &show->error);
        if (status != HERALD_E_BUSY || again == RESULT_RETRIES)
            break;
        lookup_dispose(&show->found);
        status = index_reader_catch_up(reader, &show->error);
    }
    index_reader_free(reader);
    return status;
}

/* --- printing --------------------------------------------------------------------------------- */

static void write_line(struct buffer *out, const char *name, struct slice text)
{
    if (text.length == 0)
        return;
    buffer_append_format(out, "%-14s", name);
    terminal_append(out, text);
    buffer_append_byte(out, '\n');
}

static void write_lines(struct buffer *out, const char *name, const struct slice_list *list)
{
    for (size_t at = 0; at < list->count; at++)
        write_line(out, at ? "" : name, list->items[at]);
}

static void write_text(struct buffer *out, const struct article *article)
{
    char date[DATE_TEXT_SIZE];
    write_line(out, "title", article->title);
    write_line(out, "subtitle", article->subtitle);
    write_lines(out, "authors", &article->authors);
    write_line(out, "source", article->source);
    write_line(out, "published", article_date_text(article->published, date));
    write_line(out, "updated", article_date_text(article->updated, date));
    write_line(out, "place", article->place);
    write_line(out, "language", article->language);
    write_line(out, "section", article->section);
    write_lines(out, "countries", &article->countries);
    write_lines(out, "people", &article->people);
    write_lines(out, "organisations", &article->organisations);
    write_lines(out, "topics", &article->topics);
    write_line(out, "id", article->id);
    write_line(out, "url", article->url);
    write_line(out, "rights", article->rights);
    buffer_append_byte(out, '\n');
    terminal_append(out, article->body);
    buffer_append_byte(out, '\n');
}

static enum herald_status print_article(struct show *show)
{
    const struct article *article = &show->found.articles[0];
    struct json_writer writer = {.out = &show->output, .pretty = true};
    if (show->form == SHOW_TEXT) {
        write_text(&show->output, article);
    } else {
        article_write_json(&writer, article);
        buffer_append_byte(&show->output, '\n');
    }
    if (show->output.failed)
        return herald_fail(&show->error, HERALD_E_NO_MEMORY, "no memory for the article");
    struct slice text = buffer_slice(&show->output);
    bool paged = show->form == SHOW_TEXT && !show->no_pager;
    return paged ? terminal_page(text, &show->error) : terminal_write(text, &show->error);
}

/* --- failures --------------------------------------------------------------------------------- */

static int report(struct show *show)
{
    herald_tell("show", &show->error);
    if (show->form != SHOW_TEXT) {
        result_write_error(&show->error, NULL, true, &show->output);
        terminal_write(buffer_slice(&show->output), NULL);
    }
    return (int)herald_exit_code(show->error.status);
}

/* Whether an article found earlier is of the same source. */
static bool is_told(const struct lookup *found, size_t number)
{
    for (size_t at = 0; at < number; at++)
        if (slice_equal(found->articles[at].source, found->articles[number].source))
            return true;
    return false;
}

/* Several articles have the id: list their sources, one of which has to be given. */
static int report_ambiguity(struct show *show)
{
    struct json_writer writer = {.out = &show->output, .pretty = true};
    herald_fail(&show->error, HERALD_E_ARGUMENT, "%zu articles have the id '%.*s': give --source",
                show->found.count, (int)(show->name.length < 200 ? show->name.length : 200),
                show->name.bytes);
    fprintf(stderr, "herald show: %s\n", show->error.message);
    json_write_object(&writer);
    json_write_pair(&writer, "herald", slice_of(HERALD_VERSION));
    json_write_key(&writer, "error");
    json_write_object(&writer);
    json_write_pair(&writer, "code", SLICE("ambiguous-id"));
    json_write_pair(&writer, "message", slice_of(show->error.message));
    json_write_key(&writer, "sources");
    json_write_array(&writer);
    for (size_t at = 0; at < show->found.count; at++) {
        struct slice source = show->found.articles[at].source;
        if (is_told(&show->found, at))
            continue;
        json_write_string(&writer, source);
        terminal_tell("  --source '%.*s'", (int)source.length, source.bytes);
    }
    json_write_end_array(&writer);
    json_write_end_object(&writer);
    json_write_end_object(&writer);
    buffer_append_byte(&show->output, '\n');
    if (show->form != SHOW_TEXT)
        terminal_write(buffer_slice(&show->output), NULL);
    return HERALD_EXIT_USAGE;
}

static int show_article(struct show *show)
{
    enum herald_status status = find(show);
    if (status == HERALD_OK && show->found.count == 0)
        status = herald_fail(&show->error, HERALD_E_NOT_FOUND, "no article with the id '%.*s'%s",
                             (int)(show->name.length < 200 ? show->name.length : 200),
                             show->name.bytes, show->source.length ? " in this source" : "");
    if (status == HERALD_OK && show->found.count > 1)
        return report_ambiguity(show);
    if (status == HERALD_OK)
        status = print_article(show);
    return status == HERALD_OK ? HERALD_EXIT_OK : report(show);
}

int command_show(int argc, char **argv)
{
    struct show show = {.directory = index_default_directory(), .output = BUFFER_INIT};
    int code = HERALD_EXIT_OK;
    if (read_options(argc, argv, &show) != HERALD_OK)
        code = report(&show);
    else if (!command_asked_print(&show_options, show.asked, stdout))
        code = show_article(&show);
    lookup_dispose(&show.found);
    buffer_dispose(&show.output);
    return code;
}
