"""The project's macros rendered without dbt, as a model gets them on DuckDB.

Belongs here: making SQL of a macro. Does not belong here: what the SQL must say.
"""

from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader

MACROS = Path(__file__).parents[3] / "dbt_project" / "macros" / "compensation"


def rendered(*files: str) -> SimpleNamespace:
    """The macros of some files by name; each sees those of the files before it."""
    environment = Environment(loader=FileSystemLoader(MACROS))
    names = SimpleNamespace()
    environment.globals["meritline"] = names
    environment.globals["adapter"] = SimpleNamespace(
        dispatch=lambda name, _: getattr(names, f"default__{name}")
    )
    environment.globals["return"] = lambda value: value
    for file in files:
        for name, macro in vars(environment.get_template(file).module).items():
            if not name.startswith("_"):
                setattr(names, name, macro)
                environment.globals[name] = macro
    return names
