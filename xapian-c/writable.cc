/*
 * Writing a database.
 *
 * The handle is always inside an unflushed transaction of libxapian. So the library cannot commit
 * by itself when its threshold of pending documents is reached: it writes postings out, but readers
 * see nothing. And closing inside a transaction discards, where closing outside would commit.
 */

#include "internal.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using xap::guard;
using xap::missing;
using xap::reset;

struct xap_writable {
    Xapian::WritableDatabase db;
    std::string path;   /* empty in memory */
    int directory = -1; /* to sync it after a commit; -1: do not */
    bool closed = false;
    bool termlists = true; /* without them nothing can be deleted or replaced */
    mutable std::string scratch;

    bool in_memory() const
    {
        return path.empty();
    }
    ~xap_writable();
};

namespace
{

/* Close without committing. */
void abandon(xap_writable &writable) noexcept
{
    writable.closed = true;
    try {
        /* After a commit that failed there is no transaction, and close() would commit again. */
        if (!writable.in_memory())
            writable.db.begin_transaction(false);
    } catch (...) {
        /* There is one already. */
    }
    try {
        writable.db.close();
    } catch (...) {
        /* Nothing is left to save. */
    }
}

/* A change failed inside libxapian, which has dropped the batch and would go on as if nothing had
 * happened. */
xap_status lose_batch(xap_writable &writable, xap_error *err) noexcept
{
    xap_error first = XAP_ERROR_INIT;
    xap_status cause = xap::translate(&first);
    abandon(writable);
    if (!err)
        return XAP_E_BATCH_LOST;
    xap::fail(err, XAP_E_BATCH_LOST, "batch lost: %s", first.message);
    err->cause = cause;
    std::memcpy(err->type, first.type, sizeof err->type);
    std::memcpy(err->context, first.context, sizeof err->context);
    std::memcpy(err->system, first.system, sizeof err->system);
    return XAP_E_BATCH_LOST;
}

xap_status check_open(const xap_writable *writable, xap_error *err) noexcept
{
    if (!writable)
        return missing(err, "writable database");
    return writable->closed ? xap::fail(err, XAP_E_CLOSED, "writable database is closed") : XAP_OK;
}

/* Run `body`, which changes the database; whatever it throws loses the batch. */
template <typename Body>
xap_status change(xap_writable *writable, xap_error *err, Body body) noexcept
{
    xap_status status = check_open(writable, err);
    if (status != XAP_OK)
        return status;
    try {
        body(writable->db);
        return XAP_OK;
    } catch (...) {
        return lose_batch(*writable, err);
    }
}

/* Run `body`, which only looks, with one output that must be there and starts empty. */
template <typename Output, typename Body>
xap_status ask(const xap_writable *writable, Output *output, xap_error *err, Body body) noexcept
{
    if (!reset(output))
        return missing(err, "output");
    xap_status status = check_open(writable, err);
    if (status != XAP_OK)
        return status;
    return guard(err, [&] {
        body(writable->db);
        return XAP_OK;
    });
}

/* XAP_OK where the document is there and can be deleted or replaced. libxapian would find out too,
 * and drop the batch. */
xap_status check_document(const xap_writable *writable, uint32_t docid, xap_error *err) noexcept
{
    uint32_t length;
    xap_status status = xap::check_docid(docid, err);
    if (status == XAP_OK)
        status = ask(writable, &length, err,
                     [&](const Xapian::WritableDatabase &db) { length = db.get_doclength(docid); });
    if (status == XAP_OK && !writable->termlists)
        status = xap::fail(err, XAP_E_UNSUPPORTED, "database without termlists cannot delete");
    return status;
}

int open_flags(const xap_writable_options &options) noexcept
{
    static const int actions[] = {Xapian::DB_CREATE_OR_OPEN, Xapian::DB_CREATE, Xapian::DB_OPEN,
                                  Xapian::DB_CREATE_OR_OVERWRITE};
    return actions[options.mode] | Xapian::DB_BACKEND_GLASS |
           (options.no_sync ? Xapian::DB_NO_SYNC : 0) |
           (options.no_termlist ? Xapian::DB_NO_TERMLIST : 0) |
           (options.wait_for_lock ? Xapian::DB_RETRY_LOCK : 0);
}

xap_status check_options(const xap_writable_options &options, xap_error *err) noexcept
{
    uint32_t size = options.block_size;
    if (options.mode < XAP_OPEN_OR_CREATE || options.mode > XAP_OVERWRITE)
        return xap::fail(err, XAP_E_ARGUMENT, "unknown mode of opening");
    if (size != 0 && size != 8192 && size != 16384 && size != 32768 && size != 65536)
        return xap::fail(err, XAP_E_ARGUMENT, "block size %lu is not 8192, 16384, 32768 or 65536",
                         static_cast<unsigned long>(size));
    return XAP_OK;
}

/* A file is never opened for writing: it is a stub, a database in one file, or something else. */
xap_status check_target(const char *path, xap_error *err) noexcept
{
    struct stat about;
    if (stat(path, &about) != 0 || S_ISDIR(about.st_mode))
        return XAP_OK;
    if (xap::is_single_file(path))
        return xap::fail(err, XAP_E_UNSUPPORTED,
                         "cannot write '%s': databases in one file are for reading", path);
    return xap::fail(err, XAP_E_NO_DATABASE, "cannot open '%s': not a database", path);
}

/* Make the directory, and its entry in the one above, survive a power cut. */
xap_status sync_new(xap_writable &writable, bool made, xap_error *err) noexcept
{
    const char *path = writable.path.c_str();
    writable.directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (writable.directory < 0)
        return xap::fail_errno(err, XAP_E_OPEN, errno, "cannot open '%s'", path);
    int number = made ? xap::sync_path(path) : 0;
    if (made && number == 0)
        number = xap::sync_parent(path);
    return number ? xap::fail_errno(err, XAP_E_DATABASE, number, "cannot sync '%s'", path) : XAP_OK;
}

xap_status open_writable(const char *path, const xap_writable_options &options,
                         xap_writable &writable, xap_error *err)
{
    struct stat about;
    writable.path = path;
    bool made = stat((writable.path + "/iamglass").c_str(), &about) != 0;
    writable.db =
        Xapian::WritableDatabase(path, open_flags(options), static_cast<int>(options.block_size));
    writable.termlists = stat((writable.path + "/termlist.glass").c_str(), &about) == 0;
    writable.db.begin_transaction(false);
    return options.no_sync ? XAP_OK : sync_new(writable, made, err);
}

xap_status sync_directory(const xap_writable &writable, xap_error *err) noexcept
{
    if (writable.directory < 0 || fsync(writable.directory) == 0)
        return XAP_OK;
    return xap::fail_errno(err, XAP_E_DATABASE, errno, "cannot sync directory '%s'",
                           writable.path.c_str());
}

} // namespace

xap_writable::~xap_writable()
{
    if (!closed)
        abandon(*this);
    if (directory >= 0)
        ::close(directory);
}

xap_status xap_writable_open(const char *path, const xap_writable_options *options,
                             xap_writable **writable, xap_error *err)
{
    static const xap_writable_options defaults = XAP_WRITABLE_OPTIONS_INIT;
    if (!reset(writable))
        return missing(err, "output");
    if (!path || !path[0])
        return missing(err, "path");
    if (!options)
        options = &defaults;
    xap_status status = check_options(*options, err);
    if (status == XAP_OK)
        status = check_target(path, err);
    if (status != XAP_OK)
        return status;
    status = guard(err, [&] {
        auto made = std::make_unique<xap_writable>();
        xap_status opened = open_writable(path, *options, *made, err);
        if (opened == XAP_OK)
            *writable = made.release();
        return opened;
    });
    if (status != XAP_OK)
        xap::name_path(err, path);
    return status;
}

xap_status xap_writable_open_memory(xap_writable **writable, xap_error *err)
{
    if (!reset(writable))
        return missing(err, "output");
    return guard(err, [&] {
        auto made = std::make_unique<xap_writable>();
        made->db = Xapian::WritableDatabase(std::string(), Xapian::DB_BACKEND_INMEMORY);
        *writable = made.release();
        return XAP_OK;
    });
}

xap_status xap_database_open_writable(const xap_writable *writable, xap_database **database,
                                      xap_error *err)
{
    if (!reset(database))
        return missing(err, "output");
    xap_status status = check_open(writable, err);
    if (status != XAP_OK)
        return status;
    if (!writable->in_memory())
        return xap_database_open(writable->path.c_str(), database, err);
    return guard(err, [&] {
        auto made = std::make_unique<xap_database>();
        made->db = writable->db;
        *database = made.release();
        return XAP_OK;
    });
}

xap_status xap_writable_commit(xap_writable *writable, xap_error *err)
{
    xap_status status = change(writable, err, [&](Xapian::WritableDatabase &db) {
        if (writable->in_memory())
            return;
        db.commit_transaction();
        db.commit();
        db.begin_transaction(false);
    });
    return status == XAP_OK ? sync_directory(*writable, err) : status;
}

xap_status xap_writable_close(xap_writable *writable, xap_error *err)
{
    xap_status status = xap_writable_commit(writable, err);
    if (writable && !writable->closed)
        abandon(*writable);
    return status;
}

void xap_writable_free(xap_writable *writable)
{
    delete writable;
}

xap_status xap_writable_cancel(xap_writable *writable, xap_error *err)
{
    xap_status status = check_open(writable, err);
    if (status != XAP_OK)
        return status;
    if (writable->in_memory())
        return xap::fail(err, XAP_E_UNSUPPORTED, "a database in memory has no batches");
    return change(writable, err, [&](Xapian::WritableDatabase &db) {
        db.cancel_transaction();
        db.begin_transaction(false);
    });
}

xap_status xap_writable_add(xap_writable *writable, const xap_document *document, uint32_t *docid,
                            xap_error *err)
{
    reset(docid);
    if (!document)
        return missing(err, "document");
    return change(writable, err, [&](Xapian::WritableDatabase &db) {
        uint32_t id = db.add_document(document->doc);
        if (docid)
            *docid = id;
    });
}

xap_status xap_writable_put(xap_writable *writable, const char *id_term, size_t length,
                            xap_document *document, uint32_t *docid, xap_error *err)
{
    bool found;
    reset(docid);
    if (!document)
        return missing(err, "document");
    xap_status status = xap_document_add_boolean_term(document, id_term, length, err);
    if (status == XAP_OK)
        status = check_open(writable, err);
    if (status == XAP_OK && !writable->termlists) {
        status = xap_writable_has_term(writable, id_term, length, &found, err);
        if (status == XAP_OK && found)
            status = xap::fail(err, XAP_E_UNSUPPORTED, "database without termlists cannot replace");
    }
    if (status != XAP_OK)
        return status;
    return change(writable, err, [&](Xapian::WritableDatabase &db) {
        const std::string &term = xap::as_string(writable->scratch, id_term, length);
        uint32_t id = db.replace_document(term, document->doc);
        if (docid)
            *docid = id;
    });
}

xap_status xap_writable_replace(xap_writable *writable, uint32_t docid,
                                const xap_document *document, xap_error *err)
{
    if (!document)
        return missing(err, "document");
    /* An id that is not there yet is fine. */
    xap_status status = check_document(writable, docid, err);
    if (status != XAP_OK && status != XAP_E_NOT_FOUND)
        return status;
    return change(writable, err,
                  [&](Xapian::WritableDatabase &db) { db.replace_document(docid, document->doc); });
}

xap_status xap_writable_set_data(xap_writable *writable, uint32_t docid, const char *bytes,
                                 size_t length, xap_error *err)
{
    xap_status status = xap::check_data(bytes, length, err);
    if (status == XAP_OK)
        status = check_document(writable, docid, err);
    if (status != XAP_OK)
        return status;
    return change(writable, err, [&](Xapian::WritableDatabase &db) {
        /* libxapian sees that nothing but the data of this very document was touched. */
        Xapian::Document doc = db.get_document(docid);
        doc.set_data(xap::as_string(writable->scratch, bytes, length));
        db.replace_document(docid, doc);
    });
}

xap_status xap_writable_delete(xap_writable *writable, uint32_t docid, xap_error *err)
{
    xap_status status = check_document(writable, docid, err);
    if (status != XAP_OK)
        return status;
    return change(writable, err, [&](Xapian::WritableDatabase &db) { db.delete_document(docid); });
}

xap_status xap_writable_delete_term(xap_writable *writable, const char *term, size_t length,
                                    uint32_t *deleted, xap_error *err)
{
    uint32_t count;
    reset(deleted);
    xap_status status = xap::check_term(term, length, err);
    if (status == XAP_OK)
        status = ask(writable, &count, err, [&](const Xapian::WritableDatabase &db) {
            count = db.get_termfreq(xap::as_string(writable->scratch, term, length));
        });
    if (status != XAP_OK || count == 0)
        return status;
    if (!writable->termlists)
        return xap::fail(err, XAP_E_UNSUPPORTED, "database without termlists cannot delete");
    status = change(writable, err, [&](Xapian::WritableDatabase &db) {
        db.delete_document(xap::as_string(writable->scratch, term, length));
    });
    if (deleted && status == XAP_OK)
        *deleted = count;
    return status;
}

xap_status xap_writable_document(xap_writable *writable, uint32_t docid, xap_document *document,
                                 xap_error *err)
{
    uint32_t nothing;
    if (!document)
        return missing(err, "document");
    xap_status status = xap::check_docid(docid, err);
    if (status != XAP_OK)
        return status;
    return ask(writable, &nothing, err, [&](const Xapian::WritableDatabase &db) {
        document->length = 0;
        document->doc = Xapian::Document();
        document->doc = db.get_document(docid);
    });
}

xap_status xap_writable_document_count(const xap_writable *writable, uint32_t *count,
                                       xap_error *err)
{
    return ask(
        writable, count, err,
        [&](const Xapian::WritableDatabase &db) { *count = db.get_doccount(); });
}

xap_status xap_writable_last_document(const xap_writable *writable, uint32_t *docid, xap_error *err)
{
    return ask(
        writable, docid, err,
        [&](const Xapian::WritableDatabase &db) { *docid = db.get_lastdocid(); });
}

xap_status xap_writable_has_term(const xap_writable *writable, const char *term, size_t length,
                                 bool *found, xap_error *err)
{
    reset(found);
    xap_status status = xap::check_term(term, length, err);
    if (status != XAP_OK)
        return status;
    return ask(writable, found, err, [&](const Xapian::WritableDatabase &db) {
        *found = db.term_exists(xap::as_string(writable->scratch, term, length));
    });
}

xap_status xap_writable_set_metadata(xap_writable *writable, const char *key, size_t key_length,
                                     const char *value, size_t value_length, xap_error *err)
{
    xap_status status = xap::check_metadata_key(key, key_length, err);
    if (status == XAP_OK && !xap::is_bytes(value, value_length))
        status = missing(err, "metadata value");
    if (status == XAP_OK && value_length > XAP_METADATA_MAX)
        status = xap::fail(err, XAP_E_LIMIT, "metadata value of %zu bytes is longer than %u",
                           value_length, XAP_METADATA_MAX);
    if (status != XAP_OK)
        return status;
    return change(writable, err, [&](Xapian::WritableDatabase &db) {
        db.set_metadata(xap::as_string(writable->scratch, key, key_length),
                        xap::as_string(value, value_length));
    });
}

xap_status xap_writable_metadata(const xap_writable *writable, const char *key, size_t length,
                                 xap_buffer *value, xap_error *err)
{
    reset(value);
    xap_status status = xap::check_metadata_key(key, length, err);
    if (status != XAP_OK)
        return status;
    return ask(writable, value, err, [&](const Xapian::WritableDatabase &db) {
        xap::store(value, db.get_metadata(xap::as_string(writable->scratch, key, length)));
    });
}

static xap_status check_spelling(const xap_writable *writable, const char *word, size_t length,
                                 xap_error *err) noexcept
{
    xap_status status = xap::check_spelling(word, length, err);
    if (status == XAP_OK)
        status = check_open(writable, err);
    if (status == XAP_OK && writable->in_memory())
        status = xap::fail(err, XAP_E_UNSUPPORTED, "a database in memory has no spelling words");
    return status;
}

xap_status xap_writable_add_spelling(xap_writable *writable, const char *word, size_t length,
                                     uint32_t count, xap_error *err)
{
    xap_status status = check_spelling(writable, word, length, err);
    if (status != XAP_OK || count == 0)
        return status;
    return change(writable, err, [&](Xapian::WritableDatabase &db) {
        db.add_spelling(xap::as_string(writable->scratch, word, length), count);
    });
}

xap_status xap_writable_remove_spelling(xap_writable *writable, const char *word, size_t length,
                                        uint32_t count, xap_error *err)
{
    xap_status status = check_spelling(writable, word, length, err);
    if (status != XAP_OK || count == 0)
        return status;
    return change(writable, err, [&](Xapian::WritableDatabase &db) {
        db.remove_spelling(xap::as_string(writable->scratch, word, length), count);
    });
}

static xap_status check_key(const xap_writable *writable, const char *term, size_t length,
                            xap_error *err) noexcept
{
    xap_status status = xap::check_term(term, length, err);
    if (status == XAP_OK)
        status = check_open(writable, err);
    if (status == XAP_OK && writable->in_memory())
        status = xap::fail(err, XAP_E_UNSUPPORTED, "a database in memory has no synonyms");
    return status;
}

xap_status xap_writable_add_synonym(xap_writable *writable, const char *term, size_t length,
                                    const char *synonym, size_t synonym_length, xap_error *err)
{
    xap_status status = xap::check_term(synonym, synonym_length, err);
    if (status == XAP_OK)
        status = check_key(writable, term, length, err);
    if (status != XAP_OK)
        return status;
    return change(writable, err, [&](Xapian::WritableDatabase &db) {
        db.add_synonym(xap::as_string(writable->scratch, term, length),
                       xap::as_string(synonym, synonym_length));
    });
}

xap_status xap_writable_remove_synonym(xap_writable *writable, const char *term, size_t length,
                                       const char *synonym, size_t synonym_length, xap_error *err)
{
    xap_status status = xap::check_term(synonym, synonym_length, err);
    if (status == XAP_OK)
        status = check_key(writable, term, length, err);
    if (status != XAP_OK)
        return status;
    return change(writable, err, [&](Xapian::WritableDatabase &db) {
        db.remove_synonym(xap::as_string(writable->scratch, term, length),
                          xap::as_string(synonym, synonym_length));
    });
}

xap_status xap_writable_clear_synonyms(xap_writable *writable, const char *term, size_t length,
                                       xap_error *err)
{
    xap_status status = check_key(writable, term, length, err);
    if (status != XAP_OK)
        return status;
    return change(writable, err, [&](Xapian::WritableDatabase &db) {
        db.clear_synonyms(xap::as_string(writable->scratch, term, length));
    });
}
