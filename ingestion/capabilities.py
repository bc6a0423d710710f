"""Capabilities: what each source can say of each canonical field, as the source declares it.

Belongs here: the four words, reading a source's `capabilities.yml`, the best of several sources.
Does not belong here: facts about landed rows of one source (its own package), what is withheld (the marts).
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingestion.contract import entity_name
from ingestion.record import Record

NATIVE, DERIVED, ASSUMED, ABSENT = "native", "derived", "assumed", "absent"
STATUSES = (NATIVE, DERIVED, ASSUMED, ABSENT)
"""Best first: sent as such; worked out of what is sent; a stated default where nothing is sent; not at all."""

Fields = Mapping[str, str]
"""Status by field; a field that is not there is absent."""
Capabilities = Mapping[str, Fields]
"""The declared fields by canonical entity."""


Contract = Mapping[str, type[Record]]
"""Record classes by entity."""

EVERY_FIELD = "every_field"
CANONICAL_NAMES = Path(__file__).resolve().parent / "contract" / "canonical_names.yml"
"""Where canonical models name fields of the contract otherwise; the same for every source in the contract."""


@dataclass(frozen=True)
class Declaration:
    """What a source's `capabilities.yml` says.

    Attributes:
        fields: the declared fields; of a source in the canonical contract every field of its entities.
        delivers_what_it_holds: whether the source is in the contract: a field is there if a row fills it.
        canonical_names: of such a source, entity to contract field to the canonical model's name for it.
    """

    fields: Capabilities
    delivers_what_it_holds: bool = False
    canonical_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def canonical(self, entity: str, name: str) -> str:
        """Return what the canonical model calls a field of the contract."""
        return self.canonical_names.get(entity, {}).get(name, name)


@cache
def declaration(file: Path, records: tuple[type[Record], ...] = ()) -> Declaration:
    """Read a source's declaration: `entity: {native: […], derived: […], assumed: […]}`, or `every_field: native`.

    Args:
        file: the source's `capabilities.yml`; what it does not name is absent.
        records: the record classes of a source that delivers every field of them.

    Raises:
        ValueError: when it holds another word than the three, or a field stands under two of them.
    """
    said = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    if EVERY_FIELD in said:
        names = yaml.safe_load(CANONICAL_NAMES.read_text(encoding="utf-8"))
        return Declaration(
            {
                (entity := entity_name(record)): {
                    names.get(entity, {}).get(field, field): str(said[EVERY_FIELD])
                    for field in record.model_fields
                }
                for record in records
            },
            delivers_what_it_holds=True,
            canonical_names=names,
        )
    return Declaration(_fields(file.parent.name, said))


def _fields(source: str, said: Mapping[str, Mapping[str, Iterable[str]]]) -> Capabilities:
    """Return status by entity and field of a declaration by status."""
    entities: dict[str, dict[str, str]] = {}
    for entity, by_status in said.items():
        fields: dict[str, str] = {}
        for status, names in by_status.items():
            if status not in STATUSES[:-1]:
                raise ValueError(f"{source}, {entity}: there is no capability {status!r}")
            for name in names:
                if name in fields:
                    raise ValueError(f"{source}, {entity}.{name}: it stands there twice")
                fields[name] = status
        entities[str(entity)] = fields
    return entities


def best(statuses: Iterable[str]) -> str:
    """Return the best of some statuses; absent when there is none."""
    return min((ABSENT, *statuses), key=STATUSES.index)


def matrix(capabilities: Mapping[str, Capabilities]) -> dict[str, dict[str, str]]:
    """Return, per entity, the best status that each source has for any field of it.

    Args:
        capabilities: declarations by source.
    """
    entities = sorted({entity for declared in capabilities.values() for entity in declared})
    return {
        entity: {source: best(declared.get(entity, {}).values()) for source, declared in capabilities.items()}
        for entity in entities
    }


def field_matrix(capabilities: Mapping[str, Capabilities], entity: str) -> dict[str, dict[str, str]]:
    """Return, per field of one entity, the status of each source; fields in the order they were declared."""
    fields = dict.fromkeys(field for declared in capabilities.values() for field in declared.get(entity, {}))
    return {
        field: {
            source: declared.get(entity, {}).get(field, ABSENT) for source, declared in capabilities.items()
        }
        for field in fields
    }


def capability_rows(
    declarations: Mapping[str, Declaration],
    configured: Iterable[str],
    filled: Mapping[tuple[str, str], Set[str]],
) -> list[dict[str, Any]]:
    """Return every declaration as a row: source, entity, field, status, and whether the source is configured.

    Args:
        declarations: by source.
        configured: names of the configured sources.
        filled: by source in the contract and entity, the contract's fields that some landed row fills; any
            other field of such a source is absent for now.
    """
    named = set(configured)
    rows = []
    for source, declared in declarations.items():
        for entity, fields in declared.fields.items():
            there = {declared.canonical(entity, name) for name in filled.get((source, entity), ())}
            for name, status in fields.items():
                is_there = not declared.delivers_what_it_holds or name in there
                rows.append(
                    {
                        "source_name": source,
                        "entity": entity,
                        "field_name": name,
                        "status": status if is_there else ABSENT,
                        "is_configured": source in named,
                    }
                )
    return rows
