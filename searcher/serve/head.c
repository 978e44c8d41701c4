#include "searcher/serve/head.h"

#include <stdio.h>

#include "searcher/serve/negotiation.h"

static bool is_letter_or_digit(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* Whether a text holds nothing but letters, digits and these. */
static bool holds_only(struct slice text, const char *others)
{
    for (size_t at = 0; at < text.length; at++) {
        unsigned char byte = (unsigned char)text.bytes[at];
        if (!is_letter_or_digit(byte) && !(byte && strchr(others, byte)))
            return false;
    }
    return true;
}

/* RFC 9110, section 5.6.2. */
static bool is_token(struct slice text)
{
    return text.length > 0 && holds_only(text, "!#$%&'*+-.^_`|~");
}

/* RFC 9110, section 5.5: no control characters but the tab. */
static bool is_field_value(struct slice text)
{
    for (size_t at = 0; at < text.length; at++) {
        unsigned char byte = (unsigned char)text.bytes[at];
        if ((byte < 0x20 && byte != '\t') || byte == 0x7F)
            return false;
    }
    return true;
}

/* A host and a port (RFC 3986, section 3.2); none is one, too. */
static bool is_authority(struct slice text)
{
    return holds_only(text, "-._~%!$&'()*+,;=:[]");
}

void head_take(struct head *head, struct slice name, struct slice value)
{
    head->bad_name |= !is_token(name);
    head->bad_value |= !is_field_value(value);
    if (slice_equal_fold(name, SLICE("Host"))) {
        head->hosts++;
        head->bad_host |= !is_authority(slice_trim(value));
    } else if (slice_equal_fold(name, SLICE("Content-Length"))) {
        head->lengths++;
    } else if (slice_equal_fold(name, SLICE("Transfer-Encoding"))) {
        head->lengths++;
        head->coded = true;
        head->chunked = slice_equal_fold(slice_trim(value), SLICE("chunked"));
    }
}

/* A server in front may take another end of such a request for the true one. */
static const char *find_framing_fault(const struct head *head, struct slice version)
{
    if (head->lengths > 1)
        return "the length of the body is told more than once";
    if (head->coded && slice_equal(version, SLICE("HTTP/1.0")))
        return "HTTP/1.0 has no Transfer-Encoding";
    return NULL;
}

static const char *find_malformation(const struct head *head, struct slice version)
{
    if (head->bad_name)
        return "the name of a header holds a blank or another character that names cannot hold";
    if (head->bad_value)
        return "a header holds a control character";
    if (head->hosts == 0 && !slice_equal(version, SLICE("HTTP/1.0")))
        return "the header Host is missing";
    if (head->hosts > 1)
        return "the header Host is there more than once";
    return head->bad_host ? "the header Host is no name of a host" : NULL;
}

/* Text beyond ASCII is left to the address's own reading: many clients do not encode it. */
static bool is_target(struct slice text)
{
    return is_field_value(text) && (text.length == 0 || (!memchr(text.bytes, ' ', text.length) &&
                                                         !memchr(text.bytes, '\t', text.length)));
}

/* What is wrong; PROBLEM_COUNT for nothing. */
static enum problem find_fault(struct head *head, struct slice version, struct slice target,
                               size_t size, size_t most, const char **detail)
{
    if (*detail = find_framing_fault(head, version), *detail)
        return PROBLEM_FRAMING;
    if (*detail = find_malformation(head, version), *detail)
        return PROBLEM_MALFORMED;
    if (head->coded && !head->chunked) {
        *detail = "the Transfer-Encoding of the body is not 'chunked'";
        return PROBLEM_CODING;
    }
    if (!is_target(target)) {
        *detail = "the address holds a blank or a control character; a blank is written + or %20";
        return PROBLEM_ENCODING;
    }
    if (size <= most)
        return PROBLEM_COUNT;
    snprintf(head->detail, sizeof(head->detail),
             "request line and headers have at most %zu bytes together (--header-size)", most);
    *detail = head->detail;
    return PROBLEM_HEADER_SIZE;
}

bool head_check(struct head *head, struct slice version, struct slice target, size_t size,
                size_t most, struct problem_case *found)
{
    const char *detail = NULL;
    enum problem problem = find_fault(head, version, target, size, most, &detail);
    *found = (struct problem_case){.problem = problem, .detail = detail};
    return problem == PROBLEM_COUNT;
}
