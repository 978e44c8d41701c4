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
    uint32_t outside; /* articles whose month or year is longer than a bar */
};

/* Round down to a multiple, also below zero. */
static int32_t round_down(int32_t number, int32_t each)
{
    int32_t rest = number % each;
    return number - (rest < 0 ? rest + each : rest);
}

/* How many periods share a bar: months make quarters, half years, years and so on. */
static int32_t choose_each(const struct timeline *timeline)
{
    static const int32_t months[] = {1, 3, 6, 12, 24, 60, 120, 240, 600, 1200};
    static const int32_t others[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
    const int32_t *sizes = timeline->period == PERIOD_MONTH ? months : others;
    size_t at = 0;
    while (at + 1 < sizeof(months) / sizeof(months[0]) &&
           timeline->count / (size_t)sizes[at] + 2 > BARS_MAX)
        at++;
    return sizes[at];
}

/* The days of a bar, the last not included. */
static void days_of(const struct chart *chart, const struct bar *bar, int32_t *first, int32_t *end)
{
    *first = period_first_day(bar->first, chart->period);
    *end = period_first_day(bar->last + 1, chart->period);
}

/* Count what is only dated to a month or year in the bar that this lies wholly in, which is what
 * the link of the bar finds. Returns how many articles are in no bar. */
static uint32_t add_vague(struct chart *chart, const struct timeline *timeline)
{
    uint32_t outside = 0;
    for (size_t at = 0; at < timeline->vague_count; at++) {
        const struct timeline_vague *vague = &timeline->vague[at];
        int32_t start = period_first_day(vague->item.number, vague->period);
        int32_t stop = period_first_day(vague->item.number + 1, vague->period);
        size_t number = 0;
        for (; number < chart->count; number++) {
            int32_t first, end;
            days_of(chart, &chart->bars[number], &first, &end);
            if (first <= start && stop <= end)
                break;
        }
        if (number == chart->count) {
            outside += vague->item.count;
            continue;
        }
        chart->bars[number].count += vague->item.count;
        chart->bars[number].published += vague->item.published;
    }
    return outside;
}

static void fill(struct chart *chart, const struct timeline *timeline)
{
    int32_t each = choose_each(timeline);
    int32_t start = round_down(timeline->items[0].number, each);
    chart->period = timeline->period;
    for (size_t at = 0; at < timeline->count; at++) {
        const struct timeline_item *item = &timeline->items[at];
        size_t number = (size_t)(item->number - start) / (size_t)each;
        if (number >= BARS_MAX)
            break;
        struct bar *bar = &chart->bars[number];
        bar->first = start + (int32_t)number * each;
        bar->last = bar->first + each - 1;
        bar->count += item->count;
        bar->published += item->published;
        chart->count = number + 1;
    }
    chart->outside = add_vague(chart, timeline);
    for (size_t at = 0; at < chart->count; at++)
        chart->most = chart->bars[at].count > chart->most ? chart->bars[at].count : chart->most;
}

/* --- one bar ---------------------------------------------------------------------------------- */

/* Whether a bar stands for whole years of months. */
static bool is_years(const struct chart *chart, const struct bar *bar)
{
    return chart->period == PERIOD_MONTH && bar->first % 12 == 0 && (bar->last + 1) % 12 == 0;
}

/* The first period of a bar and the last, as filters take them: weeks by their days, whole years by
 * their numbers. */
static void name_ends(const struct chart *chart, const struct bar *bar,
                      char first[static PERIOD_NAME_SIZE], char last[static PERIOD_NAME_SIZE])
{
    if (is_years(chart, bar)) {
        period_name(bar->first / 12, PERIOD_YEAR, first);
        period_name(bar->last / 12, PERIOD_YEAR, last);
    } else if (chart->period == PERIOD_WEEK) {
        period_name(period_first_day(bar->first, PERIOD_WEEK), PERIOD_DAY, first);
        period_name(period_first_day(bar->last + 1, PERIOD_WEEK) - 1, PERIOD_DAY, last);
    } else {
        period_name(bar->first, chart->period, first);
        period_name(bar->last, chart->period, last);
    }
}

static void append_target(struct buffer *out, const struct chart *chart, const struct bar *bar)
{
    char from[PERIOD_NAME_SIZE], to[PERIOD_NAME_SIZE];
    name_ends(chart, bar, from, to);
    const struct link_change changes[] = {{"from", slice_of(from), false, false},
                                          {"to", slice_of(to), false, false},
                                          {"dates", SLICE("within"), false, false},
                                          {NULL, {NULL, 0}, false, false}};
    link_write(out, search_path(chart->search), &chart->search->call->request->parameters, changes);
}

/* "2025-03", "2025-01 to 2025-03" */
static void append_name(struct buffer *out, const struct chart *chart, const struct bar *bar)
{
    char first[PERIOD_NAME_SIZE], last[PERIOD_NAME_SIZE];
    name_ends(chart, bar, first, last);
    buffer_append_string(out, first);
    if (strcmp(first, last) != 0)
        buffer_append_format(out, " to %s", last);
}

/* "2025-03: 12 articles, 3.4 % of all" */
static void append_words(struct buffer *out, const struct chart *chart, const struct bar *bar)
{
    append_name(out, chart, bar);
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
    char first[PERIOD_NAME_SIZE], last[PERIOD_NAME_SIZE], unused[PERIOD_NAME_SIZE];
    name_ends(chart, &chart->bars[0], first, unused);
    name_ends(chart, &chart->bars[chart->count - 1], unused, last);
    buffer_append_format(out,
                         "<svg viewBox=\"0 0 %.0f %.0f\" preserveAspectRatio=\"none\" "
                         "aria-hidden=\"true\" focusable=\"false\">\n",
                         CHART_WIDTH, CHART_HEIGHT);
    for (size_t at = 0; at < chart->count; at++)
        write_bar(chart, at, out);
    HTML(out, "</svg>\n<figcaption><span>$</span> <span>$</span></figcaption>\n", slice_of(first),
         slice_of(last));
}

static void write_row(const struct chart *chart, const struct bar *bar, struct buffer *out)
{
    struct buffer target = BUFFER_INIT, name = BUFFER_INIT, count = BUFFER_INIT;
    char share[16] = "–";
    if (bar->published > 0)
        snprintf(share, sizeof(share), "%.1f %%", 100.0 * bar->count / bar->published);
    append_target(&target, chart, bar);
    append_name(&name, chart, bar);
    html_number(&count, bar->count);
    HTML(out, "<tr><th scope=\"row\"><a href=\"$\">$</a></th><td>$</td><td>$</td></tr>\n",
         buffer_slice(&target), buffer_slice(&name), buffer_slice(&count), slice_of(share));
    buffer_dispose(&target);
    buffer_dispose(&name);
    buffer_dispose(&count);
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

/* "3 articles, only dated to the month or year, are in no bar; 1 has no date." */
static void write_others(const struct chart *chart, const struct timeline *timeline,
                         struct buffer *out)
{
    if (chart->outside == 0 && timeline->undated == 0)
        return;
    HTML_LITERAL(out, "<p class=\"rest\">In no bar: ");
    if (chart->outside > 0) {
        html_number(out, chart->outside);
        buffer_append_string(out, chart->outside == 1 ? " article that is" : " articles that are");
        buffer_append_string(out, " only dated to the month or year");
    }
    if (timeline->undated > 0) {
        buffer_append_string(out, chart->outside > 0 ? ", " : "");
        html_number(out, timeline->undated);
        buffer_append_string(out, " without a date");
    }
    HTML_LITERAL(out, ".</p>\n");
}

void page_write_timeline(const struct search_call *search, struct buffer *out)
{
    const struct timeline *timeline = &search->result.counts.timeline;
    struct chart chart = {.search = search};
    if (!search->result.request->timeline || timeline->count == 0 || timeline->dated == 0)
        return;
    fill(&chart, timeline);
    if (chart.count < 2) /* one bar tells nothing */
        return;
    HTML_LITERAL(out, "<figure class=\"timeline\" aria-labelledby=\"timeline\">\n"
                      "<div class=\"head\"><h2 id=\"timeline\">When</h2> <span class=\"most\">"
                      "at most ");
    html_number(out, chart.most);
    HTML_LITERAL(out, "</span></div>\n");
    write_chart(&chart, out);
    write_others(&chart, timeline, out);
    write_table(&chart, out);
    HTML_LITERAL(out, "</figure>\n");
}
