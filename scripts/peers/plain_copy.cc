/*
 * plain-copy HERALD-DATABASE ARTICLES.jsonl DATABASE: the documents of Herald's database, with the
 * same terms, positions and values, but with the article's line as document data, as a plain
 * program would keep it: what an index of the same content costs without Herald's article store.
 * Articles are found by their term "I" + id, so the corpus must not use an id twice.
 */
#include <cjson/cJSON.h>
#include <fstream>
#include <iostream>
#include <unordered_map>
#include <xapian.h>

static std::unordered_map<std::string, std::string> read_lines(const char *path)
{
    std::unordered_map<std::string, std::string> lines;
    std::ifstream input(path);
    for (std::string line; std::getline(input, line);) {
        cJSON *article = cJSON_Parse(line.c_str());
        const cJSON *id = cJSON_GetObjectItemCaseSensitive(article, "id");
        if (cJSON_IsString(id))
            lines["I" + std::string(id->valuestring)] = line;
        cJSON_Delete(article);
    }
    return lines;
}

int main(int argc, char **argv)
try {
    if (argc != 4)
        throw Xapian::InvalidArgumentError("usage: plain-copy HERALD-DATABASE ARTICLES DATABASE");
    const Xapian::Database source(argv[1]);
    const auto lines = read_lines(argv[2]);
    Xapian::WritableDatabase target(argv[3], Xapian::DB_CREATE);
    for (auto posting = source.postlist_begin(""); posting != source.postlist_end(""); ++posting) {
        Xapian::Document document = source.get_document(*posting);
        auto term = document.termlist_begin();
        term.skip_to("I");
        const auto line = term == document.termlist_end() ? lines.end() : lines.find(*term);
        if (line == lines.end())
            throw Xapian::DocNotFoundError("no article for document " + std::to_string(*posting));
        document.set_data(line->second);
        target.add_document(document);
    }
    target.commit();
    std::cout << target.get_doccount() << '\n';
    return 0;
} catch (const Xapian::Error &error) {
    std::cerr << "plain-copy: " << error.get_description() << '\n';
    return 1;
}
