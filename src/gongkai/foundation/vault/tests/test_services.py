"""Acts on sealed values: what they give, what they refuse, what the ledger says."""

from datetime import timedelta

import pytest
from django.db import connection

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.tests.factories import ACT, NOW
from gongkai.foundation.vault import selectors, services
from gongkai.foundation.vault.keys import ring
from gongkai.foundation.vault.models import Rotation
from gongkai.foundation.vault.rules.reasons import Purpose
from gongkai.foundation.vault.sealing import opened
from gongkai.foundation.vault.tests.specimen.models import Applicant
from gongkai.foundation.vault.tests.test_sealing import NAME, NUMBER, applicant, holds_none

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
REASON = "核对申请人身份，电话联系补正"


def subject(row, organ) -> dict:
    return {"subject_type": "request", "subject_id": str(row.pk), "organ": organ, **ACT}


def last_entry() -> Entry:
    return Entry.objects.order_by("id").last()


def unmask(row, organ, field="name", **changes) -> str:
    given = {"sealed": getattr(row, field), "field": field, "reason": REASON, **subject(row, organ)}
    return services.unmask(**given | changes)


def test_unmasking_is_an_act(organ):
    row = applicant()
    assert unmask(row, organ) == NAME
    entry = last_entry()
    assert (entry.verb, entry.subject_type, entry.subject_id) == ("vault.unmask", "request", str(row.pk))
    assert entry.detail == {"fields": ["name"], "reason": REASON}
    assert holds_none(str(entry.detail))
    assert unmask(row, organ, "contact")["mobile"] == "13800001234"


@pytest.mark.parametrize("reason", ["", "看看", "x" * 201, f"核对{NUMBER}", "回电 138 0000 1234"])
def test_no_unmasking_without_a_fit_reason(organ, reason):
    row, before = applicant(), Entry.objects.count()
    with pytest.raises(NotAllowed):
        unmask(row, organ, reason=reason)
    assert Entry.objects.count() == before


def test_the_field_is_the_one_the_value_came_from(organ):
    with pytest.raises(ValueError, match="not of id_number"):
        unmask(applicant(), organ, sealed=applicant().name, field="id_number")


def test_use_by_the_platform_is_one_entry(organ):
    row = applicant(contact=None)
    sealed = {"name": row.name, "id_number": row.id_number, "contact": row.contact}
    plain = services.use(sealed=sealed, purpose=Purpose.LETTER, **subject(row, organ))
    assert plain == {"name": NAME, "id_number": NUMBER, "contact": None}
    assert last_entry().detail == {"fields": ["contact", "id_number", "name"], "purpose": "letter"}
    with pytest.raises(ValueError, match="gossip"):
        services.use(sealed=sealed, purpose="gossip", **subject(row, organ))


def test_forgetting_leaves_nothing(organ):
    row = applicant()
    fields = ["name", "id_number"]
    services.forget(row=row, fields=fields, reason="保管期限届满，按规定清除", **subject(row, organ))
    fresh = Applicant.objects.get(pk=row.pk)
    for one in (row, fresh):
        assert one.name.is_forgotten and one.name.masked() == "" and one.id_number_index == ""
    assert opened(fresh.contact)["mobile"] == "13800001234"
    assert not Applicant.objects.filter(
        id_number_index__in=selectors.indexes_of("resident_id", NUMBER)
    ).exists()
    assert last_entry().verb == "vault.forget" and last_entry().detail["fields"] == ["id_number", "name"]
    with pytest.raises(NotAllowed) as refused:
        unmask(fresh, organ)
    assert refused.value.reasons[0].code == "forgotten"
    with pytest.raises(NotAllowed):
        services.forget(row=row, fields=fields, reason="再次清除一遍", **subject(row, organ))
    assert services.verify() == []


def rotate(organ, cipher="sm4-gcm", at=NOW) -> Rotation:
    return services.begin_rotation(cipher=cipher, organ=organ, by=ACT["by"], at=at)


def test_rotation_seals_everything_again(organ):
    rows = [applicant(name=f"张{n}") for n in "一二三四五"]
    old = rows[0].name.generation
    rotation = rotate(organ)
    seen = []
    changed = services.reseal(rotation=rotation, at=NOW, batch=2, progress=lambda *pair: seen.append(pair))
    assert changed == 5 * 4  # three values and an index each
    assert seen == [(2, 5), (4, 5), (5, 5)]
    found = selectors.status()
    assert (found.current, found.uses, found.idle) == (rotation.generation, {rotation.generation: 15}, [old])
    assert [opened(row.name) for row in Applicant.objects.all()] == [f"张{n}" for n in "一二三四五"]
    index = selectors.indexes_of("resident_id", NUMBER)
    assert Applicant.objects.filter(id_number_index__in=index).count() == 5
    assert services.verify() == []
    assert last_entry().verb == "vault.rotate"


def test_a_killed_rotation_goes_on_where_it_was(organ):
    class Killed(KeyboardInterrupt):
        pass

    def kill(done, total):
        if done >= 4:
            raise Killed

    for _n in range(6):
        applicant()
    rotation = rotate(organ)
    with pytest.raises(Killed):
        services.reseal(rotation=rotation, at=NOW, batch=2, progress=kill)
    assert selectors.status().uses[rotation.generation] == 12
    late = applicant()
    assert late.name.generation == rotation.generation
    assert rotate(organ).pk == rotation.pk, "an unfinished one is taken up, no third key is made"
    assert services.reseal(rotation=rotate(organ), at=NOW, batch=2) == 8
    assert selectors.status().uses == {rotation.generation: 21}
    assert not Rotation.objects.filter(finished_at=None).exists()


def test_equality_holds_in_the_middle_of_a_rotation(organ):
    first = applicant()
    rotate(organ)
    second = applicant()
    assert first.id_number_index != second.id_number_index
    found = Applicant.objects.filter(id_number_index__in=selectors.indexes_of("resident_id", NUMBER))
    assert set(found) == {first, second}


def test_an_old_key_goes_only_when_nothing_needs_it(organ):
    row = applicant()
    old = row.name.generation
    later = {"organ": organ, "by": ACT["by"], "at": NOW + timedelta(days=2)}

    def refused(name, **changes):
        with pytest.raises(NotAllowed) as found:
            services.remove_key(name=name, **later | changes)
        return {reason.code for reason in found.value.reasons}

    assert refused(old) == {"current", "used"}
    rotation = rotate(organ)
    assert refused(old) == {"used", "unfinished"}
    services.reseal(rotation=rotation, at=NOW)
    assert refused(old, at=NOW + timedelta(hours=2)) == {"too_early"}
    services.remove_key(name=old, **later)
    assert ring().names() == (rotation.generation,)
    assert unmask(Applicant.objects.get(), organ) == NAME
    assert services.verify() == [] and selectors.problems() == []


def test_verify_names_what_cannot_be_read(organ, keys):
    row = applicant()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_specimen_applicant SET vault_id = %s", ["0" * 32])
    assert {(f.field, f.problem.value) for f in services.verify()} == {
        ("name", "broken"), ("id_number", "broken"), ("contact", "broken"),
    }  # fmt: skip
    (keys / f"vault-{row.name.generation}.key").unlink()
    assert {f.problem.value for f in services.verify()} == {"key_missing"}
    assert selectors.problems() == [(f"vault-{row.name.generation}.key", "needed")]
    assert selectors.status().missing == [row.name.generation]
