# Tests of xapian-c.
herald_unit_test(xap_compact LIBRARIES xap)
herald_unit_test(xap_database LIBRARIES xap)
herald_unit_test(xap_document LIBRARIES xap)
herald_unit_test(xap_enquire LIBRARIES xap m)
herald_unit_test(xap_iterate LIBRARIES xap)
herald_unit_test(xap_query LIBRARIES xap)
herald_unit_test(xap_source LIBRARIES xap)
herald_unit_test(xap_writable LIBRARIES xap)
