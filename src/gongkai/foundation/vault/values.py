"""The handle of a sealed value. It holds no plain text, so whatever shows, logs or stores it cannot leak any."""

from gongkai.foundation.vault.rules.envelope import Cipher, generation_of, unpacked


class Sealed:
    """`token` are the bytes as stored, `place` is table:row:field, empty when it came without its row."""

    __slots__ = ("place", "token")

    def __init__(self, token: bytes, place: str = ""):
        unpacked(token)
        self.token, self.place = bytes(token), place

    def masked(self) -> str:
        """What may be shown to whoever may see the row; empty when the value was forgotten."""
        return unpacked(self.token).mask

    @property
    def is_forgotten(self) -> bool:
        return unpacked(self.token).cipher is Cipher.FORGOTTEN

    @property
    def generation(self) -> str:
        """The name of the key it needs."""
        return generation_of(self.token)

    def __str__(self):
        return self.masked()

    def __repr__(self):
        return f"<Sealed {self.masked()}>"

    def __eq__(self, other):
        return isinstance(other, Sealed) and self.token == other.token

    def __hash__(self):
        return hash(self.token)

    def __reduce__(self):
        return Sealed, (self.token, self.place)
