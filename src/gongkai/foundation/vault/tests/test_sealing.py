"""Bytes: what opens, what does not, and that nothing shows plain text."""

import io
import logging
import pickle
import stat
import sys

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.template import Context, Template
from django.test import RequestFactory
from django.views.debug import ExceptionReporter
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foundation.vault.keys import BrokenSeal, FileMaster, KeyMissing, Ring, ring
from gongkai.foundation.vault.rules.envelope import Cipher, Envelope, Form, unpacked
from gongkai.foundation.vault.sealing import opened, sealed_text
from gongkai.foundation.vault.selectors import indexes_of
from gongkai.foundation.vault.tests.specimen.models import Applicant
from gongkai.foundation.vault.values import Sealed

NAME, NUMBER, MOBILE = "欧阳震华", "430112199001011234", "13800001234"
PLAIN = (NAME, NUMBER, MOBILE, "0101", "震华")
PLACE = "requests:7:name"


def applicant(**fields) -> Applicant:
    return Applicant.objects.create(
        **{
            "name": NAME,
            "id_number": NUMBER,
            "contact": {"mobile": MOBILE, "address": "湖南省长沙市望城区靖港镇"},
        }
        | fields
    )


def holds_none(text: str | bytes) -> bool:
    if isinstance(text, bytes):
        return not any(word.encode(encoding) in text for word in PLAIN for encoding in ("utf-8", "utf-16-le"))
    return not any(word in text for word in PLAIN)


@given(
    st.sampled_from([Cipher.AES_256_GCM, Cipher.SM4_GCM]),
    st.sampled_from(Form),
    st.text("0123456789abcdef-", max_size=11),
    st.text(max_size=30),
    st.binary(min_size=28, max_size=28),
)
def test_what_is_packed_comes_out(cipher, form, generation, shown, rest):
    made = Envelope(cipher, form, generation, shown, rest[:12], rest[12:])
    assert unpacked(made.packed()) == made


@given(st.binary(max_size=60))
def test_other_bytes_are_no_sealed_value(data):
    with pytest.raises(ValueError, match="sealed value"):
        unpacked(data)


@pytest.mark.parametrize("cipher", ["aes-256-gcm", "sm4-gcm"])
def test_a_value_opens_at_its_place_only(settings, cipher):
    settings.VAULT_CIPHER = cipher
    value = sealed_text(NAME, kind="name", place=PLACE)
    assert opened(value) == NAME
    assert value.masked() == "欧阳**"
    for place in ("requests:8:name", "requests:7:other", "others:7:name"):
        with pytest.raises(BrokenSeal):
            opened(Sealed(value.token, place))


@pytest.mark.parametrize("cipher", ["aes-256-gcm", "sm4-gcm"])
def test_every_changed_byte_is_noticed(settings, cipher):
    settings.VAULT_CIPHER = cipher
    token = sealed_text(NAME, kind="name", place=PLACE).token
    for at in range(len(token)):
        changed = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        with pytest.raises((ValueError, KeyMissing)):
            opened(Sealed(changed, PLACE))


def test_the_same_value_is_sealed_differently_each_time():
    assert sealed_text(NAME, kind="name", place=PLACE) != sealed_text(NAME, kind="name", place=PLACE)


def test_keys_are_files_of_their_owner_only(keys):
    sealed_text(NAME, kind="name", place=PLACE)
    found = sorted(keys.iterdir())
    assert [path.name.split("-")[1][:6] for path in found] == ["0001", "master"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in found} == {0o600}
    assert ring().problems() == []


def test_what_is_wrong_with_key_files_is_named(keys):
    value = sealed_text(NAME, kind="name", place=PLACE)
    name = f"vault-{value.generation}.key"
    (keys / name).chmod(0o640)
    assert ring().problems() == [(name, "readable_by_others")]
    (keys / "vault-master.key").unlink()
    assert ("vault-master.key", "missing") in ring().problems()
    assert (name, "unusable") in ring().problems()


def test_a_lost_master_key_is_not_replaced_in_silence(keys):
    sealed_text(NAME, kind="name", place=PLACE)
    (keys / "vault-master.key").unlink()
    with pytest.raises(KeyMissing):
        Ring(keys, FileMaster(keys / "vault-master.key")).make("aes-256-gcm")
    assert not (keys / "vault-master.key").exists()


def test_a_key_made_after_a_loss_is_another(keys):
    value = sealed_text(NAME, kind="name", place=PLACE)
    for path in keys.iterdir():
        path.unlink()
    assert sealed_text(NAME, kind="name", place=PLACE).generation != value.generation
    with pytest.raises(KeyMissing, match=value.generation):
        opened(value)


def test_the_master_may_be_another_device(keys):
    class Module:
        """Stands for a hardware module: keys go in and out wrapped, it keeps nothing of ours."""

        def wrap(self, key: bytes, label: bytes) -> bytes:
            return label + b"|" + bytes(b ^ 0x5A for b in key)

        def unwrap(self, wrapped: bytes, label: bytes) -> bytes:
            head, _bar, body = wrapped.partition(b"|")
            if head != label:
                raise BrokenSeal(label.decode())
            return bytes(b ^ 0x5A for b in body)

    made = Ring(keys, Module()).make("sm4-gcm")
    again = Ring(keys, Module()).generation(made.name)
    assert again.decrypt(b"1" * 12, made.encrypt(b"1" * 12, b"x", b"c"), b"c") == b"x"
    assert Ring(keys, Module()).problems() == []


@pytest.mark.django_db
@pytest.mark.postgresql
class TestRow:
    def test_the_table_holds_no_plain_text(self):
        row = applicant()
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, id_number, contact, id_number_index FROM vault_specimen_applicant")
            *stored, index = cursor.fetchone()
        assert all(holds_none(bytes(value)) for value in stored)
        assert holds_none(index)
        assert Applicant.objects.get(pk=row.pk).name.masked() == "欧阳**"

    def test_nothing_shows_plain_text(self, caplog):
        row = applicant()
        fresh = Applicant.objects.get(pk=row.pk)
        for one in (row, fresh):
            logging.getLogger("test").warning("%s %r %s", one.name, one.__dict__, one.contact)
            assert holds_none(repr(one.__dict__)) and holds_none(f"{one.id_number}")
            assert holds_none(pickle.dumps(one)) and pickle.loads(pickle.dumps(one)).name == one.name
        assert holds_none(caplog.text)
        assert "430***********1234" in f"{fresh.id_number}"
        shown = Template("{{ row.name }} {{ row.id_number }} {{ row.contact }}").render(
            Context({"row": fresh})
        )
        assert shown == "欧阳** 430***********1234 138****1234 湖南省长沙市望城区****"
        listed = list(Applicant.objects.values("name", "id_number", "contact"))
        assert holds_none(repr(listed)) and holds_none(str(listed[0]["name"]))
        assert holds_none(repr(list(Applicant.objects.values_list("contact", flat=True))))
        assert holds_none(serializers.serialize("json", [fresh]))

    def test_a_serialised_row_comes_back(self):
        row = applicant()
        text = serializers.serialize("json", [row])
        row.delete()
        for item in serializers.deserialize("json", text):
            item.save()
        assert opened(Applicant.objects.get().name) == NAME

    def test_an_error_page_shows_no_plain_text(self, settings, keys):
        settings.DEBUG = False
        applicant()
        (keys / "vault-master.key").write_bytes(b"x" * 32)
        row = Applicant()
        ring()._open.clear()
        try:
            row.name = NAME
            pytest.fail("the broken key was used")
        except BrokenSeal:
            reporter = ExceptionReporter(RequestFactory().get("/"), *sys.exc_info())
        frames = [f for f in reporter.get_traceback_frames() if "/tests/" not in f["filename"]]
        assert {"__set__", "sealed", "sealed_text"} <= {frame["function"] for frame in frames}
        assert all(holds_none(repr(frame["vars"])) for frame in frames)

    def test_the_admin_and_forms_offer_no_plain_text(self):
        from django.forms import modelform_factory

        form = modelform_factory(Applicant, fields=["kind"])(instance=applicant())
        assert holds_none(form.as_p())
        assert not any(
            field.editable for field in Applicant._meta.fields if field.name in {"name", "id_number"}
        )

    def test_equality_by_the_blind_index(self):
        row = applicant()
        applicant(id_number="430112198502022345", name="张三")
        found = Applicant.objects.filter(
            id_number_index__in=indexes_of("resident_id", "430112 19900101-1234")
        )
        assert list(found) == [row]
        assert not Applicant.objects.filter(id_number_index__in=indexes_of("resident_id", "")).exists()
        assert not Applicant.objects.filter(id_number_index__in=indexes_of("mobile", NUMBER)).exists()

    def test_ways_past_the_row_are_closed(self):
        row = applicant()
        with pytest.raises(FieldError):
            Applicant.objects.filter(name=NAME).exists()
        with pytest.raises(FieldError):
            Applicant.objects.filter(name__contains="华").exists()
        with pytest.raises(TypeError), transaction.atomic():
            Applicant.objects.update(name=NAME)
        other = Applicant()
        with pytest.raises(ValueError, match="does not fit"):
            other.name = row.name
        assert Applicant.objects.filter(name__isnull=False).count() == 1

    def test_a_value_moved_in_the_database_does_not_open(self):
        first, second = applicant(), applicant(name="张三")
        token = memoryview(first.name.token)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE vault_specimen_applicant SET name = %s WHERE id = %s", [bytes(token), second.pk]
            )
        with pytest.raises(BrokenSeal):
            opened(Applicant.objects.get(pk=second.pk).name)

    def test_blank_values(self):
        row = applicant(name="", contact=None)
        fresh = Applicant.objects.get(pk=row.pk)
        assert (fresh.name, fresh.contact) == (None, None)
        fresh.id_number = ""
        fresh.save()
        assert (Applicant.objects.get().id_number, Applicant.objects.get().id_number_index) == (None, "")

    def test_deferred_and_bulk(self):
        Applicant.objects.bulk_create([Applicant(name=NAME), Applicant(name="张三", id_number=NUMBER)])
        names = [opened(row.name) for row in Applicant.objects.only("kind")]
        assert names == [NAME, "张三"]
        assert Applicant.objects.filter(id_number_index__in=indexes_of("resident_id", NUMBER)).count() == 1

    def test_values_without_their_row_do_not_open(self):
        applicant()
        (value,) = Applicant.objects.values_list("name", flat=True)
        with pytest.raises(ValueError, match="row"):
            opened(value)


def test_a_dump_of_a_process_prints_masks():
    out = io.StringIO()
    print(sealed_text(NUMBER, kind="resident_id", place=PLACE), file=out)  # noqa: T201  that is the test
    assert out.getvalue() == "430***********1234\n"
