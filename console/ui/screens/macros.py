"""Macros: acts and moves recorded under a letter as lines of the registry, and played on many items.

A macro holds what was done and not which keys did it, so that it can be read, means the same after a key was
remapped, and has the answers to the questions that its acts asked. It never holds what sends: nothing leaves
the house without a person's own key.
"""

import time
from collections.abc import Callable, Sequence

from console.commands import Args, Command, Context, Where, parse, perform
from console.commands.keynames import is_printable
from console.commands.line import written
from console.desk.answers import Done
from console.errors import BeredtError, InputError, NotAllowed, NotFound
from console.model.item import ItemRow
from console.text import one_line
from console.ui.lettered import Lettered
from console.ui.render.line import cut
from console.ui.screens.bookmarks import Bookmarked
from console.ui.screens.keyed import SAME
from console.ui.widgets.ask import Question

MACROS = "ui.macros"
LONGEST = 50
"""Steps of one macro."""
MOVES = {"down": "count", "up": "count", "top": "row", "bottom": "row"}
"""Moves that mean the same on every screen, and the name of their number."""
_SHOWN = 60
"""Cells of a macro in a list."""
_WHO = 14
"""Cells of an author where a macro stopped."""
_SILENT = ("macro record", "line", "help", "palette", "redraw", "undo", "back", "mouse")
"""Commands that may stand between the steps and are nobody's step."""
AHEAD = 50
"""Rows that a macro wants to have before it moves on."""
REST = 1.0
"""Seconds without a key after which what is typed is no longer text for a field that was refused."""
PART = 25
"""Runs between two words about the progress."""


def recordable(command: Command) -> bool:
    """Whether a macro may hold a command."""
    acts = command.run is not None and bool({Where.QUEUE, Where.THREAD} & command.where)
    return command.name in MOVES or (acts and not command.sends and command.name != "undo")


class Macros(Bookmarked):
    def __init__(self) -> None:
        super().__init__()
        self.macros: Lettered[list[str]] = Lettered(MACROS, list)
        self.recording = ""
        """The letter that is recorded, or empty."""
        self.steps: list[str] = []
        self.undo_steps = 1
        """How many acts the next undo takes back; more than one only directly after a macro."""
        self.made: Sequence[int] = ()
        """The acts that the last macro really made, oldest first, while nothing came after it."""
        self._played = ""
        self._playing = self._stopped = False
        self._shut_until = 0.0
        """Until then, on the monotonic clock, typed text is for a field that was refused."""
        self._kept_told = False
        """It was said in this recording that not every command is kept."""
        self._held = False
        """It was said that keys wait for the macro to end."""

    async def fill(self) -> None:
        await super().fill()
        self.queue.held = self.hold
        await self.macros.load(self.desk)

    # ── recording ───────────────────────────────────────────────────────────────────────────────────
    def do_macro_record(self) -> None:
        if not self.recording:
            self.want_letter(lambda letter: self.with_macro_record({"letter": letter}))
            return
        letter, steps = self.recording, self.steps
        self.recording, self.steps = "", []
        self.show_head()
        if not steps:
            self.console_app.tell(self.words("macro.nothing", letter=letter), "bar-key")
            return
        self.macros.things[letter] = steps

        async def work() -> None:
            await self.macros.save(self.desk)
            text = self.words("macro.kept", letter=letter, count=len(steps))
            self.console_app.tell(text, "bar-good")

        self.console_app.act(work)

    def with_macro_record(self, args: Args) -> None:
        letter = str(args["letter"])
        if letter == SAME or self.recording:
            self.console_app.tell(self.words("foot.letter"), "bar-key")
            return
        self.recording, self.steps, self._kept_told = letter, [], False
        self.show_head()
        self.console_app.tell(self.words("macro.recording", letter=letter), "bar-key")

    def start(self, command: Command) -> None:
        if self.recording and command.sends:
            self.console_app.tell(self.words("macro.sends"), "bar-bad")
            self._shut_until = time.monotonic() + REST
            return
        kept = recordable(command) or command.name in _SILENT
        if self.recording and not kept and not self._kept_told:
            self._kept_told = True
            self.console_app.tell(self.words("macro.not-kept", name=command.name), "bar-key")
        super().start(command)

    def note(self, command: Command, args: Args) -> bool:
        """Keep a step while recording; False if it must not be done, since it would send."""
        if not self.recording or self._playing:
            return True
        if command.sends:
            self.console_app.tell(self.words("macro.sends"), "bar-bad")
            return False
        if recordable(command) and len(self.steps) < LONGEST:
            self.steps.append(written(command, args))
            self.show_head()
        return True

    def unnote(self) -> None:
        """The last act was taken back: it is no step any more."""
        acts = [at for at, line in enumerate(self.steps) if line.split()[0] not in MOVES]
        if self.recording and acts:
            del self.steps[acts[-1]]
            self.show_head()

    # ── playing ─────────────────────────────────────────────────────────────────────────────────────
    def with_macro_play(self, args: Args) -> None:
        letter = str(args["letter"])
        letter = self._played if letter == SAME else letter
        lines = self.macros.things.get(letter)
        words, tell = self.words, self.console_app.tell
        if self.recording or lines is None:
            tell(words("macro.within" if self.recording else "macro.none", letter=letter or "?"), "bar-key")
            return
        steps = _read(lines)
        self._played = letter
        roll = self.queue.roll
        chosen = roll.targets() if roll.marks or roll.anchor is not None else []
        times = int(str(args.get("times", self.times)))
        count = len(chosen) or times

        def play() -> None:
            # From here on, not from when its turn comes: a key between the two would move it to other rows.
            self._playing, self._stopped, self._held = True, False, False
            roll.marks.clear()
            self.queue.repaint_changed()
            self.console_app.act(lambda: self._play(letter, steps, chosen or [None] * times))

        if count < 2:
            play()
            return
        keys = {"y": (words("macro.yes"), "y"), "n": (words("undo.no"), "")}
        text = words("macro.ask", letter=letter, what=_summary(lines), count=count)
        self.ask(Question(text, lambda answer: play() if answer else None, keys=keys))

    async def _play(
        self, letter: str, steps: Sequence[tuple[Command, Args]], runs: Sequence[int | None]
    ) -> Done | None:
        """One run after the other; the first refusal ends all of them and says where."""
        words, tell = self.words, self.console_app.tell
        moves = any(command.name in MOVES for command, _args in steps)
        made: list[int] = []
        at, number, finished, who = 0, 0, 0, ""
        try:
            for number, chosen in enumerate(runs, 1):
                if self._stopped:
                    break
                item_id, at = chosen, 0
                who = "-" if chosen is None else f"#{chosen}"
                here = chosen is None or (moves and await self._reach(chosen))
                for at, (command, args) in enumerate(steps, 1):  # noqa: B007  # told when one is refused
                    row = await self._row(item_id)
                    who = cut(row.author_handle, _WHO) if row is not None else "-"
                    if command.name in MOVES:
                        await self._go_on(command.name, args, here=here)
                        item_id = self.queue.roll.cursor if chosen is not None else None
                    else:
                        event_id = await self._do(command, args, row)
                        made += [] if event_id is None else [event_id]
                finished = number
                if number % PART == 0 and number < len(runs):
                    text = words("bulk.progress", done=words.number(number), all=words.number(len(runs)))
                    tell(text, "bar-key")
        except BeredtError as error:
            line = written(*steps[at - 1]) if at else "-"
            why = one_line(words.said(str(error)))
            tell(
                words(
                    "macro.stopped",
                    letter=letter, item=number, all=len(runs), who=who, step=at, line=cut(line, 30), why=why,
                ),
                "bar-bad",
            )  # fmt: skip
            return None
        finally:
            self._playing = False
            self.made, self.undo_steps = made, max(1, len(made))
        key = "macro.broken-off" if self._stopped else "macro.played"
        return Done(one_line(words(key, letter=letter, count=finished, all=len(runs))), bool(made))

    def press(self, key: str) -> None:
        if not self._playing:
            if not self._shut(key):
                super().press(key)
            return
        command = self.console_app.keymap.find(key, self.where)
        name = command.name if command is not None else ""
        if name == "redraw":
            self.do_redraw()
        elif name == "back" or key == "escape":
            # It ends after the run that is under way.
            self._stopped = True
        else:
            self.hold()

    def _shut(self, key: str) -> bool:
        """Whether a key is text for a field that was refused, or the end of it: either does nothing."""
        if time.monotonic() >= self._shut_until:
            return False
        if key in ("escape", "enter"):
            self._shut_until = 0.0
        elif is_printable(key):
            self._shut_until = time.monotonic() + REST
            self.console_app.tell(self.words("macro.shut"), "bar-bad")
        else:
            return False
        return True

    def hold(self) -> bool:
        """Whether keys and clicks must wait, since a macro that plays would be led to other rows by them."""
        if self._playing and not self._held:
            self._held = True
            self.console_app.tell(self.words("macro.playing", letter=self._played), "bar-key")
        return self._playing

    async def _reach(self, item_id: int) -> bool:
        """Put the cursor on an item, from which a move may lead on; False if it has no row here."""
        roll = self.queue.roll
        if item_id not in roll.spine:
            await self.load_around(item_id)
        roll.choose(item_id)
        return roll.cursor == item_id

    async def _row(self, item_id: int | None) -> ItemRow | None:
        """The item of a run, wherever its row is now, or without one what the cursor is on."""
        wanted = self.queue.roll.cursor if item_id is None else item_id
        row = next(iter(await self.desk.rows([wanted])), None) if wanted is not None else None
        if row is None and item_id is not None:
            raise NotFound("the item is gone")
        return row

    async def _do(self, command: Command, args: Args, row: ItemRow | None) -> int | None:
        """One act; returns its number, or None if nothing was to do. Raises what the desk refuses."""
        done = await perform(command, self.desk, Context(item=row), args)
        if row is not None:
            await self.look_again({row.id}, mine=True)
        return done.event_id

    async def _go_on(self, move: str, args: Args, *, here: bool) -> None:
        """One move. Raises NotAllowed at the queue's end, and from an item that has no row."""
        if not here:
            raise NotAllowed("the item has no row here to move on from")
        await self._room(move)
        before = self.queue.roll.cursor
        self.move_by(move, args)
        if self.queue.roll.cursor == before:
            raise NotAllowed("there is no further row")

    async def _room(self, move: str) -> None:
        """Read what follows, where the stretch that was read ends under the cursor."""
        roll = self.queue.roll
        at_end = roll.last is not None and roll.index >= len(roll.spine) - AHEAD
        if move == "down" and at_end and roll.cursor is not None:
            await self.load_around(roll.cursor)

    def move_by(self, name: str, args: Args) -> None:
        """A move of the cursor with its number, if it has one."""
        roll = self.queue.roll
        number = args.get(MOVES[name])
        if name in ("down", "up"):
            count = int(str(number or 1))
            roll.move(count if name == "down" else -count)
        elif number is not None:
            roll.move(int(str(number)) - 1 - (roll.place or 0))
        elif name == "top":
            roll.to_first()
        else:
            roll.to_last()
        self._settled()

    # ── the list ────────────────────────────────────────────────────────────────────────────────────
    def do_macro_list(self) -> None:
        things = self.macros.things
        if not things:
            self.console_app.tell(self.words("macro.empty"), "bar-key")
            return
        keys = {letter: (cut(_summary(lines), _SHOWN), letter) for letter, lines in sorted(things.items())}
        show: Callable[[str], None] = lambda letter: self.with_macro_show({"letter": letter})  # noqa: E731
        self.ask(Question(self.words("macro.which"), show, keys=keys))

    def with_macro_show(self, args: Args) -> None:
        letter, words = str(args["letter"]), self.words
        lines = self.macros.things.get(letter)
        if lines is None:
            self.console_app.tell(words("macro.none", letter=letter), "bar-key")
            return

        def then(answer: str) -> None:
            (self.with_macro_play if answer == "play" else self.with_macro_drop)({"letter": letter})

        keys = {"p": (words("macro.play"), "play"), "x": (words("macro.drop"), "drop")}
        self.ask(Question(f"{letter}: {_summary(lines)}", then, keys=keys))

    def with_macro_drop(self, args: Args) -> None:
        letter = str(args["letter"])
        if self.macros.things.pop(letter, None) is None:
            self.console_app.tell(self.words("macro.none", letter=letter), "bar-key")
            return

        async def work() -> None:
            await self.macros.save(self.desk)
            self.console_app.tell(self.words("macro.dropped", letter=letter), "bar-good")

        self.console_app.act(work)


def _summary(lines: Sequence[str]) -> str:
    return one_line(", ".join(lines))


def _read(lines: Sequence[str]) -> Sequence[tuple[Command, Args]]:
    """A macro's steps. Raises InputError when one is no command any more, or may not be in a macro."""
    steps = [parse(str(line)) for line in lines]
    for command, _args in steps:
        if not recordable(command):
            raise InputError(f"a macro can't hold {command.name!r}", fix="record it anew")
    return steps
