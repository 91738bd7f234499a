"""Plays scenarios: stories in YAML, carried out through the same API that people use (docs/scenarios.md)."""
