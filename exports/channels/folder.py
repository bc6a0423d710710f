"""The channel that is a folder: how any finished file comes to lie on disk.

Belongs here: private modes, writing under a temporary name and renaming, so nobody reads half a file.
Does not belong here: what is in the file.
"""

import os
from collections.abc import Mapping
from pathlib import Path


def private_folder(path: Path) -> Path:
    """Make a folder and its missing parents readable by its owner only; returns it."""
    missing = [p for p in (path, *path.parents) if not p.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700)
    path.chmod(0o700)
    return path


def put(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder, each whole or not at all, 0600; returns their paths in name order."""
    private_folder(folder)
    written = []
    for name, content in sorted(files.items()):
        final = folder / name
        partial = folder / f".{name}.partial"
        partial.unlink(missing_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(final)
        written.append(final)
    return written
