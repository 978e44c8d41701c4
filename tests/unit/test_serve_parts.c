/* The parts of the service that need no connection. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "searcher/search_options.h"
#include "searcher/serve/address.h"
#include "searcher/serve/admission.h"
#include "searcher/serve/forms.h"
#include "searcher/serve/html.h"
#include "searcher/serve/keys.h"
#include "searcher/serve/link.h"
#include "searcher/serve/negotiation.h"
#include "searcher/serve/option_parameters.h"
#include "searcher/serve/rate.h"
#include "searcher/serve/reply_cache.h"
#include "searcher/serve/spool.h"

static void assert_text(struct slice got, const char *expected)
{
    assert_int_equal(got.length, strlen(expected));
    assert_memory_equal(got.bytes, expected, got.length);
}

/* --- parameters ------------------------------------------------------------------------------- */

static void test_parameters(void **state)
{
    struct arena arena = ARENA_INIT;
    struct parameters parameters = {0};
    (void)state;
    assert_int_equal(
        parameters_read(SLICE("q=a+b%2Bc&&any&x=%00&q=%D0%98="), &arena, &parameters, NULL),
        HERALD_OK);
    assert_int_equal(parameters.count, 4);
    assert_text(parameters.items[0].value, "a b+c");
    assert_text(parameters.items[1].name, "any");
    assert_int_equal(parameters.items[1].value.length, 0);
    assert_int_equal(parameters.items[2].value.length, 1); /* U+0000 is data */
    assert_text(parameters.items[3].value, "\xD0\x98=");
    assert_text(parameters_find(&parameters, "q"), "a b+c");
    assert_null(parameters_find(&parameters, "none").bytes);
    arena_dispose(&arena);
}

static void test_parameters_wrong(void **state)
{
    static const char *const wrong[] = {"a=%",         "a=%1",           "a=%1g",
                                        "%=1",         "a=%ff",          "a=%c0%80",
                                        "a=%ed%a0%80", "a=%f5%80%80%80", "a=\xFF"};
    struct arena arena = ARENA_INIT;
    (void)state;
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        struct parameters parameters = {0};
        assert_int_equal(parameters_read(slice_of(wrong[at]), &arena, &parameters, NULL),
                         HERALD_E_FORMAT);
    }
    arena_dispose(&arena);
}

static void test_parameters_limit(void **state)
{
    struct arena arena = ARENA_INIT;
    struct parameters parameters = {0};
    struct buffer text = BUFFER_INIT;
    (void)state;
    for (unsigned at = 0; at < PARAMETERS_MAX; at++)
        buffer_append_string(&text, "a&");
    assert_int_equal(parameters_read(buffer_slice(&text), &arena, &parameters, NULL), HERALD_OK);
    assert_int_equal(parameters_read(SLICE("b"), &arena, &parameters, NULL), HERALD_E_LIMIT);
    buffer_dispose(&text);
    arena_dispose(&arena);
}

static void test_encoding_comes_back(void **state)
{
    struct arena arena = ARENA_INIT;
    struct buffer text = BUFFER_INIT;
    struct slice back, plain = SLICE("a b/\0?&=%+\"<>\xD0\x98~-._");
    (void)state;
    url_encode(&text, plain);
    assert_text(buffer_slice(&text), "a%20b%2F%00%3F%26%3D%25%2B%22%3C%3E%D0%98~-._");
    assert_int_equal(url_decode(buffer_slice(&text), false, &arena, &back, NULL), HERALD_OK);
    assert_true(slice_equal(back, plain));
    buffer_dispose(&text);
    arena_dispose(&arena);
}

/* The command line that parameters give, joined by blanks; "!NAME" for a fault. */
static struct slice arguments_of(const char *text, struct arena *arena)
{
    static const char *const own[] = {"q", NULL};
    struct parameters parameters = {0};
    struct parameter_fault fault;
    struct buffer joined = BUFFER_INIT;
    int argc;
    char **argv;
    assert_int_equal(parameters_read(slice_of(text), arena, &parameters, NULL), HERALD_OK);
    if (option_arguments(&search_command_options, &parameters, own, arena, &argc, &argv, &fault,
                         NULL) != HERALD_OK)
        buffer_append_format(&joined, "!%s", fault.name);
    else
        for (int at = 1; at < argc; at++)
            buffer_append_format(&joined, "%s%s", at > 1 ? " " : "", argv[at]);
    struct slice copy = arena_copy(arena, buffer_slice(&joined));
    buffer_dispose(&joined);
    return copy;
}

static void test_parameters_are_options(void **state)
{
    static const char *const cases[][2] = {
        {"q=x&limit=5&any", "--limit=5 --any"},
        {"any=0&full=yes&from=", "--full"},
        {"source=a&source=b+c", "--source=a --source=b c"},
        {"facet=source&facet=year", "--facet=source --facet=year"},
        {"limit=1&limit=2", "!limit"},
        {"limit=&limit=2", "--limit=2"},
        {"index=/etc", "!index"},
        {"topics=/etc/passwd", "!topics"},
        {"query-file=-", "!query-file"},
        {"help", "!help"},
        {"lim=5", "!lim"}, /* no shortening here */
        {"any=perhaps", "!any"},
        {"source=a%00b", "!source"},
        {"--limit=5", "!--limit"},
    };
    struct arena arena = ARENA_INIT;
    (void)state;
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++)
        assert_text(arguments_of(cases[at][0], &arena), cases[at][1]);
    arena_dispose(&arena);
}

static void test_option_message(void **state)
{
    struct herald_error error;
    (void)state;
    herald_fail(&error, HERALD_E_ARGUMENT, "--from is later than --to");
    assert_string_equal(option_message(&error).name, "from");
    assert_string_equal(error.message, "from is later than to");
    herald_fail(&error, HERALD_E_ARGUMENT, "begin again with --cursor=start");
    assert_string_equal(option_message(&error).name, "cursor");
    assert_string_equal(error.message, "begin again with cursor=start");
    herald_fail(&error, HERALD_E_ARGUMENT, "--kind takes word, not '--a --b'");
    assert_string_equal(option_message(&error).name, "kind");
    assert_string_equal(error.message, "kind takes word, not '--a --b'");
    herald_fail(&error, HERALD_E_ARGUMENT, "no date: '--from'");
    assert_string_equal(option_message(&error).name, "");
    assert_string_equal(error.message, "no date: '--from'");
}

/* --- what clients like ------------------------------------------------------------------------ */

static void test_accept(void **state)
{
    static const struct {
        const char *accept, *type;
        unsigned quality;
    } cases[] = {
        {"", "text/html", 1000},
        {"*/*", "text/html", 1000},
        {"text/*;q=0.5, */*;q=0.1", "text/html", 500},
        {"text/*;q=0.5, */*;q=0.1", "application/json", 100},
        {"text/html;level=1;q=0.7", "text/html", 700},
        {"TEXT/HTML ; Q=0.25", "text/html", 250},
        {"text/html;q=0", "text/html", 0},
        {"application/json", "text/html", 0},
        {"*/*;q=0.8, text/html;q=0", "text/html", 0},
        {"text/htm", "text/html", 0},
        {"text/html;q=7", "text/html", 1000},
    };
    (void)state;
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++)
        assert_int_equal(accept_quality(slice_of(cases[at].accept), cases[at].type),
                         cases[at].quality);
}

static void test_forms(void **state)
{
    unsigned offered = FORM_BIT(REPLY_JSON) | FORM_BIT(REPLY_HTML) | FORM_BIT(REPLY_ATOM);
    (void)state;
    assert_int_equal(form_negotiate(offered, SLICE("")), REPLY_JSON);
    assert_int_equal(form_negotiate(offered, SLICE("*/*")), REPLY_JSON);
    assert_int_equal(form_negotiate(offered, SLICE("text/html,application/xhtml+xml,*/*;q=0.8")),
                     REPLY_HTML);
    assert_int_equal(form_negotiate(offered, SLICE("application/atom+xml")), REPLY_ATOM);
    assert_int_equal(form_negotiate(offered, SLICE("image/png")), REPLY_FORM_NONE);
    for (unsigned form = 0; form < REPLY_FORM_COUNT; form++)
        assert_int_equal(form_find(slice_of(form_describe((enum reply_form)form)->name)), form);
    assert_int_equal(form_find(SLICE("png")), REPLY_FORM_NONE);
}

/* JSON Lines go by several names, which count only where they are named themselves. */
static void test_names_of_a_type(void **state)
{
    unsigned offered = FORM_BIT(REPLY_JSON) | FORM_BIT(REPLY_HTML) | FORM_BIT(REPLY_JSON_LINES);
    static const struct {
        const char *accept;
        enum reply_form form;
        const char *type;
    } cases[] = {
        {"application/jsonl", REPLY_JSON_LINES, "application/jsonl"},
        {"application/x-ndjson", REPLY_JSON_LINES, "application/x-ndjson"},
        {"Application/NDJSON", REPLY_JSON_LINES, "application/ndjson"},
        {"application/x-jsonlines", REPLY_JSON_LINES, "application/x-jsonlines"},
        {"application/jsonlines;q=0.2", REPLY_JSON_LINES, "application/jsonlines"},
        {"application/x-ndjson, */*;q=0.1", REPLY_JSON_LINES, "application/x-ndjson"},
        {"application/x-ndjson;q=0.5, application/jsonl", REPLY_JSON_LINES, "application/jsonl"},
        {"application/x-ndjson;q=0.5, */*;q=0.8", REPLY_JSON, "application/json"},
        {"application/x-ndjson, application/json", REPLY_JSON, "application/json"},
        {"application/x-ndjson, application/json;q=0.9", REPLY_JSON_LINES, "application/x-ndjson"},
        {"application/x-ndjson;q=0", REPLY_FORM_NONE, NULL},
        {"application/x-ndjson;q=0, */*", REPLY_JSON, "application/json"},
        {"application/json;q=0, text/html;q=0, application/jsonl;q=0, */*", REPLY_FORM_NONE, NULL},
        {"application/*", REPLY_JSON, "application/json"},
        {"*/*", REPLY_JSON, "application/json"},
        {"text/jsonl", REPLY_FORM_NONE, NULL},
    };
    (void)state;
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        struct slice accept = slice_of(cases[at].accept);
        enum reply_form form = form_negotiate(offered, accept);
        assert_int_equal(form, cases[at].form);
        if (form != REPLY_FORM_NONE)
            assert_string_equal(form_media_type(form, accept), cases[at].type);
    }
    assert_string_equal(form_media_type(REPLY_CSV, SLICE("")),
                        "text/csv; charset=utf-8; header=present");
}

static void test_gzip_and_tags(void **state)
{
    (void)state;
    assert_true(accepts_gzip(SLICE("gzip")));
    assert_true(accepts_gzip(SLICE("br, x-gzip;q=0.1")));
    assert_true(accepts_gzip(SLICE("*")));
    assert_false(accepts_gzip(SLICE("")));
    assert_false(accepts_gzip(SLICE("gzip;q=0, *")));
    assert_false(accepts_gzip(SLICE("identity, br")));
    assert_true(matches_etag(SLICE("\"a\", W/\"b\""), SLICE("\"b\"")));
    assert_true(matches_etag(SLICE("*"), SLICE("\"b\"")));
    assert_true(matches_etag(SLICE("\"a,b\""), SLICE("\"a,b\"")));
    assert_false(matches_etag(SLICE("\"ab\""), SLICE("\"b\"")));
    assert_false(matches_etag(SLICE(""), SLICE("\"b\"")));
}

/* --- routes and links ------------------------------------------------------------------------- */

static void test_routes(void **state)
{
    static const char *const cases[][3] = {
        {"/search", "search", ""},
        {"/search/", "none", ""},
        {"/articles/a%2Fb", "article", "a/b"},
        {"/articles/a/b", "none", ""},
        {"/articles/", "none", ""},
        {"/articles/%2e%2e", "article", ".."},
        {"/articles/%zz", "none", ""},
        {"/articles/a+b", "article", "a+b"},
        {"", "none", ""},
        {"*", "none", ""},
        {"//", "none", ""},
    };
    struct arena arena = ARENA_INIT;
    (void)state;
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        struct slice argument;
        const struct route *route = admission_route(slice_of(cases[at][0]), &arena, &argument);
        assert_string_equal(route->name, cases[at][1]);
        assert_text(argument, cases[at][2]);
    }
    arena_dispose(&arena);
}

static void test_links(void **state)
{
    struct arena arena = ARENA_INIT;
    struct parameters parameters = {0};
    struct buffer text = BUFFER_INIT;
    const struct link_change page[] = {{"offset", SLICE("20"), false, false},
                                       {NULL, {NULL, 0}, 0, 0}};
    const struct link_change narrow[] = {{"from", SLICE("2025"), false, false},
                                         {NULL, {NULL, 0}, 0, 0}};
    const struct link_change widen[] = {{"source", SLICE("b"), false, true},
                                        {NULL, {NULL, 0}, 0, 0}};
    (void)state;
    parameters_read(SLICE("q=a+b&offset=10&source=b&source=c&to="), &arena, &parameters, NULL);
    link_write(&text, "/search", &parameters, page);
    assert_text(buffer_slice(&text), "/search?q=a%20b&source=b&source=c&offset=20");
    buffer_clear(&text);
    link_write(&text, "/search", &parameters, narrow);
    assert_text(buffer_slice(&text), "/search?q=a%20b&source=b&source=c&from=2025");
    buffer_clear(&text);
    link_write(&text, "/search", &parameters, widen);
    assert_text(buffer_slice(&text), "/search?q=a%20b&source=c");
    buffer_dispose(&text);
    arena_dispose(&arena);
}

/* --- HTML ------------------------------------------------------------------------------------- */

static void test_html(void **state)
{
    struct buffer out = BUFFER_INIT;
    (void)state;
    HTML(&out, "<a title=\"$\">$</a>", SLICE("\"><script>"), SLICE("a&b'\0\r"));
    assert_text(buffer_slice(&out),
                "<a title=\"&quot;&gt;&lt;script&gt;\">a&amp;b&#39;\xEF\xBF\xBD </a>");
    buffer_clear(&out);
    HTML(&out, "$", SLICE("$ stays"));
    assert_text(buffer_slice(&out), "$ stays");
    buffer_clear(&out);
    html_number(&out, 1234567);
    buffer_append_byte(&out, ' ');
    html_number(&out, 100);
    html_lang(&out, SLICE("pt-BR"));
    html_lang(&out, SLICE("en\" onclick=\"x"));
    assert_text(buffer_slice(&out), "1,234,567 100 lang=\"pt-BR\"");
    assert_false(out.failed);
    HTML(&out, "$ $", SLICE("too few"));
    assert_true(out.failed);
    buffer_dispose(&out);
}

/* --- limits ----------------------------------------------------------------------------------- */

static void test_rate(void **state)
{
    struct rate_limiter *limiter = rate_limiter_new(10, 3);
    (void)state;
    for (int at = 0; at < 3; at++)
        assert_true(rate_limiter_take(limiter, SLICE("a"), 100) == 0);
    double wait = rate_limiter_take(limiter, SLICE("a"), 100);
    assert_true(wait > 0.099 && wait < 0.101);
    assert_true(rate_limiter_take(limiter, SLICE("b"), 100) == 0); /* another's bucket is full */
    assert_true(rate_limiter_take(limiter, SLICE("a"), 100.05) > 0);
    assert_true(rate_limiter_take(limiter, SLICE("a"), 100.11) == 0);
    assert_true(rate_limiter_take(limiter, SLICE("a"), 100.11) > 0);
    rate_limiter_free(limiter);
}

/* However many clients come, one that is over its rate stays so while it is at it. */
static void test_rate_of_many(void **state)
{
    struct rate_limiter *limiter = rate_limiter_new(1, 1);
    char name[24];
    unsigned let_through = 0;
    (void)state;
    for (unsigned at = 0; at < 4 * RATE_CLIENTS_MAX; at++) {
        double now = 1 + 1e-7 * at;
        int length = snprintf(name, sizeof(name), "c%u", at);
        assert_true(rate_limiter_take(limiter, (struct slice){name, (size_t)length}, now) == 0);
        if (at % 100 == 0)
            let_through += rate_limiter_take(limiter, SLICE("greedy"), now) == 0;
    }
    assert_true(let_through < 10);
    rate_limiter_free(limiter);
}

static void test_keys(void **state)
{
    char path[] = "/tmp/herald-keys-XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w");
    struct key_ring *ring = NULL;
    (void)state;
    /* The SHA-256 of "abc", from FIPS 180-4. */
    fputs("# comment\n\nann search,metrics "
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n",
          file);
    fclose(file);
    assert_int_equal(key_ring_open(path, &ring, NULL), HERALD_OK);
    struct key_holder holder = key_ring_find(ring, SLICE("abc"));
    assert_string_equal(holder.name, "ann");
    assert_int_equal(holder.scopes, KEY_SCOPE_SEARCH | KEY_SCOPE_METRICS);
    assert_int_equal(key_ring_find(ring, SLICE("abd")).scopes, KEY_SCOPE_NONE);
    assert_int_equal(key_ring_find(ring, SLICE("")).scopes, KEY_SCOPE_NONE);
    key_ring_free(ring);
    unlink(path);
    assert_int_equal(key_ring_open(path, &ring, NULL), HERALD_E_NOT_FOUND);
}

static void test_addresses(void **state)
{
    static const char *const cases[][3] = {
        {"8080", "127.0.0.1:8080", "127.0.0.1"},
        {":80", "127.0.0.1:80", "127.0.0.1"},
        {"10.1.2.3:0", "10.1.2.3:0", "10.1.2.3"},
        {"[::1]:8080", "[::1]:8080", "::1"},
        {"[2001:db8:1:2:3::4]:1", "[2001:db8:1:2:3::4]:1", "2001:db8:1:2::"},
        {"[::ffff:10.0.0.1]:1", "[::ffff:10.0.0.1]:1", "10.0.0.1"},
        {"unix:/run/x", "unix:/run/x", "unix"},
        {"/run/x", "unix:/run/x", "unix"},
    };
    static const char *const wrong[] = {
        "",      "x",       "1.2.3:80",     "127.0.0.1:", "127.0.0.1:65536",
        "[::1]", "[::1]80", "localhost:80", "unix:"};
    struct address address;
    char text[ADDRESS_TEXT_SIZE];
    (void)state;
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        assert_int_equal(address_read(cases[at][0], &address, NULL), HERALD_OK);
        address_text(&address, text);
        assert_string_equal(text, cases[at][1]);
        address_client(&address.socket.any, text);
        assert_string_equal(text, cases[at][2]);
    }
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++)
        assert_int_equal(address_read(wrong[at], &address, NULL), HERALD_E_ARGUMENT);
    address_read("10.0.0.1:1", &address, NULL);
    assert_false(address_is_local(&address.socket.any));
    address_read("127.9.9.9:1", &address, NULL);
    assert_true(address_is_local(&address.socket.any));
    address_read("[::]:1", &address, NULL);
    assert_false(address_is_local(&address.socket.any));
}

/* A client behind a proxy is the same as one that comes by itself: many addresses of one network of
 * IPv6 are one client. */
static void test_clients_of_proxies(void **state)
{
    static const char *const cases[][2] = {
        {"10.1.2.3", "10.1.2.3"},
        {"10.1.2.3:4567", "10.1.2.3"},
        {"2001:db8:1:2:3::4", "2001:db8:1:2::"},
        {"2001:db8:1:2:ffff::9", "2001:db8:1:2::"},
        {"[2001:db8:1:2:3::4]:4567", "2001:db8:1:2::"},
        {"[2001:db8:1:2:3::4]", "2001:db8:1:2::"},
        {"::ffff:10.0.0.1", "10.0.0.1"},
        {"::1", "::1"},
        {"_hidden", "_hidden"},
        {"10.0.0.1.", "10.0.0.1."},
        {"[", "["},
        {":", ":"},
    };
    char text[ADDRESS_TEXT_SIZE] = "before";
    char longest[ADDRESS_TEXT_SIZE + 1];
    (void)state;
    assert_false(address_client_of_text((struct slice){NULL, 0}, text));
    memset(longest, '1', sizeof(longest));
    assert_false(address_client_of_text((struct slice){longest, ADDRESS_TEXT_SIZE}, text));
    assert_string_equal(text, "before");
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        assert_true(address_client_of_text(slice_of(cases[at][0]), text));
        assert_string_equal(text, cases[at][1]);
    }
}

/* What goes into a spool comes out, whether it stayed in memory or went to the file. */
static void test_spool(void **state)
{
    (void)state;
    for (size_t blocks = 1; blocks <= 64; blocks *= 8) {
        struct spool *spool = spool_new(false);
        struct reply reply = {0};
        struct buffer text = BUFFER_INIT;
        for (size_t at = 0; at < blocks; at++) {
            for (size_t byte = 0; byte < 32768; byte++)
                buffer_append_byte(&text, (unsigned char)('a' + (at + byte) % 26));
            assert_int_equal(spool_take(spool, &text, NULL), HERALD_OK);
        }
        assert_int_equal(spool_finish(spool, &reply, NULL), HERALD_OK);
        assert_int_equal(reply.file > 0, blocks * 32768 > SPOOL_MEMORY);
        assert_int_equal(reply.file > 0 ? reply.file_length : reply.body.length, blocks * 32768);
        char last = '\0';
        if (reply.file > 0)
            assert_int_equal(pread(reply.file - 1, &last, 1, (off_t)(blocks * 32768 - 1)), 1);
        else
            last = reply.body.bytes[reply.body.length - 1];
        assert_int_equal(last, 'a' + (int)((blocks - 1 + 32767) % 26));
        spool_free(spool);
        buffer_dispose(&text);
        reply_dispose(&reply);
    }
}

/* --- answers kept ----------------------------------------------------------------------------- */

static bool is_kept(struct reply_cache *cache, const char *etag, const char *body)
{
    struct request request = {0};
    struct reply reply = {0};
    bool found = reply_cache_find(cache, &request, etag, &reply);
    if (found) {
        assert_text(buffer_slice(&reply.body), body);
        assert_string_equal(reply.etag, etag);
        assert_string_equal(reply.type, "text/plain");
        assert_int_equal(reply.header_count, 1);
        assert_string_equal(reply.headers[0].value, etag + 1);
    }
    reply_dispose(&reply);
    arena_dispose(&request.arena);
    return found;
}

static void keep(struct reply_cache *cache, const char *etag, const char *body)
{
    struct reply reply = {.type = "text/plain", .etag = etag, .header_count = 1};
    reply.headers[0] = (struct reply_header){"X", etag + 1};
    buffer_append_string(&reply.body, body);
    reply_cache_keep(cache, &reply);
    reply_dispose(&reply);
}

static void test_cache(void **state)
{
    struct reply_cache *cache = reply_cache_new(20000);
    char etag[16], large[2000];
    size_t bytes;
    uint64_t found, missed;
    (void)state;
    keep(cache, "\"a\"", "first");
    keep(cache, "\"a\"", "second"); /* the bytes of a tag stay */
    assert_true(is_kept(cache, "\"a\"", "first"));
    assert_false(is_kept(cache, "\"b\"", ""));
    memset(large, 'x', sizeof(large) - 1);
    large[sizeof(large) - 1] = '\0';
    keep(cache, "\"large\"", large); /* more than a share */
    assert_false(is_kept(cache, "\"large\"", large));
    for (int at = 0; at < 1000; at++) {
        snprintf(etag, sizeof(etag), "\"%d\"", at);
        keep(cache, etag, etag);
        assert_true(is_kept(cache, "\"a\"", "first")); /* it is asked for: it stays */
        assert_true(is_kept(cache, etag, etag));
    }
    assert_false(is_kept(cache, "\"0\"", ""));
    reply_cache_counts(cache, &bytes, &found, &missed);
    assert_in_range(bytes, 10000, 20000);
    assert_int_equal(found, 2001);
    assert_int_equal(missed, 3);
    reply_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_parameters_wrong),
        cmocka_unit_test(test_parameters_limit),
        cmocka_unit_test(test_encoding_comes_back),
        cmocka_unit_test(test_parameters_are_options),
        cmocka_unit_test(test_option_message),
        cmocka_unit_test(test_accept),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_names_of_a_type),
        cmocka_unit_test(test_gzip_and_tags),
        cmocka_unit_test(test_routes),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_rate_of_many),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_clients_of_proxies),
        cmocka_unit_test(test_spool),
        cmocka_unit_test(test_cache),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
