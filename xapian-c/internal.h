#ifndef XAP_INTERNAL_H
#define XAP_INTERNAL_H

/*
 * What the files of libxap share: the handles, and the one guard between libxapian's exceptions and
 * C. Every exported function runs what can throw inside guard(), or, where it changes a database,
 * inside change() of writable.cc; both end in translate(), the only place that knows exceptions.
 */

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <xapian.h>

#include "xap/xap.h"

struct xap_database {
    Xapian::Database db;
    bool closed = false; /* libxapian goes on answering some calls after close() */
    mutable std::string scratch;
};

struct xap_document {
    Xapian::Document doc;
    uint64_t length = 0; /* sum of the frequencies added here */
    std::string scratch; /* one string for all terms: no allocation a term */
};

namespace xap
{

/* A wildcard that fails where it expands too far. Searches look before libxapian does, which leaks
 * the terms that it had expanded. */
struct Wildcard {
    std::string prefix;
    uint32_t limit;
};

} // namespace xap

struct xap_query {
    Xapian::Query query;
    size_t nodes = 1;
    size_t depth = 0;
    bool has_source = false;
    std::vector<xap::Wildcard> wildcards;
};

struct xap_source {
    Xapian::Query query; /* holds the reference to the posting source */
};

struct xap_mset {
    Xapian::MSet mset;
    std::vector<std::string> texts; /* what the views of the last page point to */
};

struct xap_facets {
    std::shared_ptr<Xapian::ValueCountMatchSpy> spy;
    size_t most = 0;
    bool started = false;
    Xapian::TermIterator it;
    std::string current;
};

namespace xap
{

/* Thrown where a callback reported a failure; carries it through libxapian to translate(). */
struct CallbackFailure {
    xap_error error;
};

/* Thrown by the deadline of a search. */
struct Timeout {
    uint32_t milliseconds;
};

/* Fill `err`, if there is one, and return `status`. */
xap_status fail(xap_error *err, xap_status status, const char *format, ...) noexcept
    __attribute__((format(printf, 3, 4)));

/* As fail, followed by the text of an errno value; ENOSPC and the like become XAP_E_NO_SPACE. */
xap_status fail_errno(xap_error *err, xap_status status, int number, const char *format,
                      ...) noexcept __attribute__((format(printf, 4, 5)));

/* XAP_E_ARGUMENT: an object or an output is NULL. */
xap_status missing(xap_error *err, const char *what) noexcept;

/* Turn the exception being handled into a status, and describe it in `err`. */
xap_status translate(xap_error *err) noexcept;

/* Put the path in front of a message that does not name it. */
void name_path(xap_error *err, const char *path) noexcept;

/* Throw what a callback returned, unless it is XAP_OK. `what` names the callback. */
void check_callback(xap_status status, xap_error &error, const char *what);

template <typename Body> xap_status guard(xap_error *err, Body body) noexcept
{
    try {
        return body();
    } catch (...) {
        return translate(err);
    }
}

/* Empty an output; false where it is NULL. */
template <typename Output> bool reset(Output *output) noexcept
{
    if (output)
        *output = Output();
    return output != nullptr;
}

inline bool reset(xap_buffer *output) noexcept
{
    xap_buffer_clear(output);
    return output != nullptr;
}

/* Run `body` on an open database, with one output that must be there and starts empty. */
template <typename Output, typename Body>
xap_status read(const xap_database *database, Output *output, xap_error *err, Body body) noexcept
{
    if (!reset(output))
        return missing(err, "output");
    if (!database)
        return missing(err, "database");
    if (database->closed)
        return fail(err, XAP_E_CLOSED, "database is closed");
    return guard(err, [&] {
        body(database->db);
        return XAP_OK;
    });
}

/* Whether `length` bytes can be at `bytes`. */
inline bool is_bytes(const char *bytes, size_t length) noexcept
{
    return bytes || length == 0;
}

/* XAP_OK, or XAP_E_ARGUMENT for bytes that cannot be a term. */
xap_status check_term(const char *term, size_t length, xap_error *err) noexcept;

/* The same for what is only looked for; it may be empty. */
xap_status check_lookup(const char *term, size_t length, xap_error *err) noexcept;

xap_status check_metadata_key(const char *key, size_t length, xap_error *err) noexcept;
xap_status check_slot(uint32_t slot, xap_error *err) noexcept;
xap_status check_value(const char *bytes, size_t length, xap_error *err) noexcept;
xap_status check_docid(uint32_t docid, xap_error *err) noexcept;
xap_status check_data(const char *bytes, size_t length, xap_error *err) noexcept;
xap_status check_spelling(const char *word, size_t length, xap_error *err) noexcept;

/* The bytes as a string, in memory that is used again and again. */
inline const std::string &as_string(std::string &scratch, const char *bytes, size_t length)
{
    if (length)
        scratch.assign(bytes, length);
    else
        scratch.clear();
    return scratch;
}

inline std::string as_string(const char *bytes, size_t length)
{
    return length ? std::string(bytes, length) : std::string();
}

/* Replace the content of a caller's buffer; throws std::bad_alloc. */
void store(xap_buffer *buffer, const char *bytes, size_t length);

inline void store(xap_buffer *buffer, const std::string &bytes)
{
    store(buffer, bytes.data(), bytes.size());
}

inline xap_view view(const std::string &bytes) noexcept
{
    return xap_view{bytes.data(), bytes.size()};
}

/* What is at a path that shall be read: XAP_OK for a database of this library's kind. */
xap_status probe_database(const char *path, xap_error *err) noexcept;

/* Whether the file at a path is a database compacted into one file. */
bool is_single_file(const char *path) noexcept;

/* Sync a directory, or the one that a path lies in; 0 or an errno value. */
int sync_path(const char *path) noexcept;
int sync_parent(const char *path) noexcept;

/* An iterator over the terms of a query that a document holds. */
xap_terms *make_matching_terms(Xapian::TermIterator &&begin);

/* A query that throws Timeout when a search that filters by it runs past its time. */
Xapian::Query deadline_query(uint32_t milliseconds);

/* A query for the ids of each shard from `first` to `last`. */
Xapian::Query docid_range_query(uint32_t first, uint32_t last);

/* A query of one posting source, which it takes over, also when this throws. */
Xapian::Query own_source(std::unique_ptr<Xapian::PostingSource> source);

} // namespace xap

#endif
