#include <stdio.h>

#include "searcher/serve/html.h"
#include "searcher/serve/link.h"
#include "searcher/serve/page.h"

/* The chart, in units of its own; it is scaled to the page. */
#define CHART_WIDTH  600.0
#define CHART_HEIGHT 96.0

/* Bars at the most: with more periods, several share one. */
#define BARS_MAX 120u

/* Some periods side by side. */
struct bar {
    int32_t first, last; /* numbers of periods */
    uint32_t count, published;
};

/* The bars of a chart. */
struct chart {
    const struct search_call *search;
    enum period period;
    struct bar bars[BARS_MAX];
    size_t count;
    uint32_t most;
};

static void fill(struct chart *chart, const struct timeline *timeline)
{
    size_t each = (timeline->count + BARS_MAX - 1) / BARS_MAX;
    chart->period = timeline->period;
    for (size_t at = 0; at < timeline->count; at++) {
        const struct timeline_item *item = &timeline->items[at];
        struct bar *bar = &chart->bars[at / each];
        if (at % each == 0)
            *bar = (struct bar){.first = item->number};
        bar->last = item->number;
        bar->count += item->count;
        bar->published += item->published;
        chart->count = at / each + 1;
        chart->most = bar->count > chart->most ? bar->count : chart->most;
    }
}

/* --- one bar ---------------------------------------------------------------------------------- */

static struct slice day_name(int32_t day, char out[static PERIOD_NAME_SIZE])
{
    return (struct slice){out, period_name(day, PERIOD_DAY, out)};
}

/* The address of the search narrowed to a bar; weeks by their days, since dates are not weeks. */
static void append_target(struct buffer *out, const struct chart *chart, const struct bar *bar)
{
    char from[PERIOD_NAME_SIZE], to[PERIOD_NAME_SIZE];
    struct slice first = day_name(period_first_day(bar->first, chart->period), from);
    struct slice last = day_name(period_first_day(bar->last + 1, chart->period) - 1, to);
    if (chart->period != PERIOD_WEEK) {
        first.length = period_name(bar->first, chart->period, from);
        last.length = period_name(bar->last, chart->period, to);
    }
    const struct link_change changes[] = {{"from", first, false, false},
                                          {"to", last, false, false},
                                          {NULL, {NULL, 0}, false, false}};
    link_write(out, "/search", &chart->search->call->request->parameters, changes);
}

/* "2025-03: 12 articles, 3.4 % of all published" */
static void append_words(struct buffer *out, const struct chart *chart, const struct bar *bar)
{
    char name[PERIOD_NAME_SIZE];
    period_name(bar->first, chart->period, name);
    buffer_append_string(out, name);
    if (bar->last != bar->first) {
        period_name(bar->last, chart->period, name);
        buffer_append_format(out, " to %s", name);
    }
    buffer_append_format(out, ": %u article%s", bar->count, bar->count == 1 ? "" : "s");
    if (bar->published > 0)
        buffer_append_format(out, ", %.1f %% of all", 100.0 * bar->count / bar->published);
}

static void write_bar(const struct chart *chart, size_t at, struct buffer *out)
{
    const struct bar *bar = &chart->bars[at];
    struct buffer target = BUFFER_INIT, words = BUFFER_INIT;
    double step = CHART_WIDTH / (double)chart->count, x = step * (double)at;
    double height = chart->most ? CHART_HEIGHT * bar->count / chart->most : 0;
    height = bar->count > 0 && height < 2 ? 2 : height;
    append_target(&target, chart, bar);
    append_words(&words, chart, bar);
    HTML(out, "<a href=\"$\" tabindex=\"-1\"><title>$</title>", buffer_slice(&target),
         buffer_slice(&words));
    buffer_append_format(out,
                         "<rect class=\"reach\" x=\"%.2f\" y=\"0\" width=\"%.2f\" "
                         "height=\"%.0f\"/><rect class=\"bar\" x=\"%.2f\" y=\"%.2f\" "
                         "width=\"%.2f\" height=\"%.2f\"/></a>\n",
                         x, step, CHART_HEIGHT, x + step * 0.1, CHART_HEIGHT - height, step * 0.8,
                         height);
    buffer_dispose(&target);
    buffer_dispose(&words);
}

/* --- the chart and the table ------------------------------------------------------------------ */

static void write_chart(const struct chart *chart, struct buffer *out)
{
    char first[PERIOD_NAME_SIZE], last[PERIOD_NAME_SIZE];
    struct buffer most = BUFFER_INIT;
    period_name(chart->bars[0].first, chart->period, first);
    period_name(chart->bars[chart->count - 1].last, chart->period, last);
    html_number(&most, chart->most);
    buffer_append_format(out,
                         "<svg viewBox=\"0 0 %.0f %.0f\" preserveAspectRatio=\"none\" "
                         "aria-hidden=\"true\" focusable=\"false\">\n",
                         CHART_WIDTH, CHART_HEIGHT);
    for (size_t at = 0; at < chart->count; at++)
        write_bar(chart, at, out);
    HTML(out,
         "</svg>\n<figcaption><span>$</span> <span class=\"most\">at most $</span> "
         "<span>$</span></figcaption>\n",
         slice_of(first), buffer_slice(&most), slice_of(last));
    buffer_dispose(&most);
}

static void write_row(const struct chart *chart, const struct bar *bar, struct buffer *out)
{
    struct buffer target = BUFFER_INIT;
    char name[PERIOD_NAME_SIZE], last[PERIOD_NAME_SIZE], count[16], share[16] = "–";
    period_name(bar->first, chart->period, name);
    period_name(bar->last, chart->period, last);
    snprintf(count, sizeof(count), "%u", bar->count);
    if (bar->published > 0)
        snprintf(share, sizeof(share), "%.1f %%", 100.0 * bar->count / bar->published);
    append_target(&target, chart, bar);
    HTML(out, "<tr><th scope=\"row\"><a href=\"$\">$$$</a></th><td>$</td><td>$</td></tr>\n",
         buffer_slice(&target), slice_of(name),
         bar->first == bar->last ? SLICE("") : SLICE(" to "),
         bar->first == bar->last ? SLICE("") : slice_of(last), slice_of(count), slice_of(share));
    buffer_dispose(&target);
}

static void write_table(const struct chart *chart, struct buffer *out)
{
    HTML_LITERAL(out, "<details class=\"table\"><summary>As a table</summary>\n<table>\n"
                      "<thead><tr><th scope=\"col\">Published</th><th scope=\"col\">Articles</th>"
                      "<th scope=\"col\">Of all</th></tr></thead>\n<tbody>\n");
    for (size_t at = 0; at < chart->count; at++)
        if (chart->bars[at].count > 0)
            write_row(chart, &chart->bars[at], out);
    HTML_LITERAL(out, "</tbody>\n</table>\n</details>\n");
}

void page_write_timeline(const struct search_call *search, struct buffer *out)
{
    const struct timeline *timeline = &search->result.counts.timeline;
    struct chart chart = {.search = search};
    if (!search->result.request->timeline || timeline->count == 0 || timeline->dated == 0)
        return;
    fill(&chart, timeline);
    HTML_LITERAL(out, "<figure class=\"timeline\" aria-labelledby=\"timeline\">\n"
                      "<h2 id=\"timeline\">When</h2>\n");
    write_chart(&chart, out);
    write_table(&chart, out);
    HTML_LITERAL(out, "</figure>\n");
}
