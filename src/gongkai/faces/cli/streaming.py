"""Many lines, on all cores, answered in order; a single line is answered at once."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from io import BufferedReader
from multiprocessing import get_context
from typing import TypeVar

from django.db import connections

T = TypeVar("T")
BLOCK = 2**18
SMALL = 200
"""Lines that are sooner done than handed to another process."""
AHEAD = 3
"""Batches that wait for each core."""


def batches(source: BufferedReader) -> Iterator[list[bytes]]:
    """The lines that are there, without waiting for more: of a file some thousand, of a conversation one.

    An empty batch says that the next may take its time.
    """
    rest = b""
    while block := source.read1(BLOCK):
        *lines, rest = (rest + block).split(b"\n")
        if lines:
            yield lines
        if len(block) < BLOCK // 8:
            yield []
    if rest:
        yield [rest]


def in_order(work: Callable[[list[bytes]], T], found: Iterator[list[bytes]]) -> Iterator[T]:
    """`work` of every batch, in order. `work` goes to processes that are started when a batch is large."""
    waiting: deque[Future[T]] = deque()
    with ExitStack() as stack:
        pool = None
        for lines in found:
            if len(lines) > SMALL:
                pool = pool or stack.enter_context(_pool())
                waiting.append(pool.submit(work, lines))
            else:
                yield from _all(waiting)
                if lines:
                    yield work(lines)
            while len(waiting) > AHEAD * _cores():
                yield waiting.popleft().result()
        yield from _all(waiting)


def _all(waiting: deque[Future[T]]) -> Iterator[T]:
    while waiting:
        yield waiting.popleft().result()


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _pool() -> ProcessPoolExecutor:
    connections.close_all()  # the processes shall not share them
    return ProcessPoolExecutor(_cores(), mp_context=get_context("fork"))
