"""What the acts do that hear others inside the house, and those that rest on the applicant's own word."""

from django.utils.translation import gettext as _

from gongkai.domains.foi import services
from gongkai.domains.foi.desk.common import kept
from gongkai.kernel.ui.pages import now


def hear(http, request, data) -> str:
    services.ask_opinions(request=request, **data, by=http.user, at=now())
    return _("已请 %s 提出意见。") % "、".join(one.name for one in data["divisions"])


def remind(http, request, data) -> str:
    return _("已催办 %d 个处室。") % services.remind_divisions(request=request, by=http.user, at=now())


def confer(http, request, data) -> str:
    services.record_conference(request=request, **data, by=http.user, at=now())
    return _("已记录会商，拟定答复时可以选作依据。")


def delay(http, request, data) -> str:
    services.set_delay(request=request, **data, by=http.user, at=now())
    return _("已拟好延迟答复告知书，发出之日起生效。请到下方“文书”签发、用印、发出。")


def found(http, request, data) -> str:
    told = {"index_number": data["index_number"], "on": data["day"], "said": data["said"]}
    told |= {"elsewhere": data["sure"], "files": kept(http, data["evidence"], request.organ, sealed=True)}
    done = services.found_public(request=request, **told, by=http.user, at=now())
    return (
        _("已按“已主动公开”办结。")
        if done.received_on
        else _("尚未收到的申请，已记为申请前找到，不计入申请。")
    )
