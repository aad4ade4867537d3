"""The order of the queue, and the cursor that is an identity."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from console.model.item import QueueKey
from console.model.queue import Stretch
from console.ui.roll import Roll
from console.ui.spine import Spine

IDS = st.lists(st.integers(0, 60), unique=True, max_size=40)


def order(spine: Spine) -> list[int]:
    return list(spine.slice(0, len(spine)))


@given(IDS, IDS)
def test_a_head_goes_first_and_nothing_is_lost_or_doubled(old: list[int], head: list[int]) -> None:
    spine = Spine(old)
    spine.put_head(head)
    assert order(spine) == [*head, *(one for one in old if one not in head)]
    assert all(one in spine for one in [*old, *head])


@given(IDS, st.sets(st.integers(0, 60)))
def test_what_is_removed_is_gone_and_the_rest_keeps_its_order(old: list[int], gone: set[int]) -> None:
    spine = Spine(old)
    spine.remove(gone)
    assert order(spine) == [one for one in old if one not in gone]
    assert not any(one in spine for one in gone)


@given(IDS, IDS, st.integers(0, 60))
def test_nothing_above_the_kept_one_moves(old: list[int], head: list[int], keep: int) -> None:
    spine = Spine(old)
    before = order(spine)
    waiting = spine.merge_below(head, keep)
    after = order(spine)
    assert len(after) == len(set(after))
    assert not waiting & set(after)
    if keep in before and keep in head:
        place = before.index(keep)
        assert after[: place + 1] == before[: place + 1]
        assert set(head) <= set(after) | waiting
    else:
        assert after == before
        assert waiting == set(head) - set(before)


@given(IDS, st.integers(0, 60), st.integers(-2, 80))
def test_a_wrong_hint_costs_time_and_not_the_truth(old: list[int], wanted: int, hint: int) -> None:
    expected = old.index(wanted) if wanted in old else None
    assert Spine(old).index_of(wanted, hint) == expected


def rolled(count: int = 30, height: int = 10) -> Roll:
    roll = Roll(height=height)
    roll.load(Stretch(range(count), None, None))
    return roll


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["move", "page", "gone", "new", "first", "last", "size"]), st.integers(-9, 9)
        )
    )
)
def test_the_cursor_is_always_on_a_row_in_sight(steps: list[tuple[str, int]]) -> None:
    roll, fresh = rolled(), 1000
    for what, number in steps:
        if what == "move":
            roll.move(number)
        elif what == "page":
            roll.page(number)
        elif what == "gone":
            roll.take_out({roll.index + number, number})
        elif what == "new":
            fresh += 1
            roll.arrivals([fresh, *roll.spine.slice(0, 20)])
        elif what == "first":
            roll.to_first()
        elif what == "last":
            roll.to_last()
        else:
            roll.resized(abs(number) + 1)
        if len(roll.spine):
            assert roll.cursor == roll.spine[roll.index]
            assert roll.top <= roll.index < roll.top + roll.height
        else:
            assert roll.cursor is None
        assert roll.marks <= set(order(roll.spine))


def test_arrivals_above_wait_and_the_row_under_the_cursor_stays_where_it_is() -> None:
    roll = rolled()
    roll.move(5)
    on_screen = roll.index - roll.top
    roll.arrivals([100, 101, *range(20)])
    assert roll.cursor == 5
    assert roll.waiting == {100, 101}
    assert roll.index - roll.top == on_screen
    assert list(roll.visible())[:6] == [0, 1, 2, 3, 4, 5]


def test_arrivals_below_the_cursor_come_in_at_once() -> None:
    roll = rolled()
    roll.move(5)
    roll.arrivals([0, 1, 2, 3, 4, 5, 200, *range(6, 20)])
    assert roll.waiting == set()
    assert list(roll.visible())[:8] == [0, 1, 2, 3, 4, 5, 200, 6]


def test_who_watches_the_top_sees_arrivals_until_the_cursor_would_leave_the_upper_half() -> None:
    roll = rolled(height=10)
    roll.arrivals([100, *range(20)])
    assert (roll.cursor, roll.index, roll.top) == (0, 1, 0)
    roll.arrivals([*range(101, 110), 100, *range(20)])
    assert roll.cursor == 0
    assert roll.waiting == set(range(101, 110))
    assert roll.index - roll.top == 1


def test_when_the_item_under_the_cursor_leaves_the_next_one_takes_its_place() -> None:
    roll = rolled()
    roll.move(4)
    roll.take_out({4})
    assert roll.cursor == 5
    roll.to_last()
    roll.take_out({29})
    assert roll.cursor == 28


def test_rows_that_leave_above_do_not_move_the_cursor_on_the_screen() -> None:
    roll = rolled()
    roll.move(25)
    on_screen, cursor = roll.index - roll.top, roll.cursor
    roll.take_out({0, 1, 2})
    assert roll.cursor == cursor
    assert roll.index - roll.top == on_screen


def test_a_jump_at_the_edge_is_half_a_page() -> None:
    roll = rolled(height=10)
    roll.move(9)
    assert roll.top == 0
    roll.move(1)
    assert roll.top == 5


def test_marks_are_for_items_and_an_act_takes_them_in_order() -> None:
    roll = rolled()
    roll.move(3)
    roll.mark_range()
    roll.move(3)
    roll.mark_range()
    assert roll.targets() == [3, 4, 5, 6]
    roll.take_out({4})
    assert roll.targets() == [3, 5, 6]


def test_a_new_question_keeps_the_cursor_if_its_item_answers_too() -> None:
    roll = rolled()
    roll.move(7)
    roll.load(Stretch([3, 7, 9], None, None), cursor=7)
    assert (roll.cursor, roll.index) == (7, 1)
    roll.load(Stretch([1, 2], None, None), cursor=7)
    assert (roll.cursor, roll.index) == (1, 0)
    roll.load(Stretch([], None, None))
    assert roll.cursor is None


def middle() -> Roll:
    """Rows 100 to 129 of a long queue, the cursor on 110."""
    roll = Roll(height=10)
    key = QueueKey(500, datetime(2026, 11, 1, tzinfo=UTC), 1)
    roll.load(Stretch(range(100, 130), key, key), 110)
    roll.counted(100, 1000)
    return roll


def test_a_stretch_knows_its_place() -> None:
    roll = middle()
    assert (roll.place, roll.total) == (110, 1000)
    roll.take_out({101, 120})
    assert (roll.place, roll.total) == (109, 998)


def test_a_stretch_grows_both_ways_and_nothing_in_sight_moves() -> None:
    roll = middle()
    sight = list(roll.visible())
    roll.grow_up(Stretch(range(101), None, roll.first))
    assert (roll.place, roll.total, roll.cursor) == (110, 1000, 110)
    assert list(roll.visible()) == sight
    roll.grow_down(Stretch(range(129, 1000), roll.last, None))
    assert (roll.place, roll.total, len(roll.spine)) == (110, 1000, 1000)
    assert list(roll.visible()) == sight


def test_an_end_that_was_never_counted_is_known_when_it_is_reached() -> None:
    roll = Roll(height=10)
    roll.load(Stretch(range(20), None, QueueKey(1, datetime(2026, 11, 1, tzinfo=UTC), 19)))
    assert (roll.place, roll.total) == (0, None)
    roll.grow_down(Stretch([19, 20, 21], roll.last, None))
    assert roll.total == 22


def test_arrivals_at_a_head_that_is_out_of_sight_are_counted_and_move_nothing() -> None:
    roll = middle()
    sight = list(roll.visible())
    roll.arrivals([1, 2, 3], moved={2, 105})
    assert roll.waiting == {2}
    assert list(roll.visible()) == sight


@given(st.permutations(list(range(100, 130))), st.sets(st.integers(100, 129)), st.sets(st.integers(200, 209)))
def test_a_stretch_read_again_holds_what_it_should_and_the_cursor_stays(
    order_now: list[int], gone: set[int], fresh: set[int]
) -> None:
    roll = middle()
    row = roll.index - roll.top
    now = [one for one in order_now if one not in gone - {110}] + sorted(fresh)
    roll.renew(Stretch(now, roll.first, roll.last))
    assert roll.cursor == 110
    assert roll.index - roll.top == row or len(roll.spine) < roll.height or roll.top == 0
    assert set(roll.spine) | roll.waiting == set(now)
    assert not roll.waiting & set(roll.spine)


@given(st.sets(st.integers(0, 29)), st.sets(st.integers(0, 29), max_size=5))
def test_what_the_operator_put_back_stands_where_it_belongs(missing: set[int], own: set[int]) -> None:
    left = [one for one in range(30) if one not in missing - {7}]
    roll = Roll(height=10)
    roll.load(Stretch(left, None, None), 7)
    roll.let_in(range(30), own)
    assert roll.cursor == 7
    assert order(roll.spine) == sorted({*left, *own})


def test_a_range_whose_beginning_leaves_begins_at_the_next_row() -> None:
    roll = rolled()
    roll.move(3)
    roll.mark_range()
    roll.marks.clear()
    roll.move(3)
    roll.take_out({3})
    assert roll.targets() == [4, 5, 6]
