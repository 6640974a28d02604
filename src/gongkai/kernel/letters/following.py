"""Who above the letters hears of them in the same transaction, may object to a step, and brings texts of its own.
Filled when the apps are loaded.

A notice counts from the day it leaves the house, so the domain must be able to refuse or to act in the very
transaction that sends it. Notices and statistics use the events instead.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason

Listener = Callable[..., None]
Objector = Callable[..., list[Reason]]

OWN = files("gongkai.kernel.letters") / "texts"

_sent: dict[str, Listener] = {}
_served: dict[str, Listener] = {}
_cancelled: dict[str, Listener] = {}
_objectors: dict[str, Objector] = {}
_shipped: list[Traversable] = [OWN]


def on_sent(subject_type: str, listener: Listener) -> None:
    """Have `listener(letter=, by=, at=)` called when a letter about such a subject left the house; not when it is sent
    again after it came back: what it told was told on the first day.

    A refusal (NotAllowed) keeps the letter in the house. ValueError when another listener has the type.
    """
    _keep(_sent, subject_type, listener)


def on_served(subject_type: str, listener: Listener) -> None:
    """The same when it reached its reader."""
    _keep(_served, subject_type, listener)


def on_cancelled(subject_type: str, listener: Listener) -> None:
    """The same when it was given up before it left the house."""
    _keep(_cancelled, subject_type, listener)


def object_by(subject_type: str, objector: Objector) -> None:
    """Have `objector(letter=, verb=, on=, fields=)` asked before a letter about such a subject takes a step.

    It returns every reason against `verb` (approve, seal, send, revise, replace) on the day `on`; `fields`: the
    values about to be written as they are stored, None when nothing was typed yet. The pages show the same.
    """
    _keep(_objectors, subject_type, objector)


def _keep(listeners: dict, subject_type: str, listener: Callable) -> None:
    if listeners.setdefault(subject_type, listener) is not listener:
        raise ValueError(f"two listeners for letters about {subject_type}")


def tell_sent(letter, *, by: Actor, at: datetime) -> None:
    _tell(_sent, letter, by, at)


def tell_served(letter, *, by: Actor, at: datetime) -> None:
    _tell(_served, letter, by, at)


def tell_cancelled(letter, *, by: Actor, at: datetime) -> None:
    _tell(_cancelled, letter, by, at)


def objections(letter, verb: str, *, on: date, fields: Mapping[str, Any] | None = None) -> list[Reason]:
    """Why the domain of the letter's subject does not want this step now."""
    objector = _objectors.get(letter.subject_type)
    return objector(letter=letter, verb=verb, on=on, fields=fields) if objector else []


def _tell(listeners: dict[str, Listener], letter, by: Actor, at: datetime) -> None:
    listener = listeners.get(letter.subject_type)
    if listener is not None:
        listener(letter=letter, by=by, at=at)


def ship(folder: Traversable) -> None:
    """A folder of texts (format: services.read_texts) that the platform brings up to date at each start."""
    if folder not in _shipped:
        _shipped.append(folder)


def shipped() -> tuple[Traversable, ...]:
    return tuple(_shipped)
