"""Kinds of acts that are counted although no room of the house does the work: a closed list.

The terms are those of the yearly forms (国办发〔2014〕32号, parts 二, 六 and 九) and of the reports before it.
`provisional`: a domain that is built later will own the work; then the kind goes and its figure is counted there.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class ActKind:
    """`code`: what is counted, as `press.conference`; its figure is `acts.` with the code. `group`: a key of GROUPS."""

    code: str
    name: str | Promise
    unit: str | Promise
    group: str
    provisional: bool = False


GROUPS: dict[str, str | Promise] = {
    "press": _("新闻发布和在线访谈"),
    "channels": _("网站和新媒体"),
    "response": _("回应关切"),
    "opinion": _("舆情报告"),
    "consultation": _("咨询和互动"),
    "archives": _("资料查询和测绘成果提供"),
    "service": _("政务服务和信用公示"),
    "land": _("执法和用地"),
    "work": _("会议、培训和监督"),
}

TIMES = pgettext_lazy("unit", "次")
EVENTS = pgettext_lazy("unit", "场")
ITEMS = pgettext_lazy("unit", "条")
ARTICLES = pgettext_lazy("unit", "篇")
ISSUES = pgettext_lazy("unit", "期")
CASES = pgettext_lazy("unit", "件")
VISITS = pgettext_lazy("unit", "人次")
PIECES = pgettext_lazy("unit", "件次")
REPORTS = pgettext_lazy("unit", "份次")
SHEETS = pgettext_lazy("unit", "张")
POINTS = pgettext_lazy("unit", "个")
FILES = pgettext_lazy("unit", "卷")
BOOKS = pgettext_lazy("unit", "本")
PARCELS = pgettext_lazy("unit", "宗")
COURSES = pgettext_lazy("unit", "期（班）")


def _later(code: str, name, unit, group: str) -> ActKind:
    return ActKind(code, name, unit, group, provisional=True)


_KINDS = (
    ActKind("press.conference", _("新闻发布会"), EVENTS, "press"),
    ActKind("press.briefing", _("媒体通气会"), TIMES, "press"),
    ActKind("press.article", _("媒体刊播稿件"), ITEMS, "press"),
    ActKind("interview.online", _("政府网站在线访谈"), TIMES, "press"),
    ActKind("interview.leader", _("参加在线访谈的领导"), VISITS, "press"),
    ActKind("website.article", _("门户网站发稿"), ARTICLES, "channels"),
    ActKind("platform.item", _("向上级信息公开平台发布的信息"), ITEMS, "channels"),
    ActKind("weibo.post", _("政务微博发布"), ITEMS, "channels"),
    ActKind("wechat.post", _("政务微信发布"), ITEMS, "channels"),
    ActKind("video.episode", _("短视频等宣传作品"), pgettext_lazy("unit", "集"), "channels"),
    ActKind("page.visit", _("信息公开专栏访问"), TIMES, "channels"),
    _later("response.topic", _("回应公众关注热点或重大舆情"), TIMES, "response"),
    _later("response.social", _("微博微信回应事件"), CASES, "response"),
    _later("opinion.item", _("监测到的舆情信息"), ITEMS, "opinion"),
    _later("opinion.special", _("舆情专报"), ISSUES, "opinion"),
    _later("opinion.weekly", _("舆情周报"), ISSUES, "opinion"),
    _later("opinion.quick", _("舆情快报"), ISSUES, "opinion"),
    _later("opinion.brief", _("舆情分析简报"), ISSUES, "opinion"),
    _later("opinion.submitted", _("报送舆情分析简报"), ISSUES, "opinion"),
    _later("publicity.campaign", _("专题宣传活动"), TIMES, "response"),
    _later("mailbox.reply", _("互动平台办理回复"), CASES, "consultation"),
    ActKind("consult.onsite", _("现场接待咨询"), VISITS, "consultation"),
    ActKind("consult.phone", _("咨询电话接听"), TIMES, "consultation"),
    _later("consult.online", _("网上咨询"), VISITS, "consultation"),
    _later("archive.enquiry", _("资料查询"), CASES, "archives"),
    _later("archive.geology.visit", _("地质资料查询"), VISITS, "archives"),
    _later("archive.geology.report", _("地质资料利用：报告"), REPORTS, "archives"),
    _later("archive.geology.item", _("地质资料利用：资料"), PIECES, "archives"),
    _later("archive.land.visit", _("国土档案利用"), VISITS, "archives"),
    _later("archive.land.file", _("国土档案查阅"), FILES, "archives"),
    _later("survey.visit", _("测绘资料接待用户"), VISITS, "archives"),
    _later("survey.map", _("提供地形图等图件"), SHEETS, "archives"),
    _later("survey.point", _("提供控制点成果"), POINTS, "archives"),
    _later("credit.item", _("双公示报送信用信息"), ITEMS, "service"),
    _later("service.accepted", _("政务服务受理业务"), CASES, "service"),
    _later("service.early", _("政务服务提前办结"), CASES, "service"),
    _later("certificate.land", _("发放土地证书"), BOOKS, "service"),
    _later("land.transfer", _("办理土地使用权转让"), PARCELS, "land"),
    _later("land.appraisal", _("委托评估宗地"), PARCELS, "land"),
    _later("land.checked", _("核查确认用地合法"), PARCELS, "land"),
    _later("land.idle", _("认定闲置土地"), PARCELS, "land"),
    _later("enforcement.found", _("发现违法用地、采矿行为"), CASES, "land"),
    _later("enforcement.stopped", _("现场制止违法行为"), CASES, "land"),
    _later("enforcement.filed", _("立案查处违法行为"), CASES, "land"),
    _later("enforcement.closed", _("违法案件结案"), CASES, "land"),
    _later("satellite.spot", _("卫片执法检查图斑"), POINTS, "land"),
    _later("satellite.parcel", _("卫片执法检查涉及宗地"), PARCELS, "land"),
    _later("satellite.violation", _("卫片执法检查查处违法用地"), PARCELS, "land"),
    _later("site.assessment", _("网站和信息系统测评"), TIMES, "work"),
    _later("site.weakness", _("处理信息系统漏洞"), POINTS, "work"),
    _later("site.hardening", _("完善信息安全措施"), TIMES, "work"),
    _later("site.criticism", _("网站被通报批评"), TIMES, "work"),
    ActKind("complaint.received", _("举报投诉"), CASES, "work"),
    ActKind("supervision.check", _("监督检查"), TIMES, "work"),
    ActKind("meeting.held", _("政务公开工作会议"), TIMES, "work"),
    ActKind("training.course", _("培训班"), COURSES, "work"),
    ActKind("training.person", _("接受培训人员"), VISITS, "work"),
)
ACT_KINDS: dict[str, ActKind] = {kind.code: kind for kind in _KINDS}
"""Code -> kind, in the order in which forms list them."""
