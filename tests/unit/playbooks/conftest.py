import pytest

from console.model.playbook import Playbook
from console.playbooks import parse
from tests.support.playbookfile import GOOD


@pytest.fixture
def good() -> str:
    return GOOD


@pytest.fixture
def playbook() -> Playbook:
    return parse(GOOD, "service-outage.md")
