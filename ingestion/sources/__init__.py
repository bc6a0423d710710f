"""The sources, one folder each; this file is their register."""
