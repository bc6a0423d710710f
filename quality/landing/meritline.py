"""What must hold of what Meritline itself lands.

Belongs here: that the secret of the keyed hash is there. Does not belong here: the secret's value.
"""

from quality.suite import Suite, Table, at_least_rows, filled

_SECRET = "Set MERITLINE_PERSON_KEY_SECRET, or leave it empty to have one made, and load again."

SUITE = Suite(
    name="meritline",
    stage="landing",
    tables=(
        Table(
            "raw_meritline.person_key_secrets",
            key=("secret_id",),
            rules=(at_least_rows(1, _SECRET), filled("secret", _SECRET)),
        ),
    ),
)
