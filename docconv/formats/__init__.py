"""One module a format, reading and writing side by side."""
