/*
 * plain-serve DATABASE PORT [THREADS]: libxapian behind libmicrohttpd and nothing else, the floor of
 * what a search over HTTP costs. GET /search?q=a+b gives the ten best of all words as JSON, with
 * any=1 of any of them, with snippets=1 with a snippet of each. One database a thread.
 */
#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <microhttpd.h>
#include <string>
#include <xapian.h>

static std::string path;

/* What a thread has for itself. */
struct Desk {
    Xapian::Database database{path};
    Xapian::Stem stemmer{"english"};
    Xapian::QueryParser parser;

    Desk()
    {
        parser.set_database(database);
        parser.set_stemmer(stemmer);
        parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
    }
};

static void append_json(std::string &out, const std::string &text)
{
    for (const char byte : text) {
        if (byte == '"' || byte == '\\')
            out += '\\';
        out += static_cast<unsigned char>(byte) < 0x20 ? ' ' : byte;
    }
}

static std::string answer(const char *words, bool any, bool snippets)
{
    thread_local Desk desk;
    desk.parser.set_default_op(any ? Xapian::Query::OP_OR : Xapian::Query::OP_AND);
    Xapian::Enquire enquire(desk.database);
    enquire.set_query(desk.parser.parse_query(words));
    const Xapian::MSet hits = enquire.get_mset(0, 10);
    std::string out = "{\"total\":" + std::to_string(hits.get_matches_estimated()) + ",\"hits\":[";
    for (auto hit = hits.begin(); hit != hits.end(); ++hit) {
        const std::string data = hit.get_document().get_data();
        const auto tab = data.find('\t'), end = data.find('\n');
        out += hit == hits.begin() ? "{\"id\":\"" : ",{\"id\":\"";
        append_json(out, data.substr(0, tab));
        out += "\",\"title\":\"";
        append_json(out, data.substr(tab + 1, end - tab - 1));
        if (snippets) {
            out += "\",\"snippet\":\"";
            append_json(out, hits.snippet(data, 300, desk.stemmer));
        }
        out += "\"}";
    }
    return out + "]}\n";
}

static MHD_Result on_request(void *, MHD_Connection *connection, const char *, const char *,
                             const char *, const char *, size_t *, void **state)
{
    static int begun;
    if (!*state) {
        *state = &begun;
        return MHD_YES;
    }
    const char *words = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "q");
    const bool any = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "any");
    const char *wanted = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "snippets");
    std::string body;
    unsigned status = MHD_HTTP_OK;
    try {
        body = answer(words ? words : "", any, !wanted || std::strcmp(wanted, "0") != 0);
    } catch (const Xapian::Error &error) {
        body = error.get_msg();
        status = MHD_HTTP_INTERNAL_SERVER_ERROR;
    }
    MHD_Response *response = MHD_create_response_from_buffer(body.size(), &body[0],
                                                             MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", "application/json");
    const MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        std::cerr << "usage: plain-serve DATABASE PORT [THREADS]\n";
        return 2;
    }
    path = argv[1];
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(std::atoi(argv[2])));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    const unsigned threads = argc > 3 ? static_cast<unsigned>(std::atoi(argv[3])) : 2;
    MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, nullptr, nullptr, on_request, nullptr,
        MHD_OPTION_SOCK_ADDR, reinterpret_cast<sockaddr *>(&address), MHD_OPTION_THREAD_POOL_SIZE,
        threads, MHD_OPTION_CONNECTION_LIMIT, 2048U, MHD_OPTION_END);
    if (!daemon) {
        std::cerr << "plain-serve: cannot listen on port " << argv[2] << '\n';
        return 1;
    }
    int number;
    sigwait(&signals, &number);
    MHD_stop_daemon(daemon);
    return 0;
}
