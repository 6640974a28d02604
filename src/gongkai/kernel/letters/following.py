"""Who above the letters hears of them in the same transaction, and brings texts of its own. Filled when the
apps are loaded.

A notice counts from the day it leaves the house, so the domain must be able to refuse or to act in the very
transaction that sends it. Notices and statistics use the events instead.
"""

from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

from gongkai.foundation.common.actors import Actor

Listener = Callable[..., None]

OWN = files("gongkai.kernel.letters") / "texts"

_sent: dict[str, Listener] = {}
_served: dict[str, Listener] = {}
_shipped: list[Traversable] = [OWN]


def on_sent(subject_type: str, listener: Listener) -> None:
    """Have `listener(letter=, by=, at=)` called whenever a letter about such a subject left the house, also again.

    A refusal (NotAllowed) keeps the letter in the house. ValueError when another listener has the type.
    """
    _keep(_sent, subject_type, listener)


def on_served(subject_type: str, listener: Listener) -> None:
    """The same when it reached its reader."""
    _keep(_served, subject_type, listener)


def _keep(listeners: dict[str, Listener], subject_type: str, listener: Listener) -> None:
    if listeners.setdefault(subject_type, listener) is not listener:
        raise ValueError(f"two listeners for letters about {subject_type}")


def tell_sent(letter, *, by: Actor, at: datetime) -> None:
    _tell(_sent, letter, by, at)


def tell_served(letter, *, by: Actor, at: datetime) -> None:
    _tell(_served, letter, by, at)


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
