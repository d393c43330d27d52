"""A few of the trees nobody would write; `make fuzz` makes as many as there is time for."""

from tests.fuzz import run


def test_mutated_content_is_refused_or_built() -> None:
    counts, failures = run(500_000, 120)
    assert failures == []
    assert counts["refused"] + counts["built"] == 120
    assert counts["built"]
