"""When `.venv` is built again, and what a finished one can do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools import environment


@pytest.fixture
def project(tmp_path: Path) -> Path:
    tmp_path.joinpath("requirements.lock").write_text("# nothing needed\n")
    tmp_path.joinpath("requirements-dev.lock").write_text("# nothing needed for tests\n")
    package = tmp_path / "src" / "haven"
    package.mkdir(parents=True)
    package.joinpath("__init__.py").write_text("")
    package.joinpath("cli.py").write_text(
        "import sys\n\ndef main():\n    print(sys.argv[1:])\n    return 3\n"
    )
    return tmp_path


@pytest.fixture
def finished(project: Path) -> Path:
    """The folder of an environment whose stamp says that all is in it."""
    folder = project / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/python").symlink_to(sys.executable)
    folder.joinpath(".stamp").write_text(json.dumps(environment.wanted(project=project, dev=True)))
    return folder


@pytest.mark.parametrize("dev", [True, False])
def test_what_is_finished_is_left_alone(project: Path, finished: Path, dev: bool) -> None:
    assert environment.up_to_date(finished, environment.wanted(project=project, dev=dev))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_changed_lock_is_installed(project: Path, finished: Path, lock: str) -> None:
    project.joinpath(lock).write_text("# something else\n")
    assert not environment.up_to_date(finished, environment.wanted(project=project, dev=True))


def test_a_python_that_is_gone_or_a_project_that_moved_begins_anew(project: Path, finished: Path) -> None:
    elsewhere = project / "elsewhere"
    assert not environment.usable(finished, elsewhere)
    finished.joinpath("bin/python").unlink()
    assert not environment.usable(finished, project)
    assert not environment.up_to_date(finished, environment.wanted(project=project, dev=False))


def test_a_broken_stamp_counts_as_none(tmp_path: Path) -> None:
    stamp = tmp_path / ".stamp"
    stamp.write_text("{half")
    assert environment.stamped(stamp) == {}


def test_without_the_venv_module_a_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="python3-venv"):
        environment.make_venv(tmp_path)


def test_a_failed_install_shows_what_was_printed(project: Path) -> None:
    with pytest.raises(SystemExit, match=r"(?s)printed.*could not be installed\. The lines above say why"):
        environment.run(
            [sys.executable, "-c", "import sys; sys.exit('printed')"], "x could not be installed."
        )


@pytest.mark.slow
def test_an_environment_is_built_once_and_has_the_command(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.build(project=project, dev=False)
    assert "Installed in" in capsys.readouterr().out
    done = subprocess.run(
        [project / ".venv/bin/haven", "up"], capture_output=True, text=True, check=False, cwd="/"
    )
    assert (done.returncode, done.stdout.strip()) == (3, "['up']")
    environment.build(project=project, dev=False)
    assert capsys.readouterr().out == ""
