#include "indexer/url_domain.h"

#include <string.h>

static struct slice from(struct slice text, size_t offset)
{
    return (struct slice){text.bytes + offset, text.length - offset};
}

/* Where any of the bytes stands first, or the length. */
static size_t find_any(struct slice text, const char *bytes)
{
    size_t at = 0;
    while (at < text.length && (text.bytes[at] == '\0' || !strchr(bytes, text.bytes[at])))
        at++;
    return at;
}

/* What follows scheme and slashes; empty where there is a scheme and no slashes, as in mailto: or
 * urn:. A colon before a digit is that of a port. */
static struct slice after_scheme(struct slice url)
{
    size_t colon = find_any(url, ":/?#");
    if (colon < url.length && url.bytes[colon] == ':') {
        struct slice rest = from(url, colon + 1);
        if (rest.length > 0 && rest.bytes[0] >= '0' && rest.bytes[0] <= '9')
            return url;
        url = rest;
        if (url.length < 2 || url.bytes[0] != '/' || url.bytes[1] != '/')
            return (struct slice){url.bytes, 0};
    }
    bool slashes = url.length >= 2 && url.bytes[0] == '/' && url.bytes[1] == '/';
    return slashes ? from(url, 2) : url;
}

static bool is_host_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || (unsigned char)c >= 0x80;
}

/* The host between user and port; what is in brackets is an address. */
static struct slice host_of(struct slice url)
{
    struct slice host = after_scheme(url);
    host.length = find_any(host, "/?#\\");
    for (size_t at; (at = find_any(host, "@")) < host.length;)
        host = from(host, at + 1);
    if (host.length > 0 && host.bytes[0] == '[') {
        size_t end = find_any(host, "]");
        host.length = end < host.length ? end + 1 : 0;
        return host;
    }
    host.length = find_any(host, ":");
    while (host.length > 0 && host.bytes[host.length - 1] == '.')
        host.length--;
    for (size_t i = 0; i < host.length; i++)
        if (!is_host_byte(host.bytes[i]))
            return (struct slice){host.bytes, 0};
    return host;
}

void url_domain(struct buffer *out, struct slice url)
{
    struct slice host = host_of(url);
    if (host.length > 4 && strncasecmp(host.bytes, "www.", 4) == 0)
        host = from(host, 4);
    for (size_t i = 0; i < host.length; i++) {
        char c = host.bytes[i];
        buffer_append_byte(out, (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
    }
}

/* Whether a domain is an address: its last label is a number, or it stands in brackets. */
static bool is_address(struct slice domain)
{
    size_t at = domain.length;
    while (at > 0 && domain.bytes[at - 1] >= '0' && domain.bytes[at - 1] <= '9')
        at--;
    return domain.length == 0 || domain.bytes[0] == '[' ||
           (at < domain.length && (at == 0 || domain.bytes[at - 1] == '.'));
}

bool url_parent_domain(struct slice *domain)
{
    size_t point = find_any(*domain, ".");
    if (is_address(*domain) || point + 1 >= domain->length)
        return false;
    *domain = from(*domain, point + 1);
    return true;
}
