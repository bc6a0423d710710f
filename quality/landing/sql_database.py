"""What must hold of the tables of a database on arrival: what holds of the same entities from files.

Belongs here: nothing but the names. Does not belong here: a rule of its own; they are those of `canonical_files`.
"""

from dataclasses import replace

from quality.landing import canonical_files

SUITE = replace(
    canonical_files.SUITE,
    name="sql_database",
    tables=tuple(
        replace(table, name=table.name.replace("raw_canonical_files", "raw_sql_database"))
        for table in canonical_files.SUITE.tables
    ),
)
