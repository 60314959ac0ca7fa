"""Writes `vectors/refused.json` and `vectors/accepted.json`; their format is in `vectors/README.md`.

python sdk/python/tests/make_vectors.py            write
python sdk/python/tests/make_vectors.py --check    compare with what is there
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from signed_world import WORKSPACE, World
from vector_accepted import accepted_resolutions
from vector_bounds import accepted_bounds, refused_bounds
from vector_candidates import refused_candidates
from vector_contracts import accepted_contracts, refused_contracts
from vector_forms import refused_early
from vector_good_endings import good_endings
from vector_good_payloads import good_payloads
from vector_good_people import good_people
from vector_good_rosters import Alone, good_rosters
from vector_good_standing import good_standing
from vector_good_statements import good_statements
from vector_halts import refused_halts
from vector_payloads import accepted_statements, refused_payloads
from vector_people import halted_worlds, refused_people
from vector_rosters import refused_rosters
from vector_statements import refused_statements
from vector_states import accepted_states, refused_states

VECTORS = Path(__file__).resolve().parents[3] / "vectors"


def _world(world: World) -> dict[str, Any]:
    return {
        "workspace": WORKSPACE,
        "source": world.source,
        "roster_pin": world.pin,
        "standing": world.standing,
    }


def file_of(cases: list[dict[str, Any]]) -> str:
    names = [case["name"] for case in cases]
    assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1]
    used = {case["world"] for case in cases}
    unread = World()
    unread.standing = []
    signing = World()
    signing.source = "signing-bot"
    worlds = {"base": World(), "unread": unread, "signing": signing, "alone": Alone(), **halted_worlds()}
    made = {name: _world(world) for name, world in worlds.items() if name in used}
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    head = json.dumps({"format": 1, "worlds": made}, ensure_ascii=False)
    return f'{head[:-1]}, "cases": [\n{lines}\n]}}\n'


def make() -> dict[str, str]:
    world = World()
    return {
        "refused.json": file_of(
            [
                *refused_statements(world),
                *refused_payloads(world),
                *refused_bounds(world),
                *refused_early(world),
                *refused_candidates(world),
                *refused_people(world),
                *refused_states(world),
                *refused_contracts(world),
                *refused_halts(world),
                *refused_rosters(world),
            ]
        ),
        "accepted.json": file_of(
            [
                *accepted_statements(world),
                *good_statements(world),
                *accepted_bounds(world),
                *good_payloads(world),
                *accepted_resolutions(world),
                *good_people(world),
                *good_endings(world),
                *accepted_states(world),
                *accepted_contracts(world),
                *good_standing(world),
                *good_rosters(world),
            ]
        ),
    }


if __name__ == "__main__":
    stale = []
    for name, text in make().items():
        path = VECTORS / name
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        sys.exit(f"{', '.join(stale)}: not what the generator makes; run {Path(__file__).name} and commit")
