"""Benchmarks: how long each stage takes and how much memory it needs, beside a yardstick of the same run."""
