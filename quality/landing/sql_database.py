"""What must hold of the tables of a database on arrival: what holds of the same entities from files.

Belongs here: nothing but the name. Does not belong here: a rule of its own; they are those of `canonical_files`.
"""

from functools import partial

from quality.landing import canonical_files

suite = partial(canonical_files.suite, source="sql_database")
