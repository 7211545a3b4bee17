"""`haven match`: files in, a result out that proves itself, and a sentence for whatever is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from haven.cli import main

RULES = """
[weights]
interests = 3000
languages = 1500
faculty = 1000
field = 1500
country = 1000
times = 1500
age = 500
[roles]
student = ["peer", "experienced"]
researcher = ["staff"]
"""
NEWCOMERS = """\
id,campus,role,gender,same_gender,faculty,faculty_only,field,country,languages,interests,times,age,arrives,priority,declined
n1,leuven,student,f,yes,arts,no,history,VN,vi;en,music;film,mon;tue,21,2027-02-01,0,b9
n2,leuven,student,m,,arts,,history,ES,es;en,music,mon,22,2027-02-01,0,b1
n3,leuven,researcher,f,,law,,law,IN,hi;en,chess,fri,30,2027-02-03,,
n4,gent,student,x,,law,,law,ES,es,chess,fri,,2027-02-03,,
n5,gent,student,m,,law,,law,ES,es,chess,fri,17,2027-02-03,,
"""
BUDDIES = """\
id;campus;role;gender;same_gender;faculty;field;countries;languages;interests;times;age;vetted;from;until;capacity;paused
b1;leuven;peer;f;;arts;history;VN, ES;nl, en;film;tue;22;;2026-09-01;2027-07-01;1;
b2;leuven;experienced;m;;arts;history;;nl, en;music;mon;24;yes;;;2;
b3;leuven;staff;m;;law;law;IN;nl, en;chess;fri;41;yes;;;1;no
b4;gent;peer;m;;law;law;ES;nl, es;chess;fri;20;;;;1;
b5;gent;peer;m;;law;law;ES;nl, es;chess;fri;20;yes;;;3;yes
"""


class Files:
    """A folder with the three files, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("newcomers.csv", NEWCOMERS)
        self.write("buddies.csv", BUDDIES.replace(", ", "|").replace(";", ",").replace("|", ";"))
        self.write("rules.toml", RULES)

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def change(self, name: str, before: str, after: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert before in text
        self.write(name, text.replace(before, after))

    def match(self, *more: str) -> Result:
        given = (self.path("newcomers.csv"), self.path("buddies.csv"), "--rules", self.path("rules.toml"))
        return CliRunner().invoke(main, ["match", *given, "--out", self.path("result.json"), *more])

    def verify(self) -> Result:
        return CliRunner().invoke(main, ["match", "--verify", self.path("result.json")])

    @property
    def result(self) -> Any:
        return json.loads((self.folder / "result.json").read_text(encoding="utf-8"))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_a_match_says_why_and_proves_itself(files: Files) -> None:
    done = files.match("--seed", "5")
    assert done.exit_code == 0, done.output
    assert "4 of 5 newcomers have a buddy" in done.output
    result = files.result
    pairs = {one["newcomer"]: one["buddy"] for one in result["pairs"]}
    assert pairs == {"n1": "b1", "n2": "b2", "n3": "b3", "n4": "b4"}
    first = result["pairs"][0]
    assert first["why"]["country"] == 1000
    assert sum(first["why"].values()) == first["points"]
    assert result["points"] == sum(one["points"] for one in result["pairs"])
    (left,) = result["without"]
    assert (left["newcomers"], left["places"]) == (["n5"], 0)  # 17, and who is vetted is paused
    assert "no buddy may be theirs" in left["sentence"]
    checked = files.verify()
    assert checked.exit_code == 0
    assert "no match is better by the rule" in checked.output


def test_who_competes_is_told_with_what_would_help(files: Files) -> None:
    rows = "".join(
        f"m{row},leuven,student,f,,arts,,history,ES,es;en,music,mon,22,2027-02-01,,\n" for row in range(6)
    )
    files.write("newcomers.csv", NEWCOMERS + rows)
    assert files.match().exit_code == 0
    told = next(one for one in files.result["without"] if one["campus"] == "leuven")
    assert (told["compete"], told["places"], len(told["newcomers"])) == (8, 3, 5)
    assert told["sentence"].startswith("8 newcomers compete for 3 places; one more buddy who speaks")
    assert {one["what"] for one in told["would_help"] if one["kind"] == "language"} >= {"en", "es"}
    assert files.result["scarce"] == ["b1", "b2"]


def test_accepted_pairs_stay_and_expected_newcomers_are_held_in_mind(files: Files) -> None:
    files.change("newcomers.csv", "n1,leuven,student,f,yes", "n1,leuven,student,f,no")
    files.write("accepted.csv", "newcomer,buddy\nn1,b2\n")
    files.write("expected.csv", NEWCOMERS.replace("\nn", "\nx"))
    more = ("--accepted", files.path("accepted.csv"), "--expected", files.path("expected.csv"))
    assert files.match(*more).exit_code == 0
    pairs = {one["newcomer"]: one["buddy"] for one in files.result["pairs"]}
    assert pairs["n1"] == "b2"
    assert not any(name.startswith("x") for name in pairs)
    assert files.verify().exit_code == 0


@pytest.mark.parametrize("objective", ["fair", "total"])
def test_whoever_changes_a_result_is_found_out(files: Files, objective: str) -> None:
    assert files.match("--objective", objective).exit_code == 0
    whole = files.result

    def damaged(change: Any) -> Result:
        result = json.loads(json.dumps(whole))
        change(result)
        files.write("result.json", json.dumps(result))
        return files.verify()

    for change in (
        lambda result: result["pairs"].pop(),
        lambda result: result["pairs"][0].update(buddy="b3"),
        lambda result: result["campuses"][0]["assigned"].__setitem__(0, -1),
        lambda result: result["campuses"][0]["proof"]["buddy_prices"].__setitem__(0, -5),
        lambda result: result["campuses"][0]["proof"].pop("priority"),
        lambda result: result["campuses"].pop(),
        lambda result: result.update(objective="best"),
    ):
        said = damaged(change)
        assert said.exit_code == 1, said.output
        assert "damaged" in said.output or "is not the match that is proved" in said.output
    assert damaged(lambda result: None).exit_code == 0


def test_a_file_that_changed_since_is_named(files: Files) -> None:
    assert files.match().exit_code == 0
    files.change("buddies.csv", "b3,leuven,staff", "b3,leuven,peer")
    said = files.verify()
    assert said.exit_code == 1
    assert "buddies.csv, is not the one that was matched" in said.output
    (files.folder / "rules.toml").unlink()
    files.change("buddies.csv", "b3,leuven,peer", "b3,leuven,staff")
    said = files.verify()
    assert said.exit_code == 2
    assert "rules.toml, is not there any more" in said.output


def test_what_is_no_result_is_said(files: Files) -> None:
    files.write("result.json", "[1, 2]")
    said = files.verify()
    assert said.exit_code == 2
    assert "is not a result of haven match" in said.output


@pytest.mark.parametrize(
    ("name", "before", "after", "why"),
    [
        ("newcomers.csv", "id,campus", "id,shoes", "the column “shoes” is not known"),
        ("newcomers.csv", "id,campus,role", "id,field,role", "is there twice|is missing|twice"),
        ("newcomers.csv", "n2,leuven", "n1,leuven", "newcomers.csv, row 3, id: “n1” stands in row 2 too"),
        ("newcomers.csv", "n2,leuven", "n2,", "row 3, campus: “” is empty, and is needed"),
        ("newcomers.csv", "n2,leuven,student", "n2,leuven,dean", "role: “dean” is not in the rules"),
        ("newcomers.csv", "m,,arts", "m,perhaps,arts", "same_gender: “perhaps” is not yes or no"),
        ("newcomers.csv", "leuven,student,f,yes", "leuven,student,,yes", "asks for the same gender"),
        ("newcomers.csv", "22,2027-02-01,0,b1", "22,1/2/2027,0,b1", "arrives: “1/2/2027” is not a date"),
        ("newcomers.csv", "mon,22,", "mon,old,", "age: “old” is not a number of years"),
        ("newcomers.csv", "mon,22,", "mon,-22,", "age: “-22” is not an age"),
        ("newcomers.csv", "2027-02-01,0,b1", "2027-02-01,x,b1", "priority: “x” is not a whole number"),
        ("buddies.csv", "24,yes,,,2", "24,yes,,,-2", "row 3, capacity: “-2” is too small; 0 is the least"),
        ("buddies.csv", "2026-09-01,2027-07-01", "2027-09-01,2027-07-01", "until: “2027-07-01” comes before"),
        ("rules.toml", "age = 500", "age = 600", "rules.toml: The weights add up to 10,100"),
        ("rules.toml", "age = 500", "shoes = 500", "“shoes” is a whole number under weights"),
        ("rules.toml", "[roles]", "[role]", "“role” is not known"),
        ("rules.toml", "[weights]", "[weights", "rules.toml cannot be read"),
        ("rules.toml", "[roles]", "[bars]\nshoes = true\n[roles]", "“shoes” under bars is true or false of"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_named_and_nothing_written(
    files: Files, name: str, before: str, after: str, why: str
) -> None:
    files.change(name, before, after)
    said = files.match()
    assert said.exit_code == 2, said.output
    assert any(part in said.output for part in why.split("|")), said.output
    assert not Path(files.path("result.json")).exists()


def test_pairs_that_cannot_be_accepted(files: Files) -> None:
    for rows, why in (
        ("n9,b1", "“n9” is not among the newcomers"),
        ("n1,b9", "“b9” is not among the buddies"),
        ("n1,b4", "not on one campus"),
        ("n1,b2", "is barred"),
        ("n2,b2\nn2,b2", "stands in row 2 too"),
    ):
        files.write("accepted.csv", f"newcomer,buddy\n{rows}\n")
        said = files.match("--accepted", files.path("accepted.csv"))
        assert said.exit_code == 2
        assert why in said.output


def test_too_many_rows_are_said_before_they_are_read(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haven.community.buddies.files.MOST_ROWS", 4)
    said = files.match()
    assert said.exit_code == 2
    assert "buddies.csv, row 6: more than 4 people cannot be matched at once. Split the files" in said.output


def test_it_says_what_it_needs() -> None:
    said = CliRunner().invoke(main, ["match"])
    assert said.exit_code == 2
    assert "Give the newcomers' file" in said.output
