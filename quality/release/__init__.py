"""Release suites, one module per mart or delivery."""
