"""Settings of all tests: property tests fail on wrong answers, not on a slow machine, and are the same at every run."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import HealthCheck, settings

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

settings.register_profile("timeline", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("timeline")


@pytest.fixture(scope="session")
def browser():
    """Chromium, where it and Playwright for Python are installed: one for all, as Playwright runs once in a process."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
    path = next((p for p in map(shutil.which, _BROWSERS) if p), None)
    if path is None:
        pytest.skip("there is no Chromium or Chrome on PATH; on Debian: apt install chromium")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()
