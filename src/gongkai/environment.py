"""The one home of environment settings. The operations page of the handbook is generated from this table."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, default as text, and a help text for the administrator."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting(
        "GONGKAI_VAR",
        str(ROOT / "var"),
        "Folder of everything that changes: database, files, site tree, index, keys.",
    ),
    Setting(
        "GONGKAI_DATABASE",
        "",
        "Empty: SQLite in GONGKAI_VAR. Else postgresql://user:password@host:port/name.",
    ),
    Setting(
        "GONGKAI_MODE",
        "demonstration",
        "`demonstration` or `production`. Production needs its own secret and refuses bulk loaders.",
    ),
    Setting(
        "GONGKAI_SECRET", "", "Signing secret. Empty: one is made in GONGKAI_VAR/secret at the first start."
    ),
    Setting(
        "GONGKAI_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "Host names the platform answers to, separated by commas.",
    ),
    Setting("GONGKAI_HOST", "127.0.0.1", "Address `gongkai run` listens on."),
    Setting(
        "GONGKAI_PORT",
        "8000",
        "Port `gongkai run` listens on; when taken, the next free one is used and printed.",
    ),
    Setting(
        "GONGKAI_SITE_ADDRESS",
        "http://localhost:8000",
        "Public address of the site, used in feeds and sitemaps.",
    ),
    Setting("GONGKAI_UPLOAD_LIMIT_MB", "100", "Largest file an official may upload, in megabytes."),
    Setting(
        "GONGKAI_API_RATE",
        "600",
        "Requests a minute that one token of the API may make; more are answered 429 with Retry-After. 0: without end.",
    ),
    Setting(
        "GONGKAI_APPLY_PER_ADDRESS",
        "120",
        "Forms an hour that one internet address may send on the public side before each further one answers a simple question; "
        "an address is never shut out, for a village may share one. 0: never ask.",
    ),
    Setting(
        "GONGKAI_APPLY_PER_IDENTITY",
        "20",
        "Requests an hour of one identity number before each further one waits 30 seconds (beyond five times as many: 120); "
        "the office is told in the ledger and may ask for reasons (Art 35). 0: never wait.",
    ),
    Setting(
        "GONGKAI_PROXIES",
        "0",
        "Trusted reverse proxies in front; the visitor's address is then read so many places from the right of X-Forwarded-For.",
    ),
    Setting(
        "GONGKAI_LEDGER_HEADS",
        "",
        "File outside the database that receives the signed ledger heads. Empty: GONGKAI_VAR/ledger-heads.jsonl.",
    ),
    Setting(
        "GONGKAI_VAULT_KEYS",
        "",
        "Folder of the keys that seal personal data. Empty: GONGKAI_VAR/keys. Never back it up together with the database.",
    ),
    Setting(
        "GONGKAI_VAULT_CIPHER",
        "aes-256-gcm",
        "Cipher of keys made from now on: `aes-256-gcm` or `sm4-gcm`. `gongkai vault rotate` brings all values to it.",
    ),
    Setting(
        "GONGKAI_MAILBOX_HOST",
        "",
        "IMAP server of the mailbox for requests, looked into every five minutes. Empty: none.",
    ),
    Setting("GONGKAI_MAILBOX_PORT", "993", "Port of that server."),
    Setting("GONGKAI_MAILBOX_USER", "", "Account of the mailbox."),
    Setting(
        "GONGKAI_MAILBOX_PASSWORD_FILE", "", "File that holds its password (or authorisation code) alone."
    ),
    Setting(
        "GONGKAI_MAILBOX_FOLDER",
        "INBOX",
        "Folder whose unread mails are kept; they are marked as read after.",
    ),
    Setting("GONGKAI_MAILBOX_ORGAN", "", "Code of the organ whose mailbox it is."),
    Setting("GONGKAI_MAILBOX_TLS", "1", "`0` only for a server on the same machine."),
    Setting(
        "GONGKAI_WORKERS", "1", "Worker processes that `gongkai run` starts for publishing and indexing."
    ),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def read(name: str) -> str:
    """The value of a declared setting. KeyError for a name that is not in the table."""
    return os.environ.get(name, _BY_NAME[name].default)


def is_set(name: str) -> bool:
    """Whether somebody set it, be it to its default."""
    return name in os.environ


def flag(name: str) -> bool:
    return read(name).lower() in {"1", "true", "yes", "on"}


def var_folder() -> Path:
    return Path(read("GONGKAI_VAR"))


def as_markdown() -> str:
    """The table of the operations page: every setting with its default and help."""
    root = str(ROOT)
    rows = [
        f"| `{s.name}` | {('`' + s.default.replace(root + '/', '') + '`') if s.default else ''} | {s.help} |"
        for s in SETTINGS
    ]
    return "\n".join(["| setting | default | meaning |", "|---|---|---|", *rows])
