"""What is said of two things that were timed together."""

import math
from collections.abc import Callable

import pytest
from ratio import Result, paired, percentile, table


def steady(*rounds: float) -> Callable[[], list[float]]:
    """Times that are the same within a round; the last goes on."""
    left = list(rounds)
    return lambda: [left.pop(0) if len(left) > 1 else left[0]] * 3


def test_a_round_is_ours_over_the_mean_of_the_peers_before_and_after() -> None:
    middle, tail = paired("it", 1.5, 2, steady(0.010, 0.011, 0.010, 0.011), steady(0.0126), 1, "peer")
    assert middle.value == pytest.approx(1.2)
    assert middle.low is not None and middle.high is not None
    assert middle.low <= middle.value <= middle.high
    assert middle.held and tail.held
    assert tail.value == pytest.approx(0.0126 / 0.011, abs=0.001)


def test_a_round_whose_peers_differ_by_more_than_a_fifth_is_dropped_and_counted() -> None:
    middle, _ = paired("it", 2, 3, steady(0.010, 0.013, 0.010, 0.010), steady(0.010), 1, "peer")
    assert middle.value == pytest.approx(1)
    assert middle.note.endswith("2 rounds, 1 dropped")


def test_nothing_is_said_where_more_than_half_of_the_rounds_were_dropped() -> None:
    middle, tail = paired("it", 2, 3, steady(0.010, 0.013, 0.010, 0.013, 0.010, 0.010), steady(0.010), 1, "peer")
    assert (middle.inconclusive, tail.inconclusive) == (True, True)
    assert not middle.held
    (none,) = paired("it", 2, 1, steady(0.010, 0.013), steady(0.010), 1, "peer")
    assert math.isnan(none.value) and not none.held


def test_the_upper_end_of_the_interval_is_held_against_the_target() -> None:
    assert not Result("it", 1.0, 1.5, low=0.5, high=1.6).held
    assert Result("it", 1.0, 1.5, low=0.5, high=1.5).held
    assert "ABOVE" in table([Result("it", 1.6, 1.5)])


def test_a_percentile_is_a_value_that_occurred() -> None:
    values = [float(n) for n in range(1, 101)]
    assert [percentile(values, part) for part in (0.5, 0.95, 1)] == [50, 95, 100]
    assert percentile([7.0], 0.95) == 7
