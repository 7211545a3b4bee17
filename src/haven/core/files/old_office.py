"""Containers of old Office (OLE): old documents, and new ones behind a password."""

from pathlib import Path

MARK = bytes.fromhex("D0CF11E0A1B11AE1")
ENCRYPTED_PACKAGE = "EncryptedPackage"  # how the container names a new document behind a password
_CHUNK = 1 << 20
_LONGEST_NAME = 64  # bytes, in UTF-16


def holds(path: Path, *names: str) -> bool:
    """Whether the container's directory has an entry of one of these names."""
    wanted = [name.encode("utf-16-le") for name in names]
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            content = tail + chunk
            if any(name in content for name in wanted):
                return True
            tail = content[-_LONGEST_NAME:]
    return False
