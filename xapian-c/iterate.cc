/* Iterators over terms, postings, positions and values, and spelling suggestions. */

#include "internal.h"

using xap::guard;
using xap::missing;
using xap::reset;

namespace
{

/* Where an iterator stands. */
enum class Place {
    before, /* the item that libxapian's iterator is at was not given out yet */
    at,     /* it was */
    end,
    failed
};

/* What the frequency of a term means. */
enum class Frequency { documents, within_document, none };

} // namespace

struct xap_terms {
    Xapian::Database db; /* keep alive what is iterated over */
    Xapian::Document doc;
    Xapian::TermIterator it;
    std::string current;
    Frequency frequency = Frequency::none;
    bool steps_only = false; /* libxapian's iterator cannot skip */
    Place place = Place::before;
};

struct xap_postings {
    Xapian::Database db;
    Xapian::PostingIterator it;
    uint32_t current = 0;
    Place place = Place::before;
};

struct xap_positions {
    Xapian::Database db;
    Xapian::Document doc;
    Xapian::PositionIterator it;
    Place place = Place::before;
};

struct xap_values {
    Xapian::Database db;
    Xapian::Document doc;
    Xapian::ValueIterator it;
    std::string current;
    uint32_t number = 0;
    bool of_document = false;
    Place place = Place::before;
};

namespace
{

/* Move to the next item that was not given out; false at the end. */
template <typename Iterator> bool advance(Iterator &handle)
{
    static const decltype(handle.it) end;
    if (handle.place == Place::at)
        ++handle.it;
    handle.place = handle.it == end ? Place::end : Place::at;
    return handle.place == Place::at;
}

/* Run `body` on an iterator that did not fail before; remember it where it fails now. */
template <typename Iterator, typename Body>
xap_status step(Iterator *handle, xap_error *err, Body body) noexcept
{
    if (!handle)
        return missing(err, "iterator");
    if (handle->place == Place::failed)
        return xap::fail(err, XAP_E_OPERATION, "iterator failed before");
    if (handle->place == Place::end)
        return XAP_DONE;
    xap_status status = guard(err, body);
    if (status != XAP_OK && status != XAP_DONE)
        handle->place = Place::failed;
    return status;
}

template <typename Iterator, typename Target> void move_to(Iterator &handle, const Target &target)
{
    handle.it.skip_to(target);
}

void move_to(xap_terms &terms, const std::string &target)
{
    static const Xapian::TermIterator end;
    if (!terms.steps_only)
        terms.it.skip_to(target);
    while (terms.steps_only && terms.it != end && *terms.it < target)
        ++terms.it;
}

/* Skip forward with libxapian's iterator. The end is found out by the next step. */
template <typename Iterator, typename Target>
xap_status skip(Iterator *handle, const Target &target, xap_error *err) noexcept
{
    xap_status status = step(handle, err, [&] {
        static const decltype(handle->it) end;
        if (handle->it != end)
            move_to(*handle, target);
        handle->place = Place::before;
        return XAP_OK;
    });
    return status == XAP_DONE ? XAP_OK : status;
}

/* Make an iterator; `body` fills it. */
template <typename Iterator, typename Body>
xap_status open(const xap_database *database, Iterator **out, xap_error *err, Body body) noexcept
{
    return xap::read(
        database, out, err,
        [&](const Xapian::Database &db) {
            auto made = std::make_unique<Iterator>();
            made->db = db;
            body(*made);
            *out = made.release();
        });
}

/* The same over a part of a document. */
template <typename Iterator, typename Body>
xap_status open_document(const xap_document *document, Iterator **out, xap_error *err,
                         Body body) noexcept
{
    if (!reset(out))
        return missing(err, "output");
    if (!document)
        return missing(err, "document");
    return guard(err, [&] {
        auto made = std::make_unique<Iterator>();
        made->doc = document->doc;
        body(*made);
        *out = made.release();
        return XAP_OK;
    });
}

uint32_t frequency_of(const xap_terms &terms)
{
    switch (terms.frequency) {
    case Frequency::documents:
        return terms.it.get_termfreq();
    case Frequency::within_document:
        return terms.it.get_wdf();
    case Frequency::none:
        break;
    }
    return 0;
}

xap_status check_block(const void *handle, size_t capacity, xap_error *err) noexcept
{
    if (!handle)
        return missing(err, "iterator");
    return capacity ? XAP_OK : xap::fail(err, XAP_E_ARGUMENT, "capacity of 0");
}

} // namespace

xap_terms *xap::make_matching_terms(Xapian::TermIterator &&begin)
{
    auto made = std::make_unique<xap_terms>();
    made->it = std::move(begin);
    return made.release();
}

xap_status xap_terms_open(const xap_database *database, const char *prefix, size_t length,
                          xap_terms **terms, xap_error *err)
{
    reset(terms);
    xap_status status = xap::check_lookup(prefix, length, err);
    if (status != XAP_OK)
        return status;
    return open(database, terms, err, [&](xap_terms &made) {
        made.it = made.db.allterms_begin(xap::as_string(prefix, length));
        made.frequency = Frequency::documents;
    });
}

xap_status xap_terms_open_document(const xap_document *document, xap_terms **terms, xap_error *err)
{
    return open_document(
        document, terms, err,
        [&](xap_terms &made) {
            made.it = made.doc.termlist_begin();
            made.frequency = Frequency::within_document;
        });
}

xap_status xap_terms_open_spellings(const xap_database *database, xap_terms **terms, xap_error *err)
{
    return open(
        database, terms, err,
        [&](xap_terms &made) {
            made.it = made.db.spellings_begin();
            made.frequency = Frequency::documents;
        });
}

xap_status xap_terms_open_synonyms(const xap_database *database, const char *term, size_t length,
                                   xap_terms **terms, xap_error *err)
{
    reset(terms);
    xap_status status = xap::check_term(term, length, err);
    if (status != XAP_OK)
        return status;
    return open(database, terms, err, [&](xap_terms &made) {
        made.it = made.db.synonyms_begin(xap::as_string(term, length));
        made.steps_only = true;
    });
}

xap_status xap_terms_open_synonym_keys(const xap_database *database, const char *prefix,
                                       size_t length, xap_terms **terms, xap_error *err)
{
    reset(terms);
    xap_status status = xap::check_lookup(prefix, length, err);
    if (status != XAP_OK)
        return status;
    return open(database, terms, err, [&](xap_terms &made) {
        made.it = made.db.synonym_keys_begin(xap::as_string(prefix, length));
    });
}

xap_status xap_terms_open_metadata(const xap_database *database, const char *prefix, size_t length,
                                   xap_terms **terms, xap_error *err)
{
    reset(terms);
    if (!xap::is_bytes(prefix, length))
        return missing(err, "prefix");
    if (length > XAP_METADATA_KEY_MAX)
        return xap::fail(err, XAP_E_ARGUMENT, "metadata key of %zu bytes is longer than %d", length,
                         XAP_METADATA_KEY_MAX);
    return open(database, terms, err, [&](xap_terms &made) {
        made.it = made.db.metadata_keys_begin(xap::as_string(prefix, length));
    });
}

xap_status xap_terms_next(xap_terms *terms, xap_view *term, uint32_t *frequency, xap_error *err)
{
    reset(frequency);
    if (!reset(term))
        return missing(err, "output");
    return step(terms, err, [&] {
        if (!advance(*terms))
            return XAP_DONE;
        terms->current = *terms->it;
        if (frequency)
            *frequency = frequency_of(*terms);
        *term = xap::view(terms->current);
        return XAP_OK;
    });
}

xap_status xap_terms_skip_to(xap_terms *terms, const char *term, size_t length, xap_error *err)
{
    xap_status status = xap::check_lookup(term, length, err);
    if (status != XAP_OK)
        return status;
    return guard(err, [&] {
        const std::string target = xap::as_string(term, length);
        if (terms && terms->place == Place::at && target <= terms->current)
            return XAP_OK;
        return skip(terms, target, err);
    });
}

void xap_terms_free(xap_terms *terms)
{
    delete terms;
}

xap_status xap_postings_open(const xap_database *database, const char *term, size_t length,
                             xap_postings **postings, xap_error *err)
{
    reset(postings);
    xap_status status = xap::check_lookup(term, length, err);
    if (status != XAP_OK)
        return status;
    return open(database, postings, err, [&](xap_postings &made) {
        made.it = made.db.postlist_begin(xap::as_string(term, length));
    });
}

xap_status xap_postings_block(xap_postings *postings, uint32_t *docids, uint32_t *wdfs,
                              uint32_t *lengths, size_t capacity, size_t *count, xap_error *err)
{
    if (!reset(count))
        return missing(err, "output");
    xap_status status = check_block(postings, capacity, err);
    if (status != XAP_OK)
        return status;
    return step(postings, err, [&] {
        size_t filled = 0;
        while (filled < capacity && advance(*postings)) {
            postings->current = *postings->it;
            if (docids)
                docids[filled] = postings->current;
            if (wdfs)
                wdfs[filled] = postings->it.get_wdf();
            if (lengths)
                lengths[filled] = postings->it.get_doclength();
            filled++;
        }
        *count = filled;
        return filled ? XAP_OK : XAP_DONE;
    });
}

xap_status xap_postings_skip_to(xap_postings *postings, uint32_t docid, xap_error *err)
{
    if (postings && postings->place == Place::at && docid <= postings->current)
        return XAP_OK;
    return skip(postings, docid, err);
}

void xap_postings_free(xap_postings *postings)
{
    delete postings;
}

xap_status xap_positions_open(const xap_database *database, uint32_t docid, const char *term,
                              size_t length, xap_positions **positions, xap_error *err)
{
    reset(positions);
    xap_status status = xap::check_docid(docid, err);
    if (status == XAP_OK)
        status = xap::check_term(term, length, err);
    if (status != XAP_OK)
        return status;
    return open(database, positions, err, [&](xap_positions &made) {
        made.it = made.db.positionlist_begin(docid, xap::as_string(term, length));
    });
}

xap_status xap_positions_open_term(const xap_terms *terms, xap_positions **positions,
                                   xap_error *err)
{
    if (!reset(positions))
        return missing(err, "output");
    if (!terms)
        return missing(err, "iterator");
    if (terms->frequency != Frequency::within_document || terms->place != Place::at)
        return xap::fail(err, XAP_E_OPERATION, "iterator is not at a term of a document");
    return guard(err, [&] {
        auto made = std::make_unique<xap_positions>();
        made->doc = terms->doc;
        made->it = terms->it.positionlist_begin();
        *positions = made.release();
        return XAP_OK;
    });
}

xap_status xap_positions_block(xap_positions *positions, uint32_t *array, size_t capacity,
                               size_t *count, xap_error *err)
{
    if (!reset(count) || !array)
        return missing(err, "output");
    xap_status status = check_block(positions, capacity, err);
    if (status != XAP_OK)
        return status;
    return step(positions, err, [&] {
        size_t filled = 0;
        while (filled < capacity && advance(*positions))
            array[filled++] = *positions->it;
        *count = filled;
        return filled ? XAP_OK : XAP_DONE;
    });
}

void xap_positions_free(xap_positions *positions)
{
    delete positions;
}

xap_status xap_values_open(const xap_database *database, uint32_t slot, xap_values **values,
                           xap_error *err)
{
    reset(values);
    xap_status status = xap::check_slot(slot, err);
    if (status != XAP_OK)
        return status;
    return open(database, values, err,
                [&](xap_values &made) { made.it = made.db.valuestream_begin(slot); });
}

xap_status xap_values_open_document(const xap_document *document, xap_values **values,
                                    xap_error *err)
{
    return open_document(
        document, values, err,
        [&](xap_values &made) {
            made.it = made.doc.values_begin();
            made.of_document = true;
        });
}

xap_status xap_values_next(xap_values *values, uint32_t *number, xap_view *value, xap_error *err)
{
    reset(number);
    if (!reset(value))
        return missing(err, "output");
    return step(values, err, [&] {
        if (!advance(*values))
            return XAP_DONE;
        values->number = values->of_document ? values->it.get_valueno() : values->it.get_docid();
        values->current = *values->it;
        if (number)
            *number = values->number;
        *value = xap::view(values->current);
        return XAP_OK;
    });
}

xap_status xap_values_skip_to(xap_values *values, uint32_t number, xap_error *err)
{
    if (values && values->place == Place::at && number <= values->number)
        return XAP_OK;
    return skip(values, number, err);
}

void xap_values_free(xap_values *values)
{
    delete values;
}

xap_status xap_spelling_suggest(const xap_database *database, const char *word, size_t length,
                                unsigned max_distance, xap_buffer *suggestion, xap_error *err)
{
    reset(suggestion);
    xap_status status = xap::check_spelling(word, length, err);
    if (status != XAP_OK)
        return status;
    if (max_distance < 1 || max_distance > 4)
        return xap::fail(err, XAP_E_ARGUMENT, "distance of %u is not between 1 and 4",
                         max_distance);
    return xap::read(database, suggestion, err, [&](const Xapian::Database &db) {
        const std::string &wrong = xap::as_string(database->scratch, word, length);
        xap::store(suggestion, db.get_spelling_suggestion(wrong, max_distance));
    });
}
