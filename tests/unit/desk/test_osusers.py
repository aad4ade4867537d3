"""Who a user of this machine is at the desk."""

import grp
import os
import pwd
from collections.abc import Callable

import pytest

from console.desk import osusers
from console.desk.osusers import actor_here, actor_of, user_of
from console.model.duty import Duty, Roles

NOBODY = pwd.getpwnam("nobody")
GROUP = grp.getgrgid(NOBODY.pw_gid).gr_name
STRANGER = 3_999_999_999


def test_who_is_not_listed_has_no_access() -> None:
    actor = actor_of(user_of(NOBODY.pw_uid), Roles(), owner=12_345)
    assert (actor.name, actor.duty, actor.dms) == ("nobody", None, False)


def test_listed_by_name_or_by_group_the_most_counts() -> None:
    roles = Roles(
        {Duty.VIEWER: ("nobody",), Duty.APPROVER: (f"@{GROUP}",), Duty.LEAD: (GROUP + "x", "@nobody-else")}
    )
    assert actor_of(user_of(NOBODY.pw_uid), roles, owner=12_345).duty is Duty.APPROVER
    assert (
        actor_of(user_of(NOBODY.pw_uid), Roles({Duty.OPERATOR: ("nobody",)}), owner=1).duty is Duty.OPERATOR
    )
    # A user's name is no group's, whatever they are called.
    assert Roles({Duty.ADMIN: ("@kari",)}).duty_of("kari", ["social"]) is None
    assert Roles({Duty.ADMIN: ("social",)}).duty_of("kari", ["social"]) is None


def test_root_and_whom_the_desk_runs_as_may_do_all() -> None:
    assert actor_of(user_of(0), Roles(), owner=12_345).duty is Duty.ADMIN
    assert actor_of(user_of(NOBODY.pw_uid), Roles(), owner=NOBODY.pw_uid).duty is Duty.ADMIN


def test_a_user_that_the_system_does_not_know_can_not_be_listed() -> None:
    roles = Roles({Duty.ADMIN: (f"uid:{STRANGER}", str(STRANGER))})
    actor = actor_of(user_of(STRANGER), roles, owner=0)
    assert (actor.name, actor.duty) == (f"uid:{STRANGER}", None)


@pytest.mark.parametrize("broken", ["getpwuid", "getgrgid"])
def test_a_directory_that_does_not_answer_gives_nobody_more(
    monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(_number: int) -> object:
        raise OSError("the directory is down")

    roles = Roles({Duty.LEAD: (f"@{GROUP}",)})
    monkeypatch.setattr(osusers.pwd if broken == "getpwuid" else osusers.grp, broken, fail)
    assert actor_of(user_of(NOBODY.pw_uid), roles, owner=12_345).duty is None


@pytest.mark.parametrize(("least", "sees"), [(Duty.VIEWER, True), (Duty.OPERATOR, True), (Duty.LEAD, False)])
def test_private_messages_are_for_whom_the_configuration_says(least: Duty, sees: bool) -> None:
    roles = Roles({Duty.OPERATOR: ("nobody",)}, dms=least)
    assert actor_of(user_of(NOBODY.pw_uid), roles, owner=12_345).dms is sees


def _uid(monkeypatch: pytest.MonkeyPatch, uid: int) -> Callable[[], int]:
    monkeypatch.setattr(os, "getuid", lambda: uid)
    return os.getuid


def test_alone_whoever_can_open_the_file_may_do_all(monkeypatch: pytest.MonkeyPatch) -> None:
    _uid(monkeypatch, NOBODY.pw_uid)
    listed = Roles({Duty.VIEWER: ("nobody",)})
    assert actor_here(Roles(), operator="kari", owner=12_345).name == "kari"
    assert actor_here(Roles(), operator="", owner=12_345).duty is Duty.ADMIN
    assert actor_here(listed, operator="", owner=NOBODY.pw_uid).duty is Duty.ADMIN
    # With a list, others are what it says, under the system's name for them.
    other = actor_here(listed, operator="kari", owner=12_345)
    assert (other.name, other.duty) == ("nobody", Duty.VIEWER)
    assert actor_here(listed, operator="", owner=None).duty is Duty.ADMIN
