"""What the records of a replay say: invented, short, in the shape of real ones; the same at every run."""

from datetime import date

from gongkai.faces.cli.demo.texts import MINES, TOWNS, VILLAGES
from gongkai.faces.cli.replay.office import Office
from gongkai.faces.cli.replay.plan import INTERPRETATIONS, Records
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.content import Content, RelationFact
from gongkai.kernel.records.rules.vocabulary import Attribute, Interpretation, RelationKind

SUBJECTS = {
    "disclosure/statutory/budget/": "04",
    "disclosure/statutory/personnel/": "15",
    "news/work/": "02-01",
}
SUBJECT = "05-01"
BODY = (
    "<p>{organ}就{place}{about}办理情况，按照规定的程序和时限公开如下，接受社会监督。</p>"
    "<p>本次公开的事项为{year}年第{number}号，涉及{place}。有关材料可以到政务公开办公室查阅，查阅时间为工作日。</p>"
)


def content(office: Office, batch: Records, number: int, day: date) -> Content:
    """The document of that number among its like, as it was made on the day."""
    place = place_of(number)
    about = batch.about.format(mine=MINES[number % len(MINES)])
    words = {"organ": office.organ.name, "place": place, "about": about, "year": day.year, "number": number}
    return Content(
        title=f"{place}{about}（{day.year}年第{number}号）",
        abstract=f"公开{place}{about}的办理情况。",
        body=BODY.format(**words),
        document_number=_document_number(batch, number, day),
        made_on=day,
        issued_on=day,
        effective_on=day if batch.normative else None,
        kind=batch.kind,
        subject=SUBJECTS.get(batch.column, SUBJECT),
        columns=(office.columns[batch.column],),
        scope="面向社会",
        mode="政府网站",
        attribute=Attribute.PROACTIVE,
        normative=batch.normative,
        interpretation=Interpretation.REQUIRED if batch.interpreted else Interpretation.NOT_NEEDED,
        interpretation_plan="由起草处室撰写文字解读，与文件同步公开。" if batch.interpreted else "",
    )


def interpretation(office: Office, policy: Record, day: date) -> Content:
    """What explains the policy, to be signed and published with it."""
    return Content(
        title=f"《{policy.title}》政策解读",
        abstract="说明文件的背景、主要内容和办事方式。",
        body=f"<p>{office.organ.name}就《{policy.title}》的背景、主要内容和办事方式说明如下。</p>",
        made_on=day,
        issued_on=day,
        kind="other",
        subject=SUBJECT,
        columns=(office.columns[INTERPRETATIONS],),
        scope="面向社会",
        mode="政府网站",
        attribute=Attribute.PROACTIVE,
        relations=(RelationFact(RelationKind.INTERPRETS, policy.pk),),
    )


def place_of(number: int) -> str:
    return f"{TOWNS[number % len(TOWNS)]}{VILLAGES[number // len(TOWNS) % len(VILLAGES)]}"


def _document_number(batch: Records, number: int, day: date) -> str:
    return "" if batch.kind == "other" else f"重演资发〔{day.year}〕{number}号"
