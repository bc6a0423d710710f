"""Resources: what assets and checks are handed when they run.

Belongs here: lazily read settings, errors turned into what Dagster shows and whether it may try again.
Does not belong here: the work itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from ingestion.errors import find_source_error
from orchestration.settings import Settings


class Meritline(dg.ConfigurableResource[Any]):
    """The settings of the run, read when an asset asks and not when the graph is assembled."""

    def settings(self) -> Settings:
        """The settings; the tools that read the environment themselves are told as well."""
        settings = Settings.from_environment()
        settings.export()
        return settings


@contextmanager
def plain_failures() -> Iterator[None]:
    """Turn a source's error into its one sentence; only what may pass by itself is tried again.

    Raises:
        dagster.Failure: with the sentence of the `SourceError` below whatever wrapped it.
    """
    try:
        yield
    except Exception as error:
        found = find_source_error(error)
        if found is None:
            raise
        # `from None`: the wrapped exception may quote a row.
        raise dg.Failure(description=str(found), allow_retries=found.is_transient) from None
