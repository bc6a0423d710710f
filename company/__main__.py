"""Command line of the invented employer: `python -m company --help`.

Belongs here: options and progress lines. Does not belong here: generation, formats, protocols.
"""

import re
from dataclasses import replace
from pathlib import Path

import click

from company import contract_files, files
from company.servers import Faults, Servers, SystemFaults, serve_forever
from company.servers.moodle import RELEASES
from company.world import World, generate

people_option = click.option("--people", default=500, show_default=True, help="People on the as-of date.")
years_option = click.option("--years", default=3, show_default=True, help="Years of history up to it.")
seed_option = click.option("--seed", type=int, default=None, help="Another seed than that of truths.yml.")
out_option = click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write to.")


@click.group()
def main() -> None:
    """Kaveri, the invented employer: as files, as raw tables, or as servers."""


@main.command("files")
@people_option
@years_option
@seed_option
@out_option
def write_files(people: int, years: int, seed: int | None, out: Path) -> None:
    """Write payroll registers and canonical files."""
    click.echo(f"Inventing {people} people and {years} years ...")
    files.write(_invent(people, seed, years), out)
    click.echo(f"Wrote {out / 'payroll'} and {out / 'canonical'}.")


@main.command("contract")
@people_option
@years_option
@seed_option
@out_option
def write_contract(people: int, years: int, seed: int | None, out: Path) -> None:
    """Write the employer as nothing but files of the canonical contract."""
    click.echo(f"Inventing {people} people and {years} years ...")
    contract_files.write(_invent(people, seed, years), out)
    click.echo(f"Wrote {out}.")


@main.command("raw")
@people_option
@years_option
@seed_option
@out_option
def write_raw(people: int, years: int, seed: int | None, out: Path) -> None:
    """Write every raw table as parquet, as ingestion would have landed it."""
    if out.exists() and any(out.iterdir()):
        raise click.ClickException(f"{out} is not empty: name a new folder, or empty this one.")
    click.echo(f"Inventing {people} people and {years} years ...")
    try:
        counts = files.write_raw(people, years, out, seed, lambda line: click.echo(f"  {line}"))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Wrote {sum(counts.values()):,} rows in {len(counts)} tables to {out}.")


@main.command("serve")
@people_option
@years_option
@seed_option
@click.option("--moodle", type=click.Choice(sorted(RELEASES)), default="4.5", show_default=True)
@click.option("--fail", multiple=True, help="A fault at a request (from 1), such as moodle:reset_at=5.")
def serve(people: int, years: int, seed: int | None, moodle: str, fail: tuple[str, ...]) -> None:
    """Serve Frappe HR, Moodle and LimeSurvey on this machine until interrupted."""
    faults = _faults(fail)
    world = _invent(people, seed, years)

    def announce(running: Servers) -> None:
        """Say where the servers are."""
        click.echo(f"Frappe HR   {running.frappe_url}")
        click.echo(f"Moodle      {running.moodle_url}")
        click.echo(f"LimeSurvey  {running.limesurvey_url}")
        click.echo("Interrupt to stop.")

    try:
        serve_forever(world, announce=announce, faults=faults, moodle_version=moodle)
    except KeyboardInterrupt:
        click.echo("Stopped.")


def _faults(asked: tuple[str, ...]) -> Faults:
    """Read the faults asked for, or end with one sentence."""
    faults = Faults()
    for text in asked:
        found = re.fullmatch(r"(frappe_hr|moodle|limesurvey):(\w+_at)=(\d+)", text)
        if found is None or not hasattr(SystemFaults, found[2]) or found[2] == "change_at":
            names = ", ".join(
                name for name in vars(SystemFaults()) if name.endswith("_at") and name != "change_at"
            )
            raise click.ClickException(f"{text} is no fault; write system:fault=request, faults: {names}.")
        system = replace(getattr(faults, found[1]), **{found[2]: int(found[3])})
        faults = replace(faults, **{found[1]: system})
    return faults


def _invent(people: int, seed: int | None, years: int) -> World:
    """Generate a world, or end with one sentence."""
    try:
        return generate(people, seed, years)
    except ValueError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
