/* Compaction: several databases into a new one. */

#include "internal.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using xap::missing;

namespace
{

/* libxapian names a metadata key with the two bytes that it stores in front of it. */
xap_view user_key(const std::string &key) noexcept
{
    const size_t prefix = key.compare(0, 2, "\0\xc0", 2) == 0 ? 2 : 0;
    return xap_view{key.data() + prefix, key.size() - prefix};
}

/* Leads what the library says and asks during a compaction to the caller's functions. */
class Listener final : public Xapian::Compactor
{
  public:
    explicit Listener(const xap_compact_options &options_) : options(options_)
    {
    }

    ~Listener() override
    {
        xap_buffer_dispose(&merged);
    }

    void set_status(const std::string &table, const std::string &text) override
    {
        xap_error error = XAP_ERROR_INIT;
        if (options.progress && !text.empty())
            xap::check_callback(
                options.progress(options.argument, table.c_str(), text.c_str(), &error), error,
                "progress of a compaction");
    }

    std::string resolve_duplicate_metadata(const std::string &key, size_t count,
                                           const std::string values[]) override
    {
        if (!options.metadata)
            return values[0];
        xap_error error = XAP_ERROR_INIT;
        std::vector<xap_view> views;
        for (size_t i = 0; i < count; i++)
            views.push_back(xap::view(values[i]));
        xap_buffer_clear(&merged);
        xap::check_callback(
            options.metadata(options.argument, user_key(key), views.data(), count, &merged, &error),
            error, "metadata of a compaction");
        return xap::as_string(merged.bytes, merged.length);
    }

  private:
    const xap_compact_options &options;
    xap_buffer merged = XAP_BUFFER_INIT;
};

xap_status check_options(const xap_compact_options &options, xap_error *err) noexcept
{
    uint32_t size = options.block_size;
    if (size == 0 || (size >= 2048 && size <= 65536 && (size & (size - 1)) == 0))
        return XAP_OK;
    return xap::fail(err, XAP_E_ARGUMENT, "block size %lu is not a power of two from 2048 to 65536",
                     static_cast<unsigned long>(size));
}

unsigned flags_of(const xap_compact_options &options) noexcept
{
    return static_cast<unsigned>(
        (options.full ? Xapian::Compactor::FULL : Xapian::Compactor::STANDARD) |
        (options.keep_docids ? Xapian::DBCOMPACT_NO_RENUMBER : 0) |
        (options.single_file ? Xapian::DBCOMPACT_SINGLE_FILE : 0) |
        (options.multipass ? Xapian::DBCOMPACT_MULTIPASS : 0));
}

/* Make the target, so that it is certainly ours to write and to remove. */
xap_status claim(const char *target, bool single_file, xap_error *err) noexcept
{
    int made = single_file ? open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)
                           : mkdir(target, 0777);
    if (made < 0)
        return xap::fail_errno(err, errno == EEXIST ? XAP_E_EXISTS : XAP_E_OPEN, errno,
                               "cannot create '%s'", target);
    if (single_file)
        close(made);
    return XAP_OK;
}

/* Sync all files of the target, the target, and the entry in the directory above it. */
xap_status sync_target(const char *target, bool single_file, xap_error *err)
{
    int number = 0;
    if (!single_file)
        for (const auto &entry : std::filesystem::directory_iterator(target)) {
            number = xap::sync_path(entry.path().c_str());
            if (number)
                break;
        }
    if (number == 0)
        number = xap::sync_path(target);
    if (number == 0)
        number = xap::sync_parent(target);
    return number ? xap::fail_errno(err, XAP_E_DATABASE, number, "cannot sync '%s'", target)
                  : XAP_OK;
}

void remove_target(const char *target) noexcept
{
    try {
        std::error_code ignored;
        std::filesystem::remove_all(target, ignored);
    } catch (...) {
        /* What remains does not hurt: a later compaction refuses the target. */
    }
}

xap_status check_source(const Xapian::Database &db, xap_error *err)
{
    if (db.get_uuid().empty())
        return xap::fail(err, XAP_E_UNSUPPORTED, "only databases on disk can be compacted");
    return XAP_OK;
}

/* Compact into a target that was claimed. */
xap_status compact_into(const Xapian::Database &source, const char *target,
                        const xap_compact_options &options, xap_error *err)
{
    Listener listener(options);
    Xapian::Database db(source);
    db.compact(target, flags_of(options), static_cast<int>(options.block_size), listener);
    return sync_target(target, options.single_file, err);
}

} // namespace

xap_status xap_database_compact(const xap_database *database, const char *target,
                                const xap_compact_options *options, xap_error *err)
{
    static const xap_compact_options defaults = XAP_COMPACT_OPTIONS_INIT;
    if (!database || !target || !target[0])
        return missing(err, "database or target");
    if (database->closed)
        return xap::fail(err, XAP_E_CLOSED, "database is closed");
    if (!options)
        options = &defaults;
    xap_status status = check_options(*options, err);
    if (status == XAP_OK)
        status = xap::guard(err, [&] { return check_source(database->db, err); });
    if (status == XAP_OK)
        status = claim(target, options->single_file, err);
    if (status != XAP_OK)
        return status;
    status = xap::guard(err, [&] { return compact_into(database->db, target, *options, err); });
    if (status != XAP_OK)
        remove_target(target);
    return status;
}

xap_status xap_compact(const char *const *sources, size_t count, const char *target,
                       const xap_compact_options *options, xap_error *err)
{
    xap_database *database;
    if (count == 0 || !sources)
        return missing(err, "source");
    xap_status status = xap_database_open_many(sources, count, &database, err);
    if (status != XAP_OK)
        return status;
    status = xap_database_compact(database, target, options, err);
    xap_database_free(database);
    return status;
}
