"""The page of metrics: what each KPI is, from the meta of the models that define them.

Belongs here: turning the manifest into `docs/metrics.md`. Does not belong here: definitions (they stand in the
models' own `.yml`), figures, reading or writing files.
"""

from collections.abc import Mapping
from typing import Any

_UNITS = {
    "ratio": "share (numerator over denominator, shown in %)",
    "people": "people",
    "hours": "hours",
    "fte": "full-time equivalents",
    "months": "months",
    "layers": "layers",
    "money": "money, in the row's `currency`",
    "ratio_of_money": "ratio of two amounts of money, no share",
    "points": "points (a difference of shares, times 100)",
    "scale_points": "points of the rating scale",
}
_BETTER = {"higher": "higher", "lower": "lower", "neutral": "neither"}
_ADDS = {
    "value": "the value itself adds up over units and companies",
    "parts": "numerator and denominator add up over units and companies, the value does not",
    "none": "nothing adds up over units and companies",
}
_HEAD = """\
# Metrics

<!-- Written by `meritline docs` from config.meta.kpi of the KPI models: change the model's .yml, not this page. -->

Each metric is a model of its own in the schema `kpi`; `kpi.kpi_values` holds them all in one shape and `kpi.dim_kpi`
holds the definitions below. A row is one metric, variant, period, company (`*` is the whole group) and unit with all
units below it, in one `tree` and one part of one `dimension`. It stores `numerator`, `denominator` and `n`; the value
is made once, where it is shown, and only where `withheld_reason` is null. A version changes when the same facts would
give another figure.

- `tree` is `as_is`, units added up as they hang today, or `as_was`, as they hung at the close of each month. A
  reorganisation within a month counts for the whole of it; in `as_was` a unit that changes its place moves with its
  people.
- `dimension` is `all` for everybody, and where people stand behind the figure `gender`, `grade`, `location`,
  `tenure_band`, `age_band` or `worker_type`; who has none on record is the value `unknown`. Rows of two trees or of two
  dimensions never add up. Service and age are those at the close of the month, grade and place those of the day.
- The seed `kpi_policy` says down to which level of the organisation units have figures (the group, divisions and
  departments) and down to which these are cut by dimension (the group and its divisions). What may leave the
  warehouse is another question, and `disclosure_policy` answers it.
- `standard_error` is set where the value is neither a count nor a share: for eNPS and the training effect.
"""


def render(manifest: Mapping[str, Any]) -> str:
    """The page as Markdown.

    Args:
        manifest: dbt's manifest; every model with `config.meta.kpi` becomes a section, in order of its name.

    Raises:
        KeyError: a KPI's meta lacks a field of the library, or has a unit, direction or additivity nobody knows.
    """
    models = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["meta"].get("kpi")
    ]
    models.sort(key=lambda node: node["name"])
    contents = [_contents_row(node) for node in models]
    sections = [_section(node, manifest) for node in models]
    table = ["| Metric | Unit | Better | Model |", "|---|---|---|---|", *contents]
    return "\n".join([_HEAD, *table, "", *sections])


def _contents_row(node: Mapping[str, Any]) -> str:
    kpi = node["config"]["meta"]["kpi"]
    anchor = kpi["name"].lower().replace(" ", "-")
    return f"| [{kpi['name']}](#{anchor}) | {kpi['unit']} | {_BETTER[kpi['direction']]} | `{node['name']}` |"


def _section(node: Mapping[str, Any], manifest: Mapping[str, Any]) -> str:
    kpi = node["config"]["meta"]["kpi"]
    variants = _variants(node, manifest)
    default = kpi["default_variant"]
    others = ", ".join(f"`{v}`" for v in variants if v != default)
    path = node["original_file_path"].replace("\\", "/")
    return "\n".join(
        [
            f"## {kpi['name']}",
            "",
            _one_line(kpi["definition"]),
            "",
            _one_line(kpi["is_not"]),
            "",
            f"- Identifier and version: `{kpi['id']}`, {kpi['version']}",
            f"- Unit: {_UNITS[kpi['unit']]}; better is {_BETTER[kpi['direction']]}",
            f"- Variants: `{default}` where none is asked for" + (f"; also {others}" if others else ""),
            f"- Adding up: {_ADDS[kpi['additive']]}",
            f"- Answers for it: {node['config']['meta']['owner']}; "
            f"made by [`{node['name']}`](../dbt_project/{path})",
            "",
        ]
    )


def _variants(node: Mapping[str, Any], manifest: Mapping[str, Any]) -> list[str]:
    """The closed list of variants that a test of the model holds it to."""
    for test in manifest["nodes"].values():
        if (
            test["resource_type"] == "test"
            and test.get("attached_node") == node["unique_id"]
            and test.get("column_name") == "variant"
            and (test.get("test_metadata") or {}).get("name") == "accepted_values"
        ):
            return list(test["test_metadata"]["kwargs"]["values"])
    return []


def _one_line(text: str) -> str:
    return " ".join(text.split())
