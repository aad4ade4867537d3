"""`beredt roles`, and restricted incidents from the shell."""

from console.desk.permits import PERMITS
from tests.support.commandline import Beredt


def test_it_tells_who_i_am_and_every_act(beredt: Beredt) -> None:
    told = beredt("roles", "--json")
    me, *acts = told.lines
    assert (me["role"], me["private_messages"]) == ("admin", True)
    assert [one["act"] for one in acts] == list(PERMITS)
    assert all(one["you"] for one in acts)
    step = next(one for one in acts if one["act"] == "step approve")
    assert (step["least"], step["what"]) == ("approver", "approve a step or a statement")
    text = beredt("roles").text
    assert text.startswith("you are ")
    assert "resume_publishing" in text


def test_an_incident_is_restricted_and_opened_again(beredt: Beredt) -> None:
    assert beredt("incident", "declare", "--severity", "2", "A leak").code == 0
    done = beredt("incident", "restrict", "1")
    assert done.code == 0, done.complaint
    assert "incident restricted to leads and its roles" in done.text
    assert "active, restricted" in beredt("incident", "show", "1").text
    assert beredt("incident", "restrict", "1", "--lift").code == 0
    assert beredt("incident", "--json").line["restricted"] is False
    assert beredt("undo").code == 0
    assert beredt("incident", "--json").line["restricted"] is True
