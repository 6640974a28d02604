"""The words of casework: states, outcomes, seats, and a case as plain values. Pure."""

from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

DRAFTER = "drafter"
"""Key of the step in which who opened the case (re)submits it; first of every round, never part of a
definition.
"""


ADDED = "added_"
"""Keys of added steps begin so; they are counted from 1 in each round."""


class CaseState(TextChoices):
    OPEN = "open", _("办理中")
    CONCLUDED = "concluded", _("已办结")
    ABANDONED = "abandoned", _("已终止")


class StepKind(TextChoices):
    """`joint`: divisions chosen while the case runs; `review`: the app of the subject decides item by item; `parallel`: several opinions that join."""

    DRAFT = "draft", _("起草")
    ADDED = "added", _("加签")
    JOINT = "joint", _("会办")
    SIGN = "sign", _("审签")
    REVIEW = "review", _("逐项审查")
    PARALLEL = "parallel", _("会签")


class StepState(TextChoices):
    WAITING = "waiting", _("未到")
    ACTIVE = "active", _("办理中")
    DONE = "done", _("已办")
    SENT_BACK = "sent_back", _("已退回")
    REMOVED = "removed", _("已取消")


class ItemState(TextChoices):
    """`lent`: somebody else prepares an opinion, then the item is open again."""

    OPEN = "open", _("待办")
    LENT = "lent", _("已交办")
    DONE = "done", _("已办")
    VOID = "void", _("作废")


class Outcome(TextChoices):
    """What somebody decided in a work item."""

    SUBMIT = "submit", _("提交")
    AGREE = "agree", _("同意")
    REFUSE = "refuse", _("不同意")
    REFER = "refer", _("报主管部门确定")
    SEND_BACK = "send_back", _("退回")
    RETURN = "return", _("交回")


class Reach(TextChoices):
    """Whose holders of the role: of the case's division, or of the whole organ."""

    DIVISION = "division", _("本处室")
    ORGAN = "organ", _("本机关")


class Placement(TextChoices):
    """Where an added signer comes: before the step that waits, beside it, or after it."""

    BEFORE = "before", _("前加签")
    PARALLEL = "parallel", _("并加签")
    AFTER = "after", _("后加签")


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is asked: the holders of a role, or one named person (id). `added_by` names who added the seat.

    `division` (id): another division than the case's own, chosen while the case runs.
    """

    role: str = ""
    reach: str = Reach.ORGAN
    person: int | None = None
    added_by: int | None = None
    division: int | None = None


@dataclass(frozen=True, slots=True)
class StepSpec:
    """One step of a definition. `decides` False: refusing there is an opinion and does not end the case."""

    key: str
    name: str
    kind: str
    seats: tuple[Seat, ...]
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Node:
    """A step of the running round. `seats` are those still to be asked when it becomes active."""

    key: str
    name: str
    kind: str
    state: str
    seats: tuple[Seat, ...]
    decides: bool = True
    visit: int = 0
    """How often the step became active; work items carry the visit they belong to."""


@dataclass(frozen=True, slots=True)
class Item:
    """A work item. `id` is None for one that the decision opens. `opened`: somebody entitled has looked at
    it.
    """

    id: int | None
    step: str
    visit: int
    seat: Seat
    state: str = ItemState.OPEN
    outcome: str = ""
    opened: bool = False
    actors: tuple[int, ...] = ()
    """Who acted, and for whom."""
    returns_to: int | None = None
    """The item, lent meanwhile, that is open again when this one ends: this one is an opinion only."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A case in its running round: nodes in their order, the items of the round in the order of opening."""

    state: str = CaseState.OPEN
    outcome: str = ""
    round: int = 0
    drafter: int | None = None
    nodes: tuple[Node, ...] = ()
    items: tuple[Item, ...] = ()
    distinct_persons: bool = False
    """Nobody signs two steps of a round when one of them is signed for somebody absent."""

    def active(self) -> Node | None:
        """The step that waits. There is at most one: parallel opinions are seats of one step."""
        return next((node for node in self.nodes if node.state == StepState.ACTIVE), None)

    def node(self, key: str) -> Node | None:
        return next((node for node in self.nodes if node.key == key), None)

    def before(self, node: Node) -> Node | None:
        """The last step that was done before this one."""
        earlier = self.nodes[: self.nodes.index(node)]
        return next((other for other in reversed(earlier) if other.state == StepState.DONE), None)

    def item(self, pk: int | None) -> Item | None:
        return next((item for item in self.items if item.id == pk and pk is not None), None)

    def visit_items(self, node: Node) -> tuple[Item, ...]:
        """Items of the present visit to a step."""
        return tuple(item for item in self.items if item.step == node.key and item.visit == node.visit)

    def open_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.state == ItemState.OPEN)

    def pending_items(self) -> tuple[Item, ...]:
        """Open, or lent and therefore open again later."""
        return tuple(item for item in self.items if item.state in (ItemState.OPEN, ItemState.LENT))

    def with_node(self, node: Node) -> "Situation":
        """The situation with one of its steps replaced."""
        return replace(self, nodes=tuple(node if old.key == node.key else old for old in self.nodes))


class Verb(TextChoices):
    OPEN = "open", _("提交审签")
    RESUBMIT = "resubmit", _("重新提交")
    ACT = "act", _("签署意见")
    SEND_BACK = "send_back", _("退回")
    TAKE_BACK = "take_back", _("撤回")
    ADD_SIGNER = "add_signer", _("加签")
    REMOVE_SIGNER = "remove_signer", _("取消加签")
    DELEGATE = "delegate", _("交办")
    RETURN = "return", _("交回")
    ADD_DIVISIONS = "add_divisions", _("会办")
    ABANDON = "abandon", _("终止")


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody wants to do; `item` is the work item it is done in, if any."""

    verb: str
    actor: int | None = None
    acting_for: int | None = None
    item: int | None = None
    outcome: str = ""
    opinion: str = ""
    to: str = ""
    """send_back: key of an earlier step, or DRAFTER. remove_signer: key of an added step not reached yet.
    """
    placement: str = ""
    person: int | None = None
    """add_signer, delegate: who is asked."""
    divisions: tuple[int, ...] = ()
    role: str = ""
    """add_divisions: which divisions, and the role that answers in each."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What an act makes of a case: the situation after it. Items that are new have no id yet.

    When a new round begins, `ended` is how the round before it ended.
    """

    after: Situation
    ended: Situation | None = None

    @property
    def case_state(self) -> str:
        return self.after.state

    @property
    def outcome(self) -> str:
        """Of a concluded case: agree, refuse or refer; else empty."""
        return self.after.outcome

    @property
    def concluded(self) -> bool:
        return self.after.state == CaseState.CONCLUDED

    @property
    def agreed(self) -> bool:
        """All steps agreed: the case is over and what it was about may go on."""
        return self.concluded and self.after.outcome == Outcome.AGREE

    @property
    def waits_for_drafter(self) -> bool:
        return self.active_step == DRAFTER

    @property
    def active_step(self) -> str:
        """Key of the step that waits now, "" when the case is over."""
        active = self.after.active()
        return active.key if active else ""
