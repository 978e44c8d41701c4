# Tests of language.
herald_unit_test(analyser LIBRARIES herald_language)
herald_unit_test(analyser_texts LIBRARIES herald_language PkgConfig::CJSON ZLIB::ZLIB ICU::uc)
herald_unit_test(recogniser LIBRARIES herald_gazetteer)
herald_unit_test(phrases LIBRARIES herald_gazetteer)
herald_unit_test(word_pairs LIBRARIES herald_language)
herald_unit_test(detection LIBRARIES herald_detection)
herald_unit_test(encoding LIBRARIES herald_detection PkgConfig::CJSON ZLIB::ZLIB ICU::uc)
