/*
 * plain-queries DATABASE QUERIES [ids|hits|snippets]: time each query inside the process. QUERIES
 * has lines "kind <tab> words [<tab> first date <tab> last date]", kind being one of
 *   or, and, phrase   the ten best
 *   near              words joined by NEAR/10
 *   dated             AND, with a range of value 0
 *   facets            OR, and ValueCountMatchSpy on value 1 over all that match
 *   newest            OR, sorted by value 0, the highest first
 *   deep              OR, ten from rank 1001 on
 * All run once to warm up; then for each "kind <tab> number of words <tab> microseconds <tab>
 * matches (estimated)" is printed.
 */
#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>
#include <xapian.h>

enum class Fetch { ids, hits, snippets };

struct Query {
    std::string kind, words, from, to;
};

static std::vector<Query> read_queries(const char *path)
{
    std::vector<Query> queries;
    std::ifstream input(path);
    for (std::string line; std::getline(input, line);) {
        std::istringstream columns(line);
        Query query;
        std::getline(columns, query.kind, '\t');
        std::getline(columns, query.words, '\t');
        std::getline(columns, query.from, '\t');
        std::getline(columns, query.to, '\t');
        if (!query.words.empty())
            queries.push_back(query);
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

/* The text of a query as QueryParser takes it. */
static std::string text_of(const Query &query)
{
    if (query.kind == "phrase")
        return '"' + query.words + '"';
    std::string text = query.words;
    if (query.kind == "near")
        for (auto at = text.find(' '); at != std::string::npos; at = text.find(' ', at + 9))
            text.replace(at, 1, " NEAR/10 ");
    return text;
}

static bool is_any(const std::string &kind)
{
    return kind == "or" || kind == "facets" || kind == "newest" || kind == "deep";
}

static Xapian::doccount run(Xapian::Database &database, Xapian::QueryParser &parser,
                            const Xapian::Stem &stemmer, const Query &query, Fetch fetch)
{
    using Xapian::Query;
    parser.set_default_op(is_any(query.kind) ? Query::OP_OR : Query::OP_AND);
    Xapian::Enquire enquire(database);
    Query parsed = parser.parse_query(text_of(query));
    if (query.kind == "dated")
        parsed = Query(Query::OP_FILTER, parsed,
                       Query(Query::OP_VALUE_RANGE, 0, query.from, query.to + '~'));
    enquire.set_query(parsed);
    Xapian::ValueCountMatchSpy spy(1);
    if (query.kind == "facets")
        enquire.add_matchspy(&spy);
    if (query.kind == "newest")
        enquire.set_sort_by_value_then_relevance(0, true);
    const Xapian::MSet hits = enquire.get_mset(
        query.kind == "deep" ? 1000 : 0, 10, query.kind == "facets" ? database.get_doccount() : 0);
    if (query.kind == "facets" && spy.get_total() > 0 &&
        spy.top_values_begin(10) == spy.top_values_end(10))
        throw Xapian::InternalError("no facets");
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
