"""`gongkai run`: where the demonstration's public site is said to be."""

import os

import pytest

from gongkai.faces.cli import operate


@pytest.fixture
def demonstration(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("GONGKAI_SITE_ADDRESS", raising=False)
    monkeypatch.setattr(os, "environ", dict(os.environ))  # what the command leaves there ends with the test
    settings.DEMONSTRATION, settings.VAR, settings.SITE_ADDRESS = True, tmp_path, "http://localhost:8000"
    return settings


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://localhost:8741"),
        ("::1", "http://localhost:8741"),
        ("192.168.1.5", "http://192.168.1.5:8741"),
        ("fe80::1", "http://[fe80::1]:8741"),
    ],
)
def test_the_address_is_one_that_a_browser_finds(host, address):
    assert operate.base_address(host, 8741) == address


def test_links_of_a_demonstration_lead_to_the_port_it_listens_on(demonstration):
    """Feeds and sitemaps named port 8000 whatever the port was."""
    operate._take_address("http://localhost:8741")
    assert demonstration.SITE_ADDRESS == "http://localhost:8741"
    assert not operate._moved(), "made for the first time"
    assert not operate._moved(), "and not moved since"
    demonstration.SITE_ADDRESS = "http://localhost:8742"
    assert operate._moved(), "on another port the pages are made again"
    assert not operate._moved()


def test_an_address_that_was_set_is_left_alone(demonstration, monkeypatch):
    monkeypatch.setenv("GONGKAI_SITE_ADDRESS", "https://zrzyt.example.gov.cn")
    operate._take_address("http://localhost:8741")
    assert demonstration.SITE_ADDRESS == "http://localhost:8000"
