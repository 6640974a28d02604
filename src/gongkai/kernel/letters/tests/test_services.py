"""The way of a letter: each step once, in order, with who and when; refusals by reason; final once sealed."""

import re
from copy import deepcopy
from datetime import timedelta
from importlib.resources import files

import pypdf
import pytest
from django.db import DatabaseError, connection, transaction

from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.numbering.selectors import last_serial
from gongkai.kernel.letters import following, services
from gongkai.kernel.letters.following import OWN
from gongkai.kernel.letters.models import Letter, LetterAct, LetterText
from gongkai.kernel.letters.rules import Channel, Counts, Evidence, State
from gongkai.kernel.letters.selectors import (
    bytes_of,
    correction_of,
    document_of,
    letters_of,
    masked_fields,
    text_in_force,
    text_of,
)
from gongkai.kernel.letters.tests.factories import (
    NEXT_DAY,
    NOW,
    TEXT,
    VALUES,
    approved,
    bureau,
    clerk_of,
    drafted,
    scan,
    sealed,
    sent,
    served,
)
from gongkai.kernel.letters.tests.test_rendering import letterhead

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(scope="module")
def made(shared_rows):
    return bureau()


@pytest.fixture
def place(made, db):
    return deepcopy(made)


def refused(act, **arguments) -> list[str]:
    with pytest.raises(NotAllowed) as refusal:
        act(**arguments)
    return [reason.code for reason in refusal.value.reasons]


def by(place, at=NOW) -> dict:
    return {"by": clerk_of(place), "at": at}


def test_a_letter_goes_its_whole_way(place):
    letter = served(place)
    assert letter.state == State.SERVED
    assert letter.number == "云岭省自然资源〔2026〕1号-告"
    assert (letter.sent_at, letter.served_on, letter.effective_on) == (NOW, NEXT_DAY.date(), NEXT_DAY.date())
    assert list(letter.acts.values_list("verb", flat=True)) == ["draft", "approve", "seal", "send", "serve"]
    assert bytes_of(letter.pdf).startswith(b"%PDF")
    assert list(letters_of("request", "77")) == [letter]


def test_every_act_is_one_entry_and_no_entry_names_anybody(place):
    before = Entry.objects.count()
    letter = drafted(place)
    services.approve(letter=letter, **by(place))
    services.mark_printed(letter=letter, **by(place))
    entries = Entry.objects.filter(subject_type="letter", subject_id=str(letter.pk)).order_by("id")
    assert [entry.verb for entry in entries] == ["letter.draft", "letter.approve", "letter.print"]
    assert Entry.objects.count() - before == 3
    served(place)
    for entry in Entry.objects.filter(subject_type__in=["letter", "letter_text"]):
        assert not re.search("欧阳|勘测|XA4300", str(entry.detail)), entry.verb


def test_numbers_have_no_gaps_and_a_draft_has_none(place):
    assert drafted(place).number == ""
    first = approved(place)
    with pytest.raises(RuntimeError), transaction.atomic():
        approved(place)
        raise RuntimeError
    second = approved(place)
    assert [first.number[-4:], second.number[-4:]] == ["1号-告", "2号-告"]
    services.cancel(letter=second, reason="重复拟稿，作废", **by(place))
    assert Letter.objects.get(pk=second.pk).number.endswith("2号-告")
    assert last_serial(series="letter:430S00:general", year=2026) == 2


def test_the_organ_spells_its_numbers(place):
    pattern = "云自然资依申〔{year}〕{serial}号{mark}"
    services.set_number_pattern(organ=place, series="general", pattern=pattern, **by(place))
    assert approved(place).number == "云自然资依申〔2026〕1号-告"
    assert refused(
        services.set_number_pattern, organ=place, series="general", pattern="{x}", **by(place)
    ) == ["number_pattern"]


def test_a_revised_letter_keeps_its_number_and_loses_its_files(place):
    letter = approved(place)
    number = letter.number
    letter = services.revise(letter=letter, fields=VALUES | {"applicant": "何䶮"}, **by(place))
    assert (letter.state, letter.number, letter.docx, letter.pdf) == (State.DRAFTED, number, None, None)
    letter = services.approve(letter=letter, **by(place))
    assert letter.number == number
    text = pypdf.PdfReader(letter_pdf(letter)).pages[0].extract_text()
    assert "何䶮" in text and number in text.replace("\n", "")


def letter_pdf(letter):
    import io

    return io.BytesIO(bytes_of(letter.pdf))


def test_wrong_fields_write_no_letter(place):
    assert refused(drafted, place=place, applicant="") == ["field_missing"]
    assert refused(drafted, place=place, applicant="𰻞") == ["glyph_missing"]
    assert refused(drafted, place=place, remedy="") == ["remedy_missing"]
    assert refused(
        services.draft_letter,
        text_code="nothing", subject_type="request", subject_id="1", organ=place, fields={}, **by(place),
    ) == ["text_unknown"]  # fmt: skip
    assert not Letter.objects.exists() and not LetterAct.objects.exists()


def test_without_the_scan_there_is_no_seal(place):
    letter = approved(place)
    assert refused(services.seal, letter=letter, scan=None, **by(place)) == ["scan_missing"]
    other = bureau("430100S00", "云岭市自然资源局")
    assert refused(services.seal, letter=letter, scan=scan(other), **by(place)) == ["scan_elsewhere"]
    done = services.seal(letter=letter, scan=scan(place), **by(place))
    assert done.scan.kind == "png" and done.sealed_at == NOW


def test_steps_are_taken_in_order_and_once(place):
    draft, final = drafted(place), sealed(place)
    sending = {"channel": Channel.COUNTER, **by(place)}
    serving = {"served_on": NOW.date(), "evidence": Evidence.RECEIPT, **by(place)}
    page = scan(place, "另一页.png")
    for act, letter, more in [
        (services.mark_printed, draft, by(place)),
        (services.seal, draft, {"scan": page, **by(place)}),
        (services.send, draft, sending),
        (services.record_service, final, serving),
        (services.resend, final, sending),
        (services.approve, final, by(place)),
        (services.seal, final, {"scan": page, **by(place)}),
        (services.revise, final, {"fields": VALUES, **by(place)}),
        (services.return_undelivered, final, {"reason": "查无此人", **by(place)}),
        (services.replace, draft, {"fields": VALUES, **by(place)}),
    ]:
        assert refused(act, letter=letter, **more) == ["wrong_state"], act.__name__


def test_what_did_not_leave_the_house_is_given_up_and_keeps_its_seal(place):
    letter = services.cancel(letter=sealed(place), reason="申请已经撤回", **by(place))
    assert letter.state == State.CANCELLED and letter.number and letter.scan
    assert refused(services.cancel, letter=sent(place), reason="不再需要", **by(place)) == ["wrong_state"]


def test_a_letter_that_another_replaces_goes_nowhere(place):
    old = sealed(place)
    services.replace(letter=old, fields=VALUES, **by(place))
    assert refused(services.send, letter=old, channel=Channel.COUNTER, **by(place)) == ["replaced"]
    assert refused(services.cancel, letter=old, reason="不再需要", **by(place)) == ["replaced"]


def test_listeners_hear_of_the_first_sending_and_of_what_was_given_up(place, monkeypatch):
    heard = []
    for name in ("_sent", "_cancelled"):
        listener = {"request": lambda name=name, **told: heard.append((name, told["letter"].pk))}
        monkeypatch.setattr(following, name, listener)
    letter = services.return_undelivered(letter=sent(place), reason="查无此人", **by(place))
    services.resend(letter=letter, channel=Channel.COUNTER, **by(place))
    other = services.cancel(letter=drafted(place), reason="不再需要", **by(place))
    assert heard == [("_sent", letter.pk), ("_cancelled", other.pk)]


def test_what_a_letter_is_about_may_object_to_each_step(place, monkeypatch):
    asked = []

    def objector(*, letter, verb, on, fields):
        asked.append(verb)
        return [Reason("no", "不可以。")]

    letter, final = drafted(place), sealed(place)
    monkeypatch.setattr(following, "_objectors", {"request": objector})
    for act, about, more in [
        (services.approve, letter, {}),
        (services.revise, letter, {"fields": VALUES}),
        (services.send, final, {"channel": Channel.COUNTER}),
        (services.replace, final, {"fields": VALUES}),
    ]:
        assert refused(act, letter=about, **more, **by(place)) == ["no"]
    assert asked == ["approve", "revise", "send", "replace"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"channel": "pigeon", "tracking_number": ""}, "channel"),
        ({"tracking_number": ""}, "tracking_number"),
        ({"tracking_number": "邮件一号"}, "tracking_number"),
        ({"channel": Channel.COUNTER}, "tracking_number"),
        ({"sent_at": NOW + timedelta(days=2)}, "sent_later"),
        ({"sent_at": NOW - timedelta(days=2)}, "sent_before_date"),
    ],
)
def test_what_cannot_have_been_sent_so_is_refused(place, change, code):
    facts = {"channel": Channel.POST, "tracking_number": "XA43001200143"} | change
    assert refused(services.send, letter=sealed(place), **facts, **by(place)) == [code]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"served_on": NEXT_DAY.date() + timedelta(days=1)}, "served_later"),
        ({"served_on": NOW.date() - timedelta(days=1)}, "served_before_sent"),
        ({"evidence": "rumour"}, "evidence"),
        ({"evidence": Evidence.ELECTRONIC_READ}, "evidence_of_another_channel"),
    ],
)
def test_what_proves_nothing_is_refused(place, change, code):
    facts = {"served_on": NEXT_DAY.date(), "evidence": Evidence.COURIER_SIGNATURE} | change
    assert refused(services.record_service, letter=sent(place), **facts, **by(place, NEXT_DAY)) == [code]


def test_which_date_counts_is_set_by_the_organ(place):
    assert sent(place).effective_on is None
    rule = {"organ": place, "channel": Channel.POST, "counts": Counts.SENT}
    assert refused(services.set_service_rule, **rule, basis="", **by(place)) == ["basis"]
    services.set_service_rule(**rule, basis="厅法规处 2026 年 11 月 20 日意见", **by(place))
    letter = sent(place)
    assert letter.effective_on == NOW.date()
    letter = services.record_service(
        letter=letter, served_on=NEXT_DAY.date(), evidence=Evidence.COURIER_SIGNATURE, **by(place, NEXT_DAY)
    )
    assert (letter.effective_on, letter.served_on) == (NOW.date(), NEXT_DAY.date())


def test_what_came_back_is_sent_again(place):
    letter = services.return_undelivered(letter=sent(place), reason="收件人已迁走", **by(place, NEXT_DAY))
    assert (letter.state, letter.effective_on) == (State.UNDELIVERED, None)
    again = {"channel": Channel.COUNTER, **by(place, NEXT_DAY)}
    early = {"sent_at": NOW - timedelta(days=1)}
    assert "sent_before_first" in refused(services.resend, letter=letter, **again, **early)
    letter = services.resend(letter=letter, **again)
    assert (letter.state, letter.channel, letter.tracking_number) == (State.SENT, "counter", "")
    letter = services.record_service(
        letter=letter, served_on=NEXT_DAY.date(), evidence=Evidence.COUNTER_SIGNATURE, **by(place, NEXT_DAY)
    )
    assert letter.effective_on == NEXT_DAY.date()


def test_a_correction_and_what_it_corrects_know_each_other(place):
    old = sent(place)
    new = services.replace(letter=old, fields=VALUES | {"applicant": "欧阳㛃"}, **by(place))
    assert new.replaces == old and correction_of(old) == new
    assert refused(services.replace, letter=old, fields=VALUES, **by(place)) == ["replaced"]
    services.cancel(letter=new, reason="原文书无误", **by(place))
    assert correction_of(old) is None
    assert services.replace(letter=old, fields=VALUES, **by(place)).replaces == old


def test_lists_mask_what_is_personal(place):
    assert masked_fields(drafted(place))["申请人"] == "欧＊＊"


# --- texts ------------------------------------------------------------------------------------------------


def test_an_organs_own_text_comes_before_the_common_one(place):
    from dataclasses import replace

    own = services.write_text(text=replace(TEXT, name="本厅答复书"), organ=place, **by(place))
    assert text_in_force("disclosure", place) == own
    other = bureau("430100S00", "云岭市自然资源局")
    assert text_in_force("disclosure", other).organ is None
    again = services.write_text(text=TEXT, organ=place, base=own.pk, **by(place))
    assert again.version == 2 and text_of(LetterText.objects.get(pk=own.pk)).name == "本厅答复书"
    assert refused(services.write_text, text=TEXT, organ=place, base=own.pk, **by(place)) == ["text_moved"]


def test_a_text_with_an_unknown_field_is_refused(place):
    from dataclasses import replace

    broken = replace(TEXT, body=TEXT.body + "\n{{aplicant}}\n")
    assert refused(services.write_text, text=broken, organ=place, **by(place)) == ["field_undeclared"]


def test_shipped_texts_are_loaded_once_and_leave_an_organs_own_alone(place):
    (made,) = services.load_texts(folder=OWN, **by(place))
    assert (made.code, made.organ, made.version) == ("plain_notice", None, 1)
    own = services.write_text(text=text_of(made), organ=place, **by(place))
    assert services.load_texts(folder=OWN, **by(place)) == []
    assert text_in_force("plain_notice", place) == own


def test_a_changed_file_is_a_new_common_version(place, tmp_path):
    services.load_texts(folder=OWN, **by(place))
    shipped = (files("gongkai.kernel.letters") / "texts" / "plain_notice.toml").read_text("utf-8")
    (tmp_path / "plain_notice.toml").write_text(shipped.replace("特此告知。", "此复。"), "utf-8")
    (made,) = services.load_texts(folder=tmp_path, **by(place))
    assert made.version == 2


@pytest.mark.parametrize("content", ["code = ", "code = 'x'", "colour = 'red'\ncode='x'\nname='x'\nbody='x'"])
def test_a_wrong_file_is_named(tmp_path, content):
    (tmp_path / "wrong.toml").write_text(content)
    with pytest.raises(ValueError, match=r"wrong\.toml"):
        services.read_texts(tmp_path)


# --- what the database keeps --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [{"fields": None}, {"digest": "0" * 64}, {"number": "x"}, {"dated_on": None}, {"pdf": None}, {"scan": None}, {"sealed_at": None},
     {"subject_id": "78"}, {"state": "drafted"}],
)  # fmt: skip
def test_a_sealed_letter_is_final_in_the_database(place, change):
    letter = sealed(place)
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**change)


def test_other_words_under_the_same_digest_are_not_used(place):
    """The trigger keeps the digest; the words lie sealed, and what an older seal of them says is seen."""
    letter = drafted(place)
    old = Letter._meta.get_field("fields").handle(letter)
    letter = services.revise(letter=letter, fields=VALUES | {"applicant": "司马试样"}, **by(place))
    Letter.objects.filter(pk=letter.pk).update(fields=old)
    with pytest.raises(NotAllowed) as refusal:
        document_of(Letter.objects.get(pk=letter.pk))
    assert [reason.code for reason in refusal.value.reasons] == ["words_changed"]


def test_what_a_letter_is_filled_with_lies_sealed(place):
    letter = drafted(place)
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM letters_letter WHERE id = %s", [letter.pk])
        held = bytes(cursor.fetchone()[0])
    name = letter.fields["applicant"]
    assert name.encode() not in held and name.encode("unicode_escape") not in held


def test_nothing_is_removed_or_rewritten(place):
    letter = drafted(place)
    for rows in (LetterText.objects.all(), LetterAct.objects.all(), Letter.objects.filter(pk=letter.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)
    for rows in (LetterText.objects, LetterAct.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(id=1_000_000)


def test_the_letterhead_is_written_on(place):
    import io

    import docx

    from gongkai.foundation.files.services import store

    file = store(upload=io.BytesIO(letterhead()), name="公用笺.docx", organ=place, **by(place))
    services.set_letterhead(organ=place, letterhead=file, **by(place))
    letter = approved(place)
    sheet = docx.Document(io.BytesIO(bytes_of(letter.docx)))
    assert sheet.sections[0].header.paragraphs[0].text == "云岭省自然资源厅公用笺"
    assert refused(services.set_letterhead, organ=place, letterhead=scan(place), **by(place)) == [
        "letterhead_kind"
    ]


def test_opening_a_file_is_an_act(place):
    letter = approved(place)
    before = Entry.objects.count()
    with services.open_file(letter=letter, which="pdf", **by(place)) as file:
        assert file.read(4) == b"%PDF"
    assert Entry.objects.count() == before + 1
    with pytest.raises(ValueError, match="has no scan"):
        services.open_file(letter=letter, which="scan", **by(place))


def test_a_domain_hears_of_the_sending_in_the_same_transaction_and_may_refuse(place, monkeypatch):
    heard = []

    def listener(*, letter, by, at):
        heard.append(letter.state)
        refuse([Reason("too_late", "期限已经届满。")])

    monkeypatch.setattr(following, "_sent", {"request": listener})
    letter = sealed(place)
    assert refused(services.send, letter=letter, channel="counter", **by(place)) == ["too_late"]
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at, heard) == ("sealed", None, ["sent"])
