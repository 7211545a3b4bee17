"""The shell.

`haven init · up · serve · worker · import · watch · read · match · erase · retention · bounces · doctor ·
role · django`.
"""

import gc
import json
import os
import sys
from pathlib import Path

import click

from haven import __version__
from haven.config.terminal import Bar, print_result, print_taken


def start() -> None:
    """Make Django ready in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haven.config.settings")
    # What Haven writes (the database first of all) is for its own user alone.
    os.umask(0o077)
    import django  # noqa: PLC0415 - the environment is read when settings are

    django.setup()
    _speak_english()
    # What is loaded stays to the end: looking through it for waste costs an import a tenth of its time.
    gc.freeze()


def _speak_english() -> None:
    from django.utils import translation  # noqa: PLC0415

    # The shell speaks one language; what it stores is in both.
    translation.activate("en")


# A file that has to be there already.
A_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def say(text: str) -> None:
    click.echo(text, err=True)


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Haven: a university's international and intercultural community."""
    # The reader's matrices are small: threads of linear algebra would only stand in each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@main.command()
@click.option("--demo", is_flag=True, help="Fill it with an invented university and 400 newcomers.")
@click.option(
    "--organisation",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Your own university, campuses and faculties (TOML); may be loaded again after a change.",
)
def init(demo: bool, organisation: Path | None) -> None:
    """Prepare HAVEN_HOME (default: var/)."""
    start()
    _prepare(demo, organisation)
    say("Ready.")


def _prepare(demo: bool, organisation: Path | None = None) -> None:
    from haven.config.setup import CannotPrepare, prepare  # noqa: PLC0415

    try:
        prepare(demo=demo, organisation=organisation, say=lambda part: say(f"· {part}"))
    except CannotPrepare as error:
        raise click.ClickException(str(error)) from error


def _start_prepared() -> None:
    """For commands that work on an installation: say what to do where there is none."""
    start()
    from haven.config.running import prepared  # noqa: PLC0415

    if not prepared():
        raise click.ClickException("This installation is not prepared yet. Run: haven init")


@main.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True)
def up(port: int, workers: int) -> None:
    """Prepare a demo where nothing is prepared yet, then run server and worker."""
    start()
    from haven.config import running  # noqa: PLC0415

    if not running.prepared():
        _prepare(demo=True)
    else:
        _prepare(demo=running.is_demo())
    sys.exit(running.up(port=port, workers=workers, say=say))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Run the web server (gunicorn)."""
    start()
    from haven.config import running  # noqa: PLC0415

    running.serve(host=host, port=port, workers=workers)


@main.command()
@click.option("--once", is_flag=True, help="Do what is waiting, then stop.")
def worker(once: bool) -> None:
    """Run background jobs."""
    start()
    from haven.core.jobs.worker import run_worker  # noqa: PLC0415

    run_worker(worker_id=f"{os.uname().nodename}-{os.getpid()}"[:64], until_empty=once)


@main.group(name="import")
def import_() -> None:
    """Bring files in."""


@import_.command(name="people")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", default="", help="Columns remembered under this name (kept when new).")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def import_people(file: Path, mapping: str, dry_run: bool, as_json: bool) -> None:
    """Turn a registrar's or HR's export into people with pathways.

    Exit status 0: the file was processed (rows may be refused). 2: it could not be read.
    """
    _start_prepared()
    from haven.community.welcome.importing.shell import Unreadable, import_from_shell  # noqa: PLC0415

    try:
        with Bar() as bar:
            result = import_from_shell(file, mapping=mapping, dry_run=dry_run, progress=bar)
    except Unreadable as error:
        say(str(error))
        if as_json:
            click.echo(json.dumps({"error": str(error)}))
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        print_result(result)


@main.command()
@click.option("--once", is_flag=True, help="Take what lies there now. (The worker does so every night.)")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write and move nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def watch(once: bool, dry_run: bool, as_json: bool) -> None:
    """Take the files in the watched folder (HAVEN_WATCHED_FOLDER), and report by mail.

    Exit status 0: all files were processed (rows may be refused). 2: a file or the folder could not be read.
    """
    if not once:
        raise click.UsageError("The worker takes the files every night. To take them now: haven watch --once")
    _start_prepared()
    from haven.community.welcome.importing.shell import Unreadable, take_from_shell  # noqa: PLC0415

    try:
        with Bar() as bar:
            result = take_from_shell(dry_run=dry_run, progress=bar)
    except Unreadable as error:
        say(str(error))
        if as_json:
            click.echo(json.dumps({"error": str(error)}))
        sys.exit(2)
    failed = result.pop("failed")
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        print_taken(result)
    sys.exit(2 if failed else 0)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--target", default="B1", show_default=True, type=click.Choice(["A1", "A2", "B1", "B2", "C"]))
@click.option("--mode", default="text", show_default=True, type=click.Choice(["text", "exam"]))
@click.option(
    "--terms",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Terms of the field, one a line: never hard.",
)
@click.option(
    "--words",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Your own list of plainer words; goes before Haven's.",
)
@click.option(
    "--backend", default="embedded", show_default=True, type=click.Choice(["embedded", "frog", "spacy"])
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each file on standard output.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the JSON objects to this file; run again, it goes on where it was.",
)
@click.option("--jobs", type=click.IntRange(1), help="Processes; default: as many as there are processors.")
def read(
    files: tuple[Path, ...], target: str, mode: str, terms: Path | None, words: Path | None, backend: str,
    as_json: bool, out: Path | None, jobs: int | None,
) -> None:  # fmt: skip
    """Say how hard Dutch texts are to read: level, hard sentences and words, plainer words.

    FILES are documents (Word, OpenDocument, PowerPoint, PDF, HTML, Markdown, text) or folders of them. Exit
    status 0: all were read. 1: some could not be; the line of each says why. 2: the call itself was wrong.
    """
    start()
    from haven.language.texts import shell  # noqa: PLC0415

    settings = shell.settings_of(target=target, mode=mode, backend=backend, terms=terms, words=words)
    try:
        shell.reader_for(settings)
    except shell.WrongSettings as error:
        raise click.UsageError(str(error)) from error
    sys.exit(shell.run(files, settings, as_json=as_json, out=out, jobs=jobs, bar=lambda: Bar("files")))


@main.command(name="match")
@click.argument("files", nargs=-1, type=A_FILE)
@click.option("--rules", type=A_FILE, help="What bars a pair and what counts for how much (TOML).")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where the result goes (JSON).")
@click.option("--objective", default="fair", show_default=True, type=click.Choice(["fair", "total"]))
@click.option("--seed", default=0, show_default=True, help="Of the lottery among equals; it is kept.")
@click.option("--accepted", type=A_FILE, help="Pairs that stay: the columns newcomer and buddy.")
@click.option(
    "--expected",
    type=A_FILE,
    help="Newcomers who are still to come: places that suit them are left, where others lose nothing.",
)
@click.option("--verify", type=A_FILE, help="Check this result again, by the files that it names.")
def match_(
    files: tuple[Path, ...],
    rules: Path | None,
    out: Path | None,
    objective: str,
    seed: int,
    accepted: Path | None,
    expected: Path | None,
    verify: Path | None,
) -> None:
    """Match newcomers with buddies: haven match NEWCOMERS BUDDIES --rules RULES.toml --out RESULT.json

    Exit status 0: matched, or verified. 1: the result is not what it says. 2: a file is wrong; nothing is
    written.
    """
    if verify is None and (len(files) != 2 or rules is None or out is None):
        raise click.UsageError("Give the newcomers' file, the buddies' file, --rules and --out; or --verify.")
    start()
    from haven.community.buddies import shell  # noqa: PLC0415
    from haven.engines.matching import MatchingError  # noqa: PLC0415

    try:
        with Bar("newcomers") as bar:
            if verify is not None:
                holds, sentence = shell.verify_file(verify, bar)
            else:
                newcomers, buddies = files
                assert rules is not None  # noqa: S101 - asked for above
                result = shell.match_files(
                    *(newcomers, buddies, rules),
                    objective=objective,
                    seed=seed,
                    accepted=accepted,
                    expected=expected,
                    progress=bar,
                )
    except MatchingError as error:
        say(str(error))
        sys.exit(2)
    if verify is not None:
        click.echo(sentence)
        sys.exit(0 if holds else 1)
    assert out is not None  # noqa: S101 - asked for above
    out.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    click.echo(
        f"{result['covered']:,} of {result['newcomers']:,} newcomers have a buddy; "
        f"{result['points']:,} points. Proof and reasons are in {out}."
    )


@main.command()
@click.argument("email")
@click.argument("role")
@click.option("--campus", default="", help="A campus's code; without campus or unit: the whole university.")
@click.option("--unit", default="", help="A faculty's or service's code.")
@click.option("--name", default="")
def role(email: str, role: str, campus: str, unit: str, name: str) -> None:
    """Give somebody a role: the first administrator of an installation is made here."""
    _start_prepared()
    from haven.config.running import grant  # noqa: PLC0415

    try:
        grant(email=email, role=role, campus=campus, unit=unit, name=name)
    except (ValueError, PermissionError) as error:
        raise click.ClickException(str(error)) from error
    say(f"{email} is now {role}.")


@main.command()
@click.argument("who")
@click.option("--dry-run", is_flag=True, help="Say what would go and what stays; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option(
    "--reason",
    default="asked",
    show_default=True,
    type=click.Choice(["asked", "mistake", "order", "other"]),
    help="Why; it goes on the record.",
)
def erase(who: str, dry_run: bool, as_json: bool, reason: str) -> None:
    """Erase somebody: WHO is their student or staff number, or their e-mail address. It cannot be undone.

    Exit status 0: done (or, with --dry-run, could be). 2: nothing was erased; the message says why.
    """
    _start_prepared()
    from haven.core.privacy import shell  # noqa: PLC0415

    try:
        result = shell.erase_from_shell(who, reason=reason, dry_run=dry_run)
    except shell.NotErased as error:
        say(str(error))
        if as_json:
            click.echo(json.dumps({"error": str(error)}))
        sys.exit(2)
    click.echo(json.dumps(result) if as_json else shell.in_lines(result))


@main.command()
@click.option("--dry-run", is_flag=True, help="Say what would go; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def retention(dry_run: bool, as_json: bool) -> None:
    """Delete what is over by the terms on the page "Personal data". (The worker does so every day.)"""
    _start_prepared()
    from haven.core.privacy import shell  # noqa: PLC0415

    with Bar("people") as bar:
        result = shell.retention_from_shell(dry_run=dry_run, progress=bar)
    click.echo(json.dumps(result) if as_json else shell.in_lines(result))


@main.command()
@click.argument("where", required=False)
def bounces(where: str | None) -> None:
    """Take in what mail servers report about letters that did not arrive.

    WHERE is a Maildir, an mbox file, a file with one message, or "-" for one message on standard input.
    Without it the mailbox of HAVEN_BOUNCES_URL is read. Exit status 2: it could not be read. 75: try later.
    """
    _start_prepared()
    from haven.core.mail.shell import bounces_from_shell  # noqa: PLC0415

    said, status = bounces_from_shell(where, sys.stdin.buffer)
    click.echo(said, err=status != 0)
    sys.exit(status)


@main.command()
def doctor() -> None:
    """Check the installation and the record. Exit status 1 when something is wrong."""
    _start_prepared()
    from haven.config.doctor import findings  # noqa: PLC0415

    wrong = 0
    for finding in findings():
        click.echo(f"{'ok  ' if finding.good else 'BAD '} {finding.text}")
        wrong += not finding.good
    sys.exit(1 if wrong else 0)


@main.command(name="django", context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django_(arguments: tuple[str, ...]) -> None:
    """Any management command of Django."""
    start()
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["haven django", *arguments])


if __name__ == "__main__":
    main()
