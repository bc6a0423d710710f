"""Settings: the sole reader of the environment, and the sole knower of where things lie.

Belongs here: every MERITLINE_* variable with its default, the folders below the home, which sources are
configured. Does not belong here: doing anything with them.
"""

import fcntl
import json
import os
import secrets
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO

from dotenv import dotenv_values

PROJECT = Path(__file__).resolve().parent.parent
DBT_PROJECT = PROJECT / "dbt_project"
# The dbt of this environment, wherever PATH points.
DBT = str(Path(sys.executable).with_name("dbt"))

# Variable, source, field of the source's configuration.
_SOURCE_VARIABLES = (
    ("MERITLINE_FRAPPE_URL", "frappe_hr", "base_url"),
    ("MERITLINE_FRAPPE_API_KEY", "frappe_hr", "api_key"),
    ("MERITLINE_FRAPPE_API_SECRET", "frappe_hr", "api_secret"),
    ("MERITLINE_MOODLE_URL", "moodle", "base_url"),
    ("MERITLINE_MOODLE_TOKEN", "moodle", "token"),
    ("MERITLINE_LIMESURVEY_URL", "limesurvey", "base_url"),
    ("MERITLINE_LIMESURVEY_USERNAME", "limesurvey", "username"),
    ("MERITLINE_LIMESURVEY_PASSWORD", "limesurvey", "password"),
    ("MERITLINE_PAYROLL_FOLDER", "payroll_register", "folder"),
    ("MERITLINE_FILES_FOLDER", "canonical_files", "folder"),
    ("MERITLINE_DECISIONS_FOLDER", "increment_decisions", "folder"),
    ("MERITLINE_SQL_URL", "sql_database", "url"),
    ("MERITLINE_SQL_MAPPING", "sql_database", "mapping_file"),
)
# The same, for what has a default: a source is configured without them.
_OPTIONAL_VARIABLES = (
    ("MERITLINE_MOODLE_MAX_CONNECTIONS", "moodle", "max_connections"),
    ("MERITLINE_LIMESURVEY_EMPLOYEE_NUMBER_ATTRIBUTE", "limesurvey", "employee_number_attribute"),
    ("MERITLINE_LIMESURVEY_DEPARTMENT_ATTRIBUTE", "limesurvey", "department_attribute"),
    ("MERITLINE_PAYROLL_COMPONENTS", "payroll_register", "components_file"),
    ("MERITLINE_FILES_MAPPING", "canonical_files", "mapping_file"),
)
# What the file system of a remote payroll folder needs to know, each under its own name: ..._KEY, ..._SECRET.
_STORAGE = "MERITLINE_PAYROLL_STORAGE_"
SOURCE_NAMES = tuple(dict.fromkeys(source for _, source, _ in _SOURCE_VARIABLES))


class SettingsError(ValueError):
    """A setting is missing or cannot be read; the text says which, and what to write."""


@dataclass(frozen=True)
class Settings:
    """What a run needs to know, read once.

    Attributes:
        home: the folder that holds everything a run leaves behind.
        as_of_date: the effective date of every "as of" figure.
        known_at: the knowledge time asked for; None asks for all that is known.
        load_time: the knowledge time that rows landed by this run get, UTC without zone.
        sources: configuration fields by source; a source that is not configured is absent.
        alert: where failures are reported: `webhook`, `email_to`, `email_from`, `smtp_host`, `smtp_port`.
        deleted_percent: how much of one table a load may delete before it stops, 0 to 100.
        is_full_load: whether a load reads every table whole, also where a source tells what changed.
        full_reload_days: after how many days a table is read whole again all the same.
        terminated_percent: how many of the active people may have left before a load stops, 0 to 100.
        accepted_emptied: fields that may fall silent, as "<source>.<table>.<field>".
        person_key_secret: the secret of the keyed hash; empty means the one kept below the home.
    """

    home: Path
    as_of_date: date
    load_time: datetime
    known_at: datetime | None = None
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    alert: Mapping[str, str] = field(default_factory=dict)
    deleted_percent: int = 10
    is_full_load: bool = False
    full_reload_days: int = 7
    terminated_percent: int = 10
    accepted_emptied: frozenset[str] = frozenset()
    person_key_secret: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings.

        Args:
            environment: the variables; by default the process's own over those of `.env`, of the folder that
                the command is given in or else of the project.

        Raises:
            SettingsError: a variable cannot be read, or a source is configured by half.
        """
        environment = variables() if environment is None else environment
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        home = Path(environment.get("MERITLINE_HOME") or PROJECT / "var").expanduser().resolve()
        known_at = environment.get("MERITLINE_KNOWN_AT")
        return cls(
            home=home,
            as_of_date=_date(environment, "MERITLINE_AS_OF", now.date()),
            load_time=_time(environment, "MERITLINE_LOAD_TIME", now),
            known_at=_time(environment, "MERITLINE_KNOWN_AT", now) if known_at else None,
            sources=_sources(environment),
            alert={
                name: environment[variable]
                for name, variable in (
                    ("webhook", "MERITLINE_ALERT_WEBHOOK"),
                    ("email_to", "MERITLINE_ALERT_EMAIL"),
                    ("email_from", "MERITLINE_ALERT_EMAIL_FROM"),
                    ("smtp_host", "MERITLINE_SMTP_HOST"),
                    ("smtp_port", "MERITLINE_SMTP_PORT"),
                )
                if environment.get(variable)
            },
            deleted_percent=_read(
                environment, "MERITLINE_MAX_DELETED_PERCENT", 10, int, "a whole number such as 10"
            ),
            is_full_load=_read(environment, "MERITLINE_FULL_LOAD", False, _yes_or_no, "yes or no"),
            full_reload_days=_read(
                environment, "MERITLINE_FULL_RELOAD_DAYS", 7, int, "a whole number of days such as 7"
            ),
            terminated_percent=_read(
                environment, "MERITLINE_MAX_TERMINATED_PERCENT", 10, int, "a whole number such as 10"
            ),
            accepted_emptied=frozenset(
                name.strip()
                for name in environment.get("MERITLINE_ACCEPT_EMPTIED", "").split(",")
                if name.strip()
            ),
            person_key_secret=environment.get("MERITLINE_PERSON_KEY_SECRET", ""),
        )

    @property
    def warehouse(self) -> Path:
        """The working warehouse; nobody but the pipeline opens it."""
        return self.home / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """What BI tools read: `meritline.duckdb` and `parquet/`."""
        return self.home / "published"

    @property
    def deliveries(self) -> Path:
        """Documents: `<delivery>/<release>/`."""
        return self.home / "deliveries"

    @property
    def quarantine(self) -> Path:
        """Rows that could not be read, with the reason."""
        return self.home / "quarantine"

    @property
    def data_docs(self) -> Path:
        """The static site of the quality suites."""
        return self.home / "data_docs"

    @property
    def figures(self) -> Path:
        """What every release said: the figures that later ones are compared with, append-only."""
        return self.home / "figures"

    @property
    def packs(self) -> Path:
        """Sealed cycles, one folder each; people's pay and names, for HR alone."""
        return self.home / "packs"

    @property
    def ledger(self) -> Path:
        """The append-only record of what was released and delivered."""
        return self.home / "ledger"

    @property
    def whatif(self) -> Path:
        """What was asked of scenarios: `<question>/` with whom each changes, for HR."""
        return self.home / "whatif"

    @property
    def pipelines(self) -> Path:
        """dlt's working folder."""
        return self.home / "dlt"

    @property
    def dagster_home(self) -> Path:
        """Dagster's run history."""
        return self.home / "dagster"

    @property
    def dbt_target(self) -> Path:
        """dbt's compiled project and results of the last build."""
        return self.home / "dbt"

    def dbt_log(self) -> TextIO:
        """The file that takes what dbt says during a build, opened anew and closed to everybody else."""
        self.dbt_target.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.dbt_target / "build.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        return os.fdopen(descriptor, "w", encoding="utf-8")

    @property
    def dbt_variables(self) -> str:
        """The vars every dbt call gets, as JSON."""
        known_at = self.known_at.isoformat(sep=" ") if self.known_at else "9999-12-31"
        return json.dumps({"as_of_date": self.as_of_date.isoformat(), "known_at": known_at})

    def ensure_home(self) -> None:
        """Create the home, closed to everybody else."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)
        self.quarantine.mkdir(exist_ok=True)

    def secret(self) -> str:
        """The secret of the keyed hash: the configured one, else one made once and kept below the home."""
        if self.person_key_secret:
            return self.person_key_secret
        path = self.home / "person_key_secret"
        if not path.exists():
            self.ensure_home()
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
        return path.read_text(encoding="ascii")

    def export(self) -> None:
        """Tell the tools that read the environment themselves (dbt's profile, dagster) where things lie."""
        # Whatever a run writes from here on, dbt's and dlt's files too, is for its owner alone.
        os.umask(0o077)
        self.ensure_home()
        os.environ["MERITLINE_WAREHOUSE"] = str(self.warehouse)
        os.environ["DAGSTER_HOME"] = str(self.dagster_home)
        os.environ["DO_NOT_TRACK"] = "1"

    @contextmanager
    def turn_at_warehouse(self, patience_seconds: float = 3600) -> Iterator[None]:
        """Hold the warehouse alone: one process writes at a time, and no check reads while one does.

        Raises:
            TimeoutError: another process kept it for longer than the patience.
        """
        self.ensure_home()
        with (self.home / "warehouse.lock").open("w") as lock:
            deadline = time.monotonic() + patience_seconds
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise TimeoutError(
                            f"{self.warehouse}: another run has held it for {patience_seconds:.0f} s. "
                            "Wait for that run to end, or end it."
                        ) from None
                    time.sleep(0.2)
            yield


def tool_variables(warehouse: Path) -> dict[str, str]:
    """The process's variables for a tool that is to work on another warehouse than the home's."""
    return {**os.environ, "MERITLINE_WAREHOUSE": str(warehouse), "DO_NOT_TRACK": "1"}


def variables() -> dict[str, str]:
    """The process's variables over those of `.env`, of the folder that the command is given in or of the project."""
    here = Path.cwd() / ".env"
    path = here if here.exists() else PROJECT / ".env"
    return {**{k: v for k, v in dotenv_values(path).items() if v is not None}, **os.environ}


def _sources(environment: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    wanted: dict[str, list[tuple[str, str]]] = {}
    for variable, source, name in _SOURCE_VARIABLES:
        wanted.setdefault(source, []).append((variable, name))
    sources: dict[str, dict[str, Any]] = {}
    for source, variables in wanted.items():
        given = {name: environment[v] for v, name in variables if environment.get(v)}
        missing = [v for v, _ in variables if not environment.get(v)]
        if given and missing:
            raise SettingsError(
                f"{source} is configured by half: set {', '.join(missing)} too (see .env.example)."
            )
        if given:
            options = {
                name: environment[v]
                for v, s, name in _OPTIONAL_VARIABLES
                if s == source and environment.get(v)
            }
            sources[source] = {**given, **options}
    storage = {
        variable.removeprefix(_STORAGE).lower(): value
        for variable, value in environment.items()
        if variable.startswith(_STORAGE) and value
    }
    if storage and "payroll_register" in sources:
        sources["payroll_register"]["storage"] = storage
    return sources


def _yes_or_no(text: str) -> bool:
    word = text.lower()
    if word not in ("yes", "no", "true", "false", "1", "0"):
        raise ValueError(word)
    return word in ("yes", "true", "1")


def _date(environment: Mapping[str, str], variable: str, default: date) -> date:
    return _read(environment, variable, default, date.fromisoformat, "a date such as 2026-03-31")


def _time(environment: Mapping[str, str], variable: str, default: datetime) -> datetime:
    def parse(text: str) -> datetime:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment

    return _read(environment, variable, default, parse, "a UTC time such as 2026-04-01T00:00:00")


def _read(environment: Mapping[str, str], variable: str, default: Any, parse: Any, example: str) -> Any:
    text = environment.get(variable)
    if not text:
        return default
    try:
        return parse(text)
    except ValueError:
        raise SettingsError(f"{variable} cannot be read: write {example}.") from None
