"""Where an installation keeps what is its own: database, secret, uploads, mail, static files."""

import os
import secrets
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


def home() -> Path:
    """The folder named by HAVEN_HOME, or `var/` in the folder that holds the source."""
    return Path(os.environ.get("HAVEN_HOME") or PROJECT / "var").expanduser().resolve()


def secret_key(folder: Path) -> str:
    """The installation's own key, made once and readable by its owner alone."""
    path = folder / "secret.key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(64)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(key)
        return key
