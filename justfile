# The commands that are needed every day. `just` lists them; without just, each line can be typed as it is.

_list:
    @just --list --unsorted

# an environment in .venv with everything that the checks need
setup:
    python3 -m venv .venv
    .venv/bin/pip install --quiet -e '.[dev,docs]'

# all tests, or those that are named: just test tests/test_nitf.py -x
test *args:
    .venv/bin/python -m pytest {{ args }}

# style and types
check:
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy --strict docconv

# mend the style of what can be mended by itself
format:
    .venv/bin/ruff check --fix .
    .venv/bin/ruff format .

# what is written from the code: the label index, the schema, docs/codes.md, docs/model.md, docs/security.md
generate:
    .venv/bin/python tools/build_labels.py
    .venv/bin/python tools/write_schemas.py
    .venv/bin/python -m tools.write_docs

# the documentation site, warnings as errors, in build/site
docs:
    .venv/bin/python -m mkdocs build --strict
    .venv/bin/python -m tools.check_site build/site

# what reading text, formats, books, validation, corpora and starting cost, or those that are named: just bench text formats
bench *names:
    .venv/bin/python benchmarks/suite.py {{ if names == "" { "" } else { "--only " + names } }}

# documents that mean harm: just fuzz read-nitf; `all` stands for every target
fuzz target="all" mutations="1000":
    .venv/bin/python -m tools.fuzz {{ target }} --mutations {{ mutations }}

# everything, from a clean clone
ci:
    bash .ci/run
