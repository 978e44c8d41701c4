#include "searcher/serve/page.h"

#include <stdio.h>

#include "corpus/utf8.h"
#include "searcher/serve/assets.h"
#include "searcher/serve/html.h"
#include "searcher/serve/link.h"

/* --- the frame -------------------------------------------------------------------------------- */

static void write_feed_link(struct buffer *out, const struct request *request, enum reply_form form,
                            const char *name)
{
    struct buffer target = BUFFER_INIT;
    const struct form_description *description = form_describe(form);
    const struct link_change changes[] = {{"format", slice_of(description->name), false, false},
                                          {"sort", SLICE("newest"), false, false},
                                          {NULL, {NULL, 0}, false, false}};
    link_write(&target, "/search", &request->parameters, changes);
    HTML(out, "<link rel=\"alternate\" type=\"$\" title=\"$\" href=\"$\">\n",
         slice_of(description->type), slice_of(name), buffer_slice(&target));
    buffer_dispose(&target);
}

static void write_head(struct buffer *out, const struct page_frame *frame)
{
    struct slice version = slice_of(assets_version());
    HTML_LITERAL(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    if (frame->title.length > 0)
        HTML(out, "<title>$ – Herald</title>\n", frame->title);
    else
        HTML_LITERAL(out, "<title>Herald</title>\n");
    HTML_LITERAL(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta name=\"color-scheme\" content=\"light dark\">\n");
    HTML(out,
         "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/assets/icon.svg?v=$\">\n"
         "<link rel=\"stylesheet\" href=\"/assets/herald.css?v=$\">\n"
         "<script src=\"/assets/herald.js?v=$\" defer></script>\n",
         version, version, version);
    HTML_LITERAL(out, "<link rel=\"search\" type=\"application/opensearchdescription+xml\" "
                      "title=\"Herald\" href=\"/opensearch.xml\">\n");
    if (frame->feeds) {
        write_feed_link(out, frame->request, REPLY_ATOM, "This search, Atom");
        write_feed_link(out, frame->request, REPLY_RSS, "This search, RSS");
        write_feed_link(out, frame->request, REPLY_JSON_FEED, "This search, JSON Feed");
    }
    HTML_LITERAL(out, "</head>\n");
}

/* A parameter that the form keeps while the query changes. */
static bool is_kept(struct slice name)
{
    static const char *const own[] = {"q",      "sort",   "from",   "to", "offset",
                                      "cursor", "expect", "format", NULL};
    for (const char *const *other = own; *other; other++)
        if (slice_equal(name, slice_of(*other)))
            return false;
    return true;
}

static void write_choice(struct buffer *out, const char *value, const char *label,
                         struct slice chosen)
{
    HTML(out, "<option value=\"$\"", slice_of(value));
    if (slice_equal(chosen, slice_of(value)))
        HTML_LITERAL(out, " selected");
    HTML(out, ">$</option>", slice_of(label));
}

static void write_narrowing(struct buffer *out, const struct request *request)
{
    struct slice sort = parameters_find(&request->parameters, "sort");
    HTML_LITERAL(out, "<div class=\"narrowing\">\n<label>Sort <select name=\"sort\">");
    write_choice(out, "", "by relevance", sort);
    write_choice(out, "newest", "newest first", sort);
    write_choice(out, "oldest", "oldest first", sort);
    HTML(out,
         "</select></label>\n"
         "<label>From <input name=\"from\" value=\"$\" placeholder=\"e.g. 2025-02\" size=\"10\" "
         "autocomplete=\"off\" pattern=\"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\" "
         "title=\"A year, month or day: 2025, 2025-02, 2025-02-14\"></label>\n"
         "<label>to <input name=\"to\" value=\"$\" placeholder=\"e.g. 2025-03\" size=\"10\" "
         "autocomplete=\"off\" pattern=\"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\" "
         "title=\"A year, month or day, all of it included\"></label>\n",
         parameters_find(&request->parameters, "from"),
         parameters_find(&request->parameters, "to"));
    for (size_t at = 0; at < request->parameters.count; at++) {
        const struct parameter *item = &request->parameters.items[at];
        if (is_kept(item->name) && item->value.length > 0)
            HTML(out, "<input type=\"hidden\" name=\"$\" value=\"$\">\n", item->name, item->value);
    }
    HTML_LITERAL(out, "</div>\n");
}

static void write_form(struct buffer *out, const struct page_frame *frame)
{
    bool article = strcmp(frame->kind, "article") == 0;
    HTML(out,
         "<form class=\"search\" role=\"search\" action=\"/search\">\n"
         "<div class=\"box\"><label class=\"hidden\" for=\"q\">Search the news</label>"
         "<input id=\"q\" name=\"q\" type=\"search\" value=\"$\" dir=\"auto\" "
         "placeholder=\"Russia mediation Iran\" autocomplete=\"off\" autocapitalize=\"none\" "
         "spellcheck=\"false\" enterkeyhint=\"search\">"
         "<button type=\"submit\">Search</button></div>\n",
         frame->query);
    if (strcmp(frame->kind, "results") == 0)
        write_narrowing(out, frame->request);
    else if (article && parameters_find(&frame->request->parameters, "index").length > 0)
        HTML(out, "<input type=\"hidden\" name=\"index\" value=\"$\">\n",
             parameters_find(&frame->request->parameters, "index"));
    HTML_LITERAL(out, "</form>\n");
}

void page_open(struct buffer *out, const struct page_frame *frame)
{
    bool home = strcmp(frame->kind, "home") == 0;
    write_head(out, frame);
    HTML(out,
         "<body class=\"at-$\">\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n"
         "<header class=\"top\">\n",
         slice_of(frame->kind));
    if (home)
        HTML_LITERAL(out, "<h1 class=\"name\">Herald</h1>\n");
    else
        HTML_LITERAL(out, "<a class=\"name\" href=\"/\">Herald</a>\n");
    write_form(out, frame);
    HTML_LITERAL(out, "</header>\n<main id=\"content\" tabindex=\"-1\">\n");
}

void page_close(struct buffer *out)
{
    HTML_LITERAL(out, "</main>\n<footer class=\"bottom\">\n<nav aria-label=\"About\">"
                      "<a href=\"/\">New search</a> <a href=\"/info\">What is indexed</a> "
                      "<a href=\"/openapi.json\">For programs</a></nav>\n");
    HTML(out, "<p>Herald $</p>\n</footer>\n</body>\n</html>\n", slice_of(HERALD_VERSION));
}

bool page_is_web_address(struct slice url)
{
    return (url.length > 8 && memcmp(url.bytes, "https://", 8) == 0) ||
           (url.length > 7 && memcmp(url.bytes, "http://", 7) == 0);
}

/* --- problems --------------------------------------------------------------------------------- */

/* A link to the same search without the parameter that was refused. */
static void write_way_back(const struct request *request, const char *parameter, struct buffer *out)
{
    struct buffer target = BUFFER_INIT, path = BUFFER_INIT;
    const struct link_change changes[] = {{parameter, {NULL, 0}, false, false},
                                          {NULL, {NULL, 0}, false, false}};
    buffer_append_slice(&path, request->path);
    buffer_append_byte(&path, '\0');
    if (!path.failed)
        link_write(&target, path.bytes, &request->parameters, changes);
    HTML(out, "<p><a href=\"$\">Search without <code>$</code></a></p>\n", buffer_slice(&target),
         slice_of(parameter));
    buffer_dispose(&target);
    buffer_dispose(&path);
}

void page_write_problem(const struct request *request, const struct problem_description *kind,
                        const struct problem_case *one, struct buffer *out)
{
    struct page_frame frame = {.title = slice_of(kind->title),
                               .query = parameters_find(&request->parameters, "q"),
                               .request = request,
                               .kind = "problem"};
    struct buffer message = BUFFER_INIT;
    utf8_repair(slice_of(one->detail), &message);
    if (message.length > 0 && message.bytes[0] >= 'a' && message.bytes[0] <= 'z')
        message.bytes[0] = (char)(message.bytes[0] - 'a' + 'A');
    page_open(out, &frame);
    HTML(out,
         "<section class=\"problem\" role=\"alert\">\n<h1>$</h1>\n<p class=\"detail\" "
         "dir=\"auto\">$.</p>\n",
         slice_of(kind->title), buffer_slice(&message));
    if (one->parameter && frame.query.length > 0 && strcmp(one->parameter, "q") != 0)
        write_way_back(request, one->parameter, out);
    else
        HTML(out, "<p>$</p>\n", slice_of(kind->meaning));
    HTML(out, "<p class=\"request\">Request <code>$</code></p>\n</section>\n",
         slice_of(request->id));
    page_close(out);
    buffer_dispose(&message);
}
