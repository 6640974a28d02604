"""What stands in the way of any command from outside: disk, rights, database. One line that says what to do."""

import errno

from django.conf import settings
from django.db import OperationalError
from django.utils.translation import gettext

from gongkai import environment

CANNOT_RUN = 3  # exit code

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def _(text: str) -> str:
    """Without settings (they could not be read) there is no other language than this one."""
    return gettext(text) if settings.configured else text


def explain(error: OSError | OperationalError) -> str | None:
    """The line for the person at the terminal; None for what is a fault of the program."""
    if isinstance(error, OSError):
        return _of_the_system(error)
    text = str(error)
    if "disk is full" in text or "No space left" in text:
        return _full()
    if "disk I/O error" in text:
        return (
            _("读写磁盘出错：请检查 %s 所在的磁盘是否已满或损坏，然后再次运行。") % environment.var_folder()
        )
    if "unable to open" in text or "readonly database" in text:
        return _("不能写入数据库：请检查 %s 的权限。") % environment.var_folder()
    if "no such table" in text or "no such column" in text:
        return _("数据库结构不是最新的，请运行 gongkai migrate。")
    if "locked" in text:
        return _("数据库正被另一个程序长时间占用，请稍后再试。")
    if environment.read("GONGKAI_DATABASE"):
        return _("连接不上数据库，请检查 GONGKAI_DATABASE：%s") % text.strip().splitlines()[0]
    return None


def _of_the_system(error: OSError) -> str | None:
    if error.errno in _FULL:
        return _full()
    if error.errno in _FORBIDDEN and error.filename:
        return _("没有权限读写 %s，请用该文件夹的所有者运行，或更改权限。") % error.filename
    return None


def _full() -> str:
    return (
        _("磁盘已满，没有写完的内容不会生效。请在 %s 所在的磁盘腾出空间，然后再次运行。")
        % environment.var_folder()
    )
