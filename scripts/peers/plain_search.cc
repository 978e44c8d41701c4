/* plain-search DATABASE QUERY: the shortest sensible search with libxapian; words joined by AND. */
#include <iostream>
#include <xapian.h>

int main(int argc, char **argv)
try {
    if (argc != 3)
        throw Xapian::InvalidArgumentError("usage: plain-search DATABASE QUERY");
    Xapian::Database database(argv[1]);
    Xapian::QueryParser parser;
    parser.set_database(database);
    parser.set_stemmer(Xapian::Stem("english"));
    parser.set_default_op(Xapian::Query::OP_AND);
    parser.add_prefix("title", "S");
    Xapian::Enquire enquire(database);
    enquire.set_query(parser.parse_query(argv[2]));
    const Xapian::MSet hits = enquire.get_mset(0, 10);
    for (auto hit = hits.begin(); hit != hits.end(); ++hit) {
        const std::string data = hit.get_document().get_data(); /* "id <tab> title <newline> ..." */
        std::cout << hit.get_weight() << '\t' << data.substr(0, data.find('\n')) << '\n';
    }
    return hits.empty() ? 1 : 0;
} catch (const Xapian::Error &error) {
    std::cerr << "plain-search: " << error.get_description() << '\n';
    return 2;
}
