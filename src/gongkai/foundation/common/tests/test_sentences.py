from django.utils.translation import gettext_lazy, override

from gongkai.foundation.common.sentences import Sentences

SAVE, DATE = gettext_lazy("保存"), gettext_lazy("日期")
SENTENCES = Sentences({"save": SAVE, "plain": "不译"})


def test_each_language_has_its_own_words():
    for _twice in range(2):
        with override("zh-hans"):
            assert SENTENCES.here() == {"save": "保存", "plain": "不译"}
            assert SENTENCES.here().plain(DATE) == "日期"
        with override("en"):
            here = SENTENCES.here()
            assert (here["save"], here["plain"]) == (str(SAVE), "不译") and here["save"] != "保存"
            assert here.plain(DATE) == str(DATE) != "日期"
            assert here.plain("日期") == "日期"
