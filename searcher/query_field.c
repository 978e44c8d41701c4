#include "searcher/query_field.h"

#include "searcher/query_spelling.h"

#define TEXT(name, id)         name, QUERY_SCOPE_TEXT, QUERY_FIELD_##id, NULL
#define VALUE(name, id)        name, QUERY_SCOPE_VALUE, QUERY_FIELD_##id, NULL
#define OTHER(name, s, id, to) name, QUERY_SCOPE_##s, QUERY_FIELD_##id, to
#define WITHOUT(name, s)       name, QUERY_SCOPE_##s, QUERY_FIELD_COUNT, NULL

/* Herald's own names, then those of Factiva (hd, wc), Nexis (headline), GDELT (sourcelang, theme),
 * FreshRSS (intitle, pubdate) and search engines (site). */
static const struct query_field_name names[] = {
    {TEXT("title", TITLE)},
    {TEXT("body", BODY)},
    {TEXT("lead", LEAD)},
    {VALUE("source", SOURCE)},
    {VALUE("domain", DOMAIN)},
    {VALUE("language", LANGUAGE)},
    {VALUE("country", COUNTRY)},
    {VALUE("person", PERSON)},
    {VALUE("org", ORG)},
    {VALUE("topic", TOPIC)},
    {VALUE("author", AUTHOR)},
    {VALUE("section", SECTION)},
    {VALUE("id", ID)},
    {VALUE("gov", GOV)},
    {VALUE("region", REGION)},
    {VALUE("role", ROLE)},
    {WITHOUT("date", DATE)},
    {WITHOUT("since", SINCE)},
    {WITHOUT("until", UNTIL)},
    {WITHOUT("after", AFTER)},
    {WITHOUT("before", BEFORE)},
    {WITHOUT("words", LENGTH)},
    {WITHOUT("any", ANY)},
    {WITHOUT("all", ALL)},
    {OTHER("headline", TEXT, TITLE, "title")},
    {OTHER("hd", TEXT, TITLE, "title")},
    {OTHER("intitle", TEXT, TITLE, "title")},
    {OTHER("intext", TEXT, BODY, "body")},
    {OTHER("site", VALUE, DOMAIN, "domain")},
    {OTHER("lang", VALUE, LANGUAGE, "language")},
    {OTHER("sourcelang", VALUE, LANGUAGE, "language")},
    {OTHER("sourcecountry", VALUE, COUNTRY, "country")},
    {OTHER("people", VALUE, PERSON, "person")},
    {OTHER("organisation", VALUE, ORG, "org")},
    {OTHER("organization", VALUE, ORG, "org")},
    {OTHER("theme", VALUE, TOPIC, "topic")},
    {OTHER("subject", VALUE, TOPIC, "topic")},
    {OTHER("byline", VALUE, AUTHOR, "author")},
    {OTHER("pubdate", DATE, COUNT, "date")},
    {OTHER("wc", LENGTH, COUNT, "words")},
};

#define COUNT (sizeof(names) / sizeof(*names))

const struct query_field_name *query_field_find(struct slice name)
{
    for (size_t at = 0; at < COUNT; at++)
        if (spelling_equal(name, names[at].name))
            return &names[at];
    return NULL;
}

const char *query_field_nearest(struct slice name)
{
    for (size_t at = 0; name.length > 3 && at < COUNT; at++)
        if (!names[at].ours && strlen(names[at].name) > 3 && spelling_near(name, names[at].name))
            return names[at].name;
    return NULL;
}

const char *query_field_list(void)
{
    return "title, body, lead, source, domain, language, country, person, org, topic, author, "
           "section, id, gov, region, role, date, since, until, after, before, words";
}
