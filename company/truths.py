"""Reads `truths.yml`, the one readable file of planted truths.

Belongs here: typed access to that file. Does not belong here: values (they stand in the file), generation.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml


@dataclass(frozen=True)
class CompanyFacts:
    """One legal company: name, suffix of its departments, currency, country and share of the people."""

    company_id: str
    abbr: str
    currency: str
    country: str
    share: float


@dataclass(frozen=True)
class Truths:
    """The whole file; `workforce`, `reorganisation` and `truths` keep the file's own keys."""

    seed: int
    as_of_date: date
    companies: tuple[CompanyFacts, ...]
    workforce: dict[str, float]
    reorganisation: dict[str, Any]
    truths: dict[str, dict[str, Any]]


def read_truths(path: Path | None = None) -> Truths:
    """Return the truths in `path`, by default those beside this module."""
    content = yaml.safe_load((path or Path(__file__).with_name("truths.yml")).read_text(encoding="utf-8"))
    companies = tuple(CompanyFacts(**entry) for entry in content.pop("companies"))
    return Truths(companies=companies, **content)


def month_day(month: str) -> int:
    """The first day of a month such as 2025-09, as days since 1970-01-01."""
    return int(np.datetime64(month, "D").astype(np.int64))
