"""What granian's worker process loads under `gongkai run`: the application, bound to the life of its server."""

import signal

from gongkai.faces.cli.supervise import end_with_parent

end_with_parent(signal.SIGKILL)

from gongkai.faces.wsgi import application  # noqa: E402

__all__ = ["application"]
