"""Titles and bodies as a department writes them, about 1.5 kB each, always the same for the same number."""

from dataclasses import dataclass
from datetime import date
from random import Random

from gongkai.kernel.catalogue.rules import DocumentKind

MATTERS = (
    # what it is about, column, kind, subject
    ("农用地转用和土地征收批复", "disclosure/statutory/land-acquisition/", DocumentKind.REPLY, "05-01"),
    ("征收土地预公告", "disclosure/statutory/land-acquisition/", DocumentKind.ANNOUNCEMENT, "05-01"),
    (
        "国有建设用地使用权挂牌出让公告",
        "disclosure/statutory/land-market/",
        DocumentKind.ANNOUNCEMENT,
        "05-01",
    ),
    ("采矿权延续登记公告", "disclosure/statutory/mining-rights/", DocumentKind.ANNOUNCEMENT, "05"),
    (
        "建设项目用地预审与选址意见书核发结果",
        "disclosure/statutory/licences/",
        DocumentKind.PUBLIC_NOTICE,
        "05-01",
    ),
    ("自然资源违法行为行政处罚决定", "disclosure/statutory/penalties/", DocumentKind.DECISION, "05-01"),
    ("年度地质灾害防治方案", "disclosure/statutory/geohazard/", DocumentKind.NOTICE, "05"),
    ("国土空间总体规划局部调整方案", "disclosure/statutory/plans/", DocumentKind.NOTICE, "05-01"),
    ("不动产登记资料核查工作", "notices/", DocumentKind.NOTICE, "05-01"),
    ("耕地保护和土地节约集约利用工作", "policy/documents/", DocumentKind.OPINIONS, "05-01"),
    ("部门预算", "disclosure/statutory/budget/", DocumentKind.REPORT, "04"),
    ("世界地球日主题宣传活动", "news/work/", DocumentKind.OTHER, "05"),
)
PLACES = (
    "望江镇", "青石桥街道", "云岭乡", "白沙洲", "梅溪村", "大塘冲", "长田铺", "石门坳", "柳林湖", "松柏岭",
    "金盆岭", "黄土店", "南山口", "碧水湾", "竹园坪", "杨家桥", "回龙寺", "三合村", "新开河", "老渡口",
)  # fmt: skip
WORDS = ("关于印发", "关于公布", "关于下达", "关于转发", "关于做好")
SENTENCES = (
    "按照依法依规、节约集约的原则，对{place}范围内拟用地块的权属、地类和面积逐一核实，核定总面积{area}公顷，其中农用地{part}公顷。",
    "所需补充耕地已通过省级补充耕地指标库落实，数量相等、质量相当，补充耕地项目备案编号可在部门网站查询。",
    "各有关单位要严格执行土地利用年度计划，未经批准不得擅自改变规划用途，不得以任何名义占用永久基本农田。",
    "征地补偿标准按照省人民政府公布的区片综合地价执行，青苗补偿费和地上附着物补偿费据实结算，足额支付到位。",
    "公告期内，相关权利人和利害关系人可以书面提出意见，逾期未提出的视为无异议；提出听证申请的，依法组织听证。",
    "项目单位应当在开工前办理规划许可和施工许可手续，落实水土保持、环境保护和地质灾害防治措施。",
    "矿业权人应当按期缴纳矿业权出让收益，编制并实施矿山地质环境保护与土地复垦方案，边开采边治理。",
    "本次调查共布设监测点{count}处，发现隐患点{few}处，均已落实监测责任人和防灾责任人，制定避险转移路线。",
    "乡镇人民政府、街道办事处负责组织群测群防，汛期实行二十四小时值班，重大险情须在一小时内上报。",
    "不动产登记机构应当精简申请材料，推行线上线下一体办理，一般登记办理时限压缩至{few}个工作日以内。",
    "要加强事中事后监管，运用卫星遥感、无人机巡查等手段及时发现和制止违法行为，做到早发现、早制止、严查处。",
    "经费按照预算管理规定列支，严格控制支出范围和标准，自觉接受审计和社会监督，执行情况每半年公开一次。",
    "本通知自印发之日起施行，此前有关规定与本通知不一致的，以本通知为准；执行中的问题请及时反馈。",
    "具体坐标、四至范围和勘测定界图可到自然资源主管部门政务公开办公室查阅，查阅时间为工作日。",
)
FULL, LEAST = 430, 6  # characters, paragraphs


@dataclass(frozen=True, slots=True)
class Text:
    """What one document says."""

    title: str
    abstract: str
    body: str
    number: str
    column: str
    kind: str
    subject: str


def text(serial: int, *, organ: str, made_on: date) -> Text:
    """The document of a number, as the organ (its name) would write it on the day."""
    chance = Random(serial)
    matter, column, kind, subject = MATTERS[chance.randrange(len(MATTERS))]
    place = PLACES[chance.randrange(len(PLACES))]
    word = WORDS[chance.randrange(len(WORDS))]
    title = f"{organ}{word}{place}{made_on.year}年第{serial}号{matter}的{DocumentKind(kind).label}"
    paragraphs = _paragraphs(chance, place)
    abstract = f"就{place}{matter}的范围、程序、时限和责任作出规定。"
    body = f"<p>各有关单位：</p>{''.join(f'<p>{one}</p>' for one in paragraphs)}<p>{organ}</p>"
    return Text(title, abstract, body, f"自然资发〔{made_on.year}〕{serial}号", column, kind, subject)


def _paragraphs(chance: Random, place: str) -> list[str]:
    made: list[str] = []
    while len(made) < LEAST or sum(map(len, made)) < FULL:
        sentence = SENTENCES[chance.randrange(len(SENTENCES))]
        facts = {"area": f"{chance.uniform(1, 90):.4f}", "part": f"{chance.uniform(0, 40):.4f}"}
        made.append(
            sentence.format(place=place, count=chance.randint(20, 400), few=chance.randint(2, 9), **facts)
        )
    return made


def statute(serial: int) -> dict[str, str]:
    """A row as the public database of laws gives it: Markdown with a head, some 17 kB of text."""
    chance = Random(-serial)
    place = PLACES[serial % len(PLACES)]
    year = 1990 + serial % 35
    day = date(year, 1 + serial % 12, 1 + serial % 28)
    title = f"演示省{place}自然资源保护条例（第{serial}号）"
    clauses = [
        f"第{_chinese(n)}条 {SENTENCES[chance.randrange(len(SENTENCES) - 2)]}".format(
            place=place,
            area=chance.randint(1, 90),
            part=chance.randint(1, 9),
            count=chance.randint(20, 400),
            few=5,
        )
        for n in range(1, 91)
    ]
    head = f"# {title}\n\n{day.year}年{day.month}月{day.day}日 演示省人民代表大会常务委员会第三次会议通过\n\n<!-- INFO END -->"
    body = "\n\n".join(["## 第一章  总则", *clauses])
    category = "DLC/演示省地方法规/地方性法规/演示省"
    return {"title": title, "date": day.isoformat(), "category": category, "text": f"{head}\n\n{body}"}


def _chinese(n: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(n, 10)
    return f"{'' if tens < 2 else digits[tens]}{'十' if tens else ''}{digits[ones] if ones else ''}"
