"""Landing suites, one module per source."""
