"""Host names that do not belong in committed files: `python -m tools.check_hosts`.

Haven asks nothing of the network, so its code names nobody's host. Sources are named where a reader
looks for them: in documentation and in shipped content. Package indexes and paths of one machine are
named nowhere.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]

# A letter of each name stands in brackets: this file is checked as well.
_INDEX = re.compile(
    r"\b(?:[\w-]+\.)*(?:p[y]pi|python[h]osted|npm[j]s|yarn[p]kg|deb\.[d]ebian|crates)\.(?:org|io|com|net)\b",
    re.IGNORECASE,
)
_INDEX_OPTION = re.compile(r"--(?:extra-)?index-url\b|\bindex-url\s*=")
_MACHINE = re.compile(
    r"(?<![\w./\\-])/(?:work|root|Users|home/[a-z]\w*|opt/(?:wheels|pypi\w*))(?=[/\s\"'`,;)]|$)"
)
_URL = re.compile(r"\b(?:https?|wss?|ftp)://(?P<host>\[[0-9a-f:]+\]|[^\s/:?#\"'<>`)\]\\]+)", re.IGNORECASE)

# Reserved for examples and for this machine (RFC 2606, RFC 6761), and the names of XML vocabularies.
_ALLOWED = re.compile(
    r"(?:.*\.)?(?:example(?:\.(?:org|com|net))?|test|invalid|localhost)"
    r"|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|testserver"
    r"|(?:www\.)?w3\.org|schemas\.openxmlformats\.org",
    re.IGNORECASE,
)
_SOURCES_WELCOME = re.compile(r"(?:docs|src/haven/(?:\w+/)+content)/.*|[^/]*\.md|LICENSE.*")


def committed(project: Path) -> list[Path]:
    """Files that git knows or would take in; all but hidden ones where there is no git."""
    command = ["git", "-C", str(project), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")
        paths = [project / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        visible = (path for path in project.rglob("*") if _visible(path.relative_to(project)))
        paths = list(visible)
    return sorted(path for path in paths if path.is_file())


def _visible(path: Path) -> bool:
    return path.parts[0] != "var" and not any(part.startswith(".") for part in path.parts)


def in_line(line: str, *, sources_welcome: bool) -> Iterator[str]:
    """What is wrong with this line."""
    for match in [*_INDEX.finditer(line), *_INDEX_OPTION.finditer(line)]:
        yield f"names a package index: {match[0]}"
    for match in _MACHINE.finditer(line):
        yield f"a path of one machine: {match[0]}"
    if sources_welcome:
        return
    for match in _URL.finditer(line):
        host = match["host"].rpartition("@")[2]
        filled_in = host.startswith(("{", "%", "$", "*", "…"))
        if not (filled_in or _ALLOWED.fullmatch(host.rstrip(".,;"))):
            yield f"names a host: {match[0]}"


def problems(project: Path = PROJECT) -> Iterator[str]:
    for path in committed(project):
        content = path.read_bytes()
        if b"\0" in content[:8000]:
            continue
        name = path.relative_to(project).as_posix()
        welcome = bool(_SOURCES_WELCOME.fullmatch(name))
        for number, line in enumerate(content.decode(errors="replace").splitlines(), start=1):
            for problem in in_line(line, sources_welcome=welcome):
                yield f"{name}:{number}: {problem}"


def main() -> int:
    found = list(problems())
    print("\n".join(found) if found else "No committed file names a host that it should not.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
