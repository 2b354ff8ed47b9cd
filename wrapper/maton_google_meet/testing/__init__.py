"""For tests: hold what is sent and answered against the document."""
