"""What reading a file gives, and how a refusal travels."""

from dataclasses import dataclass, field


class Unacceptable(Exception):  # noqa: N818  it is a verdict, not a fault of ours
    """The file must be refused. `code` is one of rules.refusals; `where` a member of an archive."""

    def __init__(self, code: str, where: str = "", **values: object):
        super().__init__(code)
        self.code, self.where, self.values = code, where, values


@dataclass(slots=True)
class Reading:
    """One file as read.

    `text` is for search; `hidden` (properties, comments, deleted text) is only looked through for marks.
    `public` holds the bytes of the public copy, None when they are those of the original; states and notes
    are codes of the vocabulary.
    """

    kind: str
    text: str = ""
    text_state: str = "not_supported"
    hidden: str = ""
    public: bytes | None = None
    public_state: str = "ready"
    public_problem: str = ""
    notes: list[str] = field(default_factory=list)

    def note(self, *codes: str) -> None:
        self.notes += [code for code in codes if code not in self.notes]

    def found(self, text: str, *, complete: bool = True) -> None:
        """Take over extracted text and say in what state it is."""
        self.text = text
        if not text.strip():
            self.text_state = "none_found"
        else:
            self.text_state = "extracted" if complete else "partial"

    def keep_original(self, problem: str) -> None:
        """The public copy would be the original; somebody has to accept that."""
        self.public, self.public_state, self.public_problem = None, "needs_acceptance", problem
