import pytest

from gongkai.foundation.jobs import registry


@pytest.fixture
def handlers(monkeypatch):
    """An empty registry to fill; the product's own handlers are back afterwards."""
    monkeypatch.setattr(registry, "handlers", {})
    monkeypatch.setattr(registry, "subscribers", {})
    return registry
