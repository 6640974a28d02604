"""What may be kept on this platform at all, of any text that anybody writes."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.files.rules.marks import classification_marks


def reasons_against_marks(texts: Mapping[str, str]) -> list[Reason]:
    """Text with a classification mark must not be stored, not even as a draft or an opinion.

    `texts`: place -> text. The reasons name the places, not the content.
    """
    return [
        Reason(
            "classification_mark",
            _("“%(where)s”中有密级标志，没有保存。涉密内容请在涉密系统中处理，不得进入本平台。")
            % {"where": where},
            "保守国家秘密法 第三十条",
            where,
        )
        for where, text in texts.items()
        if text and classification_marks(text)
    ]
