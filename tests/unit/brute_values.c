#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "brute_force.h"
#include "indexer/schema.h"
#include "indexer/url_domain.h"

static bool names_equal(struct slice a, struct slice b)
{
    struct buffer left = BUFFER_INIT, right = BUFFER_INIT;
    schema_fold_name(&left, a);
    schema_fold_name(&right, b);
    bool equal = left.length > 0 && slice_equal(buffer_slice(&left), buffer_slice(&right));
    buffer_dispose(&left);
    buffer_dispose(&right);
    return equal;
}

static bool list_has(const struct slice_list *list, struct slice name)
{
    for (size_t at = 0; at < list->count; at++)
        if (names_equal(list->items[at], name))
            return true;
    return false;
}

/* Whether the domain of a URL is another or lies within it. */
static bool domain_is(struct slice url, struct slice domain)
{
    struct buffer host = BUFFER_INIT, wanted = BUFFER_INIT;
    url_domain(&host, url);
    url_domain(&wanted, domain);
    size_t length = wanted.length;
    bool within = length > 0 && host.length >= length &&
                  memcmp(host.bytes + host.length - length, wanted.bytes, length) == 0 &&
                  (host.length == length || host.bytes[host.length - length - 1] == '.');
    buffer_dispose(&host);
    buffer_dispose(&wanted);
    return within;
}

static bool language_is(const struct article *article, struct slice value)
{
    struct buffer left = BUFFER_INIT, right = BUFFER_INIT;
    schema_language_value(&left, article_language_tag(article));
    schema_language_value(&right, value);
    bool equal = slice_equal(buffer_slice(&left), buffer_slice(&right));
    buffer_dispose(&left);
    buffer_dispose(&right);
    return equal;
}

bool brute_has_value(const struct article *article, enum query_field field, struct slice value)
{
    switch (field) {
    case QUERY_FIELD_SOURCE:
        return names_equal(article->source, value);
    case QUERY_FIELD_DOMAIN:
        return domain_is(article->url, value);
    case QUERY_FIELD_LANGUAGE:
        return language_is(article, value);
    case QUERY_FIELD_COUNTRY:
        return list_has(&article->countries, value);
    case QUERY_FIELD_PERSON:
        return list_has(&article->people, value);
    case QUERY_FIELD_ORG:
        return list_has(&article->organisations, value);
    case QUERY_FIELD_TOPIC:
        return list_has(&article->topics, value);
    case QUERY_FIELD_AUTHOR:
        return list_has(&article->authors, value);
    case QUERY_FIELD_SECTION:
        return names_equal(article->section, value);
    case QUERY_FIELD_GOV: /* "none": nothing is known of it */
    case QUERY_FIELD_REGION:
    case QUERY_FIELD_ROLE:
        return false;
    case QUERY_FIELD_ID:
        return slice_equal(article->id, value);
    default:
        fail_msg("no field with values");
        return false;
    }
}
