#include "searcher/serve/forms.h"

#include "searcher/serve/negotiation.h"

static const struct form_description FORMS[REPLY_FORM_COUNT] = {
    [REPLY_JSON] = {"json", "application/json", "application/json", NULL},
    [REPLY_HTML] = {"html", "text/html", "text/html; charset=utf-8", NULL},
    [REPLY_JSON_LINES] = {"jsonl", "application/jsonl", "application/jsonl", "jsonl"},
    [REPLY_ATOM] = {"atom", "application/atom+xml", "application/atom+xml", NULL},
    [REPLY_RSS] = {"rss", "application/rss+xml", "application/rss+xml", NULL},
    [REPLY_JSON_FEED] = {"json-feed", "application/feed+json", "application/feed+json", NULL},
    [REPLY_CSV] = {"csv", "text/csv", "text/csv; charset=utf-8; header=present", "csv"},
    [REPLY_RIS] = {"ris", "application/x-research-info-systems",
                   "application/x-research-info-systems; charset=utf-8", "ris"},
    [REPLY_BIBTEX] = {"bibtex", "application/x-bibtex", "application/x-bibtex; charset=utf-8",
                      "bib"},
    [REPLY_CSL_JSON] = {"csl", "application/vnd.citationstyles.csl+json",
                        "application/vnd.citationstyles.csl+json", "json"},
    [REPLY_TEXT] = {"text", "text/plain", "text/plain; charset=utf-8", NULL},
    [REPLY_SUGGESTIONS] = {"suggestions", "application/x-suggestions+json",
                           "application/x-suggestions+json", NULL},
    [REPLY_TREC] = {"trec", "text/x-trec-run", "text/x-trec-run; charset=utf-8", "run"},
};

const struct form_description *form_describe(enum reply_form form)
{
    return &FORMS[form];
}

enum reply_form form_find(struct slice name)
{
    unsigned form = 0;
    while (form < REPLY_FORM_COUNT && !slice_equal(name, slice_of(FORMS[form].name)))
        form++;
    return (enum reply_form)form;
}

/* Other names of a form's type, until a NULL. JSON Lines have no registered one: those who write
 * them use all of these. */
static const char *const *other_types(enum reply_form form)
{
    static const char *const json_lines[] = {"application/x-ndjson", "application/ndjson",
                                             "application/x-jsonlines", "application/jsonlines",
                                             NULL};
    return &json_lines[form == REPLY_JSON_LINES ? 0 : sizeof(json_lines) / sizeof(*json_lines) - 1];
}

/* How welcome a form is, and the name of its type that is the most welcome. */
static unsigned weigh(enum reply_form form, struct slice accept, const char **type)
{
    unsigned best = accept_quality(accept, FORMS[form].type);
    *type = FORMS[form].full_type;
    for (const char *const *other = other_types(form); *other; other++) {
        unsigned quality = accept_quality_by_name(accept, *other);
        if (quality > best) {
            best = quality;
            *type = *other;
        }
    }
    return best;
}

enum reply_form form_negotiate(unsigned offered, struct slice accept)
{
    enum reply_form best = REPLY_FORM_NONE;
    unsigned best_quality = 0;
    const char *type;
    for (unsigned form = 0; form < REPLY_FORM_COUNT; form++) {
        unsigned quality =
            offered & FORM_BIT(form) ? weigh((enum reply_form)form, accept, &type) : 0;
        if (quality > best_quality) {
            best = (enum reply_form)form;
            best_quality = quality;
        }
    }
    return best;
}

const char *form_media_type(enum reply_form form, struct slice accept)
{
    const char *type;
    weigh(form, accept, &type);
    return type;
}
