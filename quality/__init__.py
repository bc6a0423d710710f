"""Quality: Great Expectations suites on arrival and before release, and how they are run."""
