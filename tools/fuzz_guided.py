"""One target under atheris: run by `tools.fuzz`, which gives the folder of findings and libFuzzer's options.

    python -m tools.fuzz_guided TARGET FINDINGS CORPUS [-max_total_time=300 ...]

A finding is written and the fuzzing goes on; of findings with the same place and kind the first is kept.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["docconv"]):
    import docconv.formats
    import docconv.rawtext

    for _package in (docconv.formats, docconv.rawtext):  # what is imported later, where it is used, would not be counted
        for _module in pkgutil.iter_modules(_package.__path__, f"{_package.__name__}."):
            importlib.import_module(_module.name)
    from tools.fuzz_mutations import mutation
    from tools.fuzz_targets import LONGEST, Target, documented, seeds, targets

#: How much slower the code is with its coverage counted.
_SLOWER = 3.0


def main() -> None:
    """Fuzz until the time is up."""
    name, folder, *options = sys.argv[1:]
    target = targets()[name]
    documents = seeds(target.format)
    documented(target, documents[0])

    def mutated(data: bytes, largest: int, seed: int) -> bytes:
        """Every third change is libFuzzer's own, the others are those of documents."""
        if seed % 3 == 0:
            return atheris.Mutate(data, largest)
        return mutation(seed, (data, data, documents[seed % len(documents)]), target.kind)[:largest]

    atheris.Setup([sys.argv[0], *options], one_input(target, Path(folder)), custom_mutator=mutated)
    atheris.Fuzz()


def one_input(target: Target, folder: Path) -> Callable[[bytes], None]:
    """What is called with each input: it writes each kind of finding once."""
    seen: set[str] = set()

    def tell(kind: str, data: bytes, said: str) -> None:
        if kind not in seen:
            seen.add(kind)
            place = folder / f"{target.name}-{hashlib.sha256(data).hexdigest()[:12]}"
            place.write_bytes(data)
            place.with_name(f"{place.name}.said").write_text(said, "utf-8")

    def run(data: bytes) -> None:
        started = time.process_time()
        error = documented(target, data)
        seconds = time.process_time() - started
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            tell(f"{type(error)} {frames[-1].filename}:{frames[-1].lineno}", data, "".join(traceback.format_exception(error)))
        if seconds > LONGEST * target.times * _SLOWER:
            tell(f"{int(seconds)} s", data, f"it took {seconds:.1f} s for {len(data):,} bytes")

    return run


if __name__ == "__main__":
    main()
