"""How hard is searched: all budgets of the attack, and of the search for what to withhold, in one place.

None of them changes what is safe, only how soon it is shown, and how well it is chosen what else to withhold. What no
budget suffices for is withheld too, or refused.

A budget's `measured` names the synthetic instance (`benchmarks/instances`) by whose whole command it was judged when it
was set, read from its size and from the record of changes, and not measured anew. Vast systems are those of XL alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Annotated, Final, NamedTuple


class Budget(NamedTuple):
    """What a number of `Effort` counts, why it isn't more or less, and the instance that it was measured on."""

    unit: str
    reason: str
    measured: str


class Steps(NamedTuple):
    """The budgets of single moves, as the compiled kernels take them: whole numbers, which `Effort` explains."""

    members: int
    idle: int
    stride: int
    moves: int
    short: int
    long: int
    other: int


@dataclass(frozen=True)
class Effort:
    """The budgets; `dataclasses.replace` makes others."""

    # -- sizes from which another way is taken
    exact_unknowns: Annotated[
        int,
        Budget("unknowns of a component", "fewer are decided by integer programmes throughout, in milliseconds", "S"),
    ] = 60
    vast: Annotated[
        int, Budget("unknowns", "with more a vertex takes minutes and an inner point seconds: walks get patience", "XL")
    ] = 100_000
    few_if_vast: Annotated[
        int, Budget("numbers of a vast system", "so few are pushed at once sooner than eased or walked for again", "XL")
    ] = 5_000
    interpreted: Annotated[
        int, Budget("unknowns gone through", "to load the compiler takes as long as so many line by line", "S")
    ] = 5_000
    worth_threads: Annotated[
        int, Budget("unknowns", "for fewer, threads cost more than they save; what is found is the same", "M")
    ] = 500

    # -- walks through whole completions
    passes: Annotated[
        tuple[tuple[int, int], ...],
        Budget("(tries per unit, steps per try) per pass", "most numbers need few steps, the last need many", "M"),
    ] = ((20, 60), (20, 300), (40, 1000), (400, 1000))
    hasty_passes: Annotated[int, Budget("passes", "while leaks are expected the patient pass isn't worth it", "M")] = 3
    brisk_passes: Annotated[int, Budget("passes", "where walks must show nearly all, so that it ends soon", "XL")] = 2
    pass_pays: Annotated[
        float, Budget("share of the numbers", "a pass that leaves more of them as they were is the last", "M")
    ] = 0.8
    programme_steps: Annotated[
        float,
        Budget(
            "steps per unknown of the system", "the closest completion takes 9 ms at 10,000 unknowns, 20 at 25,000", "M"
        ),
    ] = 1.0
    pass_sample: Annotated[int, Budget("unknowns", "each way of looking is tried on so many before all", "L")] = 300
    pass_more: Annotated[int, Budget("samples", "with fewer times as many unknowns a sample costs too much", "L")] = 4
    pass_shows: Annotated[int, Budget("one in", "a pass that shows fewer of its sample is left out", "XL")] = 3
    looks: Annotated[
        tuple[int, int],
        Budget("unbalanced equations", "the shortest of so many is mended first; which serves differs by table", "XL"),
    ] = (30, 3)
    walk_length: Annotated[
        int, Budget("unknowns", "then a walk returns to its start: far away fewer and fewer tries succeed", "L")
    ] = 75
    walks: Annotated[
        int, Budget("walks side by side", "the same on any number of cores, so that all find the same", "L")
    ] = 4
    steps_once: Annotated[int, Budget("steps", "so many count as one unknown gone through, for the compiler", "S")] = (
        3_000
    )

    moves_once: Annotated[int, Budget("moves", "so many take as long as to go through one unknown", "S")] = 6

    # -- single moves of a walk
    members: Annotated[int, Budget("members of an equation", "more aren't compared for one move", "M")] = 300
    idle: Annotated[int, Budget("moves", "so many times in a row nothing can be changed, then it is given up", "L")] = (
        16
    )
    stride: Annotated[
        int, Budget("strides", "steps are longer where more units are missing: k may be a billion", "S")
    ] = 16
    moves: Annotated[
        int, Budget("moves", "enough for one unknown: where k is a billion small steps lead nowhere", "S")
    ] = 512
    tenure: Annotated[
        tuple[int, int], Budget("moves, short and long", "what moved is barred so long; which serves is learnt", "XL")
    ] = (1, 4)
    other_tenure: Annotated[int, Budget("one try in", "so often the tenure that did worse so far is tried", "XL")] = 8

    # -- whole completions near a point
    vertex_steps: Annotated[int, Budget("steps", "to mend a fractional completion into a whole one", "M")] = 2_000
    shaking_steps: Annotated[int, Budget("steps per unknown", "to mend a completion that was shaken", "L")] = 20
    bring_tries: Annotated[int, Budget("tries", "to bring one unknown to a value, each with its own seed", "M")] = 3
    bring_steps: Annotated[int, Budget("steps per try", "before an integer programme is asked, in its time", "M")] = (
        20_000
    )
    mending_steps: Annotated[int, Budget("steps", "as many as may help, whatever the size", "M")] = 50_000
    mending_steps_each: Annotated[int, Budget("further steps per unknown", "as many as may help, by size", "L")] = 20
    mending_at_first: Annotated[int, Budget("steps", "after so many the compiler is worth its time", "S")] = 2_000
    start_seeds: Annotated[
        tuple[tuple[int, ...], ...],
        Budget("seeds, some side by side", "of first attempts near a scaled point most fail", "XL"),
    ] = ((1, 2), (3, 4))
    scaling_sweeps: Annotated[int, Budget("sweeps", "the point need only be near completions: it is mended", "XL")] = (
        100
    )
    scaling_start: Annotated[float, Budget("records above the least", "between none and one", "XL")] = 0.5
    scaling_growth: Annotated[float, Budget("power of e per sweep", "at most, so that sweeps don't swing", "XL")] = 2.0

    # -- shaking, at level exact
    shake_few: Annotated[int, Budget("numbers left", "so few are walked for at once", "L")] = 100
    shake_worth: Annotated[int, Budget("one in", "shaking ends when it opens fewer of those left", "L")] = 50
    shake_many: Annotated[int, Budget("numbers left", "with more, and rounds to follow, it must open more", "XL")] = (
        20_000
    )
    shake_worth_for_now: Annotated[
        int, Budget("one in", "the same, where very many are left for later rounds", "XL")
    ] = 12
    second_sample: Annotated[
        int, Budget("numbers", "if walks open less than half of them, all aren't walked for", "XL")
    ] = 300
    asked_singly: Annotated[int, Budget("numbers", "of more, one direction says which can move at all", "XL")] = 1_000

    # -- programmes
    solvers: Annotated[int, Budget("solvers side by side", "the same on one core, so that all find the same", "L")] = 2
    batch: Annotated[int, Budget("numbers per solver", "then they tell each other what they have met", "L")] = 12
    short_equation: Annotated[
        int, Budget("members", "two leaks in a shorter equation most often have one cause: one waits", "M")
    ] = 8
    seeming_singly: Annotated[int, Budget("numbers", "of a vast system: more that seem to fail are taken to", "XL")] = 4
    whole_ranges: Annotated[
        int, Budget("unknowns of a component", "in larger ones ranges of leaks are told by fractions: sooner", "S")
    ] = 1_000
    nodes: Annotated[int, Budget("nodes of an integer programme", "for one number; most take one", "M")] = 1_000
    solver_seconds: Annotated[
        float, Budget("s per programme", "no limit: an answer that depends on time isn't sure", "–")
    ] = inf
    closest_seeds: Annotated[
        tuple[int, ...], Budget("seeds of costs", "tried where all alike lead to fractions, before nodes", "L")
    ] = (1, 2, 3)
    push_seconds: Annotated[
        float, Budget("s per push", "no limit; without an answer numbers are asked for singly", "–")
    ] = inf
    push_share: Annotated[float, Budget("share of the open numbers", "all at once hinder each other", "M")] = 0.7
    push_worth: Annotated[int, Budget("numbers", "pushes end when fewer are done by one", "M")] = 10
    push_worth_one_in: Annotated[
        int, Budget("one in", "or fewer of those left; in vast systems, when none is", "M")
    ] = 20
    push_rounds: Annotated[int, Budget("pushes each way", "no limit: they end when they don't pay", "–")] = 1 << 40
    push_parts: Annotated[int, Budget("pushes side by side", "more at once would take too much memory", "XL")] = 2
    turn_asks: Annotated[
        int, Budget("one part in", "of a published sum numbers of one turn may ask for: more hinder", "XL")
    ] = 4
    turn_shows: Annotated[int, Budget("one in", "turns are taken while they leave no more", "XL")] = 2
    proof_share: Annotated[int, Budget("one in", "a round that proves no more of what is open is the last", "XL")] = 10
    cuts: Annotated[int, Budget("cuts", "of one direction; then the solvers don't tell", "XL")] = 12
    refinements: Annotated[int, Budget("solutions", "each makes the one before more exact", "XL")] = 6
    refining_steps: Annotated[int, Budget("iterations of least squares", "per solution", "XL")] = 5_000

    # -- the search for what else to withhold
    rounds: Annotated[int, Budget("attacks", "then it is refused: no end is in sight", "L")] = 400
    rounds_again: Annotated[
        int, Budget("attacks", "the same, once what everyone can work out is published again", "L")
    ] = 400
    rounds_if_vast: Annotated[int, Budget("attacks", "each takes a minute, so more would be no answer", "XL")] = 20
    pencil_rounds: Annotated[
        int, Budget("looks at single equations", "no limit: they end when none asks for more", "–")
    ] = 1 << 40
    leaks: Annotated[int, Budget("leaks of a component", "mended before the next attack: they share causes", "L")] = 150
    few_leaks: Annotated[int, Budget("leaks", "after a round with no more every number is decided", "L")] = 10
    narrow_at_once: Annotated[int, Budget("numbers", "narrowed by bounds, looked at before the next look", "L")] = 100
    proofs: Annotated[
        int, Budget("proofs", "of the same leaks are undone before the next attack, which takes longer", "XL")
    ] = 4
    doublings: Annotated[
        int, Budget("doublings", "of the neighbours that leaks get where no proof says what helps", "XL")
    ] = 6
    room_rounds: Annotated[
        int, Budget("attacks on sensitive counts", "no limit: each withholds more, or is the last", "–")
    ] = 1 << 40
    repair_seconds: Annotated[
        float, Budget("s per tabular adjustment", "no limit; without an answer a neighbour goes", "–")
    ] = inf
    cover_gap: Annotated[
        float, Budget("share of the cost", "the first choice needn't be the best: attacks follow", "L")
    ] = 0.01
    cover_nodes: Annotated[int, Budget("nodes", "the first choice needn't be the best: attacks follow", "L")] = 50
    reach: Annotated[int, Budget("equations", "from a leak outwards a published cell is looked for", "L")] = 60
    record_steps: Annotated[int, Budget("equations of records", "from a leak outwards", "M")] = 2
    easing_sample: Annotated[int, Budget("numbers", "walked for before margins are withheld", "XL")] = 3_000
    easing_patience: Annotated[
        int, Budget("times `few_if_vast`", "the patient walk seldom leaves more of what is left", "XL")
    ] = 3
    easing_many: Annotated[int, Budget("one in", "levels of which more isn't shown lack room as a whole", "XL")] = 4
    easing_worth: Annotated[
        float, Budget("share of the best", "what frees less isn't looked at, however cheap", "XL")
    ] = 0.5
    easing_helps: Annotated[float, Budget("share of the numbers", "what frees less is no option", "XL")] = 0.125
    easing_close: Annotated[float, Budget("times the least price", "so close ones are looked ahead from", "XL")] = 1.5
    rounding_gap: Annotated[float, Budget("share of the total change", "what is found adds up in any case", "M")] = 0.01
    rounding_seconds: Annotated[float, Budget("s", "then no rounding is found, and it is refused", "M")] = 300.0

    @property
    def steps(self) -> Steps:
        """The budgets of single moves."""
        return Steps(self.members, self.idle, self.stride, self.moves, *self.tenure, self.other_tenure)


#: What is spent unless told otherwise.
EFFORT: Final = Effort()
