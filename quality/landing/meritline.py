"""What must hold of what Meritline itself lands.

Belongs here: that the secret of the keyed hash is there, that capabilities speak the four words, that published
figures are whole.
Does not belong here: the secret's value, whether a declaration is true (a test of the built company asks that).
"""

from quality.suite import Suite, Table, at_least_rows, filled, one_of

_SECRET = "Set MERITLINE_PERSON_KEY_SECRET, or leave it empty to have one made, and load again."
_FIGURES = "Restore the folder `figures` of the home from a copy, and load meritline again."

SUITE = Suite(
    name="meritline",
    stage="landing",
    tables=(
        Table(
            "raw_meritline.person_key_secrets",
            key=("secret_id",),
            rules=(at_least_rows(1, _SECRET), filled("secret", _SECRET)),
        ),
        Table(
            "raw_meritline.source_capabilities",
            key=("source_name", "entity", "field_name"),
            rules=(
                at_least_rows(1, "Load meritline again: what the sources declare has not landed."),
                one_of(
                    "status",
                    ["native", "derived", "assumed", "absent"],
                    "Correct capabilities.yml of the source.",
                ),
            ),
        ),
        Table(
            "raw_meritline.published_releases",
            key=("release_number",),
            rules=(filled("known_at", _FIGURES),),
        ),
        Table(
            "raw_meritline.published_figures",
            key=(
                *("release_number", "kpi_id", "variant", "tree", "dimension", "dimension_value"),
                *("period_type", "period_end", "company_id", "org_unit_key"),
            ),
            rules=(filled("definition_version", _FIGURES),),
        ),
    ),
)
