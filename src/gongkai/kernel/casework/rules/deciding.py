"""decide(): what an act makes of a case. Pure; the services write down what it returns.

A case walks in rounds. A round begins with the drafter's step and goes through the steps of the definition
in order; sending back to the drafter ends the round and begins the next, in which everything is signed
again. The promise, tested on random acts: an open case has exactly one active step and at least one open
item in it, and every open item belongs to it. An item that was lent is open again at the latest when what was
borrowed from it ends.
"""

from collections.abc import Iterator
from dataclasses import replace

from gongkai.foundation.common.reasons import refuse
from gongkai.kernel.casework.rules.reasons import reasons_against, returnable
from gongkai.kernel.casework.rules.vocabulary import (
    ADDED,
    DRAFTER,
    Act,
    CaseState,
    Decision,
    Item,
    ItemState,
    Node,
    Outcome,
    Placement,
    Reach,
    Seat,
    Situation,
    StepKind,
    StepSpec,
    StepState,
    Verb,
)

Definition = tuple[StepSpec, ...]


def decide(definition: Definition, history: Situation, act: Act) -> Decision:
    """What the act makes of the case. Raises NotAllowed with every reason against it.

    `definition` is the version on which the case was opened, `history` the running round (empty for
    Verb.OPEN).
    """
    refuse(reasons_against(history, act))
    return _ACTS[Verb(act.verb)](definition, history, act)


# --- the acts ---


def _open(definition: Definition, history: Situation, act: Act) -> Decision:
    """The first submission. A case that no official opened has no drafter to send it back to."""
    begun = _round(definition, replace(history, drafter=act.actor, round=1))
    if act.actor is None:
        return Decision(_activate(begun, begun.nodes[0]))
    submitted = Item(
        None, DRAFTER, 1, begun.nodes[0].seats[0], ItemState.DONE, Outcome.SUBMIT, True, (act.actor,)
    )
    return Decision(_join(replace(_set(begun, DRAFTER, StepState.ACTIVE, 1), items=(submitted,))))


def _act(definition: Definition, history: Situation, act: Act) -> Decision:
    active = history.active()
    situation = _done(history, act, act.outcome)
    lender = history.item(act.item).returns_to
    if lender is not None:
        return Decision(_open_again(situation, lender))
    if act.outcome == Outcome.AGREE or not active.decides:
        return Decision(_join(situation))
    ended = _close(situation, StepState.DONE)
    return Decision(replace(ended, state=CaseState.CONCLUDED, outcome=act.outcome))


def _resubmit(definition: Definition, history: Situation, act: Act) -> Decision:
    return Decision(_join(_done(history, act, Outcome.SUBMIT)))


def _send_back(definition: Definition, history: Situation, act: Act) -> Decision:
    situation = _done(history, act, Outcome.SEND_BACK)
    if act.to == DRAFTER:
        after = _round(definition, replace(history, round=history.round + 1))
        return Decision(_activate(after, after.nodes[0]), ended=_close(situation, StepState.SENT_BACK))
    situation = _void(situation, situation.pending_items())
    seats = {spec.key: spec.seats for spec in definition}
    keys = [node.key for node in situation.nodes]
    for node in situation.nodes[keys.index(act.to) :]:
        if node.state != StepState.REMOVED:
            again = replace(node, state=StepState.WAITING, seats=seats.get(node.key, node.seats))
            situation = situation.with_node(again)
    return Decision(_activate(situation, situation.node(act.to)))


def _take_back(definition: Definition, history: Situation, act: Act) -> Decision:
    """The opinion is void, its seat is asked again; the step that was reached by it waits again."""
    item = returnable(history, act.actor)
    active = history.active()
    situation = _void(history, (item,))
    if item.step != active.key:
        situation = _void(situation, situation.visit_items(active))
        situation = _set(situation, active.key, StepState.WAITING, active.visit)
        node = history.node(item.step)
        situation = _set(situation, node.key, StepState.ACTIVE, node.visit)
    return Decision(_ask(situation, Item(None, item.step, item.visit, item.seat)))


def _add_signer(definition: Definition, history: Situation, act: Act) -> Decision:
    return _add(history, act, StepKind.ADDED, (Seat(person=act.person, added_by=act.actor),))


def _add_divisions(definition: Definition, history: Situation, act: Act) -> Decision:
    """Every division is asked at once; before or after the step that waits they join in one of their own."""
    seats = tuple(
        Seat(act.role, Reach.DIVISION, added_by=act.actor, division=division) for division in act.divisions
    )
    return _add(history, act, StepKind.JOINT, seats)


def _add(history: Situation, act: Act, kind: str, seats: tuple[Seat, ...]) -> Decision:
    """Ask the seats beside, before or after the step that waits. What divisions say is an opinion."""
    active = history.active()
    if act.placement == Placement.PARALLEL:
        situation = history.with_node(replace(active, seats=(*active.seats, *seats)))
        for seat in seats:
            situation = _ask(situation, Item(None, active.key, active.visit, seat))
        return Decision(situation)
    number = sum(node.key.startswith(ADDED) for node in history.nodes) + 1
    decides = kind != StepKind.JOINT
    added = Node(f"{ADDED}{number}", "", kind, StepState.WAITING, seats, decides)
    place = history.nodes.index(active)
    if act.placement == Placement.AFTER:
        return Decision(_insert(history, place + 1, added))
    # the step that waited is asked again later, but only those who have not acted yet
    waiting = tuple(item for item in history.pending_items() if item.step == active.key)
    asked = tuple(item.seat for item in waiting if item.returns_to is None)
    later = replace(active, state=StepState.WAITING, seats=asked)
    situation = _void(history.with_node(later), waiting)
    return Decision(_activate(_insert(situation, place, added), added))


def _delegate(definition: Definition, history: Situation, act: Act) -> Decision:
    """A colleague prepares the opinion; the item is lent meanwhile, so the step waits on."""
    lent = history.item(act.item)
    situation = _replaced(history, replace(lent, state=ItemState.LENT, opened=True))
    seat = Seat(person=act.person, added_by=act.actor)
    return Decision(_ask(situation, Item(None, lent.step, lent.visit, seat, returns_to=lent.id)))


def _return(definition: Definition, history: Situation, act: Act) -> Decision:
    """Given back without an opinion, by who was asked or who had asked; what was delegated on goes too."""
    item = history.item(act.item)
    situation = _done(history, act, Outcome.RETURN) if item.state == ItemState.OPEN else history
    situation = _void(situation, tuple(_borrowed(situation, item)))
    return Decision(_open_again(situation, item.returns_to))


def _borrowed(situation: Situation, item: Item) -> Iterator[Item]:
    """The item, if it still waits, and whatever was delegated on from it."""
    if situation.item(item.id).state in (ItemState.OPEN, ItemState.LENT):
        yield situation.item(item.id)
    for other in situation.pending_items():
        if other.returns_to == item.id:
            yield from _borrowed(situation, other)


def _remove_signer(definition: Definition, history: Situation, act: Act) -> Decision:
    if act.to:
        return Decision(history.with_node(replace(history.node(act.to), state=StepState.REMOVED)))
    item = history.item(act.item)
    active = history.active()
    situation = history.with_node(
        replace(active, seats=tuple(seat for seat in active.seats if seat != item.seat))
    )
    return Decision(_join(_void(situation, (item,))))


def _abandon(definition: Definition, history: Situation, act: Act) -> Decision:
    return Decision(replace(_close(history, StepState.REMOVED), state=CaseState.ABANDONED))


_ACTS = {
    Verb.OPEN: _open,
    Verb.ACT: _act,
    Verb.RESUBMIT: _resubmit,
    Verb.SEND_BACK: _send_back,
    Verb.TAKE_BACK: _take_back,
    Verb.ADD_SIGNER: _add_signer,
    Verb.REMOVE_SIGNER: _remove_signer,
    Verb.ABANDON: _abandon,
    Verb.DELEGATE: _delegate,
    Verb.RETURN: _return,
    Verb.ADD_DIVISIONS: _add_divisions,
}


# --- the moves they are made of ---


def _round(definition: Definition, situation: Situation) -> Situation:
    """A fresh round: the drafter's step, if there is a drafter, and all steps of the definition, waiting."""
    nodes = [
        Node(spec.key, spec.name, spec.kind, StepState.WAITING, spec.seats, spec.decides)
        for spec in definition
    ]
    if situation.drafter is not None:
        nodes.insert(
            0, Node(DRAFTER, "", StepKind.DRAFT, StepState.WAITING, (Seat(person=situation.drafter),))
        )
    return replace(situation, nodes=tuple(nodes), items=())


def _set(situation: Situation, key: str, state: str, visit: int) -> Situation:
    return situation.with_node(replace(situation.node(key), state=state, visit=visit))


def _insert(situation: Situation, place: int, node: Node) -> Situation:
    return replace(situation, nodes=(*situation.nodes[:place], node, *situation.nodes[place:]))


def _activate(situation: Situation, node: Node) -> Situation:
    """A new visit to the step: all of its seats are asked."""
    visit = node.visit + 1
    asked = tuple(Item(None, node.key, visit, seat) for seat in node.seats)
    situation = _set(situation, node.key, StepState.ACTIVE, visit)
    return replace(situation, items=(*situation.items, *asked))


def _replaced(situation: Situation, changed: Item) -> Situation:
    items = (changed if item.id == changed.id else item for item in situation.items)
    return replace(situation, items=tuple(items))


def _open_again(situation: Situation, pk: int) -> Situation:
    return _replaced(situation, replace(situation.item(pk), state=ItemState.OPEN))


def _ask(situation: Situation, item: Item) -> Situation:
    return replace(situation, items=(*situation.items, item))


def _done(situation: Situation, act: Act, outcome: str) -> Situation:
    """The act's own item ends with the outcome."""
    actors = tuple(person for person in (act.actor, act.acting_for) if person is not None)

    def ended(item: Item) -> Item:
        if item.id != act.item:
            return item
        return replace(item, state=ItemState.DONE, outcome=outcome, opened=True, actors=actors)

    return replace(situation, items=tuple(map(ended, situation.items)))


def _void(situation: Situation, items: tuple[Item, ...]) -> Situation:
    return replace(
        situation,
        items=tuple(
            replace(item, state=ItemState.VOID) if item in items else item for item in situation.items
        ),
    )


def _join(situation: Situation) -> Situation:
    """Once nothing is open in the active step it ends, and the next begins; after the last the case is
    concluded.
    """
    active = situation.active()
    if any(item.step == active.key for item in situation.pending_items()):
        return situation
    answered = any(
        item.step == active.key and item.state == ItemState.DONE and item.returns_to is None
        for item in situation.items
    )
    situation = _set(situation, active.key, StepState.DONE if answered else StepState.REMOVED, active.visit)
    following = next((node for node in situation.nodes if node.state == StepState.WAITING), None)
    if following is not None:
        return _activate(situation, following)
    return replace(situation, state=CaseState.CONCLUDED, outcome=Outcome.AGREE)


def _close(situation: Situation, ending: str) -> Situation:
    """Nothing waits any more: open items are void, the active step ends so, steps not reached are removed."""
    situation = _void(situation, situation.pending_items())
    states = {StepState.ACTIVE: ending, StepState.WAITING: StepState.REMOVED}
    nodes = tuple(
        replace(node, state=states.get(StepState(node.state), node.state)) for node in situation.nodes
    )
    return replace(situation, nodes=nodes)
