"""Relations that name their targets, resolved to records."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.content import RelationFact
from gongkai.kernel.records.selectors import visible
from gongkai.kernel.records.tabular.values import Target


def relation_facts(
    targets: Sequence[Target], *, organ: Organ, person: Person, today: date
) -> tuple[RelationFact, ...]:
    """The relations with record ids; NotAllowed for those that lead nowhere.

    A target is a record of the organ (by key or number) that the person may see, or one that is public (by number).
    """
    if not targets:
        return ()
    keys = {target.key for target in targets} - {""}
    numbers = {target.index_number for target in targets} - {""}
    mine = visible(person, today).filter(organ=organ)
    found = dict(mine.filter(source_key__in=keys).order_by().values_list("source_key", "pk"))
    numbered = Record.objects.filter(Q(pk__in=mine.values("pk")) | Q(publication__isnull=False))
    by_number = dict(numbered.filter(index_number__in=numbers).order_by().values_list("index_number", "pk"))
    facts, reasons = [], []
    for target in targets:
        pk = found.get(target.key) if target.key else by_number.get(target.index_number)
        if pk is not None:
            facts.append(RelationFact(target.kind, pk, target.on))
        elif not target.optional:
            text = _("关联的文件“%s”不存在。") % (target.key or target.index_number)
            reasons.append(Reason("relation_not_found", text, "", "relations"))
    refuse(reasons)
    return tuple(facts)
