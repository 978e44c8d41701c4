/* Arguments are checked here before libxapian sees them: what it refuses, it refuses late. */

#include "internal.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace xap
{

xap_status check_lookup(const char *term, size_t length, xap_error *err) noexcept
{
    if (!is_bytes(term, length))
        return missing(err, "term");
    if (length <= XAP_TERM_MAX / 2)
        return XAP_OK;
    /* A zero byte is written as two. */
    size_t zeros =
        length > XAP_TERM_MAX ? 0 : static_cast<size_t>(std::count(term, term + length, '\0'));
    if (length + zeros <= XAP_TERM_MAX)
        return XAP_OK;
    return fail(err, XAP_E_ARGUMENT, "term of %zu bytes is longer than %d", length + zeros,
                XAP_TERM_MAX);
}

xap_status check_term(const char *term, size_t length, xap_error *err) noexcept
{
    if (length == 0)
        return fail(err, XAP_E_ARGUMENT, "empty term");
    return check_lookup(term, length, err);
}

xap_status check_metadata_key(const char *key, size_t length, xap_error *err) noexcept
{
    if (!is_bytes(key, length))
        return missing(err, "metadata key");
    if (length == 0)
        return fail(err, XAP_E_ARGUMENT, "empty metadata key");
    if (length > XAP_METADATA_KEY_MAX)
        return fail(err, XAP_E_ARGUMENT, "metadata key of %zu bytes is longer than %d", length,
                    XAP_METADATA_KEY_MAX);
    return XAP_OK;
}

xap_status check_slot(uint32_t slot, xap_error *err) noexcept
{
    return slot <= XAP_SLOT_MAX ? XAP_OK : fail(err, XAP_E_ARGUMENT, "value slot out of range");
}

xap_status check_value(const char *bytes, size_t length, xap_error *err) noexcept
{
    if (!is_bytes(bytes, length))
        return missing(err, "value");
    if (length > XAP_VALUE_MAX)
        return fail(err, XAP_E_ARGUMENT, "value of %zu bytes is longer than %d", length,
                    XAP_VALUE_MAX);
    return XAP_OK;
}

xap_status check_docid(uint32_t docid, xap_error *err) noexcept
{
    return docid ? XAP_OK : fail(err, XAP_E_ARGUMENT, "document id 0");
}

xap_status check_data(const char *bytes, size_t length, xap_error *err) noexcept
{
    if (!is_bytes(bytes, length))
        return missing(err, "data");
    if (length > XAP_DATA_MAX)
        return fail(err, XAP_E_LIMIT, "document data of %zu bytes are longer than %u", length,
                    XAP_DATA_MAX);
    return XAP_OK;
}

xap_status check_spelling(const char *word, size_t length, xap_error *err) noexcept
{
    if (!is_bytes(word, length))
        return missing(err, "word");
    if (length == 0)
        return fail(err, XAP_E_ARGUMENT, "empty word");
    if (length > XAP_SPELLING_MAX)
        return fail(err, XAP_E_ARGUMENT, "word of %zu bytes is longer than %d", length,
                    XAP_SPELLING_MAX);
    return XAP_OK;
}

bool is_single_file(const char *path) noexcept
{
    static const char magic[] = "\x0f\x0dXapian ";
    char start[sizeof magic - 1];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t got = ::read(fd, start, sizeof start);
    close(fd);
    return got == static_cast<ssize_t>(sizeof start) &&
           std::memcmp(start, magic, sizeof start) == 0;
}

/* Whether the directory holds the version file of a database. Other directories may hold a "stub",
 * which leads libxapian to open something else; we do not follow it. */
static bool has_version_file(const char *directory) noexcept
{
    static const char *const names[] = {"iamglass", "iamhoney", "iamchert"};
    char path[PATH_MAX];
    for (const char *name : names) {
        int length = std::snprintf(path, sizeof path, "%s/%s", directory, name);
        if (length < 0 || static_cast<size_t>(length) >= sizeof path)
            return true; /* let the library say so */
        if (access(path, F_OK) == 0 || errno != ENOENT)
            return true;
    }
    return false;
}

xap_status probe_database(const char *path, xap_error *err) noexcept
{
    struct stat about;
    if (stat(path, &about) != 0) {
        bool absent = errno == ENOENT || errno == ENOTDIR;
        return fail_errno(err, absent ? XAP_E_NO_DATABASE : XAP_E_OPEN, errno, "cannot open '%s'",
                          path);
    }
    if (S_ISDIR(about.st_mode) ? has_version_file(path) : is_single_file(path))
        return XAP_OK;
    if (!S_ISDIR(about.st_mode) && access(path, R_OK) != 0)
        return fail_errno(err, XAP_E_OPEN, errno, "cannot open '%s'", path);
    return fail(err, XAP_E_NO_DATABASE, "cannot open '%s': not a database", path);
}

int sync_path(const char *path) noexcept
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int number = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    return number;
}

int sync_parent(const char *path) noexcept
{
    size_t length = std::strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    while (length > 0 && path[length - 1] != '/')
        length--;
    while (length > 1 && path[length - 1] == '/')
        length--;
    if (length == 0)
        return sync_path(".");
    char parent[PATH_MAX];
    if (length >= sizeof parent)
        return ENAMETOOLONG;
    std::memcpy(parent, path, length);
    parent[length] = '\0';
    return sync_path(parent);
}

} // namespace xap
