# Tests of searcher/serve.
herald_unit_test(serve_parts LIBRARIES herald_serve)
herald_unit_test(head LIBRARIES herald_serve)
