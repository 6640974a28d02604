"""On a production installation nobody signs in another's name: imported rows wait until their reviewer opens each."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import NOW, holder
from gongkai.kernel.clocks.selectors import open_clock
from gongkai.kernel.records import services
from gongkai.kernel.records.models import ImportItem, ImportRun, Publication, Record, Review, Schedule
from gongkai.kernel.records.rules.personal_data import find_personal_data
from gongkai.kernel.records.services.importing import PRESENT, PUBLISHED, REFUSED, WAITING
from gongkai.kernel.records.tests.importing_world import cells, world
from gongkai.kernel.records.texts import files_of, texts_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def place(settings):
    settings.DEMONSTRATION = False
    return world()


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def decide(item: ImportItem, by, outcome: str = "passed", **fields) -> Review:
    given = {"opinion": "", "act": uuid.uuid4(), "opened_at": NOW, "at": LATER, **fields}
    return services.review_imported(item=item, outcome=outcome, by=by, **given)


def test_rows_stop_before_their_reviewer(place):
    outcomes = place.take(cells(1), cells(2), plan=place.public())
    assert [o.state for o in outcomes] == [WAITING, WAITING]
    assert not Review.objects.exists()
    assert not Publication.objects.exists()
    run = ImportRun.objects.get()
    assert (run.reviewer, run.by, run.publish) == (place.reviewer, place.office, True)
    assert [item.line for item in run.items.all()] == [2, 3]
    assert Entry.objects.filter(verb="record.await_review", actor_id=place.office.actor_id).count() == 2
    assert not Entry.objects.filter(actor_id=place.reviewer.actor_id).exists(), "the reviewer did nothing yet"
    assert open_clock("record", str(run.items.first().record_id), "proactive") is None, "it is public already"


def test_run_again_goes_on_in_the_same_run(place):
    place.take(cells(1), plan=place.public())
    again = place.take(cells(1), cells(2), plan=place.public())
    assert [o.state for o in again] == [PRESENT, WAITING]
    assert ImportRun.objects.get().items.count() == 2


def test_a_demonstration_signs_by_script_as_before(place, settings):
    settings.DEMONSTRATION = True
    assert place.take(cells(1), plan=place.public())[0].state == PUBLISHED


def test_no_script_signs_for_a_reviewer(place):
    place.take(cells(1), plan=place.public())
    version = Record.objects.get().current
    with pytest.raises(NotAllowed) as refusal:
        services.review_already_public(
            version=version, evidence=cells()["evidence"], opinion="同意", act=uuid.uuid4(), by=place.reviewer, at=LATER
        )  # fmt: skip
    assert codes(refusal) == {"not_opened"}


def test_signed_by_the_reviewer_and_published_by_the_job_in_the_importers_name(place):
    place.take(cells(1), cells(2), plan=place.public())
    first, second = ImportItem.objects.order_by("id")
    review = decide(first, place.reviewer)
    assert (review.reviewer, review.basis, review.opened_at) == (place.reviewer, "already_public", NOW)
    assert "已由发布机关依法公开" in review.opinion
    assert Schedule.objects.get().by == place.office
    services.publish_scheduled(record_id=first.record_id, at=LATER)
    assert Publication.objects.get().published_by == place.office.name
    assert Record.objects.get(pk=second.record_id).stage == "draft", (
        "the other one waits for its own signature"
    )


def test_without_publish_the_signed_item_waits_for_a_colleague(place):
    place.take(cells(1), plan=place.plan(reviewer=place.reviewer))
    decide(item := ImportItem.objects.get(), place.reviewer)
    assert not Schedule.objects.exists()
    services.publish(record=Record.objects.get(pk=item.record_id), by=place.office, at=LATER)
    assert Publication.objects.exists()


def test_only_the_named_reviewer_signs_and_once(place):
    place.take(cells(1), plan=place.public())
    item = ImportItem.objects.get()
    for other in (place.office, holder(Role.SECRECY_REVIEWER, place.organ, username="second")):
        with pytest.raises(NotAllowed) as refusal:
            decide(item, other)
        assert "not_your_run" in codes(refusal)
    with pytest.raises(NotAllowed) as refusal:
        decide(item, place.reviewer, opened_at=LATER + timedelta(minutes=1))
    assert codes(refusal) == {"opened_in_future"}
    decide(item, place.reviewer)
    with pytest.raises(NotAllowed) as refusal:
        decide(item, place.reviewer)
    assert codes(refusal) == {"settled"}
    assert Review.objects.count() == 1


def test_one_act_signs_one_item(place):
    place.take(cells(1), cells(2), plan=place.public())
    first, second = ImportItem.objects.order_by("id")
    act = uuid.uuid4()
    decide(first, place.reviewer, act=act)
    with pytest.raises(NotAllowed) as refusal:
        decide(second, place.reviewer, act=act)
    assert "reviewed_in_bulk" in codes(refusal)


def test_personal_data_is_accepted_by_the_reviewer_not_by_the_file(place):
    body = "<p>举报电话：13874123456。</p>"
    (outcome,) = place.take(cells(1, body=body), plan=place.public())
    assert outcome.state == WAITING
    item = ImportItem.objects.get()
    with pytest.raises(NotAllowed) as refusal:
        decide(item, place.reviewer)
    assert codes(refusal) == {"personal_data"}
    assert not Review.objects.exists()
    plain = item.version.content()
    keys = [f.key for f in find_personal_data(texts_of(plain, files_of([plain])))]
    assert decide(item, place.reviewer, accepted=keys).accepted == keys


def test_refused_and_referred_items_stay_drafts(place):
    place.take(cells(1), cells(2), plan=place.public())
    for item, outcome in zip(ImportItem.objects.order_by("id"), ("refused", "refer"), strict=True):
        with pytest.raises(NotAllowed) as refusal:
            decide(item, place.reviewer, outcome)
        assert codes(refusal) == {"opinion_missing"}
        decide(item, place.reviewer, outcome, opinion="首发网址打不开，须核实。")
    assert set(Record.objects.values_list("stage", flat=True)) == {"draft"}
    assert not Schedule.objects.exists()


def test_another_reviewer_takes_over(place):
    place.take(cells(1), plan=place.public())
    run, second = ImportRun.objects.get(), holder(Role.SECRECY_REVIEWER, place.organ, username="second")
    with pytest.raises(NotAllowed) as refusal:
        services.take_over(run=run, by=place.office, at=LATER)
    assert codes(refusal) == {"not_reviewer", "reviewer_imports"}
    services.take_over(run=run, by=second, at=LATER)
    assert decide(ImportItem.objects.get(), second).reviewer == second
    assert Entry.objects.get(verb="record.take_over_import").detail == {"from": place.reviewer.pk}


@pytest.mark.parametrize(
    ("part", "value", "code"),
    [
        ("issuer", " ", "evidence_missing"),
        ("address", "", "evidence_missing"),
        ("address", "www.example.invalid/1.html", "evidence_address"),
        ("address", "ftp://example.invalid/1.html", "evidence_address"),
        ("address", "https:///1.html", "evidence_address"),
        ("date", "2027-01-01", "evidence_in_future"),
    ],
)
@pytest.mark.parametrize("production", [True, False])
@pytest.mark.parametrize("dry_run", [True, False])
def test_the_evidence_is_looked_at_line_by_line(place, settings, production, dry_run, part, value, code):
    settings.DEMONSTRATION = not production
    bad = cells(1)
    bad["evidence"] = {**bad["evidence"], part: value}
    first, second = place.take(bad, cells(2), plan=place.public(dry_run=dry_run))
    assert (first.line, first.state, second.state) == (2, REFUSED, WAITING if production else PUBLISHED)
    assert [(r.code, r.where) for r in first.reasons] == [(code, f"evidence_{part}")]


class TestOnTheDesk:
    @pytest.fixture
    def browser(self, place):
        place.take(cells(1), cells(2), cells(3), plan=place.public())
        return self.of(place.reviewer)

    def of(self, person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def address(self, item: ImportItem) -> str:
        return reverse("records:import-item", args=[item.run_id, item.pk])

    def signed_form(self, browser, item, **fields) -> dict[str, str]:
        form = browser.get(self.address(item)).context["form"]
        return {"opened": form.initial["opened"], "act": str(form.initial["act"]), "opinion": "", **fields}

    def test_the_first_page_leads_there(self, browser):
        assert "还有 3 件待审" in browser.get(reverse("desk:home")).content.decode()
        assert "t.csv" in browser.get(reverse("records:imports")).content.decode()

    def test_item_after_item(self, browser, place):
        one, two, three = ImportItem.objects.order_by("id")
        page = browser.get(self.address(two)).content.decode()
        assert "https://zrzyt.example.invalid/old/1.html" in page
        assert self.address(one) in page
        assert self.address(three) in page
        answer = browser.post(self.address(two), self.signed_form(browser, two, outcome="passed"))
        assert (answer.status_code, answer.url) == (302, self.address(three))
        assert Review.objects.get().reviewer == place.reviewer
        assert browser.get(self.address(two)).url == reverse("records:import-run", args=[two.run_id])

    def test_the_note_of_one_item_signs_no_other(self, browser):
        one, two, _three = ImportItem.objects.order_by("id")
        answer = browser.post(self.address(two), self.signed_form(browser, one, outcome="passed"))
        assert answer.status_code == 302
        assert not Review.objects.exists()

    def test_a_refusal_keeps_what_was_typed(self, browser):
        one = ImportItem.objects.first()
        answer = browser.post(
            self.address(one), self.signed_form(browser, one, outcome="refused", opinion="")
        )
        assert answer.status_code == 422
        assert "请填写审查意见" in answer.content.decode()

    def test_the_importer_looks_on(self, browser, place):
        page = self.of(place.office).get(self.address(ImportItem.objects.first())).content.decode()
        assert "同意公开，看下一件" not in page
        assert "其他人只能查看" in page

    def test_strangers_do_not(self, browser, place):
        foreign = holder(Role.SECRECY_REVIEWER, place.tree.city, username="foreign")
        assert self.of(foreign).get(self.address(ImportItem.objects.first())).status_code == 404
        legal = holder(Role.LEGAL, place.organ, username="legal")
        assert self.of(legal).get(reverse("records:imports")).status_code == 403

    def test_an_edited_item_leaves_the_list(self, browser, place):
        item = ImportItem.objects.first()
        from dataclasses import replace

        changed = replace(item.version.content(), title="改过的标题")
        services.save(record=item.record, content=changed, base=1, by=place.office, at=LATER)
        assert browser.get(self.address(item)).status_code == 302
        assert "还有 2 件待审" in browser.get(reverse("desk:home")).content.decode()

    def test_the_pages_ask_little_however_much_waits(self, browser, place, django_assert_max_num_queries):
        place.take(*(cells(n) for n in range(10, 40)), plan=place.public())
        run = ImportRun.objects.get()
        with django_assert_max_num_queries(10):
            browser.get(reverse("records:import-run", args=[run.pk]))
        with django_assert_max_num_queries(24):
            browser.get(self.address(ImportItem.objects.first()))
