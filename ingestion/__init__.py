"""Ingestion: brings each source's rows in, as sent, with knowledge time.

Belongs here: clients of source systems, record classes, landing, quarantine, guards on arrival.
Does not belong here: any interpretation of a value (that is SQL in `staging` and `canonical`), and dagster.
"""

import os
from pathlib import Path

# dlt reads `.dlt/config.toml` from the working folder only; without this a run from elsewhere
# would lose the telemetry switch and the parquet loader format.
os.environ.setdefault("DLT_PROJECT_DIR", str(Path(__file__).resolve().parent.parent))
