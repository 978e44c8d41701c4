# Tests of xapian-c.
