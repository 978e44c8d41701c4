#include "internal.h"

#include <cmath>

using xap::guard;
using xap::missing;
using xap::reset;

namespace
{

/* Run `body`, which gives a query of one node. */
template <typename Body> xap_status make_leaf(xap_query **query, xap_error *err, Body body) noexcept
{
    if (!reset(query))
        return missing(err, "output");
    return guard(err, [&] {
        auto made = std::make_unique<xap_query>();
        made->query = body();
        *query = made.release();
        return XAP_OK;
    });
}

xap_status check_size(size_t nodes, size_t depth, xap_error *err) noexcept
{
    if (nodes > XAP_QUERY_NODES_MAX)
        return xap::fail(err, XAP_E_QUERY, "query has more than %d parts", XAP_QUERY_NODES_MAX);
    if (depth > XAP_QUERY_DEPTH_MAX)
        return xap::fail(err, XAP_E_QUERY, "query is nested more than %d deep",
                         XAP_QUERY_DEPTH_MAX);
    return XAP_OK;
}

/* Add up the parts in `sum`. Each is within the limits itself, so nothing can overflow. */
xap_status measure(const xap_query *const *parts, size_t count, xap_query &sum, xap_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!parts[i])
            return missing(err, "part of a query");
        sum.nodes += parts[i]->nodes;
        if (parts[i]->depth >= sum.depth)
            sum.depth = parts[i]->depth + 1;
        sum.has_source = sum.has_source || parts[i]->has_source;
        sum.wildcards.insert(sum.wildcards.end(), parts[i]->wildcards.begin(),
                             parts[i]->wildcards.end());
        xap_status status = check_size(sum.nodes, sum.depth, err);
        if (status != XAP_OK)
            return status;
    }
    return XAP_OK;
}

bool find_operator(xap_query_operator op, Xapian::Query::op &found) noexcept
{
    static const Xapian::Query::op operators[] = {
        Xapian::Query::OP_AND,       Xapian::Query::OP_OR,        Xapian::Query::OP_AND_NOT,
        Xapian::Query::OP_AND_MAYBE, Xapian::Query::OP_FILTER,    Xapian::Query::OP_NEAR,
        Xapian::Query::OP_PHRASE,    Xapian::Query::OP_ELITE_SET, Xapian::Query::OP_SYNONYM,
        Xapian::Query::OP_MAX,
    };
    if (op < XAP_AND || op > XAP_MAX)
        return false;
    found = operators[op];
    return true;
}

bool has_parameter(xap_query_operator op) noexcept
{
    return op == XAP_NEAR || op == XAP_PHRASE || op == XAP_ELITE_SET;
}

xap_status check_terms(const xap_view *terms, size_t count, xap_error *err) noexcept
{
    xap_status status = check_size(count + 1, 1, err);
    for (size_t i = 0; i < count && status == XAP_OK; i++)
        status = xap::check_term(terms[i].bytes, terms[i].length, err);
    return status;
}

} // namespace

xap_status xap_query_match_all(xap_query **query, xap_error *err)
{
    /* Not the static Query::MatchAll: its reference count would be shared by all threads. */
    return make_leaf(query, err, [] { return Xapian::Query(std::string()); });
}

xap_status xap_query_match_nothing(xap_query **query, xap_error *err)
{
    return make_leaf(
        query, err, [] { return Xapian::Query(); });
}

xap_status xap_query_term(const char *term, size_t length, uint32_t wqf, uint32_t position,
                          xap_query **query, xap_error *err)
{
    reset(query);
    xap_status status = xap::check_term(term, length, err);
    if (status != XAP_OK)
        return status;
    return make_leaf(query, err,
                     [&] { return Xapian::Query(xap::as_string(term, length), wqf, position); });
}

xap_status xap_query_combine(xap_query_operator op, const xap_query *const *parts, size_t count,
                             uint32_t parameter, xap_query **query, xap_error *err)
{
    Xapian::Query::op library_op = Xapian::Query::OP_INVALID;
    if (!reset(query))
        return missing(err, "output");
    if (!find_operator(op, library_op))
        return xap::fail(err, XAP_E_ARGUMENT, "unknown operator of a query");
    if (!parts || count == 0)
        return missing(err, "part of a query");
    return guard(err, [&] {
        auto made = std::make_unique<xap_query>();
        xap_status status = measure(parts, count, *made, err);
        if (status != XAP_OK)
            return status;
        std::vector<Xapian::Query> queries;
        queries.reserve(count);
        for (size_t i = 0; i < count; i++)
            queries.push_back(parts[i]->query);
        made->query = Xapian::Query(library_op, queries.begin(), queries.end(),
                                    has_parameter(op) ? parameter : 0);
        *query = made.release();
        return XAP_OK;
    });
}

xap_status xap_query_terms(xap_query_operator op, const xap_view *terms, size_t count,
                           uint32_t parameter, xap_query **query, xap_error *err)
{
    Xapian::Query::op library_op = Xapian::Query::OP_INVALID;
    if (!reset(query))
        return missing(err, "output");
    if (!find_operator(op, library_op))
        return xap::fail(err, XAP_E_ARGUMENT, "unknown operator of a query");
    if (!terms || count == 0)
        return missing(err, "term");
    xap_status status = check_terms(terms, count, err);
    if (status != XAP_OK)
        return status;
    return guard(err, [&] {
        auto made = std::make_unique<xap_query>();
        std::vector<std::string> names;
        names.reserve(count);
        for (size_t i = 0; i < count; i++)
            names.emplace_back(terms[i].bytes, terms[i].length);
        made->query = Xapian::Query(library_op, names.begin(), names.end(),
                                    has_parameter(op) ? parameter : 0);
        made->nodes = count + 1;
        made->depth = 1;
        *query = made.release();
        return XAP_OK;
    });
}

xap_status xap_query_scale(const xap_query *part, double factor, xap_query **query, xap_error *err)
{
    if (!reset(query))
        return missing(err, "output");
    if (!part)
        return missing(err, "part of a query");
    if (!std::isfinite(factor) || factor < 0)
        return xap::fail(err, XAP_E_ARGUMENT, "factor %g is negative or not finite", factor);
    if (part->has_source && factor > 1)
        return xap::fail(err, XAP_E_QUERY,
                         "posting source cannot be scaled by more than 1: multiply inside it");
    return guard(err, [&] {
        auto made = std::make_unique<xap_query>();
        xap_status status = measure(&part, 1, *made, err);
        if (status != XAP_OK)
            return status;
        made->query = Xapian::Query(factor, part->query);
        *query = made.release();
        return XAP_OK;
    });
}

xap_status xap_query_value_range(uint32_t slot, const char *lower, size_t lower_length,
                                 const char *upper, size_t upper_length, xap_query **query,
                                 xap_error *err)
{
    reset(query);
    xap_status status = xap::check_slot(slot, err);
    if (status == XAP_OK)
        status = xap::check_value(lower, lower_length, err);
    if (status == XAP_OK)
        status = xap::check_value(upper, upper_length, err);
    if (status != XAP_OK)
        return status;
    return make_leaf(query, err, [&] {
        return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, slot,
                             xap::as_string(lower, lower_length),
                             xap::as_string(upper, upper_length));
    });
}

static xap_status value_bound(Xapian::Query::op op, uint32_t slot, const char *bound, size_t length,
                              xap_query **query, xap_error *err) noexcept
{
    reset(query);
    xap_status status = xap::check_slot(slot, err);
    if (status == XAP_OK)
        status = xap::check_value(bound, length, err);
    if (status != XAP_OK)
        return status;
    return make_leaf(query, err,
                     [&] { return Xapian::Query(op, slot, xap::as_string(bound, length)); });
}

xap_status xap_query_value_ge(uint32_t slot, const char *bound, size_t length, xap_query **query,
                              xap_error *err)
{
    return value_bound(Xapian::Query::OP_VALUE_GE, slot, bound, length, query, err);
}

xap_status xap_query_value_le(uint32_t slot, const char *bound, size_t length, xap_query **query,
                              xap_error *err)
{
    return value_bound(Xapian::Query::OP_VALUE_LE, slot, bound, length, query, err);
}

xap_status xap_query_wildcard(const char *prefix, size_t length, uint32_t max_expansion,
                              xap_wildcard_limit limit, xap_query_operator combiner,
                              xap_query **query, xap_error *err)
{
    static const int limits[] = {Xapian::Query::WILDCARD_LIMIT_ERROR,
                                 Xapian::Query::WILDCARD_LIMIT_FIRST,
                                 Xapian::Query::WILDCARD_LIMIT_MOST_FREQUENT};
    Xapian::Query::op library_op = Xapian::Query::OP_INVALID;
    reset(query);
    xap_status status = xap::check_term(prefix, length, err);
    if (status != XAP_OK)
        return status;
    if (max_expansion == 0 || max_expansion > XAP_WILDCARD_EXPANSION_MAX)
        return xap::fail(err, XAP_E_ARGUMENT, "wildcard expansion is not between 1 and %d",
                         XAP_WILDCARD_EXPANSION_MAX);
    if (limit < XAP_WILDCARD_FAIL || limit > XAP_WILDCARD_MOST_FREQUENT)
        return xap::fail(err, XAP_E_ARGUMENT, "unknown limit of a wildcard");
    if (combiner != XAP_OR && combiner != XAP_SYNONYM && combiner != XAP_MAX)
        return xap::fail(err, XAP_E_ARGUMENT, "wildcard terms combine by OR, SYNONYM or MAX");
    if (limit == XAP_WILDCARD_MOST_FREQUENT && combiner != XAP_SYNONYM)
        return xap::fail(err, XAP_E_ARGUMENT, "most frequent terms combine by SYNONYM");
    find_operator(combiner, library_op);
    if (!query)
        return missing(err, "output");
    return guard(err, [&] {
        auto made = std::make_unique<xap_query>();
        const std::string start = xap::as_string(prefix, length);
        made->query = Xapian::Query(Xapian::Query::OP_WILDCARD, start, max_expansion, limits[limit],
                                    library_op);
        if (limit == XAP_WILDCARD_FAIL)
            made->wildcards.push_back({start, max_expansion});
        *query = made.release();
        return XAP_OK;
    });
}

xap_status xap_query_docid_range(uint32_t first, uint32_t last, xap_query **query, xap_error *err)
{
    reset(query);
    xap_status status = xap::check_docid(first, err);
    if (status == XAP_OK)
        status = xap::check_docid(last, err);
    if (status != XAP_OK)
        return status;
    return make_leaf(query, err, [&] { return xap::docid_range_query(first, last); });
}

xap_status xap_query_source(const xap_source *source, xap_query **query, xap_error *err)
{
    reset(query);
    if (!source)
        return missing(err, "posting source");
    xap_status status = make_leaf(query, err, [&] { return source->query; });
    if (status == XAP_OK)
        (*query)->has_source = true;
    return status;
}

xap_status xap_query_describe(const xap_query *query, xap_buffer *text, xap_error *err)
{
    if (!reset(text))
        return missing(err, "output");
    if (!query)
        return missing(err, "query");
    return guard(err, [&] {
        xap::store(text, query->query.get_description());
        return XAP_OK;
    });
}

xap_status xap_query_size(const xap_query *query, size_t *nodes, size_t *depth, xap_error *err)
{
    if (nodes)
        *nodes = query ? query->nodes : 0;
    if (depth)
        *depth = query ? query->depth : 0;
    return query ? XAP_OK : missing(err, "query");
}

void xap_query_free(xap_query *query)
{
    delete query;
}
