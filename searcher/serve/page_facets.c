#include <stdio.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "searcher/serve/html.h"
#include "searcher/serve/link.h"
#include "searcher/serve/page.h"

/* --- names ------------------------------------------------------------------------------------ */

/* The name that ICU has in English, from one of its functions; false where it has none. */
static bool icu_name(int32_t (*find)(const char *, const char *, UChar *, int32_t, UErrorCode *),
                     const char *locale, char *out, int32_t size)
{
    UChar name[128];
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = find(locale, "en", name, 128, &status), written = 0;
    if (U_FAILURE(status) || status == U_USING_DEFAULT_WARNING || length >= 128)
        return false;
    u_strToUTF8(out, size, &written, name, length, &status);
    return U_SUCCESS(status) && written < size && written > 0;
}

struct slice page_language(struct slice tag)
{
    static _Thread_local char name[256];
    char locale[16];
    if (tag.length == 0 || tag.length >= sizeof(locale))
        return tag;
    memcpy(locale, tag.bytes, tag.length);
    locale[tag.length] = '\0';
    if (strcmp(locale, "und") == 0)
        return SLICE("unknown");
    return icu_name(uloc_getDisplayName, locale, name, sizeof(name)) ? slice_of(name) : tag;
}

void page_country(struct buffer *out, struct slice code)
{
    char locale[8], name[256];
    if (code.length != 2) {
        buffer_append_slice(out, code);
        return;
    }
    snprintf(locale, sizeof(locale), "und_%c%c", code.bytes[0] & ~0x20, code.bytes[1] & ~0x20);
    if (icu_name(uloc_getDisplayCountry, locale, name, sizeof(name)) && strlen(name) > 2)
        buffer_append_string(out, name);
    else
        buffer_append_slice(out, code);
}

/* --- filters in force ------------------------------------------------------------------------- */

static void write_filter(const struct search_call *search, const struct parameter *item,
                         const char *label, struct buffer *out)
{
    struct buffer target = BUFFER_INIT;
    const struct link_change changes[] = {{item->name.bytes, item->value, false, true},
                                          {NULL, {NULL, 0}, false, false}};
    bool language = slice_equal(item->name, SLICE("language"));
    bool within = slice_equal(item->name, SLICE("dates"));
    link_write(&target, search_path(search), &search->call->request->parameters, changes);
    HTML(out,
         "<li><a href=\"$\" title=\"Take this filter away\">$ <b dir=\"auto\">$</b> <span "
         "aria-hidden=\"true\">×</span></a></li>\n",
         buffer_slice(&target), slice_of(label),
         language ? page_language(item->value)
         : within ? SLICE("exactly enough for this")
                  : item->value);
    buffer_dispose(&target);
}

/* Whether a parameter is a filter that does something. */
static bool is_filter(const struct search_call *search, const struct parameter *item,
                      const char *name)
{
    const struct search_filter *filter = &search->options.request.search.filter;
    bool dates = slice_equal(item->name, SLICE("dates"));
    bool idle = dates && (filter->dates != FILTER_DATES_WITHIN ||
                          (!filter->from.precision && !filter->to.precision));
    return item->value.length > 0 && slice_equal(item->name, slice_of(name)) && !idle;
}

void page_write_filters(const struct search_call *search, struct buffer *out)
{
    static const struct {
        const char *name, *label;
    } filters[] = {{"source", "source"},
                   {"language", "language"},
                   {"from", "from"},
                   {"to", "to"},
                   {"dates", "dated"}};
    const struct parameters *parameters = &search->call->request->parameters;
    size_t start = out->length;
    HTML_LITERAL(out, "<ul class=\"filters\" aria-label=\"Filters in force\">\n");
    size_t empty = out->length;
    for (size_t at = 0; at < parameters->count; at++)
        for (size_t filter = 0; filter < sizeof(filters) / sizeof(filters[0]); filter++)
            if (is_filter(search, &parameters->items[at], filters[filter].name))
                write_filter(search, &parameters->items[at], filters[filter].label, out);
    if (out->failed)
        return;
    if (out->length == empty)
        out->length = start;
    else
        HTML_LITERAL(out, "</ul>\n");
}

/* --- facets ----------------------------------------------------------------------------------- */

/* The headings of facets. */
static const char *const TITLES[FACET_FIELDS] = {
    [FACET_SOURCE] = "Source",    [FACET_LANGUAGE] = "Language",
    [FACET_COUNTRY] = "Country",  [FACET_PERSON] = "Person",
    [FACET_ORG] = "Organisation", [FACET_TOPIC] = "Topic",
    [FACET_SECTION] = "Section",  [FACET_AUTHOR] = "Author",
    [FACET_YEAR] = "Year",        [FACET_MONTH] = "Month",
    [FACET_DAY] = "Day"};

/* The query narrowed to a value of a field: what it was, in parentheses where it needs them, and
 * FIELD:"VALUE". */
static void append_narrowed(struct buffer *out, const struct search_call *search,
                            enum facet_field field, struct slice value)
{
    const struct query_node *root = search->result.query.root;
    bool all = root && root->kind == QUERY_ALL;
    bool group = root && (root->kind == QUERY_OR || search->result.query.any);
    if (!all) {
        buffer_append_string(out, group ? "(" : "");
        buffer_append_slice(out, search->text);
        buffer_append_string(out, group ? ") " : " ");
    }
    buffer_append_format(out, "%s:\"", facet_field_name(field));
    for (size_t at = 0; at < value.length; at++)
        buffer_append_byte(out, value.bytes[at] == '"' ? ' ' : (unsigned char)value.bytes[at]);
    buffer_append_byte(out, '"');
}

/* The address of the search narrowed to a value. */
static void append_target(struct buffer *out, const struct search_call *search,
                          enum facet_field field, const struct facet_value *value)
{
    struct buffer query = BUFFER_INIT;
    const struct parameters *parameters = &search->call->request->parameters;
    struct link_change changes[4] = {{NULL, {NULL, 0}, false, false}};
    if (field == FACET_SOURCE || field == FACET_LANGUAGE) {
        changes[0] = (struct link_change){facet_field_name(field), value->value, false, false};
    } else if (field >= FACET_NAMES) {
        changes[0] = (struct link_change){"from", value->value, false, false};
        changes[1] = (struct link_change){"to", value->value, false, false};
        changes[2] = (struct link_change){"dates", SLICE("within"), false, false};
    } else {
        append_narrowed(&query, search, field, value->value);
        changes[0] = (struct link_change){"q", buffer_slice(&query), false, false};
    }
    link_write(out, search_path(search), parameters, changes);
    buffer_dispose(&query);
}

static void append_label(struct buffer *out, enum facet_field field,
                         const struct facet_value *value)
{
    if (field == FACET_LANGUAGE)
        buffer_append_slice(out, page_language(value->value));
    else if (field == FACET_COUNTRY)
        page_country(out, value->label.length > 0 ? value->label : value->value);
    else
        buffer_append_slice(out, value->label.length > 0 ? value->label : value->value);
}

static void write_value(const struct search_call *search, enum facet_field field,
                        const struct facet_value *value, struct buffer *out)
{
    struct buffer target = BUFFER_INIT, label = BUFFER_INIT, count = BUFFER_INIT;
    append_target(&target, search, field, value);
    append_label(&label, field, value);
    html_number(&count, value->count);
    HTML(out,
         "<li><a href=\"$\"><span dir=\"auto\">$</span></a> <span class=\"count\">$</span>"
         "</li>\n",
         buffer_slice(&target), buffer_slice(&label), buffer_slice(&count));
    buffer_dispose(&target);
    buffer_dispose(&label);
    buffer_dispose(&count);
}

/* A field in which all articles have the same value, or none has any, narrows nothing. */
static bool is_useful(const struct search_call *search, const struct facet *facet)
{
    return facet->count > 1 ||
           (facet->count == 1 && facet->values[0].count < search->result.counts.articles);
}

/* Values of a field that is shown at length. */
#define LONG_FACET 200u

/* How many more values there are, and a link to the same search with them. */
static void write_rest(const struct search_call *search, size_t number, uint32_t values,
                       struct buffer *out)
{
    const struct facet_request *request = &search->result.request->facets;
    struct buffer rest = BUFFER_INIT, fields = BUFFER_INIT, target = BUFFER_INIT;
    html_number(&rest, values);
    for (size_t at = 0; at < request->count; at++)
        buffer_append_format(&fields, "%s%s:%u", at > 0 ? "," : "",
                             facet_field_name(request->items[at].field),
                             at == number ? LONG_FACET : request->items[at].limit);
    const struct link_change changes[] = {{"facet", buffer_slice(&fields), false, false},
                                          {NULL, {NULL, 0}, false, false}};
    link_write(&target, search_path(search), &search->call->request->parameters, changes);
    if (request->items[number].limit < LONG_FACET)
        HTML(out, "<p class=\"rest\"><a href=\"$#facet-$\">and $ more</a></p>\n",
             buffer_slice(&target), slice_of(facet_field_name(request->items[number].field)),
             buffer_slice(&rest));
    else
        HTML(out, "<p class=\"rest\">and $ more</p>\n", buffer_slice(&rest));
    buffer_dispose(&rest);
    buffer_dispose(&fields);
    buffer_dispose(&target);
}

static void write_facet(const struct search_call *search, size_t number, struct buffer *out)
{
    const struct facet *facet = &search->result.counts.facets[number];
    HTML(out,
         "<details class=\"facet\" id=\"facet-$\" open>\n<summary><h2>$</h2></summary>\n<ul>\n",
         slice_of(facet_field_name(facet->field)), slice_of(TITLES[facet->field]));
    for (size_t at = 0; at < facet->count; at++)
        write_value(search, facet->field, &facet->values[at], out);
    HTML_LITERAL(out, "</ul>\n");
    if (facet->rest_values > 0)
        write_rest(search, number, facet->rest_values, out);
    HTML_LITERAL(out, "</details>\n");
}

void page_write_facets(const struct search_call *search, struct buffer *out)
{
    const struct result *result = &search->result;
    if (!result->counts.exact && result->request->facets.count > 0 && result->counts.articles > 0)
        HTML_LITERAL(out, "<p class=\"rest\">Counts are estimates.</p>\n");
    for (size_t at = 0; at < result->request->facets.count; at++)
        if (is_useful(search, &result->counts.facets[at]))
            write_facet(search, at, out);
}
