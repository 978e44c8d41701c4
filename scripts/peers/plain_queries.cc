/*
 * plain-queries DATABASE QUERIES [ids|hits|snippets]: time each query inside the process. QUERIES
 * has lines "kind <tab> words", kind being or, and, phrase. All run once to warm up; then for each
 * "kind <tab> number of words <tab> microseconds <tab> matches (estimated)" is printed.
 */
#include <chrono>
#include <fstream>
#include <iostream>
#include <vector>
#include <xapian.h>

enum class Fetch { ids, hits, snippets };

struct Query {
    std::string kind, words;
};

static std::vector<Query> read_queries(const char *path)
{
    std::vector<Query> queries;
    std::ifstream input(path);
    for (std::string line; std::getline(input, line);) {
        const auto tab = line.find('\t');
        if (tab != std::string::npos)
            queries.push_back({line.substr(0, tab), line.substr(tab + 1)});
    }
    return queries;
}

/* Fetch what a list of hits shows; the sum of sizes keeps the compiler from leaving it out. */
static size_t fetch_hits(const Xapian::MSet &hits, const Xapian::Stem &stemmer, Fetch fetch)
{
    size_t bytes = 0;
    for (auto hit = hits.begin(); hit != hits.end(); ++hit) {
        const std::string data = hit.get_document().get_data();
        bytes += data.substr(0, data.find('\n')).size();
        if (fetch == Fetch::snippets)
            bytes += hits.snippet(data, 300, stemmer).size();
    }
    return bytes;
}

static Xapian::doccount run(Xapian::Database &database, Xapian::QueryParser &parser,
                            const Xapian::Stem &stemmer, const Query &query, Fetch fetch)
{
    using Xapian::Query;
    parser.set_default_op(query.kind == "or" ? Query::OP_OR : Query::OP_AND);
    Xapian::Enquire enquire(database);
    enquire.set_query(
        parser.parse_query(query.kind == "phrase" ? '"' + query.words + '"' : query.words));
    const Xapian::MSet hits = enquire.get_mset(0, 10);
    if (fetch != Fetch::ids && fetch_hits(hits, stemmer, fetch) == 0 && !hits.empty())
        throw Xapian::DatabaseCorruptError("hits without document data");
    return hits.get_matches_estimated();
}

static size_t count_words(const std::string &words)
{
    size_t count = 1;
    for (char c : words)
        count += c == ' ';
    return count;
}

int main(int argc, char **argv)
try {
    const std::string what = argc == 4 ? argv[3] : "ids";
    if (argc < 3 || argc > 4 || (what != "ids" && what != "hits" && what != "snippets"))
        throw Xapian::InvalidArgumentError(
            "usage: plain-queries DATABASE QUERIES [ids|hits|snippets]");
    const Fetch fetch = what == "ids" ? Fetch::ids : what == "hits" ? Fetch::hits : Fetch::snippets;
    Xapian::Database database(argv[1]);
    const Xapian::Stem stemmer("english");
    Xapian::QueryParser parser;
    parser.set_database(database);
    parser.set_stemmer(stemmer);
    const std::vector<Query> queries = read_queries(argv[2]);
    for (const Query &query : queries)
        run(database, parser, stemmer, query, fetch);
    for (const Query &query : queries) {
        const auto start = std::chrono::steady_clock::now();
        const Xapian::doccount matches = run(database, parser, stemmer, query, fetch);
        const std::chrono::duration<double, std::micro> taken =
            std::chrono::steady_clock::now() - start;
        std::cout << query.kind << '\t' << count_words(query.words) << '\t' << taken.count() << '\t'
                  << matches << '\n';
    }
    return 0;
} catch (const Xapian::Error &error) {
    std::cerr << "plain-queries: " << error.get_description() << '\n';
    return 1;
}
