"""Long registers, folders elsewhere, and what a register replaces."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fsspec.implementations.local import LocalFileSystem
from landings import Warehouse
from pydantic import SecretStr
from test_payroll_register import good, register

from ingestion.sources.payroll_register import build
from ingestion.sources.payroll_register.client import PayrollRegisterConfig
from ingestion.sources.payroll_register.folders import SOURCE

HEADER = "Employee Number,Company,Period Start,Period End,Currency,Component,Type,Amount"
APRIL = "Kaveri Industries Ltd,2025-04-01,2025-04-30,INR"
# 50,000 + 20,000 + 1,000 - 6,000 - 200 = 64,800; gross 71,000, deductions 6,200. Arrears come in two lines.
LINES = (
    ("Basic", "Earning", "50000"),
    ("HRA", "Earning", "20000"),
    ("Arrears", "Earning", "400.50"),
    ("Arrears", "Earning", "599.50"),
    ("PF", "Deduction", "6000"),
    ("Professional Tax", "Deduction", "200"),
    ("Gross Pay", "", "71000"),
    ("Total Deduction", "", "6200"),
    ("Net Pay", "", "64800"),
)
PERSON = [
    ("Basic", 2, False, Decimal("50000.0000")),
    ("HRA", 3, False, Decimal("20000.0000")),
    ("Arrears", 4, False, Decimal("400.5000")),
    ("Arrears", 5, False, Decimal("599.5000")),
    ("PF", 6, True, Decimal("6000.0000")),
    ("Professional Tax", 7, True, Decimal("200.0000")),
]


def long_register(*people: str, lines: Any = LINES) -> str:
    rows = [f"{who},{APRIL},{name},{kind},{amount}" for who in people for name, kind, amount in lines]
    return "\n".join([HEADER, *rows]) + "\n"


def as_parquet(text: str) -> pa.Table:
    header, *rows = [line.split(",") for line in text.splitlines()]
    columns = dict(zip(header, zip(*rows)))
    days = {
        name: [date.fromisoformat(day) for day in columns[name]] for name in ("Period Start", "Period End")
    }
    amounts = pa.array([Decimal(amount) for amount in columns["Amount"]], pa.decimal128(14, 2))
    types = [kind or None for kind in columns["Type"]]
    return pa.table({**columns, **days, "Type": types, "Amount": amounts})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "payroll"
    folder.mkdir()
    return folder


def load(warehouse: Warehouse, day: int, folder: Path | str, **changed: Any) -> None:
    landing = warehouse.landing(day)
    warehouse.run(build(PayrollRegisterConfig(folder=str(folder), **changed), landing), landing)


def refused(warehouse: Warehouse, day: int, folder: Path | str, **changed: Any) -> str:
    landing = warehouse.landing(day)
    return warehouse.refusal(build(PayrollRegisterConfig(folder=str(folder), **changed), landing), landing)


def landed(warehouse: Warehouse) -> tuple[list[Any], list[Any]]:
    raw = f"raw_{SOURCE}"
    rows = warehouse.rows(
        f"select row_number, employee_number, gross_pay, total_deduction, net_pay, currency, period_start "
        f"from {raw}.register_rows order by 1"
    )
    lines = warehouse.rows(
        f"select component, line_number, is_deduction, amount from {raw}.register_lines order by 2"
    )
    return rows, lines


@pytest.mark.parametrize("kind", ["csv", "parquet", "parquet of texts"])
def test_a_long_register_lands_a_row_per_person_and_a_line_per_line(
    folder: Path, warehouse: Warehouse, kind: str
) -> None:
    text = long_register("E00001")
    if kind == "csv":
        (folder / "2025-04.csv").write_text(text)
    elif kind == "parquet":
        pq.write_table(as_parquet(text), folder / "2025-04.parquet")
    else:
        header, *rows = [line.split(",") for line in text.splitlines()]
        pq.write_table(pa.table(dict(zip(header, zip(*rows)))), folder / "2025-04.parquet")
    load(warehouse, 1, folder)
    rows, lines = landed(warehouse)
    first = 1 if kind == "parquet" else 2
    money = (Decimal("71000.0000"), Decimal("6200.0000"), Decimal("64800.0000"))
    assert rows == [(first, "E00001", *money, "INR", date(2025, 4, 1))]
    assert lines == [(name, line - 2 + first, *rest) for name, line, *rest in PERSON]
    assert warehouse.rows(f"select row_count, line_count from raw_{SOURCE}.register_files") == [(1, 6)]
    # A second load finds the file taken.
    load(warehouse, 2, folder)
    assert warehouse.loads(2, "register_files", SOURCE) == (1, 0, 1, 0, 0)
    assert warehouse.loads(2, "register_lines", SOURCE) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("is_parquet", [False, True])
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"HRA": "20000.01"}, "net_pay: earnings less deductions differ from it by 0.01"),
        ({"Gross Pay": "71000.02"}, "gross_pay: earnings differ from it by -0.02"),
    ],
)
def test_a_person_that_does_not_add_up_is_quarantined_with_the_difference(
    folder: Path, warehouse: Warehouse, is_parquet: bool, changed: dict[str, str], reason: str
) -> None:
    wrong = [(name, kind, changed.get(name, amount)) for name, kind, amount in LINES]
    text = long_register("E00001") + long_register("E00002", lines=wrong).partition("\n")[2]
    if is_parquet:
        pq.write_table(as_parquet(text), folder / "a.parquet")
    else:
        (folder / "a.csv").write_text(text)
    load(warehouse, 1, folder)
    assert warehouse.loads(1, "register_rows", SOURCE) == (2, 1, 0, 0, 1)
    assert warehouse.loads(1, "register_lines", SOURCE) == (6, 6, 0, 0, 0)
    (line,) = warehouse.quarantined(1, "register_rows", SOURCE)
    assert reason in line["reason"]
    assert line["row"]["employee_number"] == "E00002"


def test_signs_and_totals_in_columns(folder: Path, warehouse: Warehouse) -> None:
    header = "Emp No,Company,Period From,Period To,Currency,Wage Type,Amount,Gross,Total Deductions,Net"
    rows = [f"7,{APRIL},{name},{amount},300,100,200" for name, amount in (("/001", "300"), ("/002", "-100"))]
    (folder / "a.csv").write_text("\n".join([header, *rows]) + "\n")
    text = refused(warehouse, 1, folder)
    assert 'a.csv, component /001, /002: it is not in the component map; add "/001": "earning"' in text
    load(warehouse, 1, folder, component_map={"*": "signed"})
    _, lines = landed(warehouse)
    assert lines == [("/001", 2, False, Decimal("300.0000")), ("/002", 3, True, Decimal("100.0000"))]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda text: text.replace("2025-04-01", "2025-03-01", 1),
            "a.csv, column period_start: the register",
        ),
        (
            lambda text: text.replace("HRA,Earning", "House Rent,"),
            "a.csv, component House Rent: it is not in the",
        ),
        (
            lambda text: text.replace("Currency", "Money"),
            "a.csv, column Currency: the file has no such column",
        ),
        (lambda text: text.splitlines()[0] + "\n", "a.csv: not one row of the register can be read"),
    ],
)
def test_a_long_register_that_cannot_be_taken_whole_stops_the_load(
    folder: Path, warehouse: Warehouse, change: Any, words: str
) -> None:
    (folder / "a.csv").write_text(change(long_register("E00001")))
    assert words in refused(warehouse, 1, folder)


def test_lines_that_cannot_be_read_keep_their_person_out(folder: Path, warehouse: Warehouse) -> None:
    bad = [(name, kind, "much" if name == "HRA" else amount) for name, kind, amount in LINES]
    text = long_register("E00001") + long_register("E00002", lines=bad).partition("\n")[2]
    (folder / "a.csv").write_text(text)
    load(warehouse, 1, folder)
    (line,) = warehouse.quarantined(1, "register_rows", SOURCE)
    assert line["reason"].startswith("Amount: is not a number")


def test_a_wide_parquet_register_is_the_same_as_csv(folder: Path, warehouse: Warehouse) -> None:
    header, row = (line.split(",") for line in register(good()).splitlines())
    pq.write_table(pa.table({name: [cell or None] for name, cell in zip(header, row)}), folder / "a.parquet")
    load(warehouse, 1, folder)
    rows = warehouse.rows(f"select employee_number, net_pay from raw_{SOURCE}.register_rows")
    assert rows == [("E00001", Decimal("60399.5000"))]
    (folder / "b.parquet").write_bytes(b"no parquet")
    assert "b.parquet: the file cannot be opened as parquet" in refused(warehouse, 2, folder)


def test_a_corrected_register_may_replace_its_month_under_any_name(
    folder: Path, warehouse: Warehouse
) -> None:
    (folder / "a.csv").write_text(register(*(good(f"E{i}") for i in range(1, 5))))
    load(warehouse, 1, folder)
    (folder / "z.csv").write_text(register(*(good(f"E{i}") for i in range(1, 3))))
    load(warehouse, 2, folder)
    assert warehouse.loads(2, "register_files", SOURCE) == (2, 1, 1, 0, 0)
    (folder / "b.csv").write_text(register(good("E1"), good("E9")))
    text = refused(warehouse, 3, folder)
    # E1 of E1 to E4.
    assert "b.csv: it would replace" in text
    assert "but holds only 1 of its 4 employees; send the whole month again, or tell the two apart" in text


def test_two_new_registers_of_a_month_stop_the_load_unless_a_run_tells_them_apart(
    folder: Path, warehouse: Warehouse
) -> None:
    (folder / "a.csv").write_text(register(good("E1")))
    (folder / "b.csv").write_text(register(good("E1").replace("29.5,0.5", "30,0")))
    assert "a.csv, b.csv: both are new and hold the same company and month" in refused(warehouse, 1, folder)
    bonus = register(good("E1")).replace("Currency", "Run,Currency", 1).replace(",INR,", ",Bonus,INR,")
    (folder / "b.csv").write_text(bonus)
    load(warehouse, 1, folder)
    assert warehouse.rows(f"select run from raw_{SOURCE}.register_files order by 1 nulls first") == [
        (None,),
        ("Bonus",),
    ]


def test_a_folder_of_any_file_system_is_read(warehouse: Warehouse) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/payroll/2025-04.csv", register(good()).encode())
    memory.pipe("/payroll/sub/ignored.csv", b"")
    try:
        load(warehouse, 1, "memory://payroll")
        assert warehouse.loads(1, "register_rows", SOURCE) == (1, 1, 0, 0, 0)
        assert "folder: there is no folder memory://none" in refused(warehouse, 2, "memory://none")
    finally:
        memory.rm("/payroll", recursive=True)


def test_a_file_that_is_changed_while_it_is_read_stops_the_load(
    folder: Path, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "a.csv"
    path.write_text(register(good()))
    copy = LocalFileSystem.get_file

    def slow(self: LocalFileSystem, *arguments: Any, **named: Any) -> None:
        copy(self, *arguments, **named)
        path.write_text(register(good(), good("E00002")))

    monkeypatch.setattr(LocalFileSystem, "get_file", slow)
    assert "a.csv: the file was changed while it was read; load again" in refused(warehouse, 1, folder)


@pytest.mark.parametrize("url", ["s3://bucket/payroll", "sftp://user:hunter2@host/payroll"])
def test_a_library_that_is_missing_is_named(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    import ingestion.sources.payroll_register.folders as folders

    def absent(name: str) -> Any:
        if name in ("s3fs", "paramiko"):
            raise ImportError(name)
        return real(name)

    real = folders.importlib.import_module
    monkeypatch.setattr(folders.importlib, "import_module", absent)
    text = refused(warehouse, 1, url)
    library = "s3fs" if url.startswith("s3") else "paramiko"
    assert f"needs the library {library}, which is not installed; install it with pip" in text
    assert "hunter2" not in text


@contextmanager
def sftp_server(root: Path) -> Iterator[tuple[int, str]]:
    """An SFTP server of one folder and one user on a port of this machine; yields port and its known_hosts line."""
    import paramiko

    key = paramiko.ECDSAKey.generate()

    class Login(paramiko.ServerInterface):
        def check_auth_password(self, username: str, password: str) -> int:
            is_right = (username, password) == ("payroll", "right")
            return paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED

        def check_channel_request(self, kind: str, chanid: int) -> int:
            return paramiko.OPEN_SUCCEEDED

        def get_allowed_auths(self, username: str) -> str:
            return "password"

    class Files(paramiko.SFTPServerInterface):
        def _stat(self, path: str) -> Any:
            try:
                target = root / path.lstrip("/")
                return paramiko.SFTPAttributes.from_stat(target.stat(), target.name)
            except OSError as error:
                return paramiko.SFTPServer.convert_errno(error.errno or 0)

        stat = lstat = _stat

        def list_folder(self, path: str) -> Any:
            found = sorted((root / path.lstrip("/")).iterdir())
            return [paramiko.SFTPAttributes.from_stat(item.stat(), item.name) for item in found]

        def open(self, path: str, flags: int, attr: Any) -> Any:
            handle = paramiko.SFTPHandle(flags)
            handle.filename = path
            handle.readfile = (root / path.lstrip("/")).open("rb")  # type: ignore[attr-defined]
            handle.stat = lambda: self._stat(path)  # type: ignore[method-assign]
            return handle

    listener = socket.create_server(("127.0.0.1", 0))
    transports: list[Any] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, Files)
            transports.append(transport)
            transport.start_server(server=Login())

    threading.Thread(target=serve, daemon=True).start()
    port = listener.getsockname()[1]
    try:
        yield port, f"[127.0.0.1]:{port} {key.get_name()} {key.get_base64()}\n"
    finally:
        listener.close()
        for transport in transports:
            transport.close()


def test_registers_come_over_sftp_from_a_server_that_is_known(
    folder: Path, tmp_path: Path, warehouse: Warehouse
) -> None:
    (folder / "2025-04.csv").write_text(register(good()))
    with sftp_server(tmp_path) as (port, line):
        known = tmp_path / "known_hosts"
        known.write_text(line)

        def storage(**changed: str) -> dict[str, SecretStr]:
            words = {"username": "payroll", "password": "right", "port": str(port), "known_hosts": str(known)}
            return {name: SecretStr(value) for name, value in (words | changed).items()}

        url = "sftp://127.0.0.1/payroll"
        load(warehouse, 1, url, storage=storage())
        assert warehouse.loads(1, "register_rows", SOURCE) == (1, 1, 0, 0, 0)
        text = refused(warehouse, 2, url, storage=storage(password="hunter2"))
        assert "sftp://127.0.0.1/payroll cannot be read (AuthenticationException)" in text
        known.write_text("")
        assert "cannot be read (SSHException)" in refused(warehouse, 2, url, storage=storage())


@contextmanager
def s3_server(root: Path) -> Iterator[str]:
    """An S3 server of the buckets under a folder on a port of this machine, in path style; yields its address."""

    def head(target: Path) -> dict[str, str]:
        digest = hashlib.md5(target.read_bytes(), usedforsecurity=False).hexdigest()
        stamp = "Wed, 30 Apr 2025 10:00:00 GMT"
        return {"ETag": f'"{digest}"', "Content-Length": str(target.stat().st_size), "Last-Modified": stamp}

    class Objects(BaseHTTPRequestHandler):
        def answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def refuse(self, status: int, code: str) -> None:
            body = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
            self.answer(status, {"Content-Length": str(len(body)), "Content-Type": "application/xml"}, body)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
            if "Credential=payroll/" not in self.headers.get("Authorization", ""):
                return self.refuse(403, "InvalidAccessKeyId")
            if not key:
                return self.listed(root / bucket, asked)
            target = root / bucket / key
            if not target.is_file():
                return self.refuse(404, "NoSuchKey")
            return self.answer(200, head(target), target.read_bytes())

        do_HEAD = do_GET

        def listed(self, bucket: Path, asked: dict[str, str]) -> None:
            prefix = asked.get("prefix", "")
            files = {
                key: head(path)
                for path in sorted(bucket.rglob("*"))
                if path.is_file() and (key := path.relative_to(bucket).as_posix()).startswith(prefix)
            }
            contents = "".join(
                f"<Contents><Key>{key}</Key><Size>{held['Content-Length']}</Size><ETag>{held['ETag']}</ETag>"
                "<LastModified>2025-04-30T10:00:00.000Z</LastModified></Contents>"
                for key, held in files.items()
            )
            body = (
                f"<ListBucketResult><Name>{bucket.name}</Name><Prefix>{prefix}</Prefix><KeyCount>{len(files)}"
                f"</KeyCount><IsTruncated>false</IsTruncated>{contents}</ListBucketResult>"
            ).encode()
            self.answer(200, {"Content-Length": str(len(body)), "Content-Type": "application/xml"}, body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Objects)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_registers_come_from_s3(tmp_path: Path, warehouse: Warehouse) -> None:
    folder = tmp_path / "s3" / "offices" / "payroll"
    folder.mkdir(parents=True)
    (folder / "2025-04.csv").write_text(register(good()))
    pq.write_table(
        as_parquet(long_register("E00009").replace("2025-04", "2025-06")), folder / "2025-06.parquet"
    )
    with s3_server(tmp_path / "s3") as address:

        def storage(key: str) -> dict[str, SecretStr]:
            words = {"key": key, "secret": "hunter2", "endpoint_url": address}
            return {name: SecretStr(value) for name, value in words.items()}

        url = "s3://offices/payroll"
        load(warehouse, 1, url, storage=storage("payroll"))
        assert warehouse.loads(1, "register_rows", SOURCE) == (2, 2, 0, 0, 0)
        load(warehouse, 2, url, storage=storage("payroll"))
        assert warehouse.loads(2, "register_files", SOURCE) == (2, 0, 2, 0, 0)
        text = refused(warehouse, 3, url, storage=storage("somebody"))
        assert "s3://offices/payroll cannot be read (PermissionError)" in text
        assert "hunter2" not in text
        text = refused(warehouse, 3, "s3://offices/nowhere", storage=storage("payroll"))
        assert "there is no folder s3://offices/nowhere" in text


def test_a_sum_of_38_digits_is_judged_as_columns_and_never_rounded(
    folder: Path, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ingestion.sources.payroll_register.client as client

    def cell_by_cell(path: Path) -> None:
        raise AssertionError("read cell by cell")

    monkeypatch.setattr(client, "_parquet_cells", cell_by_cell)
    table = as_parquet(long_register("E00001", "E00002", "E00003"))
    amounts = table.column("Amount").to_pylist()
    amounts[len(LINES)] = Decimal("50000.00001")
    amounts[2 * len(LINES)] = Decimal("9" * 26)
    wide = pa.array(amounts, pa.decimal128(38, 8))
    at = table.column_names.index("Amount")
    pq.write_table(table.set_column(at, "Amount", wide), folder / "2025-04.parquet")
    load(warehouse, 1, folder)
    assert warehouse.loads(1, "register_rows", SOURCE) == (3, 1, 0, 0, 2)
    assert [line[3] for line in landed(warehouse)[1]] == [amount for *_, amount in PERSON]
