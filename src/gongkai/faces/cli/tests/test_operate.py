"""`gongkai run`: where the demonstration's public site is said to be."""

import pytest

from gongkai.faces.cli import operate


@pytest.fixture
def demonstration(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("GONGKAI_SITE_ADDRESS", raising=False)
    settings.DEMONSTRATION, settings.SITE_ADDRESS = True, "http://localhost:8000"
    settings.SITE_ADDRESS_TOLD = tmp_path / "site-address"
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
    """Feeds and sitemaps named port 8000 whatever the port was; every process has to name the same."""
    assert operate._take_address("http://localhost:8741"), "pages made for another port are made again"
    assert demonstration.SITE_ADDRESS == "http://localhost:8741"
    assert demonstration.SITE_ADDRESS_TOLD.read_text("utf-8") == "http://localhost:8741"
    assert not operate._take_address("http://localhost:8741"), "and not moved since"


def test_an_address_that_was_set_is_left_alone(demonstration, monkeypatch):
    monkeypatch.setenv("GONGKAI_SITE_ADDRESS", "https://zrzyt.example.gov.cn")
    assert not operate._take_address("http://localhost:8741")
    assert demonstration.SITE_ADDRESS == "http://localhost:8000"
    assert not demonstration.SITE_ADDRESS_TOLD.exists()
