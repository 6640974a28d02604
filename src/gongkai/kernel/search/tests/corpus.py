"""Two thousand made-up notices of counties, with numbers, dates and places that can be asked for."""

import random
from datetime import UTC, date, datetime, timedelta

from gongkai.kernel.search.documents import Document

COUNTIES = (
    "安乡县",
    "洣水县",
    "桃源县",
    "石门县",
    "慈利县",
    "永顺县",
    "泸溪县",
    "新晃县",
    "绥宁县",
    "江永县",
)
TOWNS = ("洣阳镇", "龙潭桥乡", "枫坪镇", "牛车河镇", "黄泥坳乡", "白鹭塘镇", "丁字湾镇", "筲箕湾镇")
MATTERS = (
    "征收土地预公告",
    "征地补偿安置方案公告",
    "国有建设用地使用权出让公告",
    "采矿权延续登记公示",
    "地质灾害防治方案",
)
SENTENCES = (
    "为保障被征地农民的合法权益，现将有关事项公告如下。",
    "被征收土地的所有权人、使用权人应当在公告规定期限内持不动产权属证书办理补偿登记。",
    "本次拟征收集体土地面积共计{area}公顷，其中农用地、建设用地、未利用地分别列明。",
    "对方案有异议的，可以在三十日内申请听证。",
    "矿山企业应当依法履行矿山地质环境治理恢复与土地复垦义务。",
    "青苗补偿费按照{town}实际种植情况核算。",
)


def document(number: int, **changes) -> Document:
    """The n-th document; the same for the same number."""
    chance = random.Random(number)
    county, town, matter = chance.choice(COUNTIES), chance.choice(TOWNS), chance.choice(MATTERS)
    made_on = date(2012, 1, 1) + timedelta(days=chance.randrange(5000))
    area = f"{chance.randrange(1, 90)}.{number:04d}"
    body = "".join(s.format(area=area, town=town) for s in chance.sample(SENTENCES, 4))
    values = {
        "id": number,
        "index_number": f"4307{number % 10:02d}/{made_on.year}-{number:05d}",
        "title": f"{county}{town}关于第{number}号地块的{matter}",
        "body": body,
        "organ": f"4307{number % 10:02d}",
        "organ_path": ("430S00", f"4307{number % 10:02d}"),
        "region": f"43072{number % 10}",
        "region_path": ("430000", "430700", f"43072{number % 10}"),
        "columns": (str(number % 4 + 1), "9"),
        "kind": "公告" if "公告" in matter else "通知",
        "subject": "05",
        "made_on": made_on,
        "document_number": f"湘自资函〔{made_on.year}〕{number}号",
        "published_at": datetime(made_on.year, made_on.month, made_on.day, 1, tzinfo=UTC),
        "address": f"/records/{number}.html",
    }
    return Document(**(values | changes))


def corpus(count: int = 2000) -> list[Document]:
    return [document(number) for number in range(1, count + 1)]
