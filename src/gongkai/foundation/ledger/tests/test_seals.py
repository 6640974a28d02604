"""Signed heads: kept outside the database, and against them a cut or rewritten tail shows."""

import json
import stat
from datetime import timedelta

import pytest
from django.db import transaction

from gongkai.foundation.common.digests import sm3
from gongkai.foundation.ledger import seals
from gongkai.foundation.ledger.models import ChainHead, Entry
from gongkai.foundation.ledger.rules import GENESIS, Kind
from gongkai.foundation.ledger.services import key_file, row_of, sign_heads, verify
from gongkai.foundation.ledger.tests.support import CITY, PROVINCE, START, execute, fill, without_protection

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def outside(tmp_path, settings):
    """A heads file and a key of this test's own."""
    settings.VAR = tmp_path
    settings.LEDGER_HEADS = tmp_path / "elsewhere" / "heads.jsonl"
    return settings.LEDGER_HEADS


def kinds(**options) -> list[tuple[str, str, int]]:
    return [(finding.kind, finding.chain, finding.number) for finding in verify(**options)]


def cut(chain: str, after: int) -> None:
    """Remove the tail of a chain and make its head agree, as a careful forger would."""
    execute("DELETE FROM ledger_entry WHERE chain = %s AND number > %s", chain, after)
    last = Entry.objects.filter(chain=chain).order_by("number").last()
    ChainHead.objects.filter(chain=chain).update(number=after, digest=last.digest if last else GENESIS)


def test_heads_are_signed_and_kept_outside(outside):
    fill(3)
    signed = sign_heads(at=START)
    assert [head[:2] for head in signed.heads] == [(CITY, 3), (PROVINCE, 3)]
    assert outside.read_bytes() == signed.line() + b"\n"
    assert seals.read_line(signed.line()) == signed
    assert signed.is_signed_by(seals.public_key(key_file()))
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
    assert kinds() == []


def test_nothing_is_written_while_nothing_moves(outside):
    fill(1)
    assert sign_heads(at=START) == sign_heads(at=START + timedelta(days=1))
    fill(1)
    second = sign_heads(at=START + timedelta(days=2))
    lines = outside.read_bytes().splitlines()
    assert len(lines) == 2
    assert second.previous == sm3(lines[0])
    assert kinds() == []


def test_a_cut_tail_is_found_though_chain_and_head_agree():
    fill(6)
    sign_heads(at=START)
    with without_protection():
        cut(PROVINCE, 4)
        assert kinds() == [(Kind.CUT_TAIL, PROVINCE, 6)]


def test_a_chain_removed_altogether_is_found():
    fill(4)
    sign_heads(at=START)
    with without_protection():
        execute("DELETE FROM ledger_entry WHERE chain = %s", CITY)
        ChainHead.objects.filter(chain=CITY).delete()
        assert kinds() == [(Kind.CUT_TAIL, CITY, 4)]


def test_a_rewritten_tail_is_found_though_it_is_a_perfect_chain():
    fill(6)
    sign_heads(at=START)
    with without_protection():
        cut(PROVINCE, 3)
        fill(4, organs=[PROVINCE])
        assert kinds() == [(Kind.CUT_TAIL, PROVINCE, 6)]
        assert kinds(organ=CITY) == []


def test_the_copy_of_an_auditor_shows_that_ours_was_replaced(outside, tmp_path):
    fill(6)
    sign_heads(at=START)
    copy = tmp_path / "auditor.jsonl"
    copy.write_bytes(outside.read_bytes())
    with without_protection():
        cut(PROVINCE, 4)
        outside.unlink()
        sign_heads(at=START)
        assert kinds() == []
        assert kinds(heads_file=copy) == [(Kind.CUT_TAIL, PROVINCE, 6)]


def test_a_forged_line_is_found(outside):
    fill(3)
    line = json.loads(sign_heads(at=START).line())
    line["heads"][1][1] = 2
    line["heads"][1][2] = row_of(Entry.objects.get(chain=PROVINCE, number=2)).digest
    outside.write_text(json.dumps(line) + "\n")
    assert kinds() == [(Kind.BAD_SIGNATURE, "", 1)]


def test_a_line_signed_with_another_key_is_found(outside):
    fill(3)
    sign_heads(at=START)
    key_file().rename(key_file().with_name("old.pem"))
    assert kinds() == [(Kind.NO_KEY, "", 0)]
    assert not key_file().exists(), "looking makes no key"
    seals.signing_key(key_file())
    assert (Kind.BAD_SIGNATURE, "", 1) in kinds()


def test_a_line_taken_out_and_a_line_that_is_no_line_are_found(outside):
    for day in range(3):
        fill(1)
        sign_heads(at=START + timedelta(days=day))
    first, second, third = outside.read_bytes().splitlines(keepends=True)
    outside.write_bytes(first + third)
    assert kinds() == [(Kind.HEADS_FILE, "", 2)]
    outside.write_bytes(first + b"{}\n" + third)
    assert (Kind.HEADS_FILE, "", 2) in kinds()
    outside.write_bytes(first + second + third)
    assert kinds() == []


def test_a_missing_file_is_found_once_something_was_signed(outside):
    assert kinds() == []
    fill(1)
    sign_heads(at=START)
    outside.unlink()
    assert kinds() == [(Kind.HEADS_FILE, "", 0)]


@pytest.mark.parametrize("torn", [b'{"at": "2026', b"x" * 200_000])
def test_a_line_torn_by_a_crash_is_cut_off_and_is_no_finding(outside, torn):
    fill(1)
    first = sign_heads(at=START).line() + b"\n"
    outside.write_bytes(first + torn)
    assert kinds() == []
    fill(1)
    second = sign_heads(at=START + timedelta(days=1)).line() + b"\n"
    assert outside.read_bytes() == first + second
    assert kinds() == []


def test_heads_of_many_organs_make_lines_longer_than_a_block(outside):
    for _day in range(2):
        fill(1, organs=[f"43{number:04d}S00" for number in range(1000)])
        sign_heads(at=START)
    assert [len(line) > 65536 for line in outside.read_bytes().splitlines()] == [True, True]
    assert kinds() == []


@pytest.mark.django_db(transaction=True)
def test_heads_that_may_still_be_rolled_back_are_not_signed(outside):
    with transaction.atomic():
        fill(1)
        with pytest.raises(RuntimeError):
            sign_heads(at=START)
    assert not outside.exists()


@pytest.fixture
def published(tmp_path):
    """Where the public site has its copy."""
    return tmp_path / "site" / "ledger-heads.json"


def publish(published) -> None:
    published.parent.mkdir(exist_ok=True)
    published.write_bytes(sign_heads(at=START).line() + b"\n")


def test_a_ledger_that_has_entries_must_have_been_signed(outside, published):
    assert kinds(published=published) == [], "nothing to sign"
    fill(1)
    assert kinds(published=published) == [(Kind.NO_KEY, "", 0), (Kind.HEADS_FILE, "", 0)]
    publish(published)
    assert kinds(published=published) == []
    key_file().unlink()
    outside.unlink()
    assert (Kind.HEADS_FILE, "", 0) in kinds(published=published)


def test_a_tail_cut_together_with_file_and_key_shows_in_the_published_copy(outside, published):
    fill(6)
    publish(published)
    with without_protection():
        cut(PROVINCE, 4)
        outside.unlink()
        key_file().unlink()
        assert (Kind.CUT_TAIL, PROVINCE, 6) in kinds(published=published)
        assert (Kind.CUT_TAIL, PROVINCE, 6) not in kinds(published=published, organ=CITY)


def test_a_file_cut_back_to_an_earlier_line_shows_in_the_published_copy(outside, published):
    fill(2)
    first = sign_heads(at=START).line() + b"\n"
    fill(1)
    publish(published)
    copy = published.with_name("auditor.jsonl")
    copy.write_bytes(first)
    assert kinds(published=published, heads_file=copy) == [], "an auditor's copy may be older"
    outside.write_bytes(first)
    assert kinds(published=published) == [(Kind.NOT_KEPT, "", 1)]


def test_a_published_copy_that_was_tampered_with_is_found(published):
    fill(2)
    publish(published)
    published.write_bytes(published.read_bytes().replace(PROVINCE.encode(), b"430S99"))
    assert (Kind.BAD_SIGNATURE, "", 1) in kinds(published=published)
    published.write_bytes(b"nothing of ours")
    assert kinds(published=published) == [(Kind.HEADS_FILE, "", 1)]


def test_the_newest_line_is_found_from_the_end(outside):
    assert seals.newest(outside) is None
    for day in range(3):
        fill(1, organs=[f"43{number:04d}S00" for number in range(400)])
        last = sign_heads(at=START + timedelta(days=day))
        assert seals.newest(outside) == last
    with outside.open("ab") as file:
        file.write(b"torn")
    assert seals.newest(outside) == last
