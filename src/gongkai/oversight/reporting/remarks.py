"""What proof-reading found, in words: what is wrong, and what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.oversight.reporting.rules.proof.paper import Remark, Weight

WEIGHTS = {
    Weight.CONTRADICTION: gettext_lazy("矛盾"),
    Weight.SUSPECT: gettext_lazy("存疑"),
    Weight.NOTE: gettext_lazy("提示"),
    Weight.AGREES: gettext_lazy("相符"),
}
RULES = {
    "A-1": gettext_lazy("总数与所列各项"),
    "A-2": gettext_lazy("咨询总数与各渠道"),
    "A-3": gettext_lazy("比率重新计算"),
    "A-4": gettext_lazy("年均数重新计算"),
    "A-5": gettext_lazy("个数与列举"),
    "A-6": gettext_lazy("资料查询计入依申请公开"),
    "A-7": gettext_lazy("其中数的基数"),
    "A-8": gettext_lazy("百分之百与超额"),
    "A-9": gettext_lazy("约数与确数"),
    "A-10": gettext_lazy("相近的数"),
    "A-11": gettext_lazy("同一个数，两个名称"),
    "A-12": gettext_lazy("同一事项前后两处"),
    "D-1": gettext_lazy("文号年份与发文日期"),
    "D-2": gettext_lazy("年度报告的公布期限"),
    "D-3": gettext_lazy("期间没有起止"),
    "D-4": gettext_lazy("报告年度以外的数"),
    "D-5": gettext_lazy("累计数与年度数"),
    "D-6": gettext_lazy("早于《条例》施行"),
    "S-1": gettext_lazy("序号"),
    "S-2": gettext_lazy("引言所列部分与正文"),
    "S-3": gettext_lazy("文字重复"),
    "S-4": gettext_lazy("标题乱码"),
    "S-5": gettext_lazy("表格重复"),
    "S-6": gettext_lazy("统计表缺失"),
    "S-7": gettext_lazy("栏目归类"),
    "S-8": gettext_lazy("方面的个数"),
    "N-1": gettext_lazy("机关名称与时间"),
    "N-2": gettext_lazy("机关层级"),
    "N-3": gettext_lazy("模板未填写"),
    "W-1": gettext_lazy("旧规定、旧表述"),
    "W-2": gettext_lazy("文号的括号"),
    "W-3": gettext_lazy("“三同步”的表述"),
    "W-4": gettext_lazy("错别字"),
}
SAYS = {  # code, or code.kind where one rule finds several things
    "A-1": gettext_lazy(
        "“%(label)s”总数 %(total)s，所列 %(count)s 项合计 %(sum)s，相差 %(gap)s。请核对各项；没有列全的，写明“等”。"
    ),
    "A-2": gettext_lazy(
        "咨询总数 %(total)s，现场、电话、网上合计 %(sum)s，相差 %(gap)s；加上访问量是 %(more)s，仍差 %(left)s。请核对总数包括什么。"
    ),
    "A-3": gettext_lazy(
        "写的是 %(said)s%%，按 %(part)s / %(whole)s 计算是 %(right)s%%。请更正，或者写明基数。"
    ),
    "A-4": gettext_lazy("写的是年均 %(said)s，按 %(total)s / %(years)s 年计算是 %(right)s。请更正。"),
    "A-5": gettext_lazy("写的是 %(said)s 个，列举了 %(right)s 个。请核对。"),
    "A-6": gettext_lazy(
        "%(gross)s 件中有资料查询 %(inside)s 件，申请实为 %(net)s 件；统计表不计资料查询。请分开写。"
    ),
    "A-7": gettext_lazy(
        "“其中 %(part)s 件”没有写明基数：占 %(gross)s 件的 %(of_gross)s%%，占 %(net)s 件的 %(of_net)s%%；后文的占比也是如此。请写明。"
    ),
    "A-7.shares": gettext_lazy(
        "占总量的 %(said)s%%：按 %(bases)s 件，没有一个总数能同时得出这些比例。请核对，并写明基数。"
    ),
    "A-8": gettext_lazy("已是全部（100%%），不能再“超额”。请改写。"),
    "A-9": gettext_lazy("这里写约数“%(said)s”，别处写确数“%(other)s”。请统一。"),
    "A-9.odd": gettext_lazy("“%(said)s”写的是约数，数字却是确数。请删去“约”“近”，或者取整。"),
    "A-10": gettext_lazy("%(one)s 与 %(other)s 只差 %(gap)s，可能是同一个数。请核对。"),
    "A-11": gettext_lazy(
        "%(number)s 既是“%(one)s”（%(unit)s），又是“%(other)s”（%(other_unit)s）。请核对是哪一个，或者写明是巧合。"
    ),
    "A-12": gettext_lazy("“%(name)s”一处写 %(one)s，另一处写 %(other)s。请统一。"),
    "D-1": gettext_lazy("%(issued)s 年印发的文件，文号却是 %(numbered)s 年：%(number)s。请核对文号。"),
    "D-2": gettext_lazy("落款或者发布日期 %(day)s，期限 %(limit)s，晚 %(late)s 天。"),
    "D-3": gettext_lazy("“%(said)s”没有写明起止日期，后面有数字（共 %(count)s 处）。请写明年月日。"),
    "D-4": gettext_lazy("%(said)s 不在报告年度（%(year)s）内，数字不能计入。请注明或者删去。"),
    "D-5": gettext_lazy("正文说 %(number)s 是历年累计，统计表作为一年的数。请核对。"),
    "D-6": gettext_lazy(
        "%(day)s 早于《政府信息公开条例》施行（2008-05-01），依据只能是地方规定。请写明依据。"
    ),
    "S-1": gettext_lazy("“%(said)s”前面的序号不连，此处应为“%(wanted)s”。请补上或者重排。"),
    "S-2": gettext_lazy(
        "引言列了 %(named)s 个部分，正文有 %(there)s 个；名称不同的有：%(other)s。请使两处一致。"
    ),
    "S-2.count": gettext_lazy("引言列了 %(named)s 个部分，正文有 %(there)s 个。请使两处一致。"),
    "S-3": gettext_lazy("从“%(begins)s”起 %(count)s 句与第 %(line)s 行重复。请删去一处。"),
    "S-4": gettext_lazy("标题是乱码，其中的符号没有当作数字读取。请找原文补正。"),
    "S-5": gettext_lazy("“%(said)s”在页面上出现两次，只读取一次。请删去一份。"),
    "S-6": gettext_lazy("没有统计表；按缺失处理，不作为零。请补上。"),
    "S-7": gettext_lazy("页面归在“%(said)s”之下，应当归入政府信息公开年度报告。"),
    "S-8": gettext_lazy("写的是 %(said)s 个方面，后面列了 %(right)s 个。请核对。"),
    "N-1": gettext_lazy(
        "%(year)s 年的文字里，“%(name)s”（%(count)s 处）不是当时的名称。请改用当时的名称（%(now)s），或者写“原”。"
    ),
    "N-2": gettext_lazy("“%(said)s”与本文的“我%(own)s”不是同一层级，可能是模板留下的。请更正。"),
    "N-3": gettext_lazy("“%(said)s”（%(count)s 处）没有填写。"),
    "W-1": gettext_lazy("这是原规定的表述（%(was)s），现行规定见%(now)s。请更正，或者写明是当时的规定。"),
    "W-2": gettext_lazy("“%(said)s”的年份应当用六角括号〔〕。"),
    "W-3": gettext_lazy("“三同步”是同步%(right)s，这里写的是%(said)s。请核对。"),
    "W-4": gettext_lazy("“%(said)s”应为“%(meant)s”。"),
    "A-1.partial": gettext_lazy(
        "“%(label)s”总数 %(total)s，所列 %(count)s 项合计 %(sum)s；写了“等”，另有 %(gap)s 没有列出。"
    ),
    "A-6.visits": gettext_lazy(
        "%(gross)s 件中有资料查询 %(inside)s 件，申请实为 %(net)s 件；资料查询一节合计却是 %(visits)s 人次。请分开写，并核对资料查询的数。"
    ),
    "N-1.number": gettext_lazy("“%(name)s”与文号“%(number)s”不是同一时期的。请核对标题和文号。"),
    "W-1.wording": gettext_lazy("这是原来的表述，现行规定见%(now)s。请更正。"),
}


def says(remark: Remark) -> str:
    """What is wrong and what to do; for what agrees, which rule looked."""
    if remark.weight is Weight.AGREES:
        return _("%(rule)s：相符。") % {"rule": RULES[remark.code]}
    kind = remark.facts.get("kind")
    return str(SAYS[f"{remark.code}.{kind}" if kind else remark.code]) % dict(remark.facts)
