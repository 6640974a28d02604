"""The texts of a version, by the name of the place they stand in, for checks and search."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.rules.marks import classification_marks
from gongkai.kernel.records.html import image_texts, link_addresses, text_of
from gongkai.kernel.records.rules.content import Content

_CODED = ("kind", "subject", "service_class", "attribute", "ground", "interpretation")
"""Codes of closed lists: the columns under them hold text, so they are read for marks like any other."""
BODY = gettext_noop("正文")
"""The place that the review page marks findings in."""


def texts_of(content: Content, files: Mapping[int, StoredFile]) -> dict[str, str]:
    """Place -> text of all that the public would read: the elements, the body with what stands for its images,
    and each attachment's name and text. Attachments of one name are one place, with all their texts.

    Places are named in the language of the house, whoever reads: what a reviewer accepted is kept by place
    (see `personal_data.Finding.key`), and the worker that publishes must find the same places.
    """
    with override(settings.LANGUAGE_CODE):
        return _texts_of(content, files)


def _texts_of(content: Content, files: Mapping[int, StoredFile]) -> dict[str, str]:
    texts = {
        _("标题"): content.title,
        _("内容概述"): content.abstract,
        BODY: text_of(content.body) if content.body else "",
        _("正文中的图片"): image_texts(content.body) if content.body else "",
        _("正文中的链接"): link_addresses(content.body) if content.body else "",
        _("主题词"): content.keywords,
        _("公开范围"): content.scope,
        _("公开方式"): content.mode,
        _("发文机关"): content.issuer,
        _("文号"): content.document_number,
        _("统一登记号"): content.registration_number,
        _("审图号"): content.map_number,
        _("更正说明"): content.erratum,
    }
    for attached in content.attachments:
        texts[_("附件名称")] = " ".join((texts.get(_("附件名称"), ""), attached.name)).strip()
        place = _("附件《%(name)s》") % {"name": attached.name}
        texts[place] = "\n".join(filter(None, (texts.get(place), files[attached.file].text)))
    return {place: text for place, text in texts.items() if text}


def internal_texts_of(content: Content) -> dict[str, str]:
    """Place -> text of what is kept with a version but never shown to the public."""
    texts = {
        _("不公开理由"): content.ground_text,
        _("解读方案"): content.interpretation_plan,
        _("不解读理由"): content.waiver_reason,
        _("代码"): "\n".join((*(getattr(content, name) for name in _CODED), *content.disclosures)),
    }
    return {place: text for place, text in texts.items() if text}


def places_with_marks(texts: Mapping[str, str]) -> list[str]:
    """The places whose text carries a classification mark. The marks themselves are not returned."""
    return [place for place, text in texts.items() if classification_marks(text)]


def files_of(contents: Iterable[Content]) -> dict[int, StoredFile]:
    """All stored files that some contents attach, by id; one query."""
    wanted = {attached.file for content in contents for attached in content.attachments}
    return StoredFile.objects.in_bulk(wanted) if wanted else {}
