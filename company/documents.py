"""Frappe documents as the REST API sends them, made from the site's columns.

Belongs here: field conversion to JSON, child tables inside their parents, and the few set-up DocTypes that
never land. Does not belong here: what the site holds (`company.frappe`).
"""

import zlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from company.frappe import Site
from company.pay import EURO_DEDUCTIONS, EURO_EARNINGS, EURO_EMPLOYER
from company.reviews import CRITERIA
from company.shapes import Document, Documents
from company.simulation import GENDERS

OWNER = "Administrator"
# Table, DocType, child tables as (table, field, DocType of the child).
DOCTYPES: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("companies", "Company", ()),
    ("departments", "Department", ()),
    ("designations", "Designation", ()),
    ("branches", "Branch", ()),
    ("employment_types", "Employment Type", ()),
    ("employee_grades", "Employee Grade", ()),
    ("employees", "Employee", ()),
    (
        "employee_promotions",
        "Employee Promotion",
        (("employee_promotion_details", "promotion_details", "Employee Property History"),),
    ),
    (
        "employee_transfers",
        "Employee Transfer",
        (("employee_transfer_details", "transfer_details", "Employee Property History"),),
    ),
    ("exit_interviews", "Exit Interview", ()),
    ("kras", "KRA", ()),
    (
        "appraisal_templates",
        "Appraisal Template",
        (
            ("appraisal_template_goals", "goals", "Appraisal Template Goal"),
            ("appraisal_template_criteria", "rating_criteria", "Employee Feedback Rating"),
        ),
    ),
    ("appraisal_cycles", "Appraisal Cycle", ()),
    (
        "appraisals",
        "Appraisal",
        (
            ("appraisal_kras", "appraisal_kra", "Appraisal KRA"),
            ("appraisal_self_ratings", "self_ratings", "Employee Feedback Rating"),
        ),
    ),
    ("goals", "Goal", ()),
    (
        "performance_feedbacks",
        "Employee Performance Feedback",
        (("feedback_ratings", "feedback_ratings", "Employee Feedback Rating"),),
    ),
    ("training_programs", "Training Program", ()),
    (
        "training_events",
        "Training Event",
        (("training_event_employees", "employees", "Training Event Employee"),),
    ),
    (
        "training_results",
        "Training Result",
        (("training_result_employees", "employees", "Training Result Employee"),),
    ),
    ("training_feedbacks", "Training Feedback", ()),
    ("leave_types", "Leave Type", ()),
    ("leave_applications", "Leave Application", ()),
    ("attendances", "Attendance", ()),
    (
        "employee_skill_maps",
        "Employee Skill Map",
        (("employee_skills", "employee_skills", "Employee Skill"),),
    ),
    ("salary_structure_assignments", "Salary Structure Assignment", ()),
    (
        "salary_slips",
        "Salary Slip",
        (("salary_details", "earnings", "Salary Detail"), ("salary_details", "deductions", "Salary Detail")),
    ),
)
EXTRA: dict[str, dict[str, Any]] = {
    "Employee": {
        "naming_series": "HR-EMP-",
        "unsubscribed": 0,
        "salary_mode": "Bank",
        "prefered_contact_email": "",
    },
    "Appraisal": {"naming_series": "HR-APR-.YYYY.-", "start_date": None, "end_date": None, "remarks": None},
    "Appraisal Cycle": {"description": None, "branch": None, "department": None, "designation": None},
    "Goal": {"description": "", "user": None},
    "Employee Performance Feedback": {"feedback": "<div>Thank you for the year.</div>"},
    "Exit Interview": {"naming_series": "HR-EXIT-INT-", "interview_summary": "<p>Wanted a change.</p>"},
    "Training Event": {"level": "Beginner", "location": "Pune", "introduction": ""},
    "Training Feedback": {"feedback": "<p>Useful.</p>"},
    "Training Program": {"trainer_name": None, "description": "Workshops in person"},
    "Leave Application": {
        "naming_series": "HR-LAP-.YYYY.-",
        "description": "Family matters",
        "leave_balance": 0.0,
    },
    "Attendance": {"naming_series": "HR-ATT-.YYYY.-", "shift": None},
    "Salary Slip": {"payroll_frequency": "Monthly", "absent_days": 0.0},
    "Department": {"payroll_cost_center": None, "leave_block_list": None},
}


def _json(value: Any) -> Any:
    """A value as Frappe's JSON holds it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _rows(table: pa.Table) -> list[Document]:
    """Rows as dicts of JSON values, converted a column at a time."""
    columns = {name: [_json(value) for value in table[name].to_pylist()] for name in table.column_names}
    names = list(columns)
    return [dict(zip(names, values)) for values in zip(*columns.values())]


def documents(site: Site) -> Documents:
    """Every document of `site` by DocType, in ascending order of name."""
    pieces: dict[str, list[pa.Table]] = {}
    for name, table in site.tables():
        pieces.setdefault(name, []).append(table)
    tables = {name: _rows(pa.concat_tables(parts)) for name, parts in pieces.items()}
    result: Documents = {}
    for table, doctype, children in DOCTYPES:
        found = [_document(row, doctype) for row in tables.get(table, [])]
        by_name = {document["name"]: document for document in found}
        for child_table, field, child_type in children:
            for document in found:
                document[field] = []
            for row in tables.get(child_table, []):
                if row["parentfield"] == field and row["parent"] in by_name:
                    parent = by_name[row["parent"]]
                    parent[field].append(_child(row, parent, doctype, child_type))
        if doctype == "Employee":
            _link(found)
        result[doctype] = sorted(found, key=lambda document: document["name"])
    result.update(_setup(site))
    return result


def _document(row: Document, doctype: str) -> Document:
    """A document with what every document carries."""
    row.pop("row", None)
    head = {"name": row["name"], "owner": OWNER, "creation": row["creation"], "modified": row["modified"]}
    if doctype == "Employee":
        row["employee"] = row["name"]
    if doctype == "Company":
        row["company_name"] = row["name"]
    return {**head, "modified_by": OWNER, "idx": 0, **row, **EXTRA.get(doctype, {}), "doctype": doctype}


def _child(row: Document, parent: Document, doctype: str, child_type: str) -> Document:
    """A child row with what every child row carries; its name is made of its place."""
    place = f"{row['parent']}|{row['parentfield']}|{row['idx']}"
    return {
        "name": f"{zlib.crc32(place.encode()):08x}{zlib.adler32(place.encode()) % 256:02x}",
        "owner": OWNER,
        "creation": parent["creation"],
        "modified": parent["modified"],
        "modified_by": OWNER,
        "docstatus": parent["docstatus"],
        **row,
        "parenttype": doctype,
        "doctype": child_type,
    }


def _link(employees: list[Document]) -> None:
    """Add the empty tables that an Employee document carries."""
    for employee in employees:
        employee.update(internal_work_history=[], external_work_history=[], education=[])


def _setup(site: Site) -> Documents:
    """DocTypes that only link others and never land: genders, criteria, salary components and so on."""
    lists = {
        "Gender": list(GENDERS),
        "Employee Feedback Criteria": list(CRITERIA),
        "Salary Structure": ["Kaveri Europe monthly", "Kaveri India monthly"],
        "Salary Component": [name for name, _ in (*EURO_EARNINGS, *EURO_EMPLOYER, *EURO_DEDUCTIONS)],
        "Holiday List": [f"Kaveri {site.facts.truths.as_of_date.year}"],
    }
    moment = _founded(site)
    return {
        doctype: [
            {
                "name": name,
                "owner": OWNER,
                "creation": moment,
                "modified": moment,
                "modified_by": OWNER,
                "docstatus": 0,
                "idx": 0,
                "doctype": doctype,
            }
            for name in sorted(names)
        ]
        for doctype, names in lists.items()
    }


def _founded(site: Site) -> str:
    """The moment the site was set up, as text."""
    return f"{date.fromordinal(site.founded + 719_163).isoformat()} 09:00:00.000000"
