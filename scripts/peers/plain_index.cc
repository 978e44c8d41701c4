/*
 * plain-index DATABASE ARTICLES.jsonl: libxapian used plainly, as its getting-started guide does.
 * The title is indexed with prefix S and, like the body, without one; words have positions and
 * stems; the id is a boolean term; the document data are "id <tab> title <newline>" and the line.
 * The date of publication is value 0, for sorting and ranges; the source is value 1, for facets.
 */
#include <cjson/cJSON.h>
#include <fstream>
#include <iostream>
#include <memory>
#include <xapian.h>

static std::string text_of(const cJSON *article, const char *field)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(article, field);
    return cJSON_IsString(item) ? item->valuestring : "";
}

static Xapian::Document document_of(Xapian::TermGenerator &generator, const std::string &line,
                                    const cJSON *article)
{
    Xapian::Document document;
    const std::string id = text_of(article, "id"), title = text_of(article, "title");
    generator.set_document(document);
    generator.set_termpos(0);
    generator.index_text(title, 1, "S");
    generator.index_text(title);
    generator.increase_termpos();
    generator.index_text(text_of(article, "body"));
    document.add_boolean_term("Q" + id);
    const std::string published = text_of(article, "published");
    document.add_value(0, published.empty() ? text_of(article, "date") : published);
    document.add_value(1, text_of(article, "source"));
    document.set_data(id + '\t' + title + '\n' + line);
    return document;
}

int main(int argc, char **argv)
try {
    if (argc != 3)
        throw Xapian::InvalidArgumentError("usage: plain-index DATABASE ARTICLES.jsonl");
    Xapian::WritableDatabase database(argv[1], Xapian::DB_CREATE);
    Xapian::TermGenerator generator;
    generator.set_stemmer(Xapian::Stem("english"));
    std::ifstream input(argv[2]);
    for (std::string line; std::getline(input, line);) {
        std::unique_ptr<cJSON, decltype(&cJSON_Delete)> article(cJSON_Parse(line.c_str()),
                                                                cJSON_Delete);
        if (article)
            database.add_document(document_of(generator, line, article.get()));
    }
    database.commit();
    std::cout << database.get_doccount() << '\n';
    return 0;
} catch (const Xapian::Error &error) {
    std::cerr << "plain-index: " << error.get_description() << '\n';
    return 1;
}
