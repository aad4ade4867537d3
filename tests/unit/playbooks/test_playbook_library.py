"""Loading a folder of playbooks, and the user's own over it."""

import os
from pathlib import Path

import pytest

from console.playbooks import Library, PlaybookError, load, read_text
from tests.support.playbookfile import GOOD, STATEMENT, TODAY, no_command


def make(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def loaded(folder: Path, own: Path | None = None) -> Library:
    return load(folder, own, check_command=no_command, today=TODAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(
        tmp_path / "base", outage=GOOD, README="# Not a playbook", statements__holding__outage=STATEMENT
    )


def test_playbooks_statements_and_no_problem(folder: Path) -> None:
    library = loaded(folder)
    assert [each.id for each in library.playbooks] == ["service-outage"]
    assert library.playbook("service-outage") is library.playbooks[0]
    assert library.playbook("other") is None
    assert library.statement("holding/outage") is not None
    assert library.problems == ()
    assert list(library.files) == [str(folder / "outage.md")]
    assert list(library.statement_files) == ["holding/outage.md"]


def test_the_users_own_replaces_by_id_and_by_name(folder: Path, tmp_path: Path) -> None:
    own = make(
        tmp_path / "own",
        mine=GOOD.replace("title: Service outage", "title: Our outage"),
        more=GOOD.replace("id: service-outage", "id: more"),
        statements__holding__outage=STATEMENT.replace("is down", "is gone"),
    )
    library = loaded(folder, own)
    assert [(each.id, each.title) for each in library.playbooks] == [
        ("service-outage", "Our outage"),
        ("more", "Service outage"),
    ]
    statement = library.statement("holding/outage")
    assert statement is not None
    assert "is gone" in statement.text
    assert library.problems == ()
    assert str(folder / "outage.md") not in library.files


def test_two_of_one_id_in_one_folder_are_a_problem(folder: Path) -> None:
    make(folder, zzz=GOOD.replace("title: Service outage", "title: Second"))
    library = loaded(folder)
    assert [each.title for each in library.playbooks] == ["Service outage"]
    assert [each.rule for each in library.problems] == ["duplicate-id"]


def test_a_statement_in_the_language_asked_else_english_else_any(folder: Path) -> None:
    make(
        folder,
        **{
            "statements__holding__outage.nb": STATEMENT.replace("is down", "er nede"),
            "statements__x.da": "Hej",
        },
    )
    library = loaded(folder)
    texts = [library.statement("holding/outage", lang) for lang in ("nb", "sv")]
    assert [text.lang if text else None for text in texts] == ["nb", "en"]
    other = library.statement("x")
    assert other is not None
    assert other.text == "Hej"
    assert library.statement("none") is None


def test_one_bad_file_does_not_keep_the_others_out(folder: Path) -> None:
    make(folder, words="Only words.")
    (folder / "binary.md").write_bytes(b"- [ ] x\n\xff\xfe")
    (folder / "huge.md").write_bytes(b"x" * 10_000_000)
    library = loaded(folder)
    assert [each.id for each in library.playbooks] == ["service-outage"]
    assert [(Path(each.path).name, each.line, each.rule) for each in library.problems] == [
        ("binary.md", 2, "unreadable"),
        ("huge.md", 1, "unreadable"),
        ("words.md", 1, "unreadable"),
    ]


def test_a_problem_says_where_the_statement_lies(folder: Path) -> None:
    make(folder, statements__x="Sorry, {")
    assert [(each.path, each.rule) for each in loaded(folder).problems] == [
        (str(folder / "statements" / "x.md"), "bad-blank")
    ]


def test_links_that_lead_out_are_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text(GOOD.replace("service-outage", "secret"))
    (folder / "link.md").symlink_to(secret)
    (folder / "round.md").symlink_to("round.md")
    (folder / "statements" / "out").symlink_to(tmp_path, target_is_directory=True)
    library = loaded(folder)
    assert [each.id for each in library.playbooks] == ["service-outage"]
    assert list(library.statement_files) == ["holding/outage.md"]
    assert {Path(each.path).name: each.rule for each in library.problems} == {
        "link.md": "unreadable",
        "round.md": "unreadable",
    }


def test_a_link_inside_the_folder_is_fine(folder: Path) -> None:
    (folder / "statements" / "again.md").symlink_to(folder / "statements" / "holding" / "outage.md")
    assert loaded(folder).statement("again") is not None


def test_pipes_and_folders_do_not_hold_it_up(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")
    (folder / "folder.md").mkdir()
    library = loaded(folder)
    assert [Path(each.path).name for each in library.problems] == ["pipe.md"]
    assert "no ordinary file" in library.problems[0].text


def test_a_missing_folder_is_empty(tmp_path: Path) -> None:
    library = loaded(tmp_path / "none", tmp_path / "neither")
    assert library.playbooks == ()
    assert library.problems == ()


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match="No such file"):
        read_text(tmp_path / "none.md")
