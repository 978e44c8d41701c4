#include "internal.h"

using xap::guard;
using xap::missing;
using xap::reset;

namespace
{

/* Run `body`, which changes the document. */
template <typename Body>
xap_status change(xap_document *document, xap_error *err, Body body) noexcept
{
    if (!document)
        return missing(err, "document");
    return guard(err, [&] {
        body(document->doc);
        return XAP_OK;
    });
}

/* Run `body` on a document, with one output that must be there and starts empty. */
template <typename Output, typename Body>
xap_status ask(const xap_document *document, Output *output, xap_error *err, Body body) noexcept
{
    if (!reset(output))
        return missing(err, "output");
    if (!document)
        return missing(err, "document");
    return guard(err, [&] {
        body(document->doc);
        return XAP_OK;
    });
}

xap_status too_long(xap_error *err) noexcept
{
    return xap::fail(err, XAP_E_LIMIT, "frequencies of a document add up to more than 2^32 - 1");
}

/* Whether a term with this frequency can be added. */
xap_status check_addition(const xap_document *document, const char *term, size_t length,
                          uint32_t wdf, xap_error *err) noexcept
{
    if (!document)
        return missing(err, "document");
    xap_status status = xap::check_term(term, length, err);
    if (status == XAP_OK && document->length + wdf > UINT32_MAX)
        status = too_long(err);
    return status;
}

xap_status check_postings(const xap_document *document, const xap_posting *postings, size_t count,
                          xap_error *err) noexcept
{
    uint64_t length = document->length;
    for (size_t i = 0; i < count; i++) {
        const xap_posting &posting = postings[i];
        xap_status status = xap::check_term(posting.term, posting.length, err);
        if (status != XAP_OK)
            return status;
        if (!posting.positions && posting.position_count)
            return missing(err, "positions");
        length += posting.wdf;
        if (length > UINT32_MAX)
            return too_long(err);
    }
    return XAP_OK;
}

/* The whole frequency goes with the first position: one call a position, none more. */
void add_posting(Xapian::Document &doc, const std::string &term, const xap_posting &posting)
{
    if (posting.position_count == 0) {
        doc.add_term(term, posting.wdf);
        return;
    }
    doc.add_posting(term, posting.positions[0], posting.wdf);
    for (size_t i = 1; i < posting.position_count; i++)
        doc.add_posting(term, posting.positions[i], 0);
}

} // namespace

xap_status xap_document_new(xap_document **document, xap_error *err)
{
    if (!reset(document))
        return missing(err, "output");
    return guard(err, [&] {
        *document = new xap_document;
        return XAP_OK;
    });
}

void xap_document_free(xap_document *document)
{
    delete document;
}

xap_status xap_document_clear(xap_document *document, xap_error *err)
{
    return change(
        document, err,
        [&](Xapian::Document &doc) {
            doc = Xapian::Document();
            document->length = 0;
        });
}

xap_status xap_document_set_data(xap_document *document, const char *bytes, size_t length,
                                 xap_error *err)
{
    xap_status status = xap::check_data(bytes, length, err);
    if (status != XAP_OK)
        return status;
    return change(document, err, [&](Xapian::Document &doc) {
        doc.set_data(xap::as_string(document->scratch, bytes, length));
    });
}

xap_status xap_document_data(const xap_document *document, xap_buffer *data, xap_error *err)
{
    return ask(
        document, data, err,
        [&](const Xapian::Document &doc) { xap::store(data, doc.get_data()); });
}

xap_status xap_document_add_term(xap_document *document, const char *term, size_t length,
                                 uint32_t wdf, xap_error *err)
{
    xap_status status = check_addition(document, term, length, wdf, err);
    if (status != XAP_OK)
        return status;
    return change(document, err, [&](Xapian::Document &doc) {
        doc.add_term(xap::as_string(document->scratch, term, length), wdf);
        document->length += wdf;
    });
}

xap_status xap_document_add_boolean_term(xap_document *document, const char *term, size_t length,
                                         xap_error *err)
{
    return xap_document_add_term(document, term, length, 0, err);
}

xap_status xap_document_add_posting(xap_document *document, const char *term, size_t length,
                                    uint32_t position, uint32_t wdf, xap_error *err)
{
    xap_status status = check_addition(document, term, length, wdf, err);
    if (status != XAP_OK)
        return status;
    return change(document, err, [&](Xapian::Document &doc) {
        doc.add_posting(xap::as_string(document->scratch, term, length), position, wdf);
        document->length += wdf;
    });
}

xap_status xap_document_add_postings(xap_document *document, const xap_posting *postings,
                                     size_t count, xap_error *err)
{
    if (!document || (!postings && count))
        return missing(err, "document or postings");
    xap_status status = check_postings(document, postings, count, err);
    if (status != XAP_OK)
        return status;
    return change(document, err, [&](Xapian::Document &doc) {
        std::string &term = document->scratch;
        for (size_t i = 0; i < count; i++) {
            term.assign(postings[i].term, postings[i].length);
            add_posting(doc, term, postings[i]);
            document->length += postings[i].wdf;
        }
    });
}

xap_status xap_document_remove_term(xap_document *document, const char *term, size_t length,
                                    xap_error *err)
{
    xap_status status = xap::check_term(term, length, err);
    if (status != XAP_OK)
        return status;
    status = change(document, err, [&](Xapian::Document &doc) {
        doc.remove_term(xap::as_string(document->scratch, term, length));
    });
    /* libxapian says "bad argument" where the term is not there; the argument was checked above. */
    if (status != XAP_E_ARGUMENT || !document)
        return status;
    return xap::fail(err, XAP_E_NOT_FOUND, "document does not hold the term");
}

xap_status xap_document_clear_terms(xap_document *document, xap_error *err)
{
    return change(
        document, err,
        [&](Xapian::Document &doc) {
            doc.clear_terms();
            document->length = 0;
        });
}

xap_status xap_document_term_count(const xap_document *document, uint32_t *count, xap_error *err)
{
    return ask(
        document, count, err, [&](const Xapian::Document &doc) { *count = doc.termlist_count(); });
}

xap_status xap_document_set_value(xap_document *document, uint32_t slot, const char *bytes,
                                  size_t length, xap_error *err)
{
    xap_status status = xap::check_slot(slot, err);
    if (status == XAP_OK)
        status = xap::check_value(bytes, length, err);
    if (status != XAP_OK)
        return status;
    return change(document, err, [&](Xapian::Document &doc) {
        doc.add_value(slot, xap::as_string(document->scratch, bytes, length));
    });
}

xap_status xap_document_value(const xap_document *document, uint32_t slot, xap_buffer *value,
                              xap_error *err)
{
    reset(value);
    xap_status status = xap::check_slot(slot, err);
    if (status != XAP_OK)
        return status;
    return ask(document, value, err,
               [&](const Xapian::Document &doc) { xap::store(value, doc.get_value(slot)); });
}

xap_status xap_document_clear_values(xap_document *document, xap_error *err)
{
    return change(
        document, err, [&](Xapian::Document &doc) { doc.clear_values(); });
}

xap_status xap_document_value_count(const xap_document *document, uint32_t *count, xap_error *err)
{
    return ask(
        document, count, err, [&](const Xapian::Document &doc) { *count = doc.values_count(); });
}

xap_status xap_document_docid(const xap_document *document, uint32_t *docid, xap_error *err)
{
    return ask(
        document, docid, err, [&](const Xapian::Document &doc) { *docid = doc.get_docid(); });
}
