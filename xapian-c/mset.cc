#include "internal.h"

#include <algorithm>

using xap::guard;
using xap::missing;
using xap::reset;

namespace
{

template <typename Output, typename Body>
xap_status ask(const xap_mset *mset, Output *output, xap_error *err, Body body) noexcept
{
    if (!reset(output))
        return missing(err, "output");
    if (!mset)
        return missing(err, "results");
    return guard(err, [&] {
        body(mset->mset);
        return XAP_OK;
    });
}

void fill_numbers(const xap_mset &mset, const Xapian::MSetIterator &it, xap_hit &hit)
{
    hit = xap_hit();
    hit.docid = *it;
    hit.rank = it.get_rank();
    hit.weight = it.get_weight();
    hit.percent = mset.mset.convert_to_percent(hit.weight);
    hit.collapse_count = it.get_collapse_count();
}

/* The strings are moved into the page, which was reserved for all of them, so no view of an earlier
 * hit moves. */
void fill_texts(xap_mset &mset, const Xapian::MSetIterator &it, unsigned flags, xap_hit &hit)
{
    auto keep = [&](std::string &&text) {
        mset.texts.push_back(std::move(text));
        return xap::view(mset.texts.back());
    };
    if (flags & XAP_HIT_KEYS) {
        hit.collapse_key = keep(it.get_collapse_key());
        hit.sort_key = keep(it.get_sort_key());
    }
    if (flags & XAP_HIT_DATA)
        hit.data = keep(it.get_document().get_data());
}

xap_status check_page(const xap_mset *mset, uint32_t count, unsigned flags, const xap_hit *hits,
                      xap_error *err) noexcept
{
    if (!mset)
        return missing(err, "results");
    if (!hits && count)
        return missing(err, "output");
    if (flags & ~static_cast<unsigned>(XAP_HIT_KEYS | XAP_HIT_DATA))
        return xap::fail(err, XAP_E_ARGUMENT, "unknown flag of a page of hits");
    return XAP_OK;
}

} // namespace

xap_status xap_mset_size(const xap_mset *mset, uint32_t *size, xap_error *err)
{
    return ask(
        mset, size, err, [&](const Xapian::MSet &m) { *size = m.size(); });
}

xap_status xap_mset_counts(const xap_mset *mset, xap_counts *counts, xap_error *err)
{
    return ask(
        mset, counts, err,
        [&](const Xapian::MSet &m) {
            counts->lower = m.get_matches_lower_bound();
            counts->estimated = m.get_matches_estimated();
            counts->upper = m.get_matches_upper_bound();
            counts->exact = counts->lower == counts->upper;
            counts->uncollapsed_lower = m.get_uncollapsed_matches_lower_bound();
            counts->uncollapsed_estimated = m.get_uncollapsed_matches_estimated();
            counts->uncollapsed_upper = m.get_uncollapsed_matches_upper_bound();
        });
}

xap_status xap_mset_weights(const xap_mset *mset, double *attained, double *possible,
                            xap_error *err)
{
    double best, bound = 0;
    xap_status status = ask(mset, &best, err, [&](const Xapian::MSet &m) {
        best = m.get_max_attained();
        bound = m.get_max_possible();
    });
    if (attained)
        *attained = best;
    if (possible)
        *possible = bound;
    return status;
}

xap_status xap_mset_term(const xap_mset *mset, const char *term, size_t length, uint32_t *frequency,
                         double *weight, xap_error *err)
{
    uint32_t documents = 0;
    double points = 0;
    reset(frequency);
    reset(weight);
    xap_status status = xap::check_term(term, length, err);
    if (status != XAP_OK)
        return status;
    status = ask(mset, &documents, err, [&](const Xapian::MSet &m) {
        const std::string name = xap::as_string(term, length);
        points = m.get_termweight(name);
        documents = m.get_termfreq(name);
    });
    if (status != XAP_OK)
        return status;
    if (frequency)
        *frequency = documents;
    if (weight)
        *weight = points;
    return XAP_OK;
}

xap_status xap_mset_hits(xap_mset *mset, uint32_t first, uint32_t count, unsigned flags,
                         xap_hit *hits, uint32_t *written, xap_error *err)
{
    if (!reset(written))
        return missing(err, "output");
    xap_status status = check_page(mset, count, flags, hits, err);
    if (status != XAP_OK)
        return status;
    return guard(err, [&] {
        const uint32_t size = mset->mset.size();
        const uint32_t page = first < size ? std::min(count, size - first) : 0;
        mset->texts.clear();
        mset->texts.reserve(static_cast<size_t>(page) * 3);
        Xapian::MSetIterator it = mset->mset[first < size ? first : 0];
        for (uint32_t i = 0; i < page; i++, ++it) {
            fill_numbers(*mset, it, hits[i]);
            if (flags)
                fill_texts(*mset, it, flags, hits[i]);
        }
        *written = page;
        return XAP_OK;
    });
}

xap_status xap_mset_document(const xap_mset *mset, uint32_t index, xap_document *document,
                             xap_error *err)
{
    uint32_t size;
    if (!document)
        return missing(err, "document");
    xap_status status = xap_mset_size(mset, &size, err);
    if (status != XAP_OK)
        return status;
    if (index >= size)
        return xap::fail(err, XAP_E_ARGUMENT, "no result %lu", static_cast<unsigned long>(index));
    return guard(err, [&] {
        document->length = 0;
        document->doc = Xapian::Document();
        document->doc = mset->mset[index].get_document();
        return XAP_OK;
    });
}

void xap_mset_free(xap_mset *mset)
{
    delete mset;
}
