"""The folder that registers lie in: on this machine, on an object store or on an SFTP server, through fsspec.

Belongs here: listing a folder, fetching a file whole. Does not belong here: what a file holds (`client.py`).
"""

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.utils import infer_storage_options

from ingestion.errors import SourceError

SOURCE = "payroll_register"
SUFFIXES = (".csv", ".xlsx", ".parquet")
_STAMPS = ("size", "mtime", "LastModified", "ETag", "created")
_CHANGED = ("mtime", "LastModified", "created")
_LIBRARIES = {"s3": "s3fs", "s3a": "s3fs", "sftp": "paramiko", "ssh": "paramiko"}


@dataclass(frozen=True)
class Found:
    """A file of the folder.

    Attributes:
        name: its name.
        path: where the file system has it.
        size: its length in bytes.
        changed: when it was changed, in the file system's own words, which compare with one another; None where
            it does not say.
    """

    name: str
    path: str
    size: int = 0
    changed: Any = None


class Folder:
    """One folder, wherever it is; it is opened when it is first asked."""

    def __init__(self, url: str, options: Mapping[str, str]) -> None:
        """Name the folder.

        Args:
            url: a path of this machine, or a URL such as `s3://bucket/payroll` or `sftp://host/payroll`.
            options: what the file system needs to know besides, under its own names: `key` and `secret`,
                `endpoint_url`; `username`, `password` or `key_filename`, `port`, `known_hosts`.
        """
        self._url = url
        self._options = {
            name: int(value) if name == "port" else value for name, value in options.items() if value
        }
        parts = urlsplit(url)
        # A URL may carry a password; what is shown of it may not.
        self.shown = f"{parts.scheme}://{parts.hostname or ''}{parts.path}" if "://" in url else url
        self._scheme = parts.scheme if "://" in url else "file"
        self.is_local = "://" not in url

    def files(self) -> list[Found]:
        """Return the registers of the folder in the order of their names.

        Raises:
            SourceError: when it cannot be listed, or holds a file of another kind.
        """
        fs, path = self._opened
        with self._told("folder"):
            if not fs.isdir(path):
                raise SourceError(
                    SOURCE, "folder", f"there is no folder {self.shown}", "make it, or correct the setting"
                )
            entries = fs.ls(path, detail=True)
        found = []
        for entry in sorted(entries, key=lambda entry: entry["name"]):
            name = entry["name"].rstrip("/").rsplit("/", 1)[-1]
            if entry["type"] == "directory" or name.startswith((".", "~$")) or not name:
                continue
            if not name.lower().endswith(SUFFIXES):
                raise SourceError(
                    SOURCE,
                    name,
                    "the file is no csv, xlsx or parquet file",
                    "save it as one of them, or move it away",
                )
            changed = next((entry[at] for at in _CHANGED if entry.get(at) is not None), None)
            found.append(Found(name, entry["name"], int(entry.get("size") or 0), changed))
        return found

    def fetch(self, file: Found, target: Path) -> None:
        """Copy a file whole.

        Raises:
            SourceError: when it cannot be read, or was changed meanwhile.
        """
        fs, _ = self._opened
        with self._told(file.name):
            before = fs.info(file.path)
            fs.get_file(file.path, str(target))
            fs.invalidate_cache()
            after = fs.info(file.path)
        if _stamp(before) != _stamp(after) or target.stat().st_size != int(after["size"]):
            raise SourceError(
                SOURCE,
                file.name,
                "the file was changed while it was read",
                "load again when it is written whole",
                is_transient=True,
            )

    @cached_property
    def _opened(self) -> tuple[AbstractFileSystem, str]:
        """The file system and the folder's path in it."""
        library = _LIBRARIES.get(self._scheme)
        try:
            if library is not None:
                importlib.import_module(library)
        except ImportError as error:
            raise SourceError(
                SOURCE,
                "folder",
                f"{self._scheme}:// needs the library {library}, which is not installed",
                f"install it with pip install {library}, or name a folder of this machine",
            ) from error
        with self._told("folder"):
            if library == "paramiko":
                return self._sftp()
            fs, path = url_to_fs(self._url, **self._options, skip_instance_cache=True)
            return fs, path

    def _sftp(self) -> tuple[AbstractFileSystem, str]:
        """Return an SFTP server that is known: one whose key nobody vouches for is refused."""
        import paramiko
        from fsspec.implementations.sftp import SFTPFileSystem

        known_hosts = self._options.pop("known_hosts", None)

        class KnownServer(SFTPFileSystem):
            def _connect(self) -> None:
                self.client = paramiko.SSHClient()
                self.client.load_system_host_keys(known_hosts)
                self.client.set_missing_host_key_policy(paramiko.RejectPolicy())
                self.client.connect(self.host, **self.ssh_kwargs)
                self.ftp = self.client.open_sftp()

        parts = infer_storage_options(self._url)
        path = parts.pop("path")
        parts.pop("protocol")
        return KnownServer(**{**parts, **self._options}, skip_instance_cache=True), path

    @contextmanager
    def _told(self, where: str) -> Iterator[None]:
        """Turn what a file system raises into one sentence, which holds nothing of a message that may hold a secret."""
        try:
            yield
        except SourceError:
            raise
        except FileNotFoundError as error:
            raise SourceError(
                SOURCE, where, f"it is not there in {self.shown}", "see that the folder is right"
            ) from error
        except Exception as error:  # Every file system has its own exceptions.
            raise SourceError(
                SOURCE,
                where,
                f"{self.shown} cannot be read ({type(error).__name__})",
                "see that the address and the MERITLINE_PAYROLL_STORAGE_* settings are right",
                is_transient=isinstance(error, ConnectionError | TimeoutError),
            ) from error


def _stamp(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what tells whether a file was changed."""
    return tuple("" if entry.get(name) is None else str(entry[name]) for name in _STAMPS)
