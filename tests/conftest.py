"""Settings of all tests: property tests fail on wrong answers, not on a slow machine, and are the same at every run."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("timeline", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("timeline")
