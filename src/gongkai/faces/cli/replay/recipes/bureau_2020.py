"""A municipal summary of 2020 that reads like a template: its parts do not add up to its totals, and it names no period."""

from gongkai.faces.cli.replay.plan import (
    Acts,
    Contradiction,
    Recipe,
    Records,
    Requests,
    Setting,
    Why,
    acts,
    count,
    in_column,
    section,
)

MARKET, ACQUISITION = "disclosure/statutory/land-market/", "disclosure/statutory/land-acquisition/"
LAND_MARKET = (
    MARKET,
    *(
        f"{MARKET}{slug}/"
        for slug in ("supply-plan", "housing-plan", "shanty-data", "sale-notices", "results", "contracts")
    ),
)
LAND_ACQUISITION = (
    ACQUISITION,
    *(f"{ACQUISITION}{slug}/" for slug in ("notices", "approvals", "compensation", "dossiers")),
)

SETTING = Setting(
    code="430301",
    name="某市国土资源局（重演）",
    short_name="市局",
    level="city",
    region="430300",
    divisions=("办公室", "土地利用科"),
    columns=(
        (LAND_MARKET[1], "国有建设用地供应计划"),
        (LAND_MARKET[2], "住房用地供应计划"),
        (LAND_MARKET[3], "棚户区供应数据"),
        (LAND_MARKET[4], "出让公告"),
        (LAND_MARKET[5], "供应结果"),
        (LAND_MARKET[6], "合同履约"),
        (LAND_ACQUISITION[1], "征收公告"),
        (LAND_ACQUISITION[2], "建设用地批复文件"),
        (LAND_ACQUISITION[3], "补偿安置方案公告"),
        (LAND_ACQUISITION[4], "一书四方案"),
    ),
)

STORY = (
    Records(75, "policy/laws/", "土地管理法规"),
    Records(80, "disclosure/statutory/licences/", "建设用地审批结果"),
    Records(42, "disclosure/statutory/penalties/", "违法用地行政处罚决定"),
    Records(9, "disclosure/statutory/budget/", "部门预算"),
    Records(14, "disclosure/statutory/personnel/", "公开招聘"),
    # what the source counts in its 733 without naming it
    Records(100, "news/work/", "国土资源工作动态"),
    Records(51, "notices/", "不动产登记事项"),
    Records(1, LAND_MARKET[1], "国有建设用地供应计划"),
    Records(1, LAND_MARKET[2], "住房用地供应计划"),
    Records(2, LAND_MARKET[3], "棚户区改造用地供应数据"),
    Records(14, LAND_MARKET[4], "国有建设用地使用权出让公告", "announcement"),
    Records(18, LAND_MARKET[5], "国有建设用地供应结果"),
    Records(9, LAND_MARKET[6], "出让合同履约"),
    # of its 60, named nowhere
    Records(15, LAND_MARKET[0], "土地市场动态"),
    Records(100, LAND_ACQUISITION[1], "征收土地", "announcement"),
    Records(80, LAND_ACQUISITION[2], "建设用地批复", "reply"),
    Records(72, LAND_ACQUISITION[3], "补偿安置方案", "announcement"),
    Records(49, LAND_ACQUISITION[4], "一书四方案"),
    # of its 302, named nowhere
    Records(1, LAND_ACQUISITION[0], "征地信息"),
    Requests(7, "internet", "A2"),
    Acts(342, "weibo.post", "政务微博"),
    Acts(569, "wechat.post", "政务微信"),
)

FIGURES = (
    *section(
        "引言",
        ("引用文号", "文号", "皖政办〔2020〕18号", Why.REFERENCE),
    ),
    *section(
        "一/(二)1.主动公开政府信息情况",
        ("累计公开政务信息", "条", "733", count("records.published")),
        ("政策法规类", "条", "75", in_column("policy/laws/")),
        (
            "行政权力类",
            "条",
            "122",
            in_column("disclosure/statutory/licences/", "disclosure/statutory/penalties/"),
        ),
        ("土地利用类", "条", "60", in_column(*LAND_MARKET)),
        ("征地信息", "条", "302", in_column(*LAND_ACQUISITION)),
        ("财务信息", "条", "9", in_column("disclosure/statutory/budget/")),
        ("人事信息", "条", "14", in_column("disclosure/statutory/personnel/")),
    ),
    *section(
        "一/(二)2.重点领域政府信息公开情况",
        ("公开土地供应信息", "条", "60", in_column(*LAND_MARKET)),
        ("国有建设用地供应计划", "条", "1", in_column(LAND_MARKET[1])),
        ("住房用地供应计划", "条", "1", in_column(LAND_MARKET[2])),
        ("棚户区供应数据", "条", "2", in_column(LAND_MARKET[3])),
        ("出让公告", "条", "14", in_column(LAND_MARKET[4])),
        ("供应结果", "条", "18", in_column(LAND_MARKET[5])),
        ("合同履约", "条", "9", in_column(LAND_MARKET[6])),
        ("累计公开征地信息", "条", "302", in_column(*LAND_ACQUISITION)),
        ("征收公告", "条", "100", in_column(LAND_ACQUISITION[1])),
        ("建设用地批复文件", "条", "80", in_column(LAND_ACQUISITION[2])),
        ("补偿安置方案公告", "条", "72", in_column(LAND_ACQUISITION[3])),
        ("一书四方案", "条", "49", in_column(LAND_ACQUISITION[4])),
    ),
    *section(
        "一/(二)3.其他主要政府信息公开情况",
        ("累计收到依申请公开", "件", "7", count("requests.received")),
    ),
    *section(
        "一/(三)平台",
        ("发布微博", "条", "342", acts("weibo.post")),
        ("微信发布", "条", "569", acts("wechat.post")),
    ),
    *section(
        "二、存在问题",
        ("工作年度", "年", "2020", Why.DATE),
    ),
    *section(
        "三、下一步工作计划",
        ("工作年度", "年", "2020", Why.DATE),
    ),
)

CONTRADICTIONS = (
    Contradiction("C70", "政务信息 733 条，所列六类之和 582 条（有“等”字）", "A-1", ("733", "582")),
    Contradiction("C71", "土地供应信息 60 条，“其中”各项之和 45 条，相差 15 条", "A-1", ("60", "45")),
    Contradiction("C72", "征地信息 302 条，“其中”各项之和 301 条，相差 1 条", "A-1", ("302", "301")),
    Contradiction("C75", "“今年以来”“截至目前”没有统计截止日", "D-3", ("今年以来",)),
    Contradiction("C76", "2020 年仍称国土局、国土资源", "N-1", ("国土局",)),
    Contradiction("C77", "“三同步”的说法与其他报告不同", "W-3"),
)

RECIPE = Recipe(
    "bureau-2020", "某市国土资源局2020年政务公开工作总结", 2020, SETTING, STORY, FIGURES, CONTRADICTIONS
)
