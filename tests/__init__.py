"""The tests of docconv."""
