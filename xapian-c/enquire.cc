#include "internal.h"

#include <algorithm>
#include <cmath>

using xap::guard;
using xap::missing;
using xap::reset;

struct xap_enquire {
    explicit xap_enquire(const Xapian::Database &db_) : db(db_), enquire(db_)
    {
    }
    Xapian::Database db;
    /* Before the Enquire, so that they outlive it: it does not own them. */
    std::vector<std::shared_ptr<Xapian::MatchSpy>> spies;
    Xapian::Enquire enquire;
    Xapian::Query query;
    uint32_t query_length = 0;
    std::vector<xap::Wildcard> wildcards;
    uint32_t milliseconds = 0;
};

namespace
{

/* A spy written in C. */
class CallbackSpy final : public Xapian::MatchSpy
{
  public:
    CallbackSpy(xap_spy spy_, void *argument_) : spy(spy_), argument(argument_)
    {
    }

    void operator()(const Xapian::Document &doc, double weight) override
    {
        xap_error error;
        error.status = error.cause = XAP_OK;
        error.message[0] = error.type[0] = error.context[0] = error.system[0] = '\0';
        document.doc = doc;
        xap_status status = spy(argument, &document, weight, &error);
        document.doc = empty;
        if (status != XAP_OK)
            xap::check_callback(status, error, "match spy");
    }

  private:
    xap_spy spy;
    void *argument;
    xap_document document;
    Xapian::Document empty;
};

/* A spy that marks documents in a bitmap. */
class MarkSpy final : public Xapian::MatchSpy
{
  public:
    MarkSpy(uint64_t *bits_, uint32_t last_) : bits(bits_), last(last_)
    {
    }

    void operator()(const Xapian::Document &doc, double) override
    {
        const Xapian::docid did = doc.get_docid();
        if (did <= last)
            bits[did / 64] |= uint64_t{1} << (did % 64);
    }

  private:
    uint64_t *bits;
    uint32_t last;
};

/* Run `body`, which changes how the search is done. */
template <typename Body> xap_status set(xap_enquire *enquire, xap_error *err, Body body) noexcept
{
    if (!enquire)
        return missing(err, "search");
    return guard(err, [&] {
        body(enquire->enquire);
        return XAP_OK;
    });
}

bool at_least_zero(double number) noexcept
{
    return std::isfinite(number) && number >= 0;
}

bool is_usable(const xap_bm25 &p) noexcept
{
    return at_least_zero(p.k1) && at_least_zero(p.k2) && at_least_zero(p.k3) &&
           at_least_zero(p.b) && p.b <= 1 && at_least_zero(p.min_length);
}

void add_spy(xap_enquire &enquire, std::shared_ptr<Xapian::MatchSpy> spy)
{
    enquire.spies.push_back(spy);
    try {
        enquire.enquire.add_matchspy(spy.get());
    } catch (...) {
        enquire.spies.pop_back();
        throw;
    }
}

xap_status check_wildcards(const xap_enquire &enquire, xap_error *err)
{
    static const Xapian::TermIterator end;
    for (const xap::Wildcard &wildcard : enquire.wildcards) {
        uint32_t terms = 0;
        for (auto it = enquire.db.allterms_begin(wildcard.prefix); it != end; ++it)
            if (++terms > wildcard.limit)
                return xap::fail(err, XAP_E_LIMIT, "wildcard '%s*' expands to more than %lu terms",
                                 wildcard.prefix.c_str(),
                                 static_cast<unsigned long>(wildcard.limit));
    }
    return XAP_OK;
}

/* The query with its deadline. A filter gives no weight, so scores do not change. */
Xapian::Query timed_query(const xap_enquire &enquire)
{
    if (enquire.milliseconds == 0 || enquire.query.empty())
        return enquire.query;
    return Xapian::Query(Xapian::Query::OP_FILTER, enquire.query,
                         xap::deadline_query(enquire.milliseconds));
}

} // namespace

xap_status xap_enquire_new(const xap_database *database, xap_enquire **enquire, xap_error *err)
{
    return xap::read(
        database, enquire, err,
        [&](const Xapian::Database &db) { *enquire = new xap_enquire(db); });
}

void xap_enquire_free(xap_enquire *enquire)
{
    delete enquire;
}

xap_status xap_enquire_set_query(xap_enquire *enquire, const xap_query *query, uint32_t length,
                                 xap_error *err)
{
    if (!query)
        return missing(err, "query");
    return set(enquire, err, [&](Xapian::Enquire &) {
        enquire->wildcards = query->wildcards;
        enquire->query = query->query;
        enquire->query_length = length;
    });
}

xap_status xap_enquire_set_bm25(xap_enquire *enquire, const xap_bm25 *parameters, xap_error *err)
{
    static const xap_bm25 defaults = XAP_BM25_INIT;
    const xap_bm25 &p = parameters ? *parameters : defaults;
    if (!is_usable(p))
        return xap::fail(err, XAP_E_ARGUMENT, "parameter of BM25 out of range");
    return set(enquire, err, [&](Xapian::Enquire &search) {
        search.set_weighting_scheme(Xapian::BM25Weight(p.k1, p.k2, p.k3, p.b, p.min_length));
    });
}

xap_status xap_enquire_set_boolean(xap_enquire *enquire, xap_error *err)
{
    return set(
        enquire, err,
        [&](Xapian::Enquire &search) { search.set_weighting_scheme(Xapian::BoolWeight()); });
}

xap_status xap_enquire_set_sort(xap_enquire *enquire, xap_sort order, uint32_t slot, bool reverse,
                                xap_error *err)
{
    if (order < XAP_SORT_RELEVANCE || order > XAP_SORT_RELEVANCE_VALUE)
        return xap::fail(err, XAP_E_ARGUMENT, "unknown order of results");
    xap_status status = order == XAP_SORT_RELEVANCE ? XAP_OK : xap::check_slot(slot, err);
    if (status != XAP_OK)
        return status;
    return set(enquire, err, [&](Xapian::Enquire &search) {
        switch (order) {
        case XAP_SORT_RELEVANCE:
            search.set_sort_by_relevance();
            break;
        case XAP_SORT_VALUE:
            search.set_sort_by_value(slot, reverse);
            break;
        case XAP_SORT_VALUE_RELEVANCE:
            search.set_sort_by_value_then_relevance(slot, reverse);
            break;
        case XAP_SORT_RELEVANCE_VALUE:
            search.set_sort_by_relevance_then_value(slot, reverse);
            break;
        }
    });
}

xap_status xap_enquire_set_docid_order(xap_enquire *enquire, xap_docid_order order, xap_error *err)
{
    static const Xapian::Enquire::docid_order orders[] = {
        Xapian::Enquire::ASCENDING, Xapian::Enquire::DESCENDING, Xapian::Enquire::DONT_CARE};
    if (order < XAP_DOCID_ASCENDING || order > XAP_DOCID_ANY)
        return xap::fail(err, XAP_E_ARGUMENT, "unknown order of document ids");
    return set(enquire, err,
               [&](Xapian::Enquire &search) { search.set_docid_order(orders[order]); });
}

xap_status xap_enquire_set_collapse(xap_enquire *enquire, uint32_t slot, uint32_t max,
                                    xap_error *err)
{
    xap_status status = max ? xap::check_slot(slot, err) : XAP_OK;
    if (status != XAP_OK)
        return status;
    return set(enquire, err, [&](Xapian::Enquire &search) {
        search.set_collapse_key(max ? slot : Xapian::BAD_VALUENO, max);
    });
}

xap_status xap_enquire_set_cutoff(xap_enquire *enquire, int percent, double weight, xap_error *err)
{
    if (percent < 0 || percent > 100 || !at_least_zero(weight))
        return xap::fail(err, XAP_E_ARGUMENT, "cutoff out of range");
    return set(enquire, err, [&](Xapian::Enquire &search) { search.set_cutoff(percent, weight); });
}

xap_status xap_enquire_set_time_budget(xap_enquire *enquire, uint32_t milliseconds, xap_error *err)
{
    return set(
        enquire, err, [&](Xapian::Enquire &) { enquire->milliseconds = milliseconds; });
}

xap_status xap_enquire_count_facet(xap_enquire *enquire, uint32_t slot, xap_facets **facets,
                                   xap_error *err)
{
    if (!reset(facets))
        return missing(err, "output");
    xap_status status = xap::check_slot(slot, err);
    if (status != XAP_OK)
        return status;
    return set(enquire, err, [&](Xapian::Enquire &) {
        auto made = std::make_unique<xap_facets>();
        made->spy = std::make_shared<Xapian::ValueCountMatchSpy>(slot);
        add_spy(*enquire, made->spy);
        *facets = made.release();
    });
}

xap_status xap_enquire_add_spy(xap_enquire *enquire, xap_spy spy, void *argument, xap_error *err)
{
    if (!spy)
        return missing(err, "spy");
    return set(enquire, err, [&](Xapian::Enquire &) {
        add_spy(*enquire, std::make_shared<CallbackSpy>(spy, argument));
    });
}

xap_status xap_enquire_mark_documents(xap_enquire *enquire, uint64_t *bits, uint32_t last,
                                      xap_error *err)
{
    if (!bits)
        return missing(err, "bitmap");
    if (enquire && enquire->db.size() > 1)
        return xap::fail(err, XAP_E_UNSUPPORTED, "documents of several shards cannot be marked");
    return set(enquire, err, [&](Xapian::Enquire &) {
        add_spy(*enquire, std::make_shared<MarkSpy>(bits, last));
    });
}

xap_status xap_enquire_clear_spies(xap_enquire *enquire, xap_error *err)
{
    return set(
        enquire, err,
        [&](Xapian::Enquire &search) {
            search.clear_matchspies();
            enquire->spies.clear();
        });
}

xap_status xap_enquire_search(xap_enquire *enquire, uint32_t first, uint32_t count,
                              uint32_t check_at_least, xap_mset **results, xap_error *err)
{
    if (!reset(results))
        return missing(err, "output");
    if (!enquire)
        return missing(err, "search");
    xap_status status = guard(err, [&] { return check_wildcards(*enquire, err); });
    if (status != XAP_OK)
        return status;
    return set(enquire, err, [&](Xapian::Enquire &search) {
        auto made = std::make_unique<xap_mset>();
        search.set_query(timed_query(*enquire), enquire->query_length);
        /* libxapian adds the two in 32 bits. */
        uint32_t items = std::min(count, UINT32_MAX - first);
        made->mset = search.get_mset(first, items, check_at_least);
        *results = made.release();
    });
}

xap_status xap_enquire_matching_terms(const xap_enquire *enquire, uint32_t docid, xap_terms **terms,
                                      xap_error *err)
{
    if (!reset(terms))
        return missing(err, "output");
    if (!enquire)
        return missing(err, "search");
    xap_status status = xap::check_docid(docid, err);
    if (status != XAP_OK)
        return status;
    return guard(err, [&] {
        Xapian::Enquire search(enquire->enquire);
        search.set_query(enquire->query, enquire->query_length);
        *terms = xap::make_matching_terms(search.get_matching_terms_begin(docid));
        return XAP_OK;
    });
}

xap_status xap_facets_total(const xap_facets *facets, uint64_t *total, xap_error *err)
{
    if (!reset(total))
        return missing(err, "output");
    if (!facets)
        return missing(err, "facets");
    *total = facets->spy->get_total();
    return XAP_OK;
}

xap_status xap_facets_rewind(xap_facets *facets, size_t most, xap_error *err)
{
    if (!facets)
        return missing(err, "facets");
    facets->most = most;
    facets->started = false;
    return XAP_OK;
}

/* Move to the next value; false at the end. */
static bool advance(xap_facets &facets)
{
    static const Xapian::TermIterator end;
    if (!facets.started) {
        facets.it =
            facets.most ? facets.spy->top_values_begin(facets.most) : facets.spy->values_begin();
        facets.started = true;
    } else if (facets.it != end) {
        ++facets.it;
    }
    return facets.it != end;
}

xap_status xap_facets_next(xap_facets *facets, xap_view *value, uint32_t *count, xap_error *err)
{
    reset(count);
    if (!reset(value))
        return missing(err, "output");
    if (!facets)
        return missing(err, "facets");
    return guard(err, [&] {
        if (!advance(*facets))
            return XAP_DONE;
        facets->current = *facets->it;
        if (count)
            *count = facets->it.get_termfreq();
        *value = xap::view(facets->current);
        return XAP_OK;
    });
}

void xap_facets_free(xap_facets *facets)
{
    delete facets;
}
