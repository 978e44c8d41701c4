#include "searcher/ranking.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

/* A number from 0 to `most`, up to `end` or a comma; *rest is what comes after. */
static bool parse_number(const char *text, double most, double *value, const char **rest)
{
    char *end;
    double number = strtod(text, &end);
    if (end == text || (*end && *end != ',') || !isfinite(number) || number < 0 || number > most)
        return false;
    *value = number;
    *rest = *end ? end + 1 : end;
    return true;
}

bool ranking_parse(const char *text, struct ranking *ranking)
{
    double values[] = {ranking->k1, ranking->b, ranking->min_length};
    for (size_t at = 0; at < 3 && *text; at++)
        if (!parse_number(text, at == 1 ? 1 : HUGE_VAL, &values[at], &text))
            return false;
    if (*text)
        return false;
    ranking->k1 = values[0];
    ranking->b = values[1];
    ranking->min_length = values[2];
    return true;
}

/* --- by name ---------------------------------------------------------------------------------- */

#define NAMED(field, most)                                                                         \
    {                                                                                              \
#field, offsetof(struct ranking, field), most, false                                       \
    }
#define COUNT(field, most)                                                                         \
    {                                                                                              \
#field, offsetof(struct ranking, field), most, true                                        \
    }

static const struct parameter {
    const char *name;
    size_t offset;
    double most;
    bool whole; /* a uint32_t, else a double */
} parameters[] = {
    NAMED(k1, 1000),
    NAMED(b, 1),
    NAMED(min_length, 1000),
    NAMED(request_weight, 1),
    COUNT(depth, 10000),
    COUNT(depth_least, 10000),
    COUNT(positions_read, 1000000),
    COUNT(window, 10000),
    NAMED(window_weight, 1000),
    NAMED(pair_weight, 1000),
    NAMED(pair_k1, 1000),
    NAMED(lead_weight, 1000),
    NAMED(lead_scale, 1000000),
    NAMED(half_life, 1e12),
    NAMED(recency_weight, 1000),
    COUNT(feedback_documents, 100),
    COUNT(feedback_terms, 64),
    NAMED(feedback_weight, 0.99),
    NAMED(feedback_power, 100),
};

static const struct parameter *find_parameter(struct slice name)
{
    for (size_t at = 0; at < sizeof(parameters) / sizeof(*parameters); at++)
        if (slice_equal(name, slice_of(parameters[at].name)))
            return &parameters[at];
    return NULL;
}

static void set_parameter(struct ranking *ranking, const struct parameter *parameter, double value)
{
    char *field = (char *)ranking + parameter->offset;
    uint32_t whole = (uint32_t)value;
    if (parameter->whole)
        memcpy(field, &whole, sizeof(whole));
    else
        memcpy(field, &value, sizeof(value));
}

bool ranking_parse_names(const char *text, struct ranking *ranking)
{
    struct ranking changed = *ranking;
    do {
        const char *equals = strchr(text, '=');
        if (!equals)
            return false;
        struct slice name = {text, (size_t)(equals - text)};
        const struct parameter *parameter = find_parameter(name);
        double value;
        if (!parameter || !parse_number(equals + 1, parameter->most, &value, &text))
            return false;
        set_parameter(&changed, parameter, value);
    } while (*text);
    *ranking = changed;
    return true;
}

bool ranking_parse_age(const char *text, double *seconds)
{
    static const char units[] = "hdwmy";
    static const double sizes[] = {3600, 86400, 7 * 86400, 30 * 86400, 365 * 86400};
    char *end;
    double number = strtod(text, &end);
    const char *unit = *end ? strchr(units, *end) : NULL;
    if (end == text || !unit || end[1] || !isfinite(number) || number <= 0 || number > 1e6)
        return false;
    *seconds = number * sizes[unit - units];
    return true;
}
