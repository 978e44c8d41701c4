#include <xapian.h>

#include "bench_analysis.h"

size_t bench_term_generator(const struct bench_text *texts, size_t count, const char *language,
                            int ngrams)
{
    Xapian::TermGenerator generator;
    generator.set_stemmer(Xapian::Stem(language));
    generator.set_stemming_strategy(Xapian::TermGenerator::STEM_SOME);
    if (ngrams) {
        generator.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);
    }
    size_t terms = 0;
    for (size_t i = 0; i < count; i++) {
        Xapian::Document document;
        generator.set_document(document);
        generator.set_termpos(0);
        generator.index_text(std::string(texts[i].bytes, texts[i].length));
        terms += document.termlist_count();
    }
    return terms;
}
