"""Sign-off chains of an organ: which kind uses which, and the chains themselves, drawn and changed step by step."""

from dataclasses import asdict, dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.selectors import holders_of, organs_in_reach
from gongkai.kernel.casework.models import Definition
from gongkai.kernel.casework.panel import Drawing, drawing_of_chain
from gongkai.kernel.catalogue.desk.common import organ_meant
from gongkai.kernel.catalogue.rules import DocumentKind
from gongkai.kernel.records import services
from gongkai.kernel.records.rules.chains import SIGNERS, Row, rows_of, steps_of
from gongkai.kernel.records.signoff import chains_of, chosen_chains, definition_for
from gongkai.kernel.ui.pages import mark, now, requires, tell, today

STEPS = 12
"""Most lines of one chain."""
ROLES = [(role.value, role.label) for role in SIGNERS]


class ChoiceForm(forms.Form):
    """Which chain a kind uses."""

    kind = forms.ChoiceField(
        label=gettext_lazy("文种"),
        required=False,
        choices=[("", gettext_lazy("其余各文种")), *DocumentKind.choices],
    )
    definition = forms.ChoiceField(label=gettext_lazy("审签流程"))

    def __init__(self, *args, chains: list[Definition], **options):
        super().__init__(*args, **options)
        self.by_code = {chain.code: chain for chain in chains}
        self.fields["definition"].choices = [(chain.code, chain.name) for chain in chains]


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("流程名称"), max_length=60, help_text=gettext_lazy("如：规范性文件公开审签")
    )


class StepForm(forms.Form):
    """One line: without a name it is left out."""

    order = forms.IntegerField(label=gettext_lazy("顺序"), required=False, min_value=1, max_value=99)
    name = forms.CharField(label=gettext_lazy("环节名称"), max_length=60, required=False)
    role = forms.ChoiceField(label=gettext_lazy("由谁签"), required=False, choices=[("", "—"), *ROLES])
    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("name") and not data.get("role"):
            self.add_error("role", _("请选择由谁签。"))
        return data


StepFormSet = forms.formset_factory(StepForm, extra=3, max_num=STEPS)


@dataclass(frozen=True, slots=True)
class Line:
    """A kind and the chain that holds for it. `own`: chosen here, so that it can be given up."""

    kind: str
    label: str
    chain: Definition
    own: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A chain as the page draws it. `vacant`: roles that nobody holds in the organ now."""

    chain: Definition
    drawing: Drawing
    used_by: list[str]
    vacant: list[str]


@requires("chain.edit")
def chains_page(request: HttpRequest) -> HttpResponse:
    """Every kind with its chain, and the chains, drawn."""
    organ = organ_meant(request, "chain.edit")
    chains, lines = chains_of(organ), _lines(organ)
    context = {
        "organ": organ,
        "organs": organs_in_reach(request.user, "chain.edit", today())[:50],
        "lines": [line for line in lines if line.own or not line.kind],
        "chains": _shown(organ, chains, lines),
        "form": ChoiceForm(chains=chains),
    }
    return render(request, "records/chains.html", context)


@require_POST
@requires("chain.edit")
def choose(request: HttpRequest) -> HttpResponse:
    """A kind takes a chain, or with `drop` the more general one again."""
    organ = organ_meant(request, "chain.edit")
    form = ChoiceForm(request.POST, chains=chains_of(organ))
    if "drop" in request.POST:
        services.drop_chain(organ=organ, kind=request.POST.get("kind", ""), by=request.user, at=now())
        messages.success(request, _("已恢复沿用。"))
    elif form.is_valid():
        chain = form.by_code[form.cleaned_data["definition"]]
        kind = form.cleaned_data["kind"]
        try:
            services.set_chain(organ=organ, kind=kind, definition=chain, by=request.user, at=now())
            messages.success(request, _("已选用。正在审签的信息仍按原流程办完，以后提交的按新流程。"))
        except NotAllowed as refusal:
            tell(request, refusal)
    else:
        messages.error(request, _("请选择文种和流程。"))
    return HttpResponseRedirect(f"{reverse('records:chains')}?organ={organ.pk}")


@requires("chain.edit")
def define(request: HttpRequest, code: str = "") -> HttpResponse:
    """A new chain, or the next version of one."""
    organ = organ_meant(request, "chain.edit")
    before = next((chain for chain in chains_of(organ) if chain.code == code), None)
    if code and before is None:
        raise Http404
    form = NameForm(request.POST or None, initial={"name": before.name} if before else None)
    rows = _formset(request, before)
    reasons: list[Reason] = []
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        steps = steps_of(_typed(rows), before.steps if before else ())
        fields = {"organ": organ, "code": code, "name": form.cleaned_data["name"], "steps": steps}
        try:
            made = services.define_chain(**fields, by=request.user, at=now())
        except NotAllowed as refusal:
            reasons = [_numbered(reason) for reason in mark(form, refusal.reasons)]
        else:
            text = _("已保存“%(name)s”第 %(n)d 版。正在审签的信息仍按原来的版本办完。")
            messages.success(request, text % {"name": made.name, "n": made.version})
            return HttpResponseRedirect(f"{reverse('records:chains')}?organ={organ.pk}")
    context = {"organ": organ, "form": form, "rows": rows, "before": before, "reasons": reasons}
    return render(request, "records/chain_form.html", context, status=422 if form.is_bound else 200)


def _formset(request: HttpRequest, before: Definition | None):
    shown = [asdict(row) for row in rows_of(before.steps)] if before else _usual()
    return StepFormSet(request.POST or None, initial=shown)


def _usual() -> list[dict]:
    """What nearly every chain begins with; each line may be changed."""
    rows = (
        Row(1, _("处室负责人审核"), Role.DIVISION_HEAD),
        Row(2, _("保密审查"), Role.SECRECY_REVIEWER),
        Row(3, _("分管领导签发"), Role.LEADER),
    )
    return [asdict(row) for row in rows]


def _typed(rows) -> list[Row]:
    """Lines with a name; one without an order follows those before it."""
    filled = [form.cleaned_data for form in rows if form.cleaned_data.get("name")]
    return [Row(d["order"] or 100 + n, d["name"], d["role"], d["key"]) for n, d in enumerate(filled)]


def _numbered(reason: Reason) -> Reason:
    if not reason.where.isdecimal():
        return reason
    words = {"n": reason.where, "text": reason.text}
    return Reason(reason.code, _("第 %(n)s 个环节：%(text)s") % words, reason.law, reason.where)


def _lines(organ: Organ) -> list[Line]:
    own = chosen_chains(organ)
    named = [("", _("其余各文种")), *DocumentKind.choices]
    found = [
        (kind, str(label), definition_for(organ, kind)) for kind, label in named if not kind or kind in own
    ]
    return [Line(kind, label, chain, kind in own) for kind, label, chain in found if chain is not None]


def _shown(organ: Organ, chains: list[Definition], lines: list[Line]) -> list[Shown]:
    asked = {(organ.pk, row.role, None) for chain in chains for row in rows_of(chain.steps)}
    held = {role for (_organ, role, _division), people in holders_of(asked, today()).items() if people}
    return [
        Shown(
            chain,
            drawing_of_chain(chain),
            [line.label for line in lines if line.chain.pk == chain.pk],
            list(dict.fromkeys(str(Role(r.role).label) for r in rows_of(chain.steps) if r.role not in held)),
        )
        for chain in chains
    ]
