"""Host names, machine paths, long files, locks that differ: each is found, with its place."""

import subprocess
from pathlib import Path

import pytest

from tools import check, check_hosts, check_locks, check_size

INDEX = "py" + "pi.org"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (f"pip install -i https://{INDEX}/simple", f"names a package index: {INDEX}"),
        (f"see files.{'python' + 'hosted.org'}", f"names a package index: files.{'python' + 'hosted.org'}"),
        ("pip install --extra-" + "index-url x", "names a package index: --extra-" + "index-url"),
        ("open('" + "/ro" + "ot/.cache')", "a path of one machine: /ro" + "ot"),
        ("data = '" + "/ho" + "me/ada/data'", "a path of one machine: /ho" + "me/ada"),
        ("fetch('https" + "://cdn.somewhere.com/x.js')", "names a host: https" + "://cdn.somewhere.com"),
        ('src="http' + '://user@fonts.somewhere.be/"', "names a host: http" + "://user@fonts.somewhere.be"),
        (
            "url = 'wss" + "://sub.example.com.somewhere.eu'",
            "names a host: wss" + "://sub.example.com.somewhere.eu",
        ),
    ],
)
def test_hosts_in_code(line: str, problem: str) -> None:
    assert problem in list(check_hosts.in_line(line, sources_welcome=False))


@pytest.mark.parametrize(
    "line",
    [
        'xmlns="http://www.w3.org/2000/svg"',
        "https://haven.university.example/people",
        "http://localhost:8000/ http://127.0.0.1:{port} http://[::1]:1/ http://{host}/x https://%s/",
        "<a href='/work-permit/'> path('roots/') /api/root/x /home/",
        "mailto:ada@university.example",
    ],
)
def test_what_code_may_say(line: str) -> None:
    assert list(check_hosts.in_line(line, sources_welcome=False)) == []


def test_documentation_may_name_its_sources_but_no_index() -> None:
    source = "https" + "://www.stad.gent/en"
    assert list(check_hosts.in_line(source, sources_welcome=True)) == []
    assert list(check_hosts.in_line(f"https://{INDEX}/", sources_welcome=True))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    host = "https" + "://elsewhere.be/"
    for name in ("docs/user/start.md", "src/haven/community/welcome/content/steps.toml", "src/haven/page.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"one\n{host}\n")
    tmp_path.joinpath("picture.png").write_bytes(b"\x89PNG\0" + host.encode())
    tmp_path.joinpath(".gitignore").write_text("var/\n")
    tmp_path.joinpath("var").mkdir()
    tmp_path.joinpath("var/own.txt").write_text(host)
    return tmp_path


@pytest.mark.parametrize("with_git", [True, False])
def test_only_committed_text_outside_documentation_is_searched(repository: Path, with_git: bool) -> None:
    if not with_git:
        repository.joinpath(".git").rename(repository / ".gone")
    found = list(check_hosts.problems(repository))
    assert found == ["src/haven/page.py:2: names a host: https" + "://elsewhere.be"]


def test_long_files_are_named_but_not_migrations(tmp_path: Path) -> None:
    for name, lines in (("src/a.py", 6), ("src/b.py", 5), ("src/migrations/c.py", 9), ("tests/d.py", 7)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("pass\n" * lines)
    found = list(check_size.problems(tmp_path, limits={"src": 5, "tools": 5, "tests": 5}))
    assert found == [
        "src/a.py: 6 lines; split what is more than 5",
        "tests/d.py: 7 lines; split what is more than 5",
    ]


HASH = " \\\n    --hash=sha256:00\n"
RUN = f"alpha==1.0{HASH}beta==2.0 ; sys_platform == 'win32'{HASH}"


def test_locks_that_agree() -> None:
    assert list(check_locks.problems(RUN, RUN + f"pytest==9{HASH}")) == []
    assert ("beta", "2.0", "; sys_platform == 'win32'") in check_locks.pins(RUN)


@pytest.mark.parametrize(
    ("development", "problem"),
    [
        (f"alpha==1.0{HASH}", "requirements-dev.lock: beta is missing, requirements.lock has 2.0"),
        (RUN.replace("1.0", "1.1"), "requirements-dev.lock: alpha is 1.1, requirements.lock has 1.0"),
        (
            "# https" + "://elsewhere.be\n" + RUN,
            "requirements-dev.lock: make it again with `make lock`: it has no hashes, or names a host",
        ),
    ],
)
def test_locks_that_differ(development: str, problem: str) -> None:
    assert list(check_locks.problems(RUN, development)) == [problem]


def test_the_runner_runs_all_and_fails_when_one_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = (check.PYTHON, "-c", "import sys; sys.exit('what is wrong')")
    monkeypatch.setattr(check, "CHECKS", {"bad": bad, "good": (check.PYTHON, "-c", "")})
    assert check.main([]) == 1
    said = capsys.readouterr().out
    assert "FAIL bad" in said
    assert "     what is wrong" in said
    assert "ok   good" in said
    assert "Failed: bad." in said
    assert check.main(["good"]) == 0
    assert check.main(["nothing"]) == 2


def test_checks_touch_no_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVEN_SECRET_KEY", "own")
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/haven/haven.sqlite3")
    values = check.environment("/tmp/elsewhere")
    assert "HAVEN_SECRET_KEY" not in values
    assert "DATABASE_URL" not in values
    assert values["HAVEN_HOME"] == "/tmp/elsewhere"
