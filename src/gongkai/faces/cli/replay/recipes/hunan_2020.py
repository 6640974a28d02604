"""A provincial department's report for 2020, under the regulation of 2019; the captured page lacks its three tables."""

from gongkai.faces.cli.replay.plan import (
    Acts,
    Contradiction,
    Count,
    Percent,
    Recipe,
    Records,
    Requests,
    Setting,
    Why,
    acts,
    count,
    in_column,
    section,
    total,
)

SPAN = tuple(range(2008, 2020))
BEFORE, LATELY = tuple(range(2001, 2008)), (2020,)


def asked(
    count: int, place: str, trade: str, years: tuple[int, ...], topic: str = "land_acquisition"
) -> Requests:
    """About land, from a city; the report tells such parts of 336, each by itself and not together."""
    return Requests(count, "internet", "A2", topic=topic, years=years, place=place, trade=trade)


def land(**where: str) -> Count:
    return count("requests.received", land="land", **where)


def of_land(part: Count, places: int) -> Percent:
    """The sentences go on from the 336; the report does not say of which total its shares are."""
    return Percent(part, land(), places)


SETTING = Setting(
    code="430S00",
    name="湖南省自然资源厅（重演）",
    short_name="省厅",
    level="province",
    region="430000",
    divisions=("宣传中心", "保密办公室"),
)

STORY = (
    Records(2012, "disclosure/statutory/land-acquisition/", "征地拆迁信息", "announcement"),
    Records(2045, "news/work/", "自然资源政务新闻"),
    Records(488, "notices/", "自然资源公告", "announcement"),
    Records(112, "policy/laws/", "自然资源法规"),
    Records(134, "topics/", "热点专题"),
    Records(19, "disclosure/statutory/land-market/", "{mine}采矿权交易公告", "announcement"),
    Records(1844, "disclosure/statutory/licences/", "建设用地审批结果"),
    # 336 about land: of Changsha 129, with Zhuzhou and Shaoyang more than half; of 2008 to 2019 272; of farmers 264
    asked(100, "430100", "farmer", SPAN),
    asked(10, "430100", "farmer", LATELY),
    asked(19, "430100", "lawyer", SPAN),
    asked(26, "430200", "farmer", SPAN),
    asked(4, "430200", "self_employed", LATELY),
    asked(23, "430500", "farmer", SPAN),
    asked(4, "430500", "farmer", LATELY),
    asked(25, "430400", "farmer", SPAN),
    asked(25, "430600", "farmer", SPAN),
    asked(25, "430700", "farmer", SPAN),
    asked(25, "431000", "farmer", SPAN),
    asked(25, "431100", "worker", BEFORE, "land_title"),
    asked(1, "431200", "farmer", SPAN),
    asked(3, "431200", "other", SPAN),
    asked(21, "431200", "retired", LATELY, "rural_land"),
    Requests(34, "counter", "A2", about="other", topic="minerals"),
    Acts(658, "mailbox.reply", "网上咨询、厅长信箱办理回复"),
    Acts(7907, "credit.item", "双公示报送信用信息"),
    Acts(319, "archive.enquiry", "现场资料查询"),
    Acts(4, "press.conference", "新闻发布会"),
    Acts(2, "press.briefing", "媒体通气会"),
    Acts(3, "interview.leader", "厅领导参加在线访谈"),
    Acts(733, "press.article", "媒体刊播稿件"),
    Acts(2027, "website.article", "厅门户网站发稿"),
    Acts(9, "video.episode", "短视频"),
    Acts(7, "video.episode", "保密宣传剧", division=1),
    Acts(1649, "wechat.post", "微信公众号发稿"),
    Acts(16, "opinion.special", "舆情专报"),
    Acts(21, "opinion.weekly", "舆情周报"),
    Acts(4, "opinion.quick", "舆情快报"),
)

FIGURES = (
    *section(
        "题头",
        ("报告年度", "年", "2020", Why.DATE),
        ("索引号", "索引号", "430S00/2021-999634", Why.REFERENCE),
        ("发文日期时间", "日期时间", "2021-01-29 16:25:00", Why.DATE),
        ("页面显示时间", "日期时间", "2021-01-29 16:25", Why.DATE),
        ("统计期限起", "日期", "2020-01-01", Why.DATE),
        ("统计期限止", "日期", "2020-12-31", Why.DATE),
        ("地址门牌", "号", "", Why.CONTACT),
        ("邮编", "邮编", "", Why.CONTACT),
        ("电话", "电话", "", Why.CONTACT),
    ),
    *section(
        "一、总体情况/(一)指导思想",
        ("引用:国务院令(政府信息公开条例)", "令号", "711", Why.REFERENCE),
        ("引用:国务院令(优化营商环境条例)", "令号", "722", Why.REFERENCE),
        ("引用文号", "文号", "国办发〔2020〕17号", Why.REFERENCE),
        ("引用:年度要点(年份)", "年", "2020", Why.DATE),
    ),
    *section(
        "一、总体情况/(二)做好政府信息主动公开",
        ("全省征地拆迁信息", "条", "2012", in_column("disclosure/statutory/land-acquisition/")),
        ("政务新闻类信息", "条", "2045", in_column("news/work/")),
        ("公告类信息", "条", "488", in_column("notices/")),
        ("法律法规", "条", "112", in_column("policy/laws/")),
        ("热点专题", "条", "134", in_column("topics/")),
        ("交易信息公告", "条", "19", in_column("disclosure/statutory/land-market/")),
        ("审批结果", "条", "1844", in_column("disclosure/statutory/licences/")),
        ("互动平台办理回复", "件", "658", acts("mailbox.reply")),
        ("双公示系统累计报送信用信息", "条", "7907", acts("credit.item")),
    ),
    *section(
        "一、总体情况/(三)依申请公开办理",
        ("近3年受理政府信息依申请公开", "件", "2708", Why.OUTSIDE),
        ("近3年:现场资料查询", "件", "1512", Why.OUTSIDE),
        ("统计跨度", "年", "3", Why.DATE),
        ("年均办件量", "件", "903", Why.OUTSIDE),
        (
            "2020年受理政府信息依申请公开",
            "件",
            "689",
            total(count("requests.received"), acts("archive.enquiry")),
        ),
        ("2020年:现场资料查询", "件", "319", acts("archive.enquiry")),
        ("超期答复(文字:无)", "件", "0", count("clocks.ended", limit="foi-answer", outcome="late")),
        ("涉地信息", "件", "336", land()),
        ("长沙地区占总量", "%", "38.4", of_land(land(place="430100"), 1)),
        ("所申请信息形成年份起止", "年", "2008-2019", Why.DATE),
        (
            "2008-2019年信息占总数",
            "%",
            "81",
            of_land(total(*(land(year=str(one)) for one in SPAN)), 0),
        ),
        ("被征拆当地农民申请占总数量", "%", "78.5", of_land(land(trade="farmer"), 1), "C52-1"),
    ),
    *section(
        "一、总体情况/(四)平台建设",
        ("工作年度", "年", "2020", Why.DATE),
        ("新闻发布会", "场", "4", acts("press.conference")),
        ("媒体通气会", "次", "2", acts("press.briefing")),
        ("参加访谈厅领导", "名", "3", acts("interview.leader")),
        ("媒体共刊播稿件", "条", "733", acts("press.article")),
        ("厅门户网站发稿", "篇", "2027", acts("website.article")),
        ("《为了群众的获得感》短视频", "集", "9", acts("video.episode", division=0)),
        ("保密宣传剧《窃密风云》", "集", "7", acts("video.episode", division=1)),
        ("世界地球日", "月日", "04-22", Why.DATE),
        ("全国土地日", "月日", "06-25", Why.DATE),
        ("全国测绘法宣传日", "月日", "08-29", Why.DATE),
        ("微信公众号全年发稿", "篇", "1649", acts("wechat.post")),
        ("微信公众号全国自然资源系统排名(文字:第二)", "名", "2", Why.RANK),
        ("一张图文章点击量(约数:超过)", "次", "90000", Why.ELSEWHERE),
        ("舆情专报", "期", "16", acts("opinion.special")),
        ("舆情周报", "期", "21", acts("opinion.weekly")),
        ("舆情快报", "期", "4", acts("opinion.quick")),
    ),
    *section(
        "一、总体情况/(五)规范性文件公开",
        ("厅办公室通知日期", "日期", "2020-02-21", Why.DATE),
        ("三统一", "项", "3", Why.RULE),
    ),
    *section(
        "五/(二)改进措施",
        ("公开和不公开政府信息界定类别", "类", "2", Why.RULE),
    ),
    *section(
        "五/(一)存在的主要问题",
        ("问题表述起始年", "年", "2020", Why.DATE),
    ),
    *section(
        "落款",
        ("联系电话", "电话", "", Why.CONTACT),
    ),
    *section(
        "页脚",
        ("页面编号", "编号", "14330788", Why.REFERENCE),
    ),
)

CONTRADICTIONS = (
    Contradiction(
        "C52",
        "涉地信息 336 件的基数不明：占 370 件的 90.8%，占 689 件的 48.8%",
        "A-7",
        ("336", "48.8", "90.8"),
    ),
    Contradiction(
        "C52-1",
        "占总量的 38.4%、81%、78.5%：336、370、689 件中没有一个数能同时得出（264/336 是 78.6%）",
        "A-7",
        ("38.4%、81%、78.5",),
    ),
    Contradiction("C54", "政务新闻 2045 条，门户网站发稿 2027 篇", "A-10", ("18",)),
    Contradiction("C55", "二、三、四部分的表格在抓取的页面上没有", "S-6"),
    Contradiction("C57", "“公开为常态”与“以公开为原则”并用", "W-1", ("以公开为原则",)),
    Contradiction("C59", "引言列五部分，正文有六部分", "S-2", ("5", "6")),
    Contradiction("C60", "标题是乱码，会变成不存在的数", "S-4"),
)

RECIPE = Recipe(
    "hunan-2020", "湖南省自然资源厅2020年政府信息公开年度报告", 2020, SETTING, STORY, FIGURES, CONTRADICTIONS
)
