"""What each page of an act shows and which service it calls. One small function for each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import holders, with_posts
from gongkai.kernel.casework import services
from gongkai.kernel.casework.acting import DeskAct, Reader, unanswered
from gongkai.kernel.casework.desk import forms
from gongkai.kernel.casework.models import Case, WorkItem
from gongkai.kernel.casework.owners import reasons_against_asking

Choices = list[tuple[str, str]]
Data = dict


@dataclass(frozen=True, slots=True)
class ActPage:
    """`do` carries the act out and says what was done; `choices` are the items it may be done in; `people`: whom
    it may name. NotAllowed from `do` is shown above the form.
    """

    help: str | Promise
    form: type[forms.CaseForm]
    do: Callable[[Case, Data, Person, datetime], str]
    choices: Callable[[Reader], Choices] = lambda reader: []
    people: Callable[[Reader, str], QuerySet] | None = None


def colleagues(reader: Reader, name: str) -> QuerySet:
    """Active people of the organ whose name holds these characters, without the reader."""
    return _in_organ(reader, name).exclude(pk=reader.person.pk)


def _in_organ(reader: Reader, name: str) -> QuerySet:
    found = Person.objects.filter(organ=reader.case.organ, is_active=True, name__contains=name)
    ordered = found.select_related("division").order_by("division__position", "name", "pk")
    return with_posts(ordered, reader.today)


def fitting(reader: Reader, name: str) -> QuerySet:
    """Who could take one of the items over: holders of the role that is asked; colleagues where a person is."""
    items = reader.reassignable()
    if any(not item.role for item in items):
        return _in_organ(reader, name)
    asked = {(item.role, item.division) for item in items}
    ids = {
        person.pk
        for role, division in asked
        for person in holders(organ=reader.case.organ, role=role, division=division, today=reader.today)
    }
    return _in_organ(reader, name).filter(pk__in=ids)


def _item(case: Case, data: Data) -> WorkItem:
    return case.items.get(pk=data["item"])


def _opinion(case: Case, data: Data, by: Person, at: datetime) -> str:
    said = {"outcome": data["outcome"], "opinion": data["opinion"]}
    services.act(item=_item(case, data), **said, by=by, at=at)
    return _("意见已交回交办人。")


def _delegate(case: Case, data: Data, by: Person, at: datetime) -> str:
    refuse(reasons_against_asking(case, data["to"], shanghai_date(at)))
    services.delegate(item=_item(case, data), to=data["to"], instruction=data["instruction"], by=by, at=at)
    return _("已交 %(name)s 办理，办后交回。") % {"name": data["to"].name}


def _give_back(case: Case, data: Data, by: Person, at: datetime) -> str:
    services.give_back(item=_item(case, data), reason=data["reason"], by=by, at=at)
    return _("交办已结束，回到交办人。")


def _reassign(case: Case, data: Data, by: Person, at: datetime) -> str:
    refuse(reasons_against_asking(case, data["to"], shanghai_date(at)))
    services.reassign(item=_item(case, data), to=data["to"], reason=data["reason"], by=by, at=at)
    return _("已转 %(name)s 办理。") % {"name": data["to"].name}


def _add_signer(case: Case, data: Data, by: Person, at: datetime) -> str:
    refuse(reasons_against_asking(case, data["to"], shanghai_date(at), to_sign=True))
    services.add_signer(
        case=case, person=data["to"], placement=data["placement"], reason=data["reason"], by=by, at=at
    )
    return _("已请 %(name)s 加签。") % {"name": data["to"].name}


def _added(reader: Reader) -> Choices:
    """Open items by number, steps not reached by key."""
    later = reader.removable_steps()
    asked = {seat["person"] for step in later for seat in step.seats} - {None}
    names = dict(Person.objects.filter(pk__in=asked).values_list("pk", "name")) if asked else {}
    steps = [(s.key, "、".join(names.get(seat["person"], "") for seat in s.seats), s.label) for s in later]
    return [*forms.of_items(reader.removable()), *((key, f"{label} · {who}") for key, who, label in steps)]


def _remove_signer(case: Case, data: Data, by: Person, at: datetime) -> str:
    chosen = data["item"]
    if chosen.isdecimal():
        services.remove_signer(case=case, item=_item(case, data), by=by, at=at)
    else:
        services.remove_signer(case=case, step=chosen, by=by, at=at)
    return _("已取消加签。")


def _supervise(case: Case, data: Data, by: Person, at: datetime) -> str:
    services.supervise(case=case, text=data["text"], days=data["days"], by=by, at=at)
    return _("已督办。")


def _report(case: Case, data: Data, by: Person, at: datetime) -> str:
    order = case.supervisions.get(pk=data["item"])
    services.report(supervision=order, reply=data["reply"], by=by, at=at)
    return _("已回报。")


def _circulate(case: Case, data: Data, by: Person, at: datetime) -> str:
    made = services.circulate(case=case, to=data["to"], note=data["note"], by=by, at=at)
    return _("已送阅：%s。") % "、".join(copy.person.name for copy in made) if made else _("选的人都已送过。")


@transaction.atomic
def remind_all(reader: Reader) -> str:
    """Everybody else for whom the case waits and who was not reminded within the hour."""
    for item in reader.remindable():
        if not reader.reminded_lately(item):
            services.remind(item=item, by=reader.person, at=reader.at)
    return _("已催办。")


PAGES: dict[DeskAct, ActPage] = {
    DeskAct.OPINION: ActPage(
        gettext_lazy("写下意见，交回给交办的人；由交办人决定并签署。"),
        forms.OpinionForm, _opinion, lambda reader: forms.of_items(reader.borrowed()),
    ),
    DeskAct.DELEGATE: ActPage(
        gettext_lazy("请一位同事代拟意见。办后交回，仍由您决定并签署。"),
        forms.DelegateForm, _delegate, lambda reader: forms.of_items(reader.delegable()), colleagues,
    ),
    DeskAct.GIVE_BACK: ActPage(
        gettext_lazy("不写意见，结束交办：受交办的人交回，或者交办的人收回。"),
        forms.GiveBackForm, _give_back, lambda reader: forms.of_items(reader.returnable()),
    ),
    DeskAct.REASSIGN: ActPage(
        gettext_lazy("换一个人办理本环节，由其决定并签署，不再交回。"),
        forms.ReassignForm, _reassign, lambda reader: forms.of_items(reader.reassignable()), fitting,
    ),
    DeskAct.ADD_SIGNER: ActPage(
        gettext_lazy("请一位同事也来签署这一轮。"), forms.AddSignerForm, _add_signer, people=colleagues
    ),
    DeskAct.REMOVE_SIGNER: ActPage(
        gettext_lazy("只能取消还没有签署的加签。"), forms.RemoveSignerForm, _remove_signer, _added
    ),
    DeskAct.SUPERVISE: ActPage(
        gettext_lazy("写明要求和时限，由起草人或者现在的办理人回报。"), forms.SuperviseForm, _supervise
    ),
    DeskAct.REPORT: ActPage(
        gettext_lazy("写明办理情况，督办的时限到此为止。"),
        forms.ReportForm, _report, lambda reader: forms.of_orders(unanswered(reader.case)),
    ),
    DeskAct.CIRCULATE: ActPage(
        gettext_lazy("送给同事阅知：不必办理，不影响流程。已送过的不重复送。"),
        forms.CirculateForm, _circulate, people=colleagues,
    ),
}  # fmt: skip
