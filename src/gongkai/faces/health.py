"""What would stop the work: `gongkai doctor` and the desk. A finding says what is wrong and what to do."""

import shutil
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.calendar.selectors import coverage
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.papers import count_plain
from gongkai.foundation.jobs.models import Heartbeat
from gongkai.foundation.jobs.rules import SILENCE
from gongkai.foundation.jobs.selectors import failed, overdue_daily, overview, struggling
from gongkai.foundation.ledger import seals
from gongkai.foundation.ledger.selectors import heads
from gongkai.foundation.vault.selectors import problems
from gongkai.kernel.catalogue.models import Site
from gongkai.kernel.publishing.services import is_of_another_version, published_heads, unreviewed_attachments

LITTLE_DISK = 1024**3  # bytes
PATIENCE = timedelta(minutes=15)
HEADS_AGE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """`attention`: nothing is broken, but somebody has to see to it soon."""

    name: str
    good: bool
    text: str
    attention: bool = False

    def as_dict(self) -> dict:
        return asdict(self)


def examine(*, at: datetime) -> list[Finding]:
    """All checks in order. A later check may rely on an earlier one having found the database usable."""
    findings = [_migrations()]
    if findings[0].good:
        findings += [_workers(at), _daily_jobs(at), _failed_jobs(), _waiting_jobs(at), _calendar(at)]
        findings += [_site(), _site_codes(), _attachments(), _heads(at), _keys(), _papers()]
    return [*findings, _signing_key(), _disk(), _front_end()]


def examine_quickly(*, at: datetime) -> list[Finding]:
    """The checks that are cheap enough for every visit of an administrator. Four queries."""
    return [_workers(at), _daily_jobs(at), _failed_jobs(), _calendar(at), _disk()]


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    text = _("数据库结构是最新的。")
    if waiting:
        text = _("%d 个迁移没有执行，请运行 gongkai migrate。") % len(waiting)
    return Finding(_("数据库"), not waiting, text)


def _site_codes() -> Finding:
    """Every page must name the site's identification code (国办发〔2017〕47号); a channel names that of its site."""
    lacking = list(
        Site.objects.filter(id_code="", parent=None).order_by("id").values_list("name", flat=True)[:10]
    )
    if not lacking:
        return Finding(_("网站标识码"), True, _("各网站都填写了标识码。"))
    text = _("没有填写网站标识码：%s。网页缺少应有的标签，请在“栏目 > 网站信息”中填写。")
    return Finding(_("网站标识码"), True, text % "、".join(lacking), attention=True)


def _workers(at: datetime) -> Finding:
    last = Heartbeat.objects.order_by("-at").first()
    if last is not None and at - last.at < SILENCE:
        return Finding(_("后台任务"), True, _("%s 正在工作。") % last.name)
    text = _("没有工作进程，网页和索引不会更新。请运行 gongkai run 或 gongkai worker。")
    if last:
        text = _("自 %s 起") % f"{localtime(last.at):%Y-%m-%d %H:%M}" + text
    return Finding(_("后台任务"), False, text)


DAILY_JOBS = {"clocks.daily": gettext_lazy("时限到点处理"), "site.heads": gettext_lazy("台账链头签名")}


def _daily_jobs(at: datetime) -> Finding:
    """A clock that nobody winds shows green lights: so a daily job that did not run is an error of its own."""
    late = overdue_daily(at=at)
    if not late:
        return Finding(_("每日任务"), True, _("每日任务都已按时运行。"))
    texts = [_daily_text(str(DAILY_JOBS.get(kind, kind)), last) for kind, last in late.items()]
    return Finding(_("每日任务"), False, " ".join(texts))


def _daily_text(name: str, last: datetime | None) -> str:
    if last is None:
        return _("%s从未运行，期限灯号可能不准。请运行 gongkai run 或 gongkai worker。") % name
    text = _("%(name)s自 %(last)s 起没有运行，期限灯号可能不准。请运行 gongkai run 或 gongkai worker。")
    return text % {"name": name, "last": f"{localtime(last):%Y-%m-%d %H:%M}"}


def daily_warnings(at: datetime) -> list[Finding]:
    """For whoever answers for due dates. One query."""
    found = _daily_jobs(at)
    return [] if found.good else [found]


def _failed_jobs() -> Finding:
    rows = list(failed()[:100])
    if not rows and (tried := list(struggling()[:100])):
        text = _("%(count)d 个任务出错后正在重试：%(kind)s：%(error)s") % {
            "count": len(tried),
            "kind": tried[0].kind,
            "error": tried[0].last_error[:120],
        }
        return Finding(_("失败任务"), False, text)
    if not rows:
        return Finding(_("失败任务"), True, _("没有失败的任务。"))
    text = _("%(count)d 个任务失败：%(kind)s：%(error)s") % {
        "count": len(rows),
        "kind": rows[0].kind,
        "error": rows[0].last_error[:120],
    }
    return Finding(_("失败任务"), False, text)


def _waiting_jobs(at: datetime) -> Finding:
    """What was announced in the transaction of an act and should have left by now: pages, index, messages."""
    queue = overview(at=at)
    good = queue.oldest < PATIENCE
    text = _("%(due)d 个任务等待执行，%(later)d 个定时。") % {"due": queue.due, "later": queue.later}
    if not good:
        text += _("最早的已等待 %d 分钟，请查看工作进程。") % (queue.oldest.total_seconds() // 60)
    return Finding(_("待办任务"), good, text)


def _site() -> Finding:
    if not (settings.SITE_ROOT / "index.html").is_file():
        return Finding(_("公开网站"), False, _("还没有生成，请运行 gongkai site build。"))
    if is_of_another_version():
        text = _("有网页由其他版本生成，样子可能不一致；请运行 gongkai site build。")
        return Finding(_("公开网站"), True, text, attention=True)
    return Finding(_("公开网站"), True, _("由当前版本生成。"))


def _attachments() -> Finding:
    """What public records attach must still be what was reviewed with them: the publisher refuses anything else."""
    found = unreviewed_attachments()
    if not found:
        return Finding(_("公开附件"), True, _("文件库中的附件与审查时一致。"))
    text = _("%s：与保密审查时不一致，不再发布。数据库可能被改动，请核查并运行 gongkai files check。")
    return Finding(_("公开附件"), False, text % "、".join(found))


def _heads(at: datetime) -> Finding:
    """The signed heads outside the database: what was written since the last signature could be cut unseen."""
    name = _("台账链头")
    try:
        signed = seals.newest(settings.LEDGER_HEADS)
    except (OSError, ValueError) as error:
        return Finding(name, False, _("签名文件不可用：%s") % error)
    standing = dict(heads().values_list("chain", "number"))
    if signed is None:
        text = _("还没有签名，请运行 gongkai ledger heads --sign 或 gongkai site build。")
        return Finding(name, not standing, text if standing else _("台账还没有条目。"))
    day = {"day": f"{localtime(signed.at):%Y-%m-%d}"}
    unsigned = standing != {chain: number for chain, number, _digest in signed.heads}
    if unsigned and at - signed.at > HEADS_AGE:
        text = _("上次签名在 %(day)s，此后的条目没有签名；请运行 gongkai ledger heads --sign。") % day
        return Finding(name, False, text)
    return Finding(name, True, _("上次签名在 %(day)s。") % day)


def _signing_key() -> Finding:
    name, path = _("签名密钥"), settings.LEDGER_KEY
    if not path.exists():
        lost = settings.LEDGER_HEADS.exists() or published_heads().exists()
        text = _("密钥文件不见了，请从备份恢复 %s；换了密钥，旧签名仍可校验，但须说明缘由。") % path
        return Finding(name, not lost, text if lost else _("首次签名时生成。"))
    try:
        seals.signing_key(path)
    except (OSError, ValueError, TypeError) as error:
        return Finding(name, False, _("%(path)s 不能使用：%(error)s") % {"path": path, "error": error})
    if path.stat().st_mode & 0o077:
        return Finding(name, False, _("%s 可被其他账户读取，请改为仅本账户可读（chmod 600）。") % path)
    return Finding(name, True, _("可以使用，仅本账户可读。"))


def _calendar(at: datetime) -> Finding:
    found = coverage(shanghai_date(at))
    text = _("工作日历第 %(version)d 版，到 %(until)s，还有 %(left)d 个工作日。") % {
        "version": found.version,
        "until": found.covered_until.isoformat(),
        "left": found.working_days_left,
    }
    if found.short:
        text += _("%d 年放假通知尚未导入，此后的期限暂按法定节日推算；请在通知公布后导入。") % found.next_year
    return Finding(_("工作日历"), found.working_days_left > 0, text, attention=found.short)


def _keys() -> Finding:
    """Keys of personal data: there, readable by their owner only, and the ones that the values need."""
    said = {
        "missing": _("缺少密钥文件 %s，请从密钥备份恢复。"),
        "needed": _("个人信息需要的密钥 %s 不在密钥文件夹，请从密钥备份恢复。"),
        "readable_by_others": _("密钥文件 %s 可被他人读取，请执行 chmod 600。"),
        "unusable": _("密钥文件 %s 无法使用（损坏，或与主密钥不配），请从密钥备份恢复。"),
    }
    found = problems()
    text = " ".join(said[code] % file for file, code in found)
    return Finding(_("个人信息密钥"), not found, text or _("密钥文件齐全。"))


def _papers() -> Finding:
    """Papers of applicants from before their kind was sealed."""
    plain = count_plain()
    if not plain:
        return Finding(_("申请人材料"), True, _("申请人提交的材料都已封存。"))
    text = _("有 %d 份申请人提交的材料还没有封存，明文存放在磁盘上；请运行 gongkai vault seal-files。")
    return Finding(_("申请人材料"), True, text % plain, attention=True)


def _disk() -> Finding:
    free = shutil.disk_usage(settings.VAR).free
    return Finding(_("磁盘"), free > LITTLE_DISK, _("剩余 %.1f GB。") % (free / 1024**3))


def _front_end() -> Finding:
    missing = not settings.STATICFILES_DIRS
    text = _("缺少前端组件，请运行 make install。") if missing else _("已安装。")
    return Finding(_("前端组件"), not missing, text)
