/* The head of a request, judged without a connection; and a reply as the bytes of a message. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "searcher/serve/head.h"
#include "searcher/serve/message.h"

#define MOST 100u

struct head_case {
    const char *version, *target;
    const char *headers[5]; /* "Name:value", until a NULL */
    enum problem problem;   /* PROBLEM_COUNT: none */
};

static enum problem judge(const struct head_case *one, size_t size)
{
    struct head head = {0};
    struct problem_case found;
    for (const char *const *header = one->headers; *header; header++) {
        struct slice text = slice_of(*header);
        size_t name = (size_t)(strchr(*header, ':') - *header);
        head_take(&head, (struct slice){text.bytes, name},
                  (struct slice){text.bytes + name + 1, text.length - name - 1});
    }
    bool good =
        head_check(&head, slice_of(one->version), slice_of(one->target), size, MOST, &found);
    assert_int_equal(good, found.problem == PROBLEM_COUNT);
    assert_int_equal(good, found.detail == NULL);
    return found.problem;
}

static void test_heads(void **state)
{
    static const struct head_case cases[] = {
        {"HTTP/1.1", "/a?b=c", {"Host:x"}, PROBLEM_COUNT},
        {"HTTP/1.1", "/", {"Host:[::1]:8080"}, PROBLEM_COUNT},
        {"HTTP/1.1", "/", {"host:"}, PROBLEM_COUNT},
        {"HTTP/1.1", "/", {"Host: a_b.example.org:80 "}, PROBLEM_COUNT},
        {"HTTP/1.1", "/\xd0\x98", {"Host:x", "X-Any:\xd0\x98\t\"(),"}, PROBLEM_COUNT},
        {"HTTP/1.0", "/", {NULL}, PROBLEM_COUNT},
        {"HTTP/1.2", "/", {NULL}, PROBLEM_MALFORMED},
        {"HTTP/1.1", "/", {NULL}, PROBLEM_MALFORMED},
        {"HTTP/1.1", "/", {"Host:x", "HOST:x"}, PROBLEM_MALFORMED},
        {"HTTP/1.0", "/", {"Host:x", "Host:y"}, PROBLEM_MALFORMED},
        {"HTTP/1.1", "/", {"Host:a b"}, PROBLEM_MALFORMED},
        {"HTTP/1.1", "/", {"Host:\"><x>"}, PROBLEM_MALFORMED},
        {"HTTP/1.1", "/", {"Host:user@x"}, PROBLEM_MALFORMED},
        {"HTTP/1.1", "/", {"Host:x", "A :b"}, PROBLEM_MALFORMED},
        {"HTTP/1.1", "/", {"Host:x", ":b"}, PROBLEM_MALFORMED},
        {"HTTP/1.1", "/", {"Host:x", "A(b):c"}, PROBLEM_MALFORMED},
        {"HTTP/1.1", "/", {"Host:x", "A:b\rc"}, PROBLEM_MALFORMED},
        {"HTTP/1.1", "/", {"Host:x", "A:b\x7F"}, PROBLEM_MALFORMED},
        {"HTTP/1.1", "/", {"Host:x", "Content-Length:3"}, PROBLEM_COUNT},
        {"HTTP/1.1", "/", {"Host:x", "Transfer-Encoding: Chunked"}, PROBLEM_COUNT},
        {"HTTP/1.1", "/", {"Host:x", "Content-Length:3", "content-length:3"}, PROBLEM_FRAMING},
        {"HTTP/1.1",
         "/",
         {"Host:x", "Content-Length:3", "TRANSFER-encoding:chunked"},
         PROBLEM_FRAMING},
        {"HTTP/1.1",
         "/",
         {"Transfer-Encoding:chunked", "Transfer-Encoding:chunked"},
         PROBLEM_FRAMING},
        {"HTTP/1.0", "/", {"Transfer-Encoding:chunked"}, PROBLEM_FRAMING},
        {"HTTP/1.1", "/", {"Host:x", "Transfer-Encoding:gzip, chunked"}, PROBLEM_CODING},
        {"HTTP/1.1", "/", {"Host:x", "Transfer-Encoding:identity"}, PROBLEM_CODING},
        {"HTTP/1.1", "/a b", {"Host:x"}, PROBLEM_ENCODING},
        {"HTTP/1.1", "/a?b=\t", {"Host:x"}, PROBLEM_ENCODING},
        {"HTTP/1.1", "", {"Host:x"}, PROBLEM_COUNT},
    };
    (void)state;
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        assert_int_equal(judge(&cases[at], MOST), cases[at].problem);
        if (cases[at].problem == PROBLEM_COUNT)
            assert_int_equal(judge(&cases[at], MOST + 1), PROBLEM_HEADER_SIZE);
    }
}

/* What is wrong with the form of a head comes before its size. */
static void test_order(void **state)
{
    static const struct head_case both = {"HTTP/1.1", "/a b", {"A:b"}, PROBLEM_MALFORMED};
    (void)state;
    assert_int_equal(judge(&both, MOST + 1), PROBLEM_MALFORMED);
}

static void test_message(void **state)
{
    struct request request = {.method = HTTP_GET};
    struct reply reply = {.status = 408, .type = "text/plain"};
    struct buffer text = BUFFER_INIT;
    (void)state;
    buffer_append_string(&reply.body, "late\n");
    reply_header(&request, &reply, "X-Request-Id", SLICE("a\r\nb"));
    message_write(&reply, &text);
    buffer_append_byte(&text, '\0');
    assert_string_equal(text.bytes, "HTTP/1.1 408 Request Timeout\r\n"
                                    "Connection: close\r\n"
                                    "Content-Type: text/plain\r\n"
                                    "X-Request-Id: a  b\r\n"
                                    "Content-Length: 5\r\n"
                                    "\r\n"
                                    "late\n");
    buffer_dispose(&text);
    reply_dispose(&reply);
    arena_dispose(&request.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
