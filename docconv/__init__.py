"""docconv: structured news documents."""

__version__ = "0.1.0"
