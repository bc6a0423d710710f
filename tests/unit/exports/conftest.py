"""A tiny database with schema `reports` and the manifest that declares it, made by hand.

Belongs here: fixtures of the exports tests. Does not belong here: assertions.
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from exports.release import Release

Manifest = dict[str, Any]


def column(name: str, data_type: str = "string", **meta: Any) -> dict[str, Any]:
    return {"name": name, "data_type": data_type, "description": f"What {name} is.", "config": {"meta": meta}}


def model(name: str, audience: str, columns: list[dict[str, Any]], **meta: Any) -> tuple[str, dict[str, Any]]:
    return f"model.meritline.{name}", {
        "name": name,
        "resource_type": "model",
        "schema": "reports",
        "description": f"What {name} holds.",
        "config": {"meta": {"audience": audience, "owner": "tests", **meta}},
        "columns": {c["name"]: c for c in columns},
    }


def exposure(name: str, tables: list[str], meta: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    return f"exposure.meritline.{name}", {
        "name": name,
        "description": f"What {name} is for.",
        "depends_on": {"nodes": [f"model.meritline.{t}" for t in tables]},
        "config": {"meta": dict(meta)},
    }


UNIT_COLUMNS = [
    column("unit_name", label="Unit"),
    column("is_whole", "boolean", label="Whole", format="key"),
    column("people_count", "bigint", label="People", format="count"),
    column("rate_ratio", "double", label="Turnover", format="percent"),
    column("low_ratio", "double", label="From", format="percent"),
    column("high_ratio", "double", label="To", format="percent"),
    column("previous_ratio", "double", label="Year before", format="percent"),
    column("withheld_reason", label="Why withheld"),
]
FIGURE_COLUMNS = [
    column("sequence", "int", format="key"),
    *(column(n) for n in ("measure", "unit", "currency", "direction")),
    column("period_start", "date", format="date"),
    column("period_end", "date", format="date"),
    *(column(n, "decimal(18,4)", format="ratio") for n in ("value", "previous_value", "change_value")),
    column("n", "bigint", format="count"),
    *(column(n) for n in ("n_label", "driver_name")),
    column("driver_value", "decimal(18,4)", format="ratio"),
    column("withheld_reason"),
]
RAISE_COLUMNS = [
    column("person_key", label="Key", format="key"),
    column("employee_name", label="Name"),
    column("currency", label="Currency"),
    column("base_amount", "decimal(18,2)", label="Base pay", format="money"),
    column("increment_ratio", "double", label="Increment rate", format="percent"),
    column("effective_date", "date", label="Effective from", format="date"),
    column("decision", label="Decision"),
    column("rate", "decimal(9,4)", label="Rate", format="percent"),
    column("raise_amount", "decimal(18,2)", label="Raise", format="money"),
    column("holder_key", label="Holder key", format="key"),
    column("holder_id", label="Holder id", format="key"),
    column("holder_name", label="Holder", format="key"),
    column("is_open", "boolean", label="Open", format="key"),
]
BUDGET_COLUMNS = [
    column("holder_key", label="Holder key", format="key"),
    column("holder_name", label="Holder"),
    column("currency", label="Currency"),
    column("budget_amount", "decimal(18,2)", label="Budget", format="money"),
    column("left_amount", "decimal(18,2)", label="Left", format="money"),
    column("state", label="State"),
]


@pytest.fixture
def manifest() -> Manifest:
    nodes = dict(
        [
            model("rpt_raise__people", "hr", RAISE_COLUMNS, order_by=["employee_name"]),
            model("rpt_raise__budgets", "hr", BUDGET_COLUMNS, order_by=["holder_name"]),
            model("rpt_raise__standing", "hr", [column("sentence", label="What stands")]),
            model("rpt_pack__headline", "leadership", FIGURE_COLUMNS, order_by=["sequence"]),
            model("rpt_pack__units", "leadership", UNIT_COLUMNS, order_by=["unit_name"]),
            model("rpt_bi__units", "bi", UNIT_COLUMNS),
        ]
    )
    nodes["model.meritline.dim_employee"] = nodes["model.meritline.rpt_raise__people"] | {
        "name": "dim_employee",
        "schema": "core",
    }
    exposures = dict(
        [
            exposure(
                "raise",
                ["rpt_raise__people", "rpt_raise__budgets", "rpt_raise__standing"],
                {
                    "title": "Raises",
                    "audience": "hr",
                    "formats": ["xlsx", "parquet"],
                    "cadence": "Once.",
                    "how_to_use": "Fill in the tinted cells.",
                    "split": {"key": "holder_key", "name": "holder_id", "title": "holder_name"},
                    "withheld_while": "rpt_raise__standing",
                    "sheets": [
                        {
                            "name": "People",
                            "table": "rpt_raise__people",
                            "purpose": "Everybody.",
                            "freeze_columns": 1,
                            "open_when": "is_open",
                            "inputs": [
                                {
                                    "name": "decision",
                                    "kind": "choice",
                                    "choices": ["Accept", "Decline"],
                                    "message": "Choose one.",
                                },
                                {"name": "rate", "kind": "percent", "maximum": 0.5, "message": "Up to 50 %."},
                            ],
                            "live": [
                                {"name": "raise_amount", "formula": '{base_amount}*IF({rate}="",0,{rate})'}
                            ],
                        },
                        {
                            "name": "Budgets",
                            "table": "rpt_raise__budgets",
                            "purpose": "What is left.",
                            "live": [
                                {
                                    "name": "left_amount",
                                    "formula": "{budget_amount}-"
                                    "SUMIFS({People.raise_amount},{People.holder_key},{holder_key})",
                                },
                                {"name": "state", "formula": 'IF({left_amount}<0,"Over budget","Within")'},
                            ],
                            "alerts": [{"column": "state", "begins_with": "Over", "state": "act"}],
                        },
                    ],
                },
            ),
            exposure(
                "pack",
                ["rpt_pack__headline", "rpt_pack__units"],
                {
                    "title": "Pack",
                    "audience": "leadership",
                    "formats": ["html", "pdf"],
                    "cadence": "Monthly.",
                    "sections": [
                        {
                            "part": "Headline",
                            "view": "headline",
                            "table": "rpt_pack__headline",
                            "subject": "Figures",
                        },
                        {
                            "part": "Headline",
                            "view": "changes",
                            "table": "rpt_pack__headline",
                            "subject": "Changes",
                        },
                        {
                            "part": "People",
                            "view": "bars",
                            "table": "rpt_pack__units",
                            "subject": "Turnover",
                            "category": "unit_name",
                            "value": "rate_ratio",
                            "low": "low_ratio",
                            "high": "high_ratio",
                            "previous": "previous_ratio",
                            "better": "lower",
                        },
                    ],
                },
            ),
        ]
    )
    return {"nodes": nodes, "exposures": exposures}


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema reports")
        connection.execute(
            """
            create table reports.rpt_raise__people as
            select * from (values
                ('k1', '=HYPERLINK("x")', 'INR', 1234567.5::decimal(18,2), 0.05, date '2026-04-01',
                    null, null::decimal(9,4), 0::decimal(18,2), 'h1', 'North & Co', 'North', true),
                ('k2', '@Anand', 'EUR', 61000::decimal(18,2), 0.031, date '2026-04-01',
                    'Decline', 0.02, 1220, 'h2', 'South', 'South', true),
                ('k3', 'Beate', 'INR', 99999999::decimal(18,2), null, date '2026-04-01',
                    null, null, 0, 'h1', 'North & Co', 'North', false)
            ) as t(person_key, employee_name, currency, base_amount, increment_ratio, effective_date,
                decision, rate, raise_amount, holder_key, holder_id, holder_name, is_open)
            """
        )
        connection.execute(
            """
            create table reports.rpt_raise__budgets as
            select * from (values
                ('h1', 'North', 'INR', 100::decimal(18,2), 100::decimal(18,2), 'Within'),
                ('h2', 'South', 'EUR', 1000, -220, 'Over budget')
            ) as t(holder_key, holder_name, currency, budget_amount, left_amount, state)
            """
        )
        connection.execute("create table reports.rpt_raise__standing (sentence varchar)")
        units = """
            select * from (values
                ('Operations', false, 40::bigint, 0.152, 0.1, 0.22, 0.10, null),
                ('Sales <b>', false, 30::bigint, 0.06, 0.02, 0.12, 0.07, null),
                ('Office', false, null, null, null, null, null, 'fewer than 5 people'),
                ('Company', true, 74::bigint, 0.114, 0.08, 0.16, 0.098, null)
            ) as t(
                unit_name, is_whole, people_count, rate_ratio, low_ratio, high_ratio, previous_ratio, withheld_reason
            )
        """
        connection.execute(f"create table reports.rpt_pack__units as {units}")
        connection.execute(f"create table reports.rpt_bi__units as {units}")
        connection.execute(
            """
            create table reports.rpt_pack__headline as
            select * from (values
                (1, 'Headcount', 'count', null, 'none', date '2026-03-31', date '2026-03-31',
                    74.0::decimal(18,4), 70.0::decimal(18,4), 4.0::decimal(18,4), 74::bigint, 'people',
                    null, null, null),
                (2, 'Voluntary turnover', 'percent', null, 'lower', date '2025-04-01', date '2026-03-31',
                    0.114, 0.098, 0.016, 74, 'people', 'Operations', 0.0160, null),
                (3, 'Engagement', 'percent', null, 'higher', date '2025-04-01', date '2026-03-31',
                    null, null, null, null, 'people', null, null, 'fewer than 5 people')
            ) as t(sequence, measure, unit, currency, direction, period_start, period_end, value, previous_value,
                change_value, n, n_label, driver_name, driver_value, withheld_reason)
            """
        )
    return path


@pytest.fixture
def release() -> Release:
    return Release("20260331-0123abcd", date(2026, 3, 31), datetime(2026, 4, 1))
