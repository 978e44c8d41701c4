#include <xxhash.h>

#include "corpus/utf8.h"
#include "searcher/article_json.h"
#include "searcher/export.h"
#include "searcher/json_writer.h"

/* --- shared ----------------------------------------------------------------------------------- */

/* Append text on one line: control characters, line breaks among them, become one space. */
static void append_line(struct buffer *out, struct slice text)
{
    bool blank = false;
    for (size_t at = 0; at < text.length; at++) {
        unsigned char c = (unsigned char)text.bytes[at];
        bool control = c < ' ' || c == 0x7F;
        if (!control)
            buffer_append_byte(out, c);
        else if (!blank)
            buffer_append_byte(out, ' ');
        blank = control || c == ' ';
    }
}

/* The parts of a date that are known: 0 for the others. */
static struct date_parts known_parts(struct date date)
{
    struct date_parts parts = {0};
    if (date.precision != DATE_NONE)
        parts = date_to_parts(date);
    if (date.precision < DATE_MONTH)
        parts.month = 0;
    if (date.precision < DATE_DAY)
        parts.day = 0;
    return parts;
}

/* What a citation is called: the article's id, of which all but letters, digits, '-', ':' and '.'
 * become '-', and digits that tell articles with the same one apart. It is the same in every
 * export. */
static void append_citation_key(struct buffer *out, const struct result_hit *hit)
{
    struct buffer identity = BUFFER_INIT;
    article_identity(&hit->article, &identity);
    for (size_t at = 0; at < hit->key.length; at++) {
        char c = hit->key.bytes[at];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == ':' || c == '.';
        buffer_append_byte(out, good ? (unsigned char)c : '-');
    }
    buffer_append_format(out, "-%06llx",
                         (unsigned long long)XXH3_64bits(identity.bytes, identity.length) &
                             0xFFFFFF);
    out->failed = out->failed || identity.failed;
    buffer_dispose(&identity);
}

/* --- RIS -------------------------------------------------------------------------------------- */

/* Tags as reference managers exchange them: two letters, two blanks, a dash, a blank; CR LF. */
static void append_tag(struct buffer *out, const char *tag, struct slice text)
{
    if (text.length == 0)
        return;
    buffer_append_format(out, "%s  - ", tag);
    append_line(out, text);
    buffer_append_string(out, "\r\n");
}

static void append_tags(struct buffer *out, const char *tag, const struct slice_list *list)
{
    for (size_t at = 0; at < list->count; at++)
        append_tag(out, tag, list->items[at]);
}

/* "2025/03/05/": year, month, day and what else there is to say, each of them as far as known. */
static void append_ris_date(struct buffer *out, const char *tag, struct date date)
{
    struct date_parts parts = known_parts(date);
    if (date.precision == DATE_NONE)
        return;
    buffer_append_format(out, "%s  - %04d/", tag, parts.year);
    if (parts.month)
        buffer_append_format(out, "%02d", parts.month);
    buffer_append_byte(out, '/');
    if (parts.day)
        buffer_append_format(out, "%02d", parts.day);
    buffer_append_string(out, "/\r\n");
}

void export_ris(const struct export *export, const struct result_hit *hit, struct buffer *out)
{
    const struct article *article = &hit->article;
    buffer_append_string(out, "TY  - NEWS\r\n");
    append_tag(out, "TI", article->title);
    append_tags(out, "AU", &article->authors);
    append_tag(out, "T2", article->source);
    if (article->published.precision != DATE_NONE)
        buffer_append_format(out, "PY  - %04d\r\n", known_parts(article->published).year);
    append_ris_date(out, "DA", article->published);
    append_tag(out, "AB", article->subtitle);
    append_tag(out, "CY", article->place);
    append_tag(out, "LA", article->language);
    append_tags(out, "KW", &article->topics);
    append_tag(out, "UR", article->url);
    append_ris_date(out, "Y2", export->accessed);
    append_tag(out, "AN", hit->key);
    append_tag(out, "DB", SLICE("Herald"));
    buffer_append_string(out, "ER  - \r\n\r\n");
}

/* --- BibTeX ----------------------------------------------------------------------------------- */

/* Append text for TeX: what it would take for a command is escaped. */
static void append_tex(struct buffer *out, struct slice text)
{
    struct buffer line = BUFFER_INIT;
    append_line(&line, text);
    for (size_t at = 0; at < line.length; at++) {
        char c = line.bytes[at];
        if (c == '\\')
            buffer_append_string(out, "{\\textbackslash}");
        else if (c == '~')
            buffer_append_string(out, "{\\textasciitilde}");
        else if (c == '^')
            buffer_append_string(out, "{\\textasciicircum}");
        else if (c == '{')
            buffer_append_string(out, "{\\textbraceleft}");
        else if (c == '}')
            buffer_append_string(out, "{\\textbraceright}");
        else if (strchr("$&%#_", c))
            buffer_append_format(out, "\\%c", c);
        else
            buffer_append_byte(out, (unsigned char)c);
    }
    out->failed = out->failed || line.failed;
    buffer_dispose(&line);
}

/* A field; in two pairs of braces its capitals are kept by every style. */
static void append_bibtex_field(struct buffer *out, const char *name, struct slice text, bool kept)
{
    if (text.length == 0)
        return;
    buffer_append_format(out, ",\n  %s = %s", name, kept ? "{{" : "{");
    append_tex(out, text);
    buffer_append_string(out, kept ? "}}" : "}");
}

/* Whether BibTeX would see more than one name, or parts in another order, in a name. */
static bool needs_braces(struct slice name)
{
    for (size_t at = 0; at < name.length; at++)
        if (name.bytes[at] == ',' ||
            (at + 5 <= name.length && memcmp(name.bytes + at, " and ", 5) == 0))
            return true;
    return false;
}

static void append_bibtex_authors(struct buffer *out, const struct slice_list *authors)
{
    for (size_t at = 0; at < authors->count; at++) {
        bool braces = needs_braces(authors->items[at]);
        buffer_append_string(out, at ? " and " : ",\n  author = {");
        buffer_append_string(out, braces ? "{" : "");
        append_tex(out, authors->items[at]);
        buffer_append_string(out, braces ? "}" : "");
    }
    buffer_append_string(out, authors->count ? "}" : "");
}

static void append_bibtex_date(struct buffer *out, struct date date)
{
    static const char months[12][4] = {"jan", "feb", "mar", "apr", "may", "jun",
                                       "jul", "aug", "sep", "oct", "nov", "dec"};
    struct date_parts parts = known_parts(date);
    if (date.precision == DATE_NONE)
        return;
    buffer_append_format(out, ",\n  year = {%04d}", parts.year);
    if (parts.month)
        buffer_append_format(out, ",\n  month = %s", months[parts.month - 1]);
    if (parts.day)
        buffer_append_format(out, ",\n  day = {%d}", parts.day);
}

static void append_keywords(struct buffer *out, const struct slice_list *topics)
{
    for (size_t at = 0; at < topics->count; at++) {
        buffer_append_string(out, at ? ", " : ",\n  keywords = {");
        append_tex(out, topics->items[at]);
    }
    buffer_append_string(out, topics->count ? "}" : "");
}

/* A URL is taken as it is, but for what would end the field or begin a comment in the file. */
static void append_bibtex_url(struct buffer *out, struct slice url)
{
    if (url.length == 0)
        return;
    buffer_append_string(out, ",\n  url = {");
    for (size_t at = 0; at < url.length; at++) {
        unsigned char c = (unsigned char)url.bytes[at];
        if (c <= ' ' || c == 0x7F || c == '{' || c == '}' || c == '\\')
            buffer_append_format(out, "%%%02X", c);
        else
            buffer_append_byte(out, c);
    }
    buffer_append_byte(out, '}');
}

void export_bibtex(const struct export *export, const struct result_hit *hit, struct buffer *out)
{
    const struct article *article = &hit->article;
    char accessed[DATE_TEXT_SIZE];
    buffer_append_string(out, export->written ? "\n@article{" : "@article{");
    append_citation_key(out, hit);
    append_bibtex_field(out, "title", article->title, true);
    append_bibtex_authors(out, &article->authors);
    append_bibtex_field(out, "journal", article->source, false);
    append_bibtex_date(out, article->published);
    append_bibtex_field(out, "abstract", article->subtitle, false);
    append_bibtex_field(out, "address", article->place, false);
    append_bibtex_field(out, "language", article->language, false);
    append_keywords(out, &article->topics);
    append_bibtex_url(out, article->url);
    append_bibtex_field(out, "urldate", article_date_text(export->accessed, accessed), false);
    buffer_append_string(out, "\n}\n");
}

/* --- CSL-JSON --------------------------------------------------------------------------------- */

static void write_csl_text(struct json_writer *writer, const char *key, struct slice text)
{
    if (text.length > 0)
        json_write_pair(writer, key, text);
}

static void write_csl_date(struct json_writer *writer, const char *key, struct date date)
{
    struct date_parts parts = known_parts(date);
    if (date.precision == DATE_NONE)
        return;
    json_write_key(writer, key);
    json_write_object(writer);
    json_write_key(writer, "date-parts");
    json_write_array_inline(writer);
    json_write_array(writer);
    json_write_integer(writer, parts.year);
    if (parts.month)
        json_write_integer(writer, parts.month);
    if (parts.day)
        json_write_integer(writer, parts.day);
    json_write_end_array(writer);
    json_write_end_array(writer);
    json_write_end_object(writer);
}

/* Names are as the article has them: which part is the family's is not known. */
static void write_csl_authors(struct json_writer *writer, const struct slice_list *authors)
{
    if (authors->count == 0)
        return;
    json_write_key(writer, "author");
    json_write_array(writer);
    for (size_t at = 0; at < authors->count; at++) {
        json_write_object_inline(writer);
        json_write_key(writer, "literal");
        json_write_string(writer, authors->items[at]);
        json_write_end_object(writer);
    }
    json_write_end_array(writer);
}

static void write_csl_keywords(struct json_writer *writer, const struct slice_list *topics)
{
    struct buffer joined = BUFFER_INIT;
    for (size_t at = 0; at < topics->count; at++) {
        buffer_append_string(&joined, at ? ", " : "");
        buffer_append_slice(&joined, topics->items[at]);
    }
    write_csl_text(writer, "keyword", buffer_slice(&joined));
    writer->out->failed = writer->out->failed || joined.failed;
    buffer_dispose(&joined);
}

static void write_csl_id(struct json_writer *writer, const struct result_hit *hit)
{
    struct buffer key = BUFFER_INIT;
    append_citation_key(&key, hit);
    json_write_pair(writer, "id", buffer_slice(&key));
    writer->out->failed = writer->out->failed || key.failed;
    buffer_dispose(&key);
}

void export_csl(const struct export *export, const struct result_hit *hit, struct buffer *out)
{
    struct json_writer writer = {.out = out, .pretty = true};
    const struct article *article = &hit->article;
    buffer_append_string(out, export->written ? ",\n" : "\n");
    json_write_object(&writer);
    write_csl_id(&writer, hit);
    json_write_pair(&writer, "type", SLICE("article-newspaper"));
    write_csl_text(&writer, "title", article->title);
    write_csl_authors(&writer, &article->authors);
    write_csl_text(&writer, "container-title", article->source);
    write_csl_date(&writer, "issued", article->published);
    write_csl_date(&writer, "accessed", export->accessed);
    write_csl_text(&writer, "abstract", article->subtitle);
    write_csl_text(&writer, "section", article->section);
    write_csl_text(&writer, "publisher-place", article->place);
    write_csl_text(&writer, "language", article->language);
    write_csl_keywords(&writer, &article->topics);
    write_csl_text(&writer, "URL", article->url);
    json_write_end_object(&writer);
}
