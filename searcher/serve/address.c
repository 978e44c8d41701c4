#include "searcher/serve/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Connections that wait to be taken. */
#define BACKLOG 1024

static bool read_port(const char *text, in_port_t *port)
{
    char *end;
    if (*text < '0' || *text > '9')
        return false;
    unsigned long number = strtoul(text, &end, 10);
    *port = htons((uint16_t)number);
    return *end == '\0' && number <= 65535;
}

static enum herald_status read_unix(const char *path, struct address *out, struct herald_error *err)
{
    struct sockaddr_un *local = &out->socket.local;
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof(local->sun_path))
        return herald_fail(err, HERALD_E_ARGUMENT, "the path of a socket has 1 to %zu bytes: '%s'",
                           sizeof(local->sun_path) - 1, path);
    local->sun_family = AF_UNIX;
    memcpy(local->sun_path, path, length + 1);
    out->length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + 1);
    return HERALD_OK;
}

static bool read_ipv6(const char *text, struct address *out)
{
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&out->socket.storage;
    char host[INET6_ADDRSTRLEN];
    const char *close = strchr(text, ']');
    size_t length = close ? (size_t)(close - text) - 1 : 0;
    if (!close || length >= sizeof(host) || close[1] != ':')
        return false;
    memcpy(host, text + 1, length);
    host[length] = '\0';
    six->sin6_family = AF_INET6;
    out->length = sizeof(*six);
    return inet_pton(AF_INET6, host, &six->sin6_addr) == 1 && read_port(close + 2, &six->sin6_port);
}

static bool read_ipv4(const char *text, struct address *out)
{
    struct sockaddr_in *four = (struct sockaddr_in *)&out->socket.storage;
    char host[INET_ADDRSTRLEN] = "127.0.0.1";
    const char *colon = strchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : 0;
    if (length >= sizeof(host))
        return false;
    if (length > 0) {
        memcpy(host, text, length);
        host[length] = '\0';
    }
    four->sin_family = AF_INET;
    out->length = sizeof(*four);
    return inet_pton(AF_INET, host, &four->sin_addr) == 1 &&
           read_port(colon ? colon + 1 : text, &four->sin_port);
}

enum herald_status address_read(const char *text, struct address *out, struct herald_error *err)
{
    *out = (struct address){0};
    if (strncmp(text, "unix:", 5) == 0)
        return read_unix(text + 5, out, err);
    if (text[0] == '/')
        return read_unix(text, out, err);
    if (text[0] == '[' ? read_ipv6(text, out) : read_ipv4(text, out))
        return HERALD_OK;
    return herald_fail(err, HERALD_E_ARGUMENT,
                       "cannot listen on '%s'; give 127.0.0.1:8080, [::1]:8080 or unix:PATH", text);
}

/* --- in words --------------------------------------------------------------------------------- */

void address_text(const struct address *address, char out[static ADDRESS_TEXT_SIZE])
{
    char host[INET6_ADDRSTRLEN] = "";
    const struct sockaddr_in *four = (const struct sockaddr_in *)&address->socket.storage;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address->socket.storage;
    if (address->socket.any.sa_family == AF_INET) {
        inet_ntop(AF_INET, &four->sin_addr, host, sizeof(host));
        snprintf(out, ADDRESS_TEXT_SIZE, "%s:%u", host, ntohs(four->sin_port));
    } else if (address->socket.any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &six->sin6_addr, host, sizeof(host));
        snprintf(out, ADDRESS_TEXT_SIZE, "[%s]:%u", host, ntohs(six->sin6_port));
    } else if (address->length > offsetof(struct sockaddr_un, sun_path) &&
               address->socket.local.sun_path[0]) {
        snprintf(out, ADDRESS_TEXT_SIZE, "unix:%.108s", address->socket.local.sun_path);
    } else {
        snprintf(out, ADDRESS_TEXT_SIZE, "unix");
    }
}

void address_client(const struct sockaddr *address, char out[static ADDRESS_TEXT_SIZE])
{
    const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)address;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)address;
    struct in6_addr network;
    snprintf(out, ADDRESS_TEXT_SIZE, "unix");
    if (address->sa_family == AF_INET) {
        inet_ntop(AF_INET, &four->sin_addr, out, ADDRESS_TEXT_SIZE);
    } else if (address->sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)) {
        inet_ntop(AF_INET, &six->sin6_addr.s6_addr[12], out, ADDRESS_TEXT_SIZE);
    } else if (address->sa_family == AF_INET6) {
        network = six->sin6_addr;
        if (!IN6_IS_ADDR_LOOPBACK(&network))
            memset(&network.s6_addr[8], 0, 8);
        inet_ntop(AF_INET6, &network, out, ADDRESS_TEXT_SIZE);
    }
}

bool address_client_of_text(struct slice text, char out[static ADDRESS_TEXT_SIZE])
{
    char host[ADDRESS_TEXT_SIZE];
    union socket_address address = {0};
    struct sockaddr_in *four = (struct sockaddr_in *)&address.storage;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&address.storage;
    if (text.length == 0 || text.length >= sizeof(host))
        return false;
    bool bracket = text.bytes[0] == '[';
    snprintf(host, sizeof(host), "%.*s", (int)text.length - bracket, text.bytes + bracket);
    char *end = bracket ? strchr(host, ']') : strchr(host, ':');
    if (end && (bracket || !strchr(end + 1, ':')))
        *end = '\0'; /* a port */
    if (inet_pton(AF_INET6, host, &six->sin6_addr) == 1)
        six->sin6_family = AF_INET6;
    else if (inet_pton(AF_INET, host, &four->sin_addr) == 1)
        four->sin_family = AF_INET;
    if (address.any.sa_family != AF_UNSPEC)
        address_client(&address.any, out);
    else
        snprintf(out, ADDRESS_TEXT_SIZE, "%.*s", (int)text.length, text.bytes);
    return true;
}

bool address_is_local(const struct sockaddr *address)
{
    const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)address;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)address;
    switch (address->sa_family) {
    case AF_UNIX:
        return true;
    case AF_INET:
        return ntohl(four->sin_addr.s_addr) >> 24 == 127;
    case AF_INET6:
        return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr) ||
               (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr) && six->sin6_addr.s6_addr[12] == 127);
    default:
        return false;
    }
}

/* --- sockets ---------------------------------------------------------------------------------- */

/* Remove the socket that a service which was killed has left behind; one that somebody listens to
 * stays, and binding to it fails. */
static void remove_stale(const struct address *address)
{
    const char *path = address->socket.local.sun_path;
    struct stat status;
    if (lstat(path, &status) != 0 || !S_ISSOCK(status.st_mode))
        return;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool dead =
        fd >= 0 && connect(fd, &address->socket.any, address->length) != 0 && errno == ECONNREFUSED;
    if (fd >= 0)
        close(fd);
    if (dead)
        unlink(path);
}

static bool bind_socket(int fd, const struct address *address)
{
    int on = 1, family = address->socket.any.sa_family;
    if (family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) != 0)
        return false;
    if (family != AF_UNIX && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0)
        return false;
    mode_t mask = umask(0117);
    bool bound = bind(fd, &address->socket.any, address->length) == 0;
    umask(mask);
    return bound && listen(fd, BACKLOG) == 0;
}

enum herald_status address_listen(const struct address *address, int *fd, struct herald_error *err)
{
    char text[ADDRESS_TEXT_SIZE];
    int family = address->socket.any.sa_family;
    if (family == AF_UNIX)
        remove_stale(address);
    *fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*fd >= 0 && bind_socket(*fd, address))
        return HERALD_OK;
    int reason = errno;
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    address_text(address, text);
    herald_fail_errno(err, reason, "cannot listen on '%s'", text);
    if (err && reason == EADDRINUSE)
        err->status = HERALD_E_ARGUMENT;
    return reason == EADDRINUSE ? HERALD_E_ARGUMENT : HERALD_E_IO;
}

bool address_of_socket(int fd, struct address *out)
{
    *out = (struct address){0};
    out->length = sizeof(out->socket);
    return getsockname(fd, &out->socket.any, &out->length) == 0;
}
