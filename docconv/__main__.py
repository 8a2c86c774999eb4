"""`python -m docconv`."""

from docconv.cli import main

main()
