"""The command line: verbs that are names for the jobs, so that no check can be skipped.

Belongs here: arguments, what is said before and after. Does not belong here: anything a job does.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from orchestration.settings import DBT, DBT_PROJECT, PROJECT, SOURCE_NAMES, Settings, SettingsError, variables

CONSOLE = Console(soft_wrap=True)
ERRORS = Console(stderr=True, soft_wrap=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="meritline")
def main() -> None:
    """Meritline: from HR, learning, payroll and survey systems to increments, promotions and leadership packs."""


def _job_command(name: str, summary: str) -> click.Command:
    @main.command(name, help=summary)
    @click.option("--as-of", metavar="DATE", help="Effective date of the figures (default: today, UTC).")
    @click.option("--known-at", metavar="TIME", help="As it was known then (default: all that is known).")
    def command(
        as_of: str | None, known_at: str | None, source: str | None = None, full: bool = False
    ) -> None:
        if as_of:
            os.environ["MERITLINE_AS_OF"] = as_of
        if known_at:
            os.environ["MERITLINE_KNOWN_AT"] = known_at
        if full:
            os.environ["MERITLINE_FULL_LOAD"] = "yes"
        sys.exit(_run_job(f"{name}_{source}" if source else name, _settings()))

    return command


_FULL = click.Option(
    ["--full"], is_flag=True, help="Read every table whole, also where the source tells what changed."
)
_job_command("run", "Load, check, build, check, publish and deliver.").params.append(_FULL)
_job_command("load", "Bring every source's rows in and check their arrival.").params.extend(
    [
        click.Option(["--source"], type=click.Choice(SOURCE_NAMES), help="Only this source, with its gate."),
        _FULL,
    ]
)
_job_command("build", "Build and test the models from what has landed.")
_job_command("check", "Run every gate and test; change nothing.")
_job_command("deliver", "Check the reports, publish and deliver them.")


@main.command()
@click.option(
    "--people", default=500, show_default=True, help="How many people the invented company employs."
)
@click.option("--home", metavar="FOLDER", help="Where to leave everything (default: var/).")
def demo(people: int, home: str | None) -> None:
    """Run everything for the invented company, from its own local servers."""
    started = time.monotonic()
    if home:
        os.environ["MERITLINE_HOME"] = home
    with ExitStack() as stack:
        CONSOLE.print(f"Meritline demo: an invented group of {people:,} people.")
        _start_company(people, stack)
        settings = _settings()
        code = _run_job("run", settings)
    if code == 0:
        _say_what_stands_where(settings)
        CONSOLE.print(
            f"Done in {time.monotonic() - started:.0f} s. Next: open the leadership pack, or `make ui`."
        )
    sys.exit(code)


@main.command()
@click.option(
    "--port", default=3000, show_default=True, help="Where the web UI listens, on this machine only."
)
def ui(port: int) -> None:
    """Start Dagster's web UI with schedules and sensors."""
    settings = _settings()
    _prepare(settings)
    dagster = str(Path(sys.executable).with_name("dagster"))
    command = [dagster, "dev", "-m", "orchestration.definitions", "-h", "127.0.0.1", "-p", str(port)]
    # Its processes are not in this folder, so they are told what its .env says.
    sys.exit(subprocess.call(command, cwd=PROJECT, env=variables()))


@main.command()
def docs() -> None:
    """Write docs/metrics.md again from the KPI models, and docs/contract.md from the contract."""
    from ingestion.contract.page import render as render_contract
    from orchestration.metrics_page import render

    _prepare(_settings())
    manifest = json.loads((DBT_PROJECT / "target" / "manifest.json").read_text(encoding="utf-8"))
    page = PROJECT / "docs" / "metrics.md"
    page.write_text(render(manifest), encoding="utf-8")
    contract = PROJECT / "docs" / "contract.md"
    contract.write_text(render_contract(), encoding="utf-8")
    for written in (page, contract):
        CONSOLE.print(f"Wrote {written.relative_to(PROJECT)}.", highlight=False)


def _settings() -> Settings:
    try:
        return Settings.from_environment()
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


def _start_company(people: int, stack: ExitStack) -> None:
    from company.world import generate
    from orchestration.demo import served

    began = time.monotonic()
    os.environ |= stack.enter_context(served(generate(people=people)))
    _say_done("invent the company, start its servers", began)


def _say_done(what: str, began: float) -> None:
    CONSOLE.print(f"[green]✓[/] {what:<38}{time.monotonic() - began:>7.1f} s", highlight=False)


def _prepare(settings: Settings) -> None:
    """Make what Dagster and dbt need before the graph can be assembled: a home and a manifest of today's models."""
    settings.export()
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(Path(__file__).with_name("dagster.yaml"), settings.dagster_home / "dagster.yaml")
    target = DBT_PROJECT / "target"
    state = f"{settings.dbt_variables} {settings.warehouse} {_newest_change():.6f}"
    mark = target / "parsed_for"
    if (target / "manifest.json").exists() and mark.exists() and mark.read_text(encoding="utf-8") == state:
        return
    began = time.monotonic()
    # The same vars as the build's, or dbt would parse everything again when it builds.
    parse = subprocess.run(
        [DBT, "--quiet", "parse", "--vars", settings.dbt_variables],
        capture_output=True,
        text=True,
        cwd=DBT_PROJECT,
    )
    if parse.returncode:
        raise click.ClickException(f"The models cannot be parsed:\n{parse.stdout.strip()[-2000:]}")
    mark.write_text(state, encoding="utf-8")
    _say_done("read the models", began)


def _newest_change() -> float:
    """When a file of the dbt project was last changed."""
    files = (f for f in DBT_PROJECT.rglob("*") if f.is_file() and not {"target", "logs"} & set(f.parts))
    return max(f.stat().st_mtime for f in files)


def _run_job(name: str, settings: Settings) -> int:
    """Run a job in this process; returns the exit code, after saying what failed."""
    _prepare(settings)
    # Libraries warn one another about versions; nothing a person at a terminal can act on.
    warnings.simplefilter("ignore", FutureWarning)
    warnings.simplefilter("ignore", DeprecationWarning)

    import dagster as dg

    from orchestration.alerts import REPORTED_HERE, report_failure
    from orchestration.terminal import dbt_warnings, failures_of

    with dg.DagsterInstance.get() as instance:
        result = (
            _graph()
            .resolve_job_def(name)
            .execute_in_process(
                instance=instance,
                raise_on_error=False,
                run_config={"loggers": {"step_lines": {}}},
                tags=REPORTED_HERE,
            )
        )
    sentences = failures_of(result.all_events, settings)
    if name in ("run", "build"):
        _say_what_to_look_at(dbt_warnings(settings.dbt_target, settings.warehouse))
    if result.success and not sentences:
        return 0
    _say_what_failed(name, settings, sentences)
    report_failure(settings, name, sentences)
    return 1


def _graph() -> Any:
    from orchestration.definitions import assemble

    return assemble(DBT_PROJECT / "target" / "manifest.json")


def _say_what_to_look_at(sentences: Sequence[str]) -> None:
    """What the build warns of: nothing stops for it, and somebody should look."""
    for sentence in sentences:
        CONSOLE.print("[yellow]![/]", sentence, highlight=False)


def _say_what_failed(job: str, settings: Settings, sentences: Sequence[str]) -> None:
    ERRORS.print(f"[red]✗[/] {job} stopped.", highlight=False)
    for sentence in sentences[:10]:
        ERRORS.print(f"  {sentence}", highlight=False, markup=False)
    if len(sentences) > 10:
        ERRORS.print(
            f"  … and {len(sentences) - 10} more; see {settings.data_docs / 'index.html'}.", highlight=False
        )
    if (settings.published / "meritline.duckdb").exists():
        ERRORS.print(f"  The last publication is still in place: {settings.published}.", highlight=False)


def _say_what_stands_where(settings: Settings) -> None:
    import duckdb

    base = Path.cwd()

    def place(path: Path) -> str:
        return str(path.relative_to(base) if path.is_relative_to(base) else path)

    with duckdb.connect(str(settings.published / "meritline.duckdb"), read_only=True) as connection:
        release = connection.execute("select release_id from reports.release").fetchall()[0][0]
        names = connection.execute(
            "select table_name, estimated_size from duckdb_tables() where schema_name = 'reports' order by 1"
        ).fetchall()
    lines = [(f"release {release}", f"{sum(n for _, n in names):,}", settings.published / "meritline.duckdb")]
    lines += [
        (file.parent.parent.name, "", file) for file in sorted(settings.deliveries.glob(f"*/{release}/*"))
    ]
    lines.append(("quality of the data", "", settings.data_docs / "index.html"))
    CONSOLE.print(f"\n{'what':<28}{'rows':>7}   where", style="bold", highlight=False)
    for what, rows, path in lines:
        CONSOLE.print(f"{what:<28}{rows:>7}   {place(path)}", highlight=False)


@main.command()
@click.option("--entity", metavar="ENTITY", help="The fields of this entity, such as person.")
def sources(entity: str | None) -> None:
    """Print what each source can say: entities by sources, and which sources are configured."""
    from orchestration import capability_table

    if entity is not None and entity not in capability_table.entities():
        known = ", ".join(capability_table.entities())
        raise click.ClickException(f"There is no entity {entity}. There are {known}.")
    capability_table.say(entity, _settings().sources, CONSOLE)


@main.command()
def doctor() -> None:
    """Try the home and every configured source, and say what to grant; land nothing."""
    from orchestration.doctor import say

    sys.exit(0 if say(_settings(), CONSOLE) else 1)


@main.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    prompt="Folder for your company's configuration and files",
    help="Where to make it; nothing that is there is overwritten.",
)
def init(folder: Path) -> None:
    """Write a commented configuration for one's own company, with places for its files."""
    from orchestration.company_folder import make, next_steps

    folder = folder.expanduser().resolve()
    for made in make(folder):
        sign, word = ("[green]✓[/]", "made") if made.is_new else ("-", "there already, left as it is")
        CONSOLE.print(f"{sign} {made.path}: {word}", highlight=False)
    CONSOLE.print("\nNext:", style="bold")
    for number, step in enumerate(next_steps(folder), 1):
        CONSOLE.print(f"{number}. {step}", highlight=False, markup=False)


@main.command()
@click.argument("entity", required=False)
@click.option("--folder", default=".", show_default=True, help="Where the file goes.")
@click.option("--format", "form", default="csv", show_default=True, type=click.Choice(["csv", "xlsx"]))
@click.option("--list", "is_list", is_flag=True, help="List the entities, each with a sentence.")
def template(entity: str | None, folder: str, form: str, is_list: bool) -> None:
    """Write an empty file of ENTITY, of the canonical contract, that explains its columns."""
    from ingestion.contract import ENTITIES
    from ingestion.contract.templates import find_entity, sentence, write_template

    if is_list:
        for name, record in ENTITIES.items():
            CONSOLE.print(f"{name:<20} {record.table:<22} {sentence(record)}", highlight=False, markup=False)
        return
    try:
        record = find_entity(entity or "")
        path = write_template(record, Path(folder).expanduser(), form)
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}; nothing was written.") from None
    CONSOLE.print(f"Wrote {path}: {sentence(record)}", highlight=False, markup=False)
    read = _settings().sources.get("canonical_files", {}).get("folder")
    if read is None:
        CONSOLE.print("No folder of files is configured yet: set MERITLINE_FILES_FOLDER.", highlight=False)
    elif path.resolve().parent != Path(read).expanduser().resolve():
        CONSOLE.print(f"Files are read from {read}: move it there when it is filled in.", highlight=False)


@main.command()
@click.option("--budget", metavar="SHARE", help="Merit budget as a share of base payroll, such as 6.5%.")
@click.option(
    "--matrix", type=click.Path(dir_okay=False, path_type=Path), help="Csv of another merit matrix."
)
@click.option("--cap", metavar="SHARE", help="Largest increment as a share of base pay, such as 12%.")
@click.option(
    "--move", metavar="SHARE:PURPOSE", help="Part of the merit budget for another purpose: 10%:lump_sum."
)
@click.option("--frontier", metavar="FROM:TO:STEP", help="Budgets one after another, such as 4%:9%:1%.")
@click.option("--company", metavar="COMPANY", help="Only this company.")
@click.option("--cycle", metavar="CYCLE", help="The compensation cycle (default: the latest).")
def whatif(
    budget: str | None,
    matrix: Path | None,
    cap: str | None,
    move: str | None,
    frontier: str | None,
    company: str | None,
    cycle: str | None,
) -> None:
    """Try another budget, matrix or cap on a copy of the warehouse, and compare with what is recommended."""
    from orchestration import scenario_input
    from orchestration.scenario_input import ScenarioError
    from orchestration.whatif import Question, answer, say

    if not any((budget, matrix, cap, move, frontier)):
        raise click.UsageError("Ask for something: --budget, --matrix, --cap, --move or --frontier.")
    settings = _settings()
    settings.export()
    try:
        question = Question(
            budget=scenario_input.share(budget, "--budget") if budget else None,
            matrix=matrix,
            cap=scenario_input.share(cap, "--cap", example="12%") if cap else None,
            moved=scenario_input.move(move) if move else None,
            frontier=scenario_input.frontier(frontier) if frontier else (),
            company=company,
            cycle=cycle,
        )
        with CONSOLE.status("") as status:
            found = answer(settings, question, lambda step: status.update(f"{step} …"))
    except (ScenarioError, TimeoutError) as error:
        raise click.ClickException(str(error)) from None
    say(found, CONSOLE)


@main.command()
@click.option("--cycle", required=True, metavar="CYCLE", help="The compensation cycle, such as 2026.")
@click.option(
    "--company", default="*", metavar="COMPANY", help="Only this company (default: all of the cycle)."
)
@click.option("--corrects", metavar="PACK", help="The pack that this one corrects; it stays as it is.")
@click.option(
    "--why", default="", metavar="TEXT", help="Why it is corrected; names nobody, it goes into the pack."
)
def seal(cycle: str, company: str, corrects: str | None, why: str) -> None:
    """Freeze what a compensation cycle was decided on as a pack, and prove that it can be made again."""
    from exports.errors import ExportError
    from orchestration import sealing

    if bool(corrects) != bool(why.strip()):
        raise click.ClickException("A correction needs both: --corrects PACK and --why TEXT.")
    settings = _settings()
    settings.export()
    began = time.monotonic()

    def tell(what: str) -> None:
        nonlocal began
        _say_done(what, began)
        began = time.monotonic()

    try:
        corrected = sealing.find_pack(corrects, settings) if corrects else None
        asked = sealing.Asked(cycle, company, corrected, why.strip())
        pack = sealing.seal(settings, asked, tell)
    except (ExportError, OSError) as error:
        raise click.ClickException(f"{_sentence(error)} Nothing was sealed.") from None
    _say_correction(pack.facts["corrects"])
    CONSOLE.print(f"Pack {pack.pack_id}\nin   {pack.folder}", highlight=False)
    CONSOLE.print(
        "It holds people's pay and names. Keep its id elsewhere: it tells this pack from any other."
    )


def _sentence(error: Exception) -> str:
    """What an error says to a person; a file that cannot be read or written says which and why."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(error)


def _say_correction(corrects: dict[str, Any] | None) -> None:
    if corrects is None:
        return
    CONSOLE.print(f"Against pack {corrects['pack_id'][:12]}:", highlight=False)
    for table, rows in corrects["changes"].items():
        counts = ", ".join(f"{count:,} {what}" for what, count in rows.items() if count)
        CONSOLE.print(f"  {table}: {counts}", highlight=False)
    for what, words in (
        ("new_outputs", "new tables"),
        ("dropped_outputs", "tables no longer there"),
        ("inputs", "changed inputs"),
        ("seeds", "changed seeds"),
        ("code", "changed code"),
    ):
        if corrects[what]:
            CONSOLE.print(f"  {words}: {', '.join(corrects[what])}", highlight=False)


@main.command()
@click.argument("pack")
@click.option(
    "--rebuild/--no-rebuild",
    default=True,
    show_default=True,
    help="Whether to make the outputs again from the pack and compare them.",
)
def verify(pack: str, rebuild: bool) -> None:
    """Prove that PACK (a folder, or the beginning of its id) is whole and gives the same figures again."""
    from exports.errors import ExportError
    from orchestration import sealing

    settings = _settings()
    began = time.monotonic()
    try:
        verified = sealing.verify(sealing.find_pack(pack, settings), settings, with_rebuild=rebuild)
    except (ExportError, OSError) as error:
        raise click.ClickException(_sentence(error)) from None
    for sentence in _what_was_verified(verified, time.monotonic() - began):
        CONSOLE.print(sentence, highlight=False)
    sys.exit(0 if verified.holds else 1)


def _what_was_verified(verified: Any, seconds: float) -> list[str]:
    pack, facts = verified.pack, verified.pack.facts
    if verified.problems:
        sentences = (f"[red]✗[/] {sentence}" for sentence in verified.problems)
        return [f"Pack {pack.pack_id}", *sentences, "The pack is not as it was sealed."]
    whose = "all companies" if facts["company_id"] == "*" else facts["company_id"]
    said = [f"Pack {pack.pack_id}", f"Cycle {facts['cycle_id']} of {whose}, release {facts['release_id']}."]
    if facts["corrects"]:
        said.append(f"It corrects pack {facts['corrects']['pack_id'][:12]}: {facts['corrects']['why']}")
    if verified.sealed_at:
        said.append(f"[green]✓[/] this home's ledger has it, sealed {verified.sealed_at[:19]} UTC")
    else:
        said.append(
            "[yellow]![/] this home's ledger does not know it: hold the id against the one you were given"
        )
    size = sum(f["size"] for f in pack.manifest["files"].values())
    said.append(f"[green]✓[/] {len(pack.manifest['files'])} files, {size / 1e6:.1f} MB: every byte as sealed")
    if verified.rebuilt is None:
        return [*said, "Not rebuilt."]
    for name, (sealed, now) in verified.other_versions.items():
        said.append(f"[yellow]![/] {name} is {now} here and was {sealed} at sealing")
    words = {"bytes": "the same bytes", "rows": "the same rows in other bytes"}
    for table in verified.rebuilt:
        sign = "[green]✓[/]" if table.holds else "[red]✗[/]"
        state = words.get(table.state, table.state)
        said.append(f"{sign} {table.table:<46}{table.rows:>9,} rows  {state}")
    counts = Counter(words.get(table.state, table.state) for table in verified.rebuilt)
    verdict = ", ".join(f"{count} {state}" for state, count in counts.items())
    return [*said, f"Rebuilt in {seconds:.0f} s: of {len(verified.rebuilt)} tables {verdict}."]


@main.command()
@click.argument("number")
@click.option("--cycle", metavar="CYCLE", help="The compensation cycle, such as 2026; a pack has its own.")
@click.option("--decision", metavar="DECISION", help="Only this one, such as increment or promotion.")
@click.option("--company", metavar="COMPANY", help="Needed where two companies gave the same number.")
@click.option("--pack", metavar="PACK", help="Tell it from a sealed pack instead of the warehouse.")
def explain(
    number: str, cycle: str | None, decision: str | None, company: str | None, pack: str | None
) -> None:
    """Print why employee NUMBER is recommended what, rule by rule, down to the rows that were landed.

    It names the person and is for whoever asked: nothing of it is logged.
    """
    from exports.errors import ExportError
    from exports.pack import read
    from orchestration import explain as telling
    from orchestration.sealing import find_pack

    settings = _settings()
    try:
        sealed = read(find_pack(pack, settings)) if pack else None
        asked = cycle or (sealed.facts["cycle_id"] if sealed else None)
        if asked is None:
            raise click.ClickException("Which cycle? Add --cycle, such as --cycle 2026, or --pack PACK.")
        book = telling.open_pack(sealed) if sealed else telling.open_warehouse(settings.warehouse)
        with book as opened:
            told = telling.story(opened, number, asked, company_id=company, decision=decision)
    except (ExportError, OSError) as error:
        raise click.ClickException(_sentence(error)) from None
    for line in telling.lines(told):
        CONSOLE.print(line, highlight=False, markup=False)


@main.command()
@click.argument("name")
@click.option(
    "--by",
    default="group",
    show_default=True,
    type=click.Choice(["group", "org_unit", "period", "variant"]),
    help="What the rows are.",
)
@click.option(
    "--period", metavar="PERIOD", help="2026-Q1, 2026-03, 2026-03-12m or 2025/26 (default: the last year)."
)
@click.option("--variant", metavar="VARIANT", help="A variant of the KPI (default: its default).")
def kpi(name: str, by: str, period: str | None, variant: str | None) -> None:
    """Show the KPI called NAME from the last publication."""
    from rich.table import Table

    from orchestration.kpi_terminal import QuestionError, ask

    try:
        answer = ask(_settings().published / "meritline.duckdb", name, by, period, variant)
    except QuestionError as error:
        raise click.ClickException(str(error)) from None
    CONSOLE.print(answer.title, highlight=False, markup=False)
    table = Table(box=None, pad_edge=False)
    for number, head in enumerate(answer.heads):
        table.add_column(head, justify="right" if number in (1, 2) else "left")
    for row in answer.rows:
        table.add_row(*row)
    CONSOLE.print(table, highlight=False, markup=False)


if __name__ == "__main__":
    main()
