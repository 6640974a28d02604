"""The project that a description names, for finding what is public about it. Pure.

There is no table of projects: the words before 项目 or 工程, or after 项目名称, are asked as a question of their own.
"""

import re

MOST = 2
SHORTEST, LONGEST = 4, 30
_LABELLED = re.compile(r"项目(?:名称|名)\s*[:：为是]?\s*[“《「]?(?P<name>[^，。；;,、\n”》」]{2,40})")
_RUN = re.compile(r"(?P<name>[\u3400-\u9fffA-Za-z0-9（）()·—-]{2,60}?(?:项目|工程))(?!名)")
_LEADS = re.compile(
    r"申请(?:公开|获取)?|公开|获取|提供|了解|知道|查询|查阅|关于|有关|涉及|因为|由于|为了|我们?村?|本人|村里|修建|建设的|的|被|因|为|要|看|和|与|及|在"
)


def projects_in(text: str) -> list[str]:
    """At most two names, in the order of the text, without the words that lead to them.

    >>> projects_in("申请公开沅江至云岭高速公路项目占用我村耕地的批复。")
    ['沅江至云岭高速公路项目']
    """
    named = [found["name"] for found in _LABELLED.finditer(text)]
    named += [_LEADS.split(found["name"])[-1] for found in _RUN.finditer(text)]
    fit = (name.strip()[-LONGEST:] for name in named)
    return list(dict.fromkeys(name for name in fit if len(name) >= SHORTEST))[:MOST]
