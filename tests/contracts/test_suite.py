"""The suite itself: what must run on one worker does."""

import os

import pytest


@pytest.mark.xdist_group("together")
def test_groups_are_kept_together(request):
    """pytest-xdist keeps a group by a mark in the names of its tests; where that is missing it splits it silently."""
    if "PYTEST_XDIST_WORKER" not in os.environ or not request.config.option.loadgroup:
        pytest.skip("not on several workers with --dist loadgroup")
    assert request.node.nodeid.endswith("@together")
