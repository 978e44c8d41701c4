#ifndef HERALD_SERVE_HTML_H
#define HERALD_SERVE_HTML_H

#include "corpus/buffer.h"
#include "corpus/date.h"

/*
 * HTML that cannot be broken out of: text reaches a page only through these, and each '$' of a
 * template, which is a literal of this program, stands for one value, escaped for text and for
 * attributes in double quotes alike.
 *
 *     HTML(out, "<a href=\"$\">$</a>", target, title);
 */
#define HTML(OUT, TEMPLATE, ...)                                                                   \
    html_write(OUT, "" TEMPLATE, (const struct slice[]){__VA_ARGS__},                              \
               sizeof((const struct slice[]){__VA_ARGS__}) / sizeof(struct slice))

/* The same without values. */
#define HTML_LITERAL(OUT, TEXT) buffer_append_string(OUT, "" TEXT)

/* Append a template with `count` values; as many '$' as values, or out->failed is set. */
void html_write(struct buffer *out, const char *format, const struct slice *values, size_t count);

/* Append text, escaped: & < > " ' ; what XML and HTML cannot hold becomes U+FFFD. XML, too. */
void html_text(struct buffer *out, struct slice text);

/* Append a number with its thousands apart: 12,345. */
void html_number(struct buffer *out, uint64_t number);

/* Append a date as people read it: "4 March 2025", "March 2025", "2025". */
void html_date(struct buffer *out, struct date date);

/* Append " dir=rtl" for a language that is written from right to left, else nothing. */
void html_dir(struct buffer *out, struct slice language);

/* Append " lang=..." for a language tag that HTML can have, else nothing. */
void html_lang(struct buffer *out, struct slice language);

#endif
