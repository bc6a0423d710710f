"""Exports: publication for BI and documents for people, read from the schema `reports` and nothing else.

And the form of what is kept: the ledger and sealed packs, whose tables are handed over by whoever may read them.
"""
