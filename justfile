# Recipes of the house. Run them in its environment: ./run just check

export WATERSMEET_DATA := env("WATERSMEET_DATA", justfile_directory() / ".mypy_cache" / "data")

# What is held before anything lands: seconds long, the same as in CI. All at once: mypy and shape are most of it
[parallel]
check: format-check lint imports types templates shape reference

format-check:
    ruff format --check --quiet .

lint:
    ruff check --quiet .

imports:
    lint-imports

types:
    mypy

templates:
    djlint watersmeet --lint --quiet

# Those that need a database run with the suite
shape:
    pytest -q -n 0 tests/shape -m "not database"

# The generated reference must be what the code says today
reference:
    @if [ -f docs/generate.py ]; then python docs/generate.py --check; fi

# The long runs: every test, every cell, ten thousand stories of fifty steps, a thousand kills and races; hours, on both databases
nightly:
    pytest
    WATERSMEET_NIGHTLY=1 WATERSMEET_KILLS=1000 pytest -n 2 tests/proofs tests/faults tests/unit/spreadsheets tests/unit/evidence
    WATERSMEET_NIGHTLY=1 WATERSMEET_KILLS=1000 pytest -n 2 tests/proofs tests/faults tests/unit/spreadsheets --database postgres
    python -m tests.saboteur

# Break the gate, permissions, safe contact, sending, links, sealing and policy slip by slip: what does no test notice?
saboteur *names:
    python -m tests.saboteur {{names}}

# Put right what can be put right by itself
fix:
    ruff format .
    ruff check --fix .

# Choose the newest of everything, once: dev is a superset of run, build and run agree with it
requirements:
    #!/bin/sh
    set -eu
    compile() { uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$@"; }
    PATH=".uv/bin:$PATH"; export UV_SYSTEM_CERTS=1
    compile --upgrade pyproject.toml --extra semantic --group build --group dev -o requirements/dev.txt
    compile pyproject.toml -c requirements/dev.txt -o requirements/run.txt
    compile --group build -c requirements/dev.txt -o requirements/build.txt
