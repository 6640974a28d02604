"""What officials paste keeps its meaning, and nothing that could run survives."""

import base64
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gongkai.kernel.records.html import (
    UnreadableDocument,
    clean,
    extract_data_images,
    from_docx,
    lost_images,
    paragraphs,
    text_of,
)
from gongkai.kernel.records.html.numbering import written
from gongkai.kernel.records.html.styles import is_kept

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def word() -> str:
    return clean((DATA / "word_notice.html").read_text())


@pytest.fixture(scope="module")
def wps() -> str:
    return clean(extract_data_images((DATA / "wps_notice.html").read_text())[0])


def test_word_keeps_titles_indents_and_visible_numbers(word):
    assert word.startswith(
        '<p style="text-align:center"><strong>关于印发《星沙县征地补偿安置办法》的通知</strong></p>'
        '<p style="text-align:center">(星自然资规〔2024〕3号)</p>'
    )
    assert '<p style="text-indent:2em">为维护被征地农民合法权益，根据《' in word
    assert "<p>一、补偿标准</p><p>1.1 水田按下表执行。</p>" in word
    assert "每平方米126.5元，单位为m<sup>2</sup>。</p>" in word
    assert '<p style="text-align:right">星沙县自然资源局</p>' in word


def test_word_keeps_merged_cells_and_nested_lists(word):
    assert (
        '<td rowspan="2" style="width:56.7px"><p style="text-align:center"><strong>区片</strong></p></td>'
        in word
    )
    assert '<td colspan="2" style="width:360px">' in word
    assert word.count("<tr>") == 3
    assert (
        '<ol start="3" type="1"><li>青苗补偿<ol start="1" type="a"><li>水稻</li><li>蔬菜</li></ol></li>'
        "<li>附着物补偿</li></ol>"
    ) in word


def test_word_keeps_revisions_visible_and_links(word):
    assert "原标准<del>80000</del><ins>84333</ins>元" in word
    assert '<a href="https://www.example.gov.cn/zcfg/2024/t1.html" rel="noopener noreferrer">网站</a>' in word


@pytest.mark.parametrize(
    "gone", ["内部掌握", "请核实", "[A1]", "mso", "Mso", "font", "file:", "<o:", "<v:", "<!--", "class="]
)
def test_hidden_text_comments_and_clutter_of_word_are_gone(word, gone):
    assert gone not in word


def test_wps_keeps_what_it_means(wps):
    assert wps.startswith('<p style="text-align:center"><strong>星沙县征收土地预公告</strong></p>')
    assert (
        '<p style="text-indent:2em">拟征收星沙村集体土地12.3456公顷，<u>自公告之日起</u>不得抢栽抢建。</p>'
        in wps
    )
    assert "<p>（一）征收范围</p>" in wps
    assert '<td colspan="2" style="width:284.1px">' in wps and '<td rowspan="2" style="width:142px">' in wps
    assert '<p style="text-indent:2em">图示如下：<img' in wps and 'src="/desk/pasted/1"' in wps


@pytest.mark.parametrize("name", ["word_notice.html", "wps_notice.html"])
def test_opening_a_paste_again_changes_nothing(name):
    once = clean((DATA / name).read_text())
    assert clean(once) == once


def test_text_has_a_line_a_paragraph_and_columns_under_one_another(wps, word):
    assert paragraphs(wps) == [
        "星沙县征收土地预公告",
        "拟征收星沙村集体土地12.3456公顷，自公告之日起不得抢栽抢建。",
        "（一）征收范围",
        "权属单位\t\t面积（公顷）",
        "乡镇\t村组",
        "星沙镇\t星沙村三组\t12.3456",
        "图示如下：",
    ]
    assert "区片\t地类（元/亩）\n\t水田\t旱地\nI类\t84333\t67466" in text_of(word)
    assert "原标准 80000 84333元" in text_of(word)


def test_text_with_marks_names_images_and_links():
    html = '<p>见<a href="/a.html">附件</a><img src="/files/7" alt="图一"></p>'
    assert text_of(html) == "见附件"
    assert text_of(html, marks=True) == "见附件〔链接：/a.html〕［图：图一 /files/7］"


def test_nested_tables_become_part_of_their_cell():
    inner = "<table><tr><td>乙</td><td>丙</td></tr></table>"
    html = f"<table><tr><td>甲{inner}</td><td>丁</td></tr></table><p>戊</p>"
    assert text_of(html) == "甲 乙 丙\t丁\n戊"


@pytest.mark.parametrize(
    ("given_html", "expected"),
    [
        ('<p style="text-indent:21.0pt">文</p>', '<p style="text-indent:2em">文</p>'),
        ('<p style="text-indent:28pt;mso-char-indent-count:2.0">文</p>', '<p style="text-indent:2em">文</p>'),
        ('<p style="text-indent:0.74cm">文</p>', '<p style="text-indent:2em">文</p>'),
        ('<p style="text-indent:64pt;font-size:16pt">文</p>', '<p style="text-indent:4em">文</p>'),
        ('<p style="text-indent:-32pt;margin-left:32pt">文</p>', "<p>文</p>"),
        ('<p style="margin-left: 32px">文</p>', '<p style="margin-left:2em">文</p>'),
        ('<p style="margin-left:10px">文</p>', '<p style="margin-left:1em">文</p>'),
        (
            '<p style="padding-left:21.0pt;text-indent:2em">文</p>',
            '<p style="margin-left:2em;text-indent:2em">文</p>',
        ),
        ('<p style="margin-left:-10px">文</p>', "<p>文</p>"),
        ('<p style="margin-left:0cm">文</p>', "<p>文</p>"),
        ('<p style="margin-left:999px">文</p>', '<p style="margin-left:10em">文</p>'),
        ('<p align="center">文</p>', '<p style="text-align:center">文</p>'),
        ("<center>文</center>", '<div style="text-align:center">文</div>'),
        ("<p>　　文</p>", "<p>　　文</p>"),
        ('<span style="font-weight:700;font-style:italic">文</span>', "<strong><em>文</em></strong>"),
        ("<b>关</b><b>于</b>", "<strong>关于</strong>"),
        ("<b><span></span></b>", ""),
        ('<b style="font-weight:normal"><p>文</p></b>', "<p>文</p>"),
        ("<p>自然\n资源\r\n厅 of\nHunan</p>", "<p>自然资源厅 of Hunan</p>"),
        ("<p>甲</p>\n\n<p>乙</p>\n", "<p>甲</p><p>乙</p>"),
        ("<pre>甲\n  乙</pre>", "<pre>甲\n  乙</pre>"),
        ('<td colspan="2">文</td>', "文"),
        ('<ol start="3"><li value="5">文</li></ol>', '<ol start="3"><li value="5">文</li></ol>'),
        (
            '<ol style="list-style-type:cjk-ideographic"><li>文</li></ol>',
            '<ol style="list-style-type:cjk-ideographic"><li>文</li></ol>',
        ),
        ('<a name="_Toc1">目录</a><a href="#_Toc1">一</a>', "目录一"),
        ("<table><caption>表1</caption><tr><th scope=row>甲</th></tr></table>", None),
    ],
)
def test_small_cases(given_html, expected):
    cleaned = clean(given_html)
    if expected is None:
        expected = '<table><caption>表1</caption><tbody><tr><th scope="row">甲</th></tr></tbody></table>'
    assert cleaned == expected
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("/files/12/map.png", True),
        ("/desk/pasted/1", True),
        ("/files/../desk/accounts", False),
        ("/files//evil.example/a.png", False),
        ("//evil.example/files/a.png", False),
        ("https://evil.example/a.png", False),
        ("data:image/svg+xml;base64,PHN2Zz4=", False),
        ("data:image/png;base64,iVBORw0KGgo=", False),
        ("file:///C:/a.png", False),
        ("javascript:alert(1)", False),
    ],
)
def test_images_only_from_this_platform(source, kept):
    assert (f'src="{source}"' in clean(f'<p>图<img src="{source}"></p>')) is kept


def test_lost_images_are_counted():
    html = (DATA / "word_notice.html").read_text() + '<img src="/files/3"><img src="http://a.example/b.png">'
    assert lost_images(html) == 2


def test_pasted_images_come_out_as_bytes():
    png = BytesIO()
    Image.new("RGB", (2, 2), "red").save(png, "PNG")
    data = base64.b64encode(png.getvalue()).decode()
    first = f'<p><img alt="图" src="data:image/png;base64,{data}" width="20">文'
    html = f"{first}<img src='data:image/jpg;base64,{data}'></p>"
    replaced, images = extract_data_images(html)
    assert [(kind, place) for kind, _content, place in images] == [
        ("image/png", "/desk/pasted/1"),
        ("image/jpeg", "/desk/pasted/2"),
    ]
    assert images[0][1] == png.getvalue()
    assert clean(replaced).count('src="/desk/pasted/') == 2 and "data:" not in replaced


@pytest.mark.parametrize(
    "data", ["image/svg+xml;base64,PHN2Zz4=", "image/png;base64,@@@", "text/html,<b>", "image/png,abc"]
)
def test_data_that_is_no_image_goes(data):
    replaced, images = extract_data_images(f'<p>文<img src="data:{data}"></p>')
    assert images == []
    assert clean(replaced).startswith("<p>文") and "data:" not in clean(replaced)


XSS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="/files/1" onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" jav&#x09;ascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="/\\evil.example">x</a>',
    '<p style="background:url(javascript:alert(1))">x</p>',
    '<p style="width:expression(alert(1));text-align:center">x</p>',
    '<td style="width:100px;background:url(//evil.example)">x</td>',
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    '<svg><style><img src=x onerror="alert(1)"></style></svg>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<base href="https://evil.example/"><link rel=stylesheet href=//evil.example>',
    '<p onclick="alert(1)" id=x class=y data-a=b>x</p>',
    "<details open ontoggle=alert(1)>x</details>",
    "<input autofocus onfocus=alert(1)><button formaction=javascript:alert(1)>x</button>",
    "<template><img src=x onerror=alert(1)></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<style>@import url(//evil.example)</style>",
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    "<table><caption><svg><title><table><caption></caption></table><img src=x onerror=alert(1)>",
    '<p style="text-align:center;&#58;x;behavior:url(a.htc)">x</p>',
    '<span style="mso-list:Ignore"><script>alert(1)</script></span>',
    '<button><p><button><p style="display:none">x<img src=x onerror=alert(1)>',
]
LIVE = (
    "<script",
    "onerror=",
    "onload",
    "ontoggle",
    "onfocus",
    "onclick",
    "javascript:",
    "vbscript:",
    "expression",
    "url(",
)
LIVE_TAGS = (
    "<svg",
    "<math",
    "<style",
    "<iframe",
    "<object",
    "<embed",
    "<form",
    "<meta",
    "<base",
    "<link",
    "<template",
)


@pytest.mark.parametrize("attack", XSS)
def test_nothing_that_runs_survives(attack):
    for html in (
        attack,
        f"<p>{attack}</p>",
        f"<table><tr><td>{attack}</td></tr></table>",
        f'<b style="x">{attack}',
    ):
        cleaned = clean(html)
        tags = "".join(part.partition(">")[0] for part in cleaned.split("<")[1:]).lower()
        assert not any(sign in tags for sign in LIVE), cleaned
        assert not any(tag in cleaned.lower() for tag in LIVE_TAGS), cleaned
        assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("text-indent:2em;text-align:center", True),
        ("margin-left:2em;text-indent:2em", True),
        ("margin-left:11em", False),
        ("width:56.7px", True),
        ("text-indent:2em;", False),
        ("text-indent:99em", False),
        ("width:100px;background:url(x)", False),
        ("position:fixed", False),
        ("", False),
    ],
)
def test_no_style_goes_out_that_was_not_written_here(style, kept):
    assert is_kept(style) is kept


PIECES = st.sampled_from(
    [
        *XSS,
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<table>",
        "<tr>",
        "<td colspan=2>",
        "</td>",
        "</table>",
        "<ol>",
        "<li>",
        "</ol>",
    ]
    + [
        "<button>",
        "<div class=WordSection1>",
        "</div>",
        "<pre>\n\n",
        "</pre>",
        "<a href=/x>",
        "</a>",
        "<center>",
        "<select>",
    ]
    + [
        "<span style='font-weight:bold'>",
        "<span style='mso-list:Ignore'>",
        "</span>",
        " ",
        "\n",
        "&nbsp;",
        "&amp;lt;",
        "文",
        "a",
    ]
    + [
        "<p style='text-indent:32pt;text-align:right'>",
        "<li value=3>",
        "<h1>",
        "<br>",
        "<ruby>漢<rt>",
        "<![if !x]>",
        "<o:p>",
    ]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=14).map("".join))
def test_cleaning_is_idempotent(html):
    once = clean(html)
    assert clean(once) == once
    assert text_of(once) == text_of(clean(once))


@given(st.text(max_size=200))
def test_any_text_can_be_cleaned_and_read(text):
    assert isinstance(text_of(clean(text)), str)


def _docx(build) -> BytesIO:
    document, stream = Document(), BytesIO()
    build(document)
    document.save(stream)
    stream.seek(0)
    return stream


def _notice(document) -> None:
    document.add_paragraph("关于开展耕地保护的通知").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("各市州自然资源局：").paragraph_format.first_line_indent = Pt(32)
    document.add_paragraph("要点", style="List Bullet")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "序号"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "面积"
    table.cell(1, 1).text = "水田"
    picture = BytesIO()
    Image.new("RGB", (4, 4), "red").save(picture, "PNG")
    document.add_picture(BytesIO(picture.getvalue()))


def test_a_docx_keeps_alignment_indents_merged_cells_and_images():
    html, warnings = from_docx(_docx(_notice))
    html, images = extract_data_images(html)
    assert html.startswith(
        '<p style="text-align:center">关于开展耕地保护的通知</p>'
        '<p style="text-indent:2em">各市州自然资源局：</p>'
    )
    assert '<td rowspan="2"><p>序号</p></td><td colspan="2"><p>面积</p></td>' in html
    assert "<ul><li>要点</li></ul>" in html
    assert len(images) == 1 and 'src="/desk/pasted/1"' in html
    assert warnings == [] and clean(html) == html


def _numbered(document) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, form, text in [
            (0, "chineseCounting", "%1、"),
            (1, "chineseCounting", "（%2）"),
            (2, "decimal", "%3."),
        ]
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for depth, text in [
        (0, "总体要求"),
        (0, "重点任务"),
        (1, "守住红线"),
        (1, "严格占补"),
        (2, "核实"),
        (0, "保障"),
        (1, "组织"),
    ]:
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>')
        )


def test_automatic_numbers_of_a_docx_stay_visible():
    html, _warnings = from_docx(_docx(_numbered))
    assert paragraphs(html) == [
        "一、总体要求",
        "二、重点任务",
        "（一）守住红线",
        "（二）严格占补",
        "1. 核实",
        "三、保障",
        "（一）组织",
    ]


def test_a_docx_with_tracked_changes_says_so():
    def build(document):
        run = document.add_paragraph("标准")._p
        run.append(
            parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="甲"><w:r><w:t>新</w:t></w:r></w:ins>')
        )
        run.append(parse_xml(f'<w:del {nsdecls("w")} w:id="2"><w:r><w:delText>旧</w:delText></w:r></w:del>'))
        assert run.find(qn("w:del")) is not None

    html, warnings = from_docx(_docx(build))
    assert text_of(html) == "标准新"
    assert len(warnings) == 1 and "修订" in warnings[0]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"%PDF-1.7", b"\xd0\xcf\x11\xe0 old doc"])
def test_what_is_no_docx_is_refused(content):
    with pytest.raises(UnreadableDocument, match="docx"):
        from_docx(BytesIO(content))


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (20, "chineseCounting", "二十"),
        (101, "chineseCounting", "一百〇一"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographTraditional", "丙"),
        (3, "decimalEnclosedCircle", "③"),
        (14, "upperRoman", "XIV"),
        (28, "lowerLetter", "bb"),
        (7, "unknownForm", "7"),
    ],
)
def test_numbers_in_the_forms_of_word(number, form, expected):
    assert written(number, form) == expected
