/* Reading a database: opening, and what can be asked of it in one call. */

#include "internal.h"

#include <sstream>

using xap::guard;
using xap::missing;
using xap::read;
using xap::reset;

namespace
{

/* An empty database of one shard, which libxapian treats as any other. */
Xapian::Database memory_database()
{
    return Xapian::WritableDatabase(std::string(), Xapian::DB_BACKEND_INMEMORY);
}

xap_status open_path(const char *path, Xapian::Database &db, xap_error *err) noexcept
{
    if (!path)
        return missing(err, "path");
    xap_status status = xap::probe_database(path, err);
    if (status == XAP_OK)
        status = guard(err, [&] {
            db = Xapian::Database(path);
            return XAP_OK;
        });
    if (status != XAP_OK)
        xap::name_path(err, path);
    return status;
}

/* Ids of several shards are interleaved in 32 bits, and would wrap silently. */
xap_status check_shard_ids(size_t shards, uint32_t last, xap_error *err) noexcept
{
    if (static_cast<uint64_t>(last) * shards <= UINT32_MAX)
        return XAP_OK;
    return xap::fail(err, XAP_E_LIMIT, "%zu databases with ids up to %lu pass 2^32 ids", shards,
                     static_cast<unsigned long>(last));
}

xap_status open_shards(const char *const *paths, size_t count, xap_database &database,
                       xap_error *err)
{
    for (size_t i = 0; i < count; i++) {
        Xapian::Database shard;
        xap_status status = open_path(paths[i], shard, err);
        if (status == XAP_OK)
            status = check_shard_ids(count, shard.get_lastdocid(), err);
        if (status != XAP_OK)
            return status;
        database.db.add_database(shard);
    }
    return XAP_OK;
}

/* Run `body` for a term, with one output that starts empty. */
template <typename Output, typename Body>
xap_status read_term(const xap_database *database, const char *term, size_t length, Output *output,
                     xap_error *err, Body body) noexcept
{
    if (!reset(output))
        return missing(err, "output");
    xap_status status = xap::check_lookup(term, length, err);
    if (status != XAP_OK)
        return status;
    return read(database, output, err, [&](const Xapian::Database &db) {
        body(db, xap::as_string(database->scratch, term, length));
    });
}

template <typename Output, typename Body>
xap_status read_document(const xap_database *database, uint32_t docid, Output *output,
                         xap_error *err, Body body) noexcept
{
    if (!reset(output))
        return missing(err, "output");
    xap_status status = xap::check_docid(docid, err);
    return status == XAP_OK ? read(database, output, err, body) : status;
}

} // namespace

xap_status xap_database_open(const char *path, xap_database **database, xap_error *err)
{
    if (!reset(database))
        return missing(err, "output");
    return guard(err, [&] {
        auto made = std::make_unique<xap_database>();
        xap_status status = open_path(path, made->db, err);
        if (status == XAP_OK)
            *database = made.release();
        return status;
    });
}

xap_status xap_database_open_many(const char *const *paths, size_t count, xap_database **database,
                                  xap_error *err)
{
    if (!reset(database))
        return missing(err, "output");
    if (count == 0)
        return xap_database_open_memory(database, err);
    if (!paths)
        return missing(err, "paths");
    if (count > XAP_SHARDS_MAX)
        return xap::fail(err, XAP_E_LIMIT, "%zu databases are more than %d", count, XAP_SHARDS_MAX);
    return guard(err, [&] {
        auto made = std::make_unique<xap_database>();
        xap_status status = open_shards(paths, count, *made, err);
        if (status == XAP_OK)
            *database = made.release();
        return status;
    });
}

xap_status xap_database_open_memory(xap_database **database, xap_error *err)
{
    if (!reset(database))
        return missing(err, "output");
    return guard(err, [&] {
        auto made = std::make_unique<xap_database>();
        made->db = memory_database();
        *database = made.release();
        return XAP_OK;
    });
}

void xap_database_free(xap_database *database)
{
    delete database;
}

xap_status xap_database_close(xap_database *database, xap_error *err)
{
    if (!database)
        return missing(err, "database");
    database->closed = true;
    return guard(err, [&] {
        database->db.close();
        return XAP_OK;
    });
}

xap_status xap_database_reopen(xap_database *database, bool *changed, xap_error *err)
{
    bool moved;
    xap_status status = read(database, &moved, err,
                             [&](const Xapian::Database &) { moved = database->db.reopen(); });
    if (changed)
        *changed = moved;
    return status;
}

xap_status xap_database_shards(const xap_database *database, size_t *shards, xap_error *err)
{
    return read(
        database, shards, err, [&](const Xapian::Database &db) { *shards = db.size(); });
}

xap_status xap_database_revision(const xap_database *database, uint64_t *revision, xap_error *err)
{
    return read(
        database, revision, err,
        [&](const Xapian::Database &db) { *revision = db.get_revision(); });
}

xap_status xap_database_uuid(const xap_database *database, xap_buffer *uuid, xap_error *err)
{
    return read(
        database, uuid, err, [&](const Xapian::Database &db) { xap::store(uuid, db.get_uuid()); });
}

xap_status xap_database_locked(const xap_database *database, bool *locked, xap_error *err)
{
    return read(
        database, locked, err, [&](const Xapian::Database &db) { *locked = db.locked(); });
}

xap_status xap_database_document_count(const xap_database *database, uint32_t *count,
                                       xap_error *err)
{
    return read(
        database, count, err, [&](const Xapian::Database &db) { *count = db.get_doccount(); });
}

xap_status xap_database_last_document(const xap_database *database, uint32_t *docid, xap_error *err)
{
    return read(
        database, docid, err, [&](const Xapian::Database &db) { *docid = db.get_lastdocid(); });
}

xap_status xap_database_average_length(const xap_database *database, double *length, xap_error *err)
{
    return read(
        database, length, err,
        [&](const Xapian::Database &db) { *length = db.get_average_length(); });
}

xap_status xap_database_total_length(const xap_database *database, uint64_t *length, xap_error *err)
{
    return read(
        database, length, err,
        [&](const Xapian::Database &db) { *length = db.get_total_length(); });
}

xap_status xap_database_length_bounds(const xap_database *database, uint32_t *lower,
                                      uint32_t *upper, xap_error *err)
{
    uint32_t low, high = 0;
    xap_status status = read(database, &low, err, [&](const Xapian::Database &db) {
        uint32_t bound = db.get_doclength_lower_bound();
        high = db.get_doclength_upper_bound();
        low = bound;
    });
    if (lower)
        *lower = low;
    if (upper)
        *upper = high;
    return status;
}

xap_status xap_database_has_positions(const xap_database *database, bool *positions, xap_error *err)
{
    return read(
        database, positions, err,
        [&](const Xapian::Database &db) { *positions = db.has_positions(); });
}

xap_status xap_database_has_term(const xap_database *database, const char *term, size_t length,
                                 bool *found, xap_error *err)
{
    return read_term(
        database, term, length, found, err,
        [&](const Xapian::Database &db, const std::string &name) {
            *found = db.term_exists(name);
        });
}

xap_status xap_database_term_frequency(const xap_database *database, const char *term,
                                       size_t length, uint32_t *frequency, xap_error *err)
{
    return read_term(
        database, term, length, frequency, err,
        [&](const Xapian::Database &db, const std::string &name) {
            *frequency = db.get_termfreq(name);
        });
}

xap_status xap_database_collection_frequency(const xap_database *database, const char *term,
                                             size_t length, uint64_t *frequency, xap_error *err)
{
    return read_term(
        database, term, length, frequency, err,
        [&](const Xapian::Database &db, const std::string &name) {
            *frequency = db.get_collection_freq(name);
        });
}

xap_status xap_database_wdf_bound(const xap_database *database, const char *term, size_t length,
                                  uint32_t *bound, xap_error *err)
{
    return read_term(
        database, term, length, bound, err,
        [&](const Xapian::Database &db, const std::string &name) {
            *bound = db.get_wdf_upper_bound(name);
        });
}

xap_status xap_database_document_length(const xap_database *database, uint32_t docid,
                                        uint32_t *length, xap_error *err)
{
    return read_document(
        database, docid, length, err,
        [&](const Xapian::Database &db) { *length = db.get_doclength(docid); });
}

xap_status xap_database_unique_terms(const xap_database *database, uint32_t docid, uint32_t *count,
                                     xap_error *err)
{
    return read_document(
        database, docid, count, err,
        [&](const Xapian::Database &db) { *count = db.get_unique_terms(docid); });
}

xap_status xap_database_value_bounds(const xap_database *database, uint32_t slot,
                                     uint32_t *frequency, xap_buffer *lower, xap_buffer *upper,
                                     xap_error *err)
{
    uint32_t count;
    reset(lower);
    reset(upper);
    xap_status status = xap::check_slot(slot, err);
    if (status != XAP_OK) {
        reset(frequency);
        return status;
    }
    status = read(database, &count, err, [&](const Xapian::Database &db) {
        if (lower)
            xap::store(lower, db.get_value_lower_bound(slot));
        if (upper)
            xap::store(upper, db.get_value_upper_bound(slot));
        count = db.get_value_freq(slot);
    });
    if (frequency)
        *frequency = count;
    return status;
}

xap_status xap_database_document(const xap_database *database, uint32_t docid,
                                 xap_document *document, xap_error *err)
{
    uint32_t length;
    if (!document)
        return missing(err, "document");
    return read_document(database, docid, &length, err, [&](const Xapian::Database &db) {
        document->length = 0;
        document->doc = Xapian::Document();
        document->doc = db.get_document(docid);
    });
}

xap_status xap_database_document_data(const xap_database *database, uint32_t docid,
                                      xap_buffer *data, xap_error *err)
{
    return read_document(
        database, docid, data, err,
        [&](const Xapian::Database &db) { xap::store(data, db.get_document(docid).get_data()); });
}

xap_status xap_database_document_value(const xap_database *database, uint32_t docid, uint32_t slot,
                                       xap_buffer *value, xap_error *err)
{
    reset(value);
    xap_status status = xap::check_slot(slot, err);
    if (status != XAP_OK)
        return status;
    return read_document(database, docid, value, err, [&](const Xapian::Database &db) {
        xap::store(value, db.get_document(docid).get_value(slot));
    });
}

xap_status xap_database_metadata(const xap_database *database, const char *key, size_t length,
                                 xap_buffer *value, xap_error *err)
{
    reset(value);
    xap_status status = xap::check_metadata_key(key, length, err);
    if (status != XAP_OK)
        return status;
    return read(database, value, err, [&](const Xapian::Database &db) {
        xap::store(value, db.get_metadata(xap::as_string(database->scratch, key, length)));
    });
}

xap_status xap_database_check(const char *path, unsigned flags, size_t *problems,
                              xap_buffer *report, xap_error *err)
{
    reset(report);
    if (!reset(problems))
        return missing(err, "output");
    if (!path)
        return missing(err, "path");
    if (flags & ~static_cast<unsigned>(XAP_CHECK_TREES | XAP_CHECK_STATS))
        return xap::fail(err, XAP_E_ARGUMENT, "unknown flag of a check");
    xap_status status = xap::probe_database(path, err);
    if (status != XAP_OK)
        return status;
    std::unique_ptr<std::ostringstream> text;
    status = guard(err, [&] {
        text = std::make_unique<std::ostringstream>();
        int options = (flags & XAP_CHECK_TREES ? Xapian::DBCHECK_SHORT_TREE : 0) |
                      (flags & XAP_CHECK_STATS ? Xapian::DBCHECK_SHOW_STATS : 0);
        *problems = Xapian::Database::check(path, options, text.get());
        return XAP_OK;
    });
    /* What was written before a failure helps to understand it. */
    xap_status kept = guard(status == XAP_OK ? err : nullptr, [&] {
        if (report && text)
            xap::store(report, text->str());
        return XAP_OK;
    });
    return status == XAP_OK ? kept : status;
}
