"""A small file of the registry, made like the real one; the real one when ROR_FILE names it."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

CNRS, PHYSICS, EARTH = "02feahw73", "00z54nq84", "04kdfz702"
TOKYO, IPGP, NECKER, NAMELESS = "057zh3y96", "004gzqz66", "000nhq538", "000pvc513"
WITHDRAWN, BUNDANG = "000bmd763", "04nbqb988"


def address(ror_id: str) -> str:
    return f"https://ror.org/{ror_id}"


def name(value: str, kind: str = "label", lang: str | None = None, *, shown: bool = False) -> dict[str, Any]:
    return {"value": value, "lang": lang, "types": [*(["ror_display"] if shown else []), kind]}


def record(ror_id: str, names: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """One record of schema v2; `parents` and `successors` are ids."""
    links = [("parent", one) for one in fields.pop("parents", ())]
    links += [("successor", one) for one in fields.pop("successors", ())]
    city, country = fields.pop("place", ("Paris", "FR"))
    details = {"name": city, "country_code": country, "country_name": country, "lat": 48.85341, "lng": 2.3488}
    return {
        "id": address(ror_id),
        "names": names,
        "status": "active",
        "locations": [{"geonames_id": 1, "geonames_details": details}],
        "relationships": [{"type": kind, "id": address(other), "label": "…"} for kind, other in links],
        "links": [{"type": "website", "value": "https://www.example.org"}],
        "types": ["facility"],
        **fields,
    }


def records() -> list[dict[str, Any]]:
    """Eleven records with what makes the real ones difficult."""
    return [
        record(CNRS, [name("CNRS", "acronym"),
                      name("Centre National de la Recherche Scientifique", lang="fr", shown=True),
                      name("French National Centre for Scientific Research", lang="en")]),
        record(PHYSICS, [name("INP", "acronym"), name("Institut de Physique", lang="fr", shown=True)], parents=[CNRS]),
        record(EARTH, [name("INSU", "acronym"), name("Institut National des Sciences de l'Univers", shown=True)],
               parents=[CNRS]),
        record(TOKYO, [name("UT", "acronym"), name("The University of Tokyo", lang="en", shown=True),
                       name("東京大学", lang="ja"), name("Todai", "alias")], place=("Tokyo", "JP")),
        record(IPGP, [name("IPGP", "acronym"), name("Institut de physique du globe de Paris", lang="fr", shown=True),
                      name("UMR 7154", "alias"), name("UMR7154", "alias")], parents=[CNRS, EARTH]),
        record(NECKER, [name("INEM", "acronym"), name("Institut Necker Enfants Malades", lang="fr", shown=True),
                        name("UMR8253/U1151", "alias")], parents=[CNRS]),
        record(NAMELESS, [name("ICN", "acronym"), name("Institut de Chimie de Nice", lang="fr", shown=True)],
               parents=[PHYSICS, EARTH], place=("Nice", "FR")),
        # another INP, which is no institute of the CNRS although it is called so
        record("00w2q5j98", [name("INP", "acronym"), name("Institut de Neurophysiopathologie", lang="fr", shown=True)],
               parents=["035xkbk20"]),
        record("035xkbk20", [name("Aix-Marseille Université", lang="fr", shown=True)], place=("Marseille", "FR")),
        record(WITHDRAWN, [name("CHA Medical Center", lang="en", shown=True), name("차 의료원", lang="ko")],
               status="withdrawn", successors=[BUNDANG], place=("Seongnam", "KR")),
        record(BUNDANG, [name("CHA University Bundang Medical Center", shown=True)], place=("Seongnam", "KR")),
    ]  # fmt: skip


def lines(items: list[Any]) -> bytes:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items).encode()


def write(folder: Path, items: list[Any]) -> Path:
    """A gzip file of JSON Lines in `folder`."""
    path = folder / "registry"
    path.write_bytes(gzip.compress(lines(items)))
    return path


def real_or_small(folder: Path) -> Path:
    """The real file when the environment names it, else the small one."""
    real = os.environ.get("ROR_FILE")
    return Path(real) if real else write(folder, records())
