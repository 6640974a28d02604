"""What reviews and lawsuits taught comes back on the page of the letter text, and into its next version."""

import html

import pytest
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.rules.kinds import AppealKind
from gongkai.domains.foi.tests.factories import DAY, NOW, issue, office
from gongkai.domains.foi.tests.test_portal_progress import answered, received
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import holder
from gongkai.kernel.letters.models import LetterText

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
LESSON = "不予公开的理由要写明属于哪一类过程性信息。"
LATER = NOW + 10 * DAY


@pytest.fixture
def where(settings, tmp_path, monkeypatch):
    settings.FILES_ROOT, settings.INDEX_ROOT = tmp_path / "files", tmp_path / "index"
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    return office()


def decided(where, result="corrected"):
    made = received(where, NOW)
    letter = answered(where, made, NOW + DAY).letter
    issue(where, letter, NOW + DAY)
    day = shanghai_date(NOW + 3 * DAY)
    appeal = services.file_appeal(
        request=made.request,
        kind=AppealKind.REVIEW,
        body="云岭省人民政府",
        number="云政复〔2026〕88号",
        filed_on=day,
        by=where.legal,
        at=LATER,
    )
    services.decide_appeal(appeal=appeal, result=result, on=day, lesson=LESSON, by=where.legal, at=LATER)
    return appeal, letter.text.code


def text_page(client, person, code, name="text", **given) -> str:
    client.force_login(person)
    answer = client.get(reverse(f"letters:{name}", args=[code]), given)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_the_lesson_stands_with_the_text_and_in_the_note_of_its_next_version(client, where):
    appeal, code = decided(where)
    page = text_page(client, where.office, code).split('id="lessons"')[1]
    assert LESSON in page and "结果纠正" in page and reverse("requests:appeal", args=[appeal.pk]) in page
    assert f"?lesson=appeal-{appeal.pk}" in page
    form = text_page(client, where.office, code, "text-edit", lesson=f"appeal-{appeal.pk}")
    note = "吸取经验教训：行政复议 云政复〔2026〕88号"
    assert f'value="{note}"' in form
    assert "吸取经验教训" not in text_page(client, where.office, code, "text-edit", lesson="appeal-999999")
    row = LetterText.objects.filter(code=code).latest("version")
    fields = {"name": row.name, "series": row.series, "mark": row.mark, "body": row.body, "note": note}
    fields |= {"base": row.pk, "f-TOTAL_FORMS": len(row.fields), "f-INITIAL_FORMS": 0}
    for place, spec in enumerate(row.fields):
        fields |= {f"f-{place}-{key}": value for key, value in spec.items() if value}
    fields["body"] += "\n\n特此告知，并请妥善保存。"
    assert client.post(reverse("letters:text-edit", args=[code]), fields).status_code == 302
    assert LetterText.objects.get(code=code, organ=where.organ).note == note


def test_only_who_may_edit_is_offered_the_revision(client, where):
    _appeal, code = decided(where)
    page = text_page(client, where.legal, code)
    assert LESSON in page and "据此修改样式" not in page


def test_other_texts_and_other_results_tell_nothing(client, where):
    _appeal, code = decided(where, "other")
    assert LESSON not in text_page(client, where.office, code)
    decided(where)
    assert LESSON in text_page(client, where.office, code)
    others = LetterText.objects.exclude(code=code).values_list("code", flat=True)
    assert LESSON not in text_page(client, where.office, others[0])


def test_another_organ_reads_nothing_of_it(client, where):
    _appeal, code = decided(where)
    other = office("431281", "河湾县自然资源局")
    assert LESSON not in text_page(client, other.office, code)
    assert LESSON not in text_page(client, holder(Role.OPEN_GOVERNMENT_OFFICE, other.organ), code)
