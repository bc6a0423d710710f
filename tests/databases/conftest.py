"""A PostgreSQL of the tests' own: made in a temporary folder, on a port of this machine, gone afterwards.

Belongs here: finding the server's programs and running it; as root it runs as the user `postgres` or `nobody`.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.ingestion.landings import Warehouse

PASSWORD = "a password of the tests"


def program(name: str) -> str:
    """Where one of PostgreSQL's programs is: on PATH, or where Debian puts it."""
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    assert found, f"PostgreSQL is not installed: no {name}; install the package postgresql"
    return found


def as_server() -> list[str]:
    """The command that runs another as a user that PostgreSQL accepts."""
    if os.geteuid() != 0:
        return []
    users = {entry.pw_name for entry in pwd.getpwall()}
    return ["runuser", "-u", "postgres" if "postgres" in users else "nobody", "--"]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a running server as its superuser."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp" if sys.platform != "win32" else None))
    folder.chmod(0o777)
    data = folder / "data"
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    secret.chmod(0o644)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run = as_server()
    subprocess.run(
        [
            *run, program("initdb"), "--pgdata", str(data), "--username", "tester", "--auth", "scram-sha-256",
            "--pwfile", str(secret), "--encoding", "UTF8", "--locale", "C", "--no-sync",
        ],
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    control = [*run, program("pg_ctl"), "--pgdata", str(data)]
    subprocess.run(
        [*control, "--wait", "--log", str(folder / "log"), "--options", options, "start"],
        check=True, stdout=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    try:
        yield f"postgresql+psycopg://tester:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [*control, "--mode", "fast", "stop"], check=True, stdout=subprocess.DEVNULL, cwd=folder
        )
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)
