"""Work to be done after the commit: job rows written in the transaction of the act, leased by workers.

from gongkai.foundation import jobs

@jobs.handler("search.index")
def index(payload, at): ...

jobs.subscribe("record.published", "search.index")
"""

from gongkai.foundation.jobs.registry import JobFailed, handler, subscribe

__all__ = ["JobFailed", "handler", "subscribe"]
