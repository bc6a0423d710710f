"""The matrix of what each source can say, as a table for the terminal.

Belongs here: rows, columns and words of the table. Does not belong here: declarations (`ingestion/sources/<s>/`).
"""

from collections.abc import Collection

from rich.console import Console
from rich.table import Table

from ingestion.capabilities import ABSENT, field_matrix, matrix
from ingestion.sources import SOURCES

COLOURS = {"native": "green", "derived": "cyan", "assumed": "yellow"}


def entities() -> list[str]:
    """The entities that some source can say something of."""
    return list(matrix({name: spec.declaration.fields for name, spec in SOURCES.items()}))


def say(entity: str | None, configured: Collection[str], console: Console) -> None:
    """Print the matrix: entities by sources, or the fields of one entity by sources.

    Args:
        entity: a canonical entity; None prints all of them, each with the best status of its fields.
        configured: names of the sources that are configured.
        console: where to print.
    """
    every = {name: spec.declaration.fields for name, spec in SOURCES.items() if spec.declaration.fields}
    # A source of one entity, such as workbooks that come back, would be a column of dashes.
    declared = {name: fields for name, fields in every.items() if len(fields) > 1 or entity in fields}
    rows = field_matrix(declared, entity) if entity else matrix(declared)
    titles = [f"{name}{'' if name in configured else '*'}" for name in declared]
    cells = [(row, *(_cell(statuses[name]) for name in declared)) for row, statuses in rows.items()]
    first = "field" if entity else "entity"
    table = _table([first, *titles], cells)
    needed = console.measure(table, options=console.options.update(max_width=1_000)).maximum
    if not console.is_terminal:
        console.width = max(console.width, needed)  # a pipe has no width of its own
    elif console.width < needed:
        # Names break at `_` before they are cut off.
        table = _table([first, *(t.replace("_", "_\n") for t in titles)], cells)
    console.print(table, soft_wrap=False)
    console.print(
        "\nnative: sent as such · derived: worked out of what is sent · assumed: a stated default · -: absent. "
        "*: not configured. Files and databases deliver what they hold.",
        highlight=False,
    )
    if entity is None:
        for name in [name for name in every if name not in declared]:
            mark = "" if name in configured else "*"
            console.print(f"Beside them {name}{mark} brings {', '.join(every[name])}.", highlight=False)
        console.print("Fields of one: `meritline sources --entity person`.", highlight=False)


def _table(titles: list[str], cells: list[tuple[str, ...]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold", collapse_padding=True)
    for title in titles:
        table.add_column(title, no_wrap=True)
    for row in cells:
        table.add_row(*row)
    return table


def _cell(status: str) -> str:
    return "-" if status == ABSENT else f"[{COLOURS[status]}]{status}[/]"
