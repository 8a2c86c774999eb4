"""Whether file permissions bind whoever runs the tests: the superuser they usually do not."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest


def _bind() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        closed = Path(folder) / "closed"
        closed.touch(mode=0)
        try:
            closed.read_bytes()
        except PermissionError:
            return True
        return False


#: `.ci/run` runs these tests once more where permissions bind the superuser, too.
needs_permissions = pytest.mark.skipif(not _bind(), reason="file permissions do not bind whoever runs the tests")
