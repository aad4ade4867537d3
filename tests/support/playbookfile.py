"""A playbook without a mistake, with a decision, an approval, a repetition and evidence in it."""

from datetime import date

GOOD = """\
---
id: service-outage
title: Service outage
trigger: flag:outage or spike:negative>=4
severity: SEV-2
posture: inform
roles: [lead, operator, voice, expert]
owner: comms@example.org
reviewed: 2026-11-01
---
# Service outage

When people cannot use what they paid for.

## Contain

Speed first.

- [ ] Declare the incident and stop scheduled posts
  - who: lead
  - within: 5m
  - why: a cheerful post beside an outage becomes the story
  - do: incident declare --severity 2
  - do: publishing pause --reason outage
  - expect: the pause shows in every session's header
  - otherwise: call the backup lead
- [ ] Is anyone's safety or money at risk?
  - who: lead
  - choose:
    - yes: [Protect people](#protect-people)
    - no: [Tell people](#tell-people)

## Protect people

- [ ] Call those at risk
  - who: operator
  - within: 10m
  - evidence: the list with times

## Tell people

- [ ] Publish the holding statement
  - who: voice
  - within: 15m
  - say: holding/outage
  - approve: lead
- [ ] Give the next word
  - who: voice
  - every: 20m
- [ ] Thank the first who told us
  - who: operator
  - optional: yes

## Watch

- [ ] Is it over?
  - who: lead
  - choose:
    - not yet: [Tell people](#tell-people)
    - over: [Stand down](#stand-down)

## Stand down

- [ ] Stand down
  - who: lead
  - do: incident stand-down
"""

STATEMENT = """\
---
title: Outage
blanks:
  service: what is down
reviewed: 2026-11-01
---

{service} is down, and we are sorry.
"""

TODAY = date(2026, 11, 23)
NOUNS = ("incident ", "publishing ", "queue ", "item ", "run ", "outbox")


def no_command(line: str) -> str | None:
    return None if line.startswith(NOUNS) else "no such command"
