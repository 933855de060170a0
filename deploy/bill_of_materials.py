"""Writes what the site is made of as CycloneDX: what `make sbom` runs.

From the lock and not from what happens to be installed, and the same bytes for the same lock: no moment, no random
number, no address of an index.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parent.parent


def make(lock: Path) -> str:
    """The bill of a lock, as JSON.

    Raises:
        subprocess.CalledProcessError: the lock cannot be read.
    """
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", str(lock)]
    command += ["--pyproject", str(BASE / "pyproject.toml"), "--mc-type", "application"]
    command += ["--spec-version", "1.6", "--output-format", "JSON", "--output-reproducible"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    bill: dict[str, Any] = json.loads(done.stdout)
    for component in bill["components"]:
        # Lines of the lock, which the hashes beside it repeat.
        component.pop("description", None)
        component["hashes"] = component["externalReferences"][0]["hashes"]
        del component["externalReferences"]
        references = {component["bom-ref"]: component["purl"]}
        component["bom-ref"] = component["purl"]
        for dependency in bill.get("dependencies", ()):
            dependency["ref"] = references.get(dependency["ref"], dependency["ref"])
            dependency["dependsOn"] = [references.get(ref, ref) for ref in dependency.get("dependsOn", ())]
    return json.dumps(bill, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main(target: str = "sbom.cdx.json") -> int:
    """Write the bill whole or not at all."""
    try:
        text = make(BASE / "requirements.txt")
    except subprocess.CalledProcessError as error:
        print(error.stderr.strip() or "cyclonedx-py failed", file=sys.stderr)
        return 1
    file, partial = Path(target), Path(f"{target}.new")
    partial.write_text(text)
    partial.replace(file)
    print(f"{file}: {len(json.loads(text)['components'])} packages")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
