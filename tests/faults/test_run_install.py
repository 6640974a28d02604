"""What the installer makes of a broken .venv, and the line it leaves when something outside stands in its way."""

import importlib.util
import sys

import pytest

from tests.contracts.house import ROOT

VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"


@pytest.fixture
def installer(tmp_path, monkeypatch):
    """tools/install.py, working on a folder of its own with a sound .venv in it."""
    spec = importlib.util.spec_from_file_location("installer", ROOT / "tools" / "install.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "PYTHON": venv / "bin" / "python",
        "UNFINISHED": venv / ".unfinished",
    }.items():
        monkeypatch.setattr(module, name, value)
    (venv / "bin").mkdir(parents=True)
    (venv / "lib" / f"python{VERSION}").mkdir(parents=True)
    (venv / "pyvenv.cfg").write_text(f"version = {VERSION}.2\n")
    (venv / "bin" / "python").symlink_to(sys.executable)
    (venv / ".folder").write_text(str(tmp_path))
    monkeypatch.delenv("PYTHON_ASKED", raising=False)
    return module


def test_a_sound_venv_is_kept(installer):
    assert installer.venv_is_sound()


def _interrupted(installer):
    installer.UNFINISHED.touch()


def _moved(installer):
    (installer.VENV / ".folder").write_text("elsewhere")


def _without_its_python(installer):
    installer.PYTHON.unlink()
    installer.PYTHON.symlink_to(installer.VENV / "gone")


def _of_a_replaced_python(installer):
    other = installer.VENV / "python3.99"
    other.touch()
    installer.PYTHON.unlink()
    installer.PYTHON.symlink_to(other)


@pytest.mark.parametrize("harm", [_interrupted, _moved, _without_its_python, _of_a_replaced_python])
def test_a_broken_venv_is_made_again(installer, harm):
    harm(installer)
    assert not installer.venv_is_sound()


def test_another_python_is_taken_only_when_named(installer, monkeypatch):
    (installer.VENV / "pyvenv.cfg").write_text("version = 3.99.0\n")
    (installer.VENV / "lib" / "python3.99").mkdir()
    monkeypatch.setattr(installer, "target_version", lambda: "3.99")
    assert installer.venv_is_sound()
    monkeypatch.setenv("PYTHON_ASKED", "yes")
    assert not installer.venv_is_sound()


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "disk is full",
        ),
        ("npm error code ENOSPC", "disk is full"),
        (
            "WARNING: Retrying after NewConnectionError('Temporary failure in name resolution')\n"
            "ERROR: No matching distribution found for lxml==6.1.3",
            "MIRROR",
        ),
        ("npm error code EAI_AGAIN", "MIRROR"),
        ("ERROR: No matching distribution found for lxml==6.1.3", "no ready-made lxml==6.1.3"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "not the pinned one"),
        ("ERROR: [Errno 13] Permission denied: 'x'", "may not be written"),
        ("something new\nERROR: odd\n", "ERROR: odd"),
    ],
)
def test_a_failure_ends_with_one_line(installer, output, line):
    said = installer.explain(output, "MIRROR")
    assert line in said
    assert "\n" not in said
