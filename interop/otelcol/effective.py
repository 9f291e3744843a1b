#!/usr/bin/env python3
"""Has a collector print what it makes of every config that it takes, and keeps that for the tests of drift.

effective.py RELEASE COMPOSED    RELEASE as built by effective.sh; COMPOSED is what ComposedCorpusTest left in target/composed-corpus
"""
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile

RELEASE, COMPOSED = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
HERE = pathlib.Path(__file__).resolve().parent
RESOURCES = HERE.parent.parent / "src/test/resources"
PROGRAM = HERE / f"build/effective-{RELEASE}/effective.bin"
FOLDERS = {"collector": RESOURCES / "collector-corpus", "typed": RESOURCES / "effective-corpus", "composed": COMPOSED}

lines = []
for kind, folder in FOLDERS.items():
    for path in sorted(folder.glob("*/*" if kind == "collector" else "*.yaml")):
        files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if files and all(file.suffix == ".yaml" for file in files):
            name = kind + "/" + str(path.relative_to(folder)).removesuffix(".yaml")
            lines.append("\t".join([name, *map(str, files)]))
with tempfile.TemporaryDirectory() as made:
    subprocess.run(
        [PROGRAM, made], input="\n".join(lines) + "\n", text=True, check=True, cwd=made, stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "HOME": made})
    found = {
        str(path.relative_to(made)).removesuffix(".yaml"): path.read_text()
        for path in sorted(pathlib.Path(made).rglob("*.yaml"))}
target = RESOURCES / f"effective-corpus/{RELEASE}.json.gz"
target.parent.mkdir(exist_ok=True)
# Without a time or a name in it: the same every time.
with open(target, "wb") as out, gzip.GzipFile("", "wb", 9, out, 0) as packed:
    packed.write(json.dumps(found, indent=0, sort_keys=True, ensure_ascii=False).encode())
print(len(found), "of", len(lines), "in", os.path.getsize(target), "bytes")
