"""Instruments drawn at random, for properties."""

from __future__ import annotations

from hypothesis import strategies as st

from instruments.spec import Bound, Instrument, Text, Unit

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
texts = st.builds(Text, words, words)


@st.composite
def bounds(draw: st.DrawFn, unit: Unit | None = None) -> Bound:
    """A bound whose ends are in order."""
    ends = sorted(draw(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6))))
    low, high = (draw(st.sampled_from([end, None])) for end in ends)
    return Bound(unit or draw(st.sampled_from(Unit)), low, high)


st.register_type_strategy(str, words)
st.register_type_strategy(Text, texts)
st.register_type_strategy(Bound, bounds())
instruments = st.from_type(Instrument)
