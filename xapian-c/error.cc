/* From libxapian's exceptions to status values, and the texts that go with them. */

#include "internal.h"

#include <atomic>
#include <cctype>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>

namespace
{

/* Copy a text into an array, as one line, cut before a character of UTF-8 that does not fit. */
template <size_t Size> void set_text(char (&array)[Size], const char *text) noexcept
{
    size_t length = std::strlen(text);
    if (length >= Size) {
        length = Size - 1;
        while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80)
            length--;
    }
    for (size_t i = 0; i < length; i++)
        array[i] = static_cast<unsigned char>(text[i]) < 0x20 ? ' ' : text[i];
    array[length] = '\0';
}

/* Begin a sentence of others in our style: without a capital, unless it starts with an acronym. */
void lower_first(char *text) noexcept
{
    unsigned char first = static_cast<unsigned char>(text[0]);
    if (std::isupper(first) && !std::isupper(static_cast<unsigned char>(text[1])))
        text[0] = static_cast<char>(std::tolower(first));
}

/* The message in our style: no capital, no full stop. */
void tame(char *message) noexcept
{
    size_t length = std::strlen(message);
    lower_first(message);
    while (length > 0 && (message[length - 1] == '.' || message[length - 1] == ' '))
        message[--length] = '\0';
}

bool says_errno(const char *text, int number) noexcept
{
    char own[128];
    return text && std::strcmp(text, strerror_r(number, own, sizeof own)) == 0;
}

bool is_full(int number) noexcept
{
    return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

bool says_full(const char *text) noexcept
{
    return says_errno(text, ENOSPC) || says_errno(text, EDQUOT) || says_errno(text, EFBIG);
}

/* get_error_string() makes its text when it is asked for, so it can run out of memory. */
const char *system_text(const Xapian::Error &e) noexcept
{
    try {
        const char *text = e.get_error_string();
        return text ? text : "";
    } catch (...) {
        return "";
    }
}

xap_status record(xap_error *err, xap_status status, const char *type, const char *message,
                  const char *context, const char *system) noexcept
{
    if (!err)
        return status;
    err->status = err->cause = status;
    set_text(err->type, type);
    set_text(err->context, context);
    set_text(err->system, system);
    char text[sizeof err->message + sizeof err->system];
    if (system[0] && !std::strstr(message, system)) {
        char reason[sizeof err->system];
        set_text(reason, system);
        lower_first(reason);
        std::snprintf(text, sizeof text, "%s: %s", message, reason);
    } else
        std::snprintf(text, sizeof text, "%s", message);
    set_text(err->message, text);
    tame(err->message);
    return status;
}

xap_status record(xap_error *err, xap_status status, const Xapian::Error &e) noexcept
{
    return record(err, status, e.get_type(), e.get_msg().c_str(), e.get_context().c_str(),
                  system_text(e));
}

/* The database could not be opened or made; the operating system's error says why. */
xap_status record_opening(xap_error *err, const Xapian::Error &e) noexcept
{
    bool absent = says_errno(system_text(e), ENOENT);
    return record(err, absent ? XAP_E_NO_DATABASE : XAP_E_OPEN, e);
}

xap_status record_creating(xap_error *err, const Xapian::Error &e) noexcept
{
    return record(err, system_text(e)[0] ? XAP_E_OPEN : XAP_E_EXISTS, e);
}

bool begins(const std::string &text, const char *start) noexcept
{
    return text.compare(0, std::strlen(start), start) == 0;
}

/* A database that ends too early, or whose blocks cannot be unpacked, is damaged, though libxapian
 * has no class for it. */
xap_status record_database(xap_error *err, const Xapian::Error &e) noexcept
{
    const std::string &text = e.get_msg();
    bool damaged = begins(text, "EOF reading") || begins(text, "inflate failed");
    return record(err, damaged ? XAP_E_CORRUPT : XAP_E_DATABASE, e);
}

/* libxapian says "already locked" of a lock that another holds; else it could not lock at all: no
 * permission, no file descriptor, a file system without locks. */
xap_status record_lock(xap_error *err, const Xapian::Error &e) noexcept
{
    bool held = e.get_msg().find("already locked") != std::string::npos;
    return record(err, held ? XAP_E_LOCKED : XAP_E_OPEN, e);
}

/* The exception being handled is some DatabaseError. */
xap_status translate_database(xap_error *err, const Xapian::Error &error) noexcept
{
    if (says_full(system_text(error)))
        return record(err, XAP_E_NO_SPACE, error);
    try {
        throw;
    } catch (const Xapian::DatabaseModifiedError &e) {
        return record(err, XAP_E_MODIFIED, e);
    } catch (const Xapian::DatabaseClosedError &e) {
        return record(err, XAP_E_CLOSED, e);
    } catch (const Xapian::DatabaseLockError &e) {
        return record_lock(err, e);
    } catch (const Xapian::DatabaseCorruptError &e) {
        return record(err, XAP_E_CORRUPT, e);
    } catch (const Xapian::DatabaseVersionError &e) {
        return record(err, XAP_E_VERSION, e);
    } catch (const Xapian::DatabaseNotFoundError &e) {
        return record(err, XAP_E_NO_DATABASE, e);
    } catch (const Xapian::DatabaseOpeningError &e) {
        return record_opening(err, e);
    } catch (const Xapian::DatabaseCreateError &e) {
        return record_creating(err, e);
    } catch (const Xapian::Error &e) {
        return record_database(err, e);
    } catch (...) {
        return record(err, XAP_E_INTERNAL, "", "failure while describing a failure", "", "");
    }
}

/* The exception being handled is some Xapian::Error, but no DatabaseError. */
xap_status translate_other(xap_error *err) noexcept
{
    try {
        throw;
    } catch (const Xapian::InvalidArgumentError &e) {
        return record(err, XAP_E_ARGUMENT, e);
    } catch (const Xapian::InvalidOperationError &e) {
        return record(err, XAP_E_OPERATION, e);
    } catch (const Xapian::UnimplementedError &e) {
        return record(err, XAP_E_UNSUPPORTED, e);
    } catch (const Xapian::FeatureUnavailableError &e) {
        return record(err, XAP_E_UNSUPPORTED, e);
    } catch (const Xapian::DocNotFoundError &e) {
        return record(err, XAP_E_NOT_FOUND, e);
    } catch (const Xapian::NetworkTimeoutError &e) {
        return record(err, XAP_E_NETWORK_TIMEOUT, e);
    } catch (const Xapian::NetworkError &e) {
        return record(err, XAP_E_NETWORK, e);
    } catch (const Xapian::QueryParserError &e) {
        return record(err, XAP_E_QUERY, e);
    } catch (const Xapian::SerialisationError &e) {
        return record(err, XAP_E_CORRUPT, e);
    } catch (const Xapian::RangeError &e) {
        return record(err, XAP_E_LIMIT, e);
    } catch (const Xapian::WildcardError &e) {
        return record(err, XAP_E_LIMIT, e);
    } catch (const Xapian::Error &e) { /* AssertionError, InternalError, and those to come */
        return record(err, XAP_E_INTERNAL, e);
    } catch (...) {
        return record(err, XAP_E_INTERNAL, "", "failure while describing a failure", "", "");
    }
}

} // namespace

xap_status xap::translate(xap_error *err) noexcept
{
    try {
        throw;
    } catch (const CallbackFailure &e) {
        if (err)
            *err = e.error;
        return e.error.status;
    } catch (const Timeout &e) {
        return fail(err, XAP_E_TIMEOUT, "search stopped after its %lu ms",
                    static_cast<unsigned long>(e.milliseconds));
    } catch (const Xapian::DatabaseError &e) {
        return translate_database(err, e);
    } catch (const Xapian::Error &) {
        return translate_other(err);
    } catch (const std::bad_alloc &) {
        return record(err, XAP_E_NO_MEMORY, "std::bad_alloc", "out of memory", "", "");
    } catch (const std::exception &e) {
        return record(err, XAP_E_INTERNAL, "std::exception", e.what(), "", "");
    } catch (...) {
        return record(err, XAP_E_INTERNAL, "", "unknown exception", "", "");
    }
}

xap_status xap::fail(xap_error *err, xap_status status, const char *format, ...) noexcept
{
    char text[sizeof(xap_error::message) * 2];
    std::va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return record(err, status, "", text, "", "");
}

xap_status xap::fail_errno(xap_error *err, xap_status status, int number, const char *format,
                           ...) noexcept
{
    char text[sizeof(xap_error::message) * 2], system[128];
    std::va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return record(err, is_full(number) ? XAP_E_NO_SPACE : status, "", text, "",
                  strerror_r(number, system, sizeof system));
}

xap_status xap::missing(xap_error *err, const char *what) noexcept
{
    return fail(err, XAP_E_ARGUMENT, "no %s given", what);
}

void xap::name_path(xap_error *err, const char *path) noexcept
{
    if (!err || std::strstr(err->message, path))
        return;
    char text[sizeof err->message * 2 + 256];
    std::snprintf(text, sizeof text, "cannot open '%.300s': %s", path, err->message);
    set_text(err->message, text);
}

void xap::check_callback(xap_status status, xap_error &error, const char *what)
{
    if (status == XAP_OK)
        return;
    if (status < XAP_OK || status == XAP_DONE || status > XAP_E_INTERNAL)
        status = XAP_E_CALLBACK;
    error.status = status;
    if (error.cause == XAP_OK)
        error.cause = status;
    if (!error.message[0])
        fail(&error, status, "%s failed: %s", what, xap_status_name(status));
    throw CallbackFailure{error};
}

const char *xap_status_name(xap_status status)
{
    static const char *const names[] = {
        "ok",       "done",        "bad argument", "invalid operation", "unsupported", "not found",
        "exists",   "no database", "cannot open",  "wrong version",     "locked",      "modified",
        "closed",   "corrupt",     "no space",     "database failure",  "batch lost",  "bad query",
        "limit",    "timeout",     "network",      "network timeout",   "callback",    "no memory",
        "internal",
    };
    static_assert(sizeof names / sizeof names[0] == XAP_E_INTERNAL + 1, "a name for every status");
    size_t index = static_cast<size_t>(status);
    return index < sizeof names / sizeof names[0] ? names[index] : "unknown";
}

/* --- the end ---------------------------------------------------------------------------------- */

namespace
{

std::atomic<xap_fatal_handler *> fatal_handler{nullptr};
std::terminate_handler usual_end = nullptr;

/* What was thrown where nothing may be, described; or that nothing was, and what `reason`, errno at
 * that moment, says of a full disk: libxapian also ends the process while it closes its tables. */
void describe_end(xap_error &error, int reason) noexcept
{
    std::exception_ptr thrown = std::current_exception();
    if (!thrown && is_full(reason)) {
        xap::fail_errno(&error, XAP_E_NO_SPACE, reason, "writing failed");
        return;
    }
    if (!thrown) {
        xap::fail(&error, XAP_E_INTERNAL, "the process was to end without an exception");
        return;
    }
    try {
        std::rethrow_exception(thrown);
    } catch (...) {
        xap::translate(&error);
    }
}

[[noreturn]] void end_process()
{
    const int reason = errno;
    xap_error error = XAP_ERROR_INIT;
    xap_fatal_handler *handler = fatal_handler;
    if (handler) {
        describe_end(error, reason);
        handler(&error);
    }
    std::abort();
}

} // namespace

void xap_set_fatal_handler(xap_fatal_handler *handler)
{
    fatal_handler = handler;
    if (handler && std::get_terminate() != end_process)
        usual_end = std::set_terminate(end_process);
    else if (!handler && usual_end && std::get_terminate() == end_process)
        std::set_terminate(usual_end);
}
