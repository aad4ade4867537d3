"""Runs: walks through a playbook, each pinned to the text it began with."""

from datetime import datetime

from console.errors import NotFound
from console.model.incident import Run, RunStep
from console.model.safe import SafeText
from console.store.sqlite.db import (
    Db,
    Row,
    all_rows,
    from_us,
    maybe_time,
    maybe_us,
    new_id,
    one_row,
    to_us,
)

COLUMNS = """
    id, incident_id, playbook_id, content_hash, source, started_at, started_by, holder, current, finished_at
"""
ADD = """
INSERT INTO runs (incident_id, playbook_id, content_hash, source, started_at, started_by, holder, current,
    finished_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
"""
SET = "UPDATE runs SET current = ?, holder = ?, finished_at = ? WHERE id = ? RETURNING id"
SET_STEP = """
INSERT INTO run_steps (run_id, step_id, place, state, actor, at, note, chosen, approved_by)
VALUES (:run, :step, (SELECT count(*) FROM run_steps WHERE run_id = :run), :state, :actor, :at, :note,
    :chosen, :approved_by)
ON CONFLICT (run_id, step_id) DO UPDATE SET state = excluded.state, actor = excluded.actor, at = excluded.at,
    note = excluded.note, chosen = excluded.chosen, approved_by = excluded.approved_by
"""
STEPS = """
SELECT step_id, state, actor, at, note, chosen, approved_by FROM run_steps WHERE run_id = ? ORDER BY place
"""
BY_ID = f"SELECT {COLUMNS} FROM runs WHERE id = ?"
NEWEST = f"SELECT {COLUMNS} FROM runs ORDER BY id DESC LIMIT ?"
OPEN = f"SELECT {COLUMNS} FROM runs WHERE finished_at IS NULL ORDER BY id DESC LIMIT ?"


def add(db: Db, run: Run) -> int:
    """With its steps; `id` is ignored. Returns the new id."""
    run_id = new_id(
        db,
        ADD,
        (
            run.incident_id,
            run.playbook_id,
            run.content_hash,
            run.source,
            to_us(run.started_at),
            run.started_by,
            run.holder,
            run.current,
            maybe_us(run.finished_at),
        ),
    )
    for step in run.steps.values():
        set_step(db, run_id, step)
    return run_id


def move(db: Db, run_id: int, current: str | None, holder: str, finished_at: datetime | None) -> None:
    """Raises NotFound."""
    if one_row(db, SET, (current, holder, maybe_us(finished_at), run_id)) is None:
        raise NotFound(f"there is no run {run_id}")


def set_step(db: Db, run_id: int, step: RunStep) -> None:
    db.execute(
        SET_STEP,
        {
            "run": run_id,
            "step": step.step_id,
            "state": step.state,
            "actor": step.actor,
            "at": maybe_us(step.at),
            "note": step.note,
            "chosen": step.chosen,
            "approved_by": step.approved_by,
        },
    )


def _read(db: Db, row: Row) -> Run:
    steps = {
        step[0]: RunStep(
            step_id=step[0],
            state=step[1],
            actor=step[2],
            at=maybe_time(step[3]),
            note=SafeText(step[4]),
            chosen=step[5],
            approved_by=step[6],
        )
        for step in all_rows(db, STEPS, row[:1])
    }
    return Run(
        id=row[0],
        incident_id=row[1],
        playbook_id=row[2],
        content_hash=row[3],
        source=row[4],
        started_at=from_us(row[5]),
        started_by=row[6],
        holder=row[7],
        current=row[8],
        finished_at=maybe_time(row[9]),
        steps=steps,
    )


def by_id(db: Db, run_id: int) -> Run:
    """Raises NotFound."""
    row = one_row(db, BY_ID, (run_id,))
    if row is None:
        raise NotFound(f"there is no run {run_id}")
    return _read(db, row)


def some(db: Db, limit: int, *, open_only: bool) -> list[Run]:
    """Newest first; open ones are not finished."""
    return [_read(db, row) for row in all_rows(db, OPEN if open_only else NEWEST, (limit,))]
