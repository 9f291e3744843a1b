#!/usr/bin/env python3
"""Asks a real collector about each config that ComposedCorpusTest composed, and writes down what it says.

composed.py OTELCOL COMPOSED VERDICTS    COMPOSED is what the test left in target/composed-corpus
"""
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

OTELCOL, COMPOSED, VERDICTS = (pathlib.Path(each).resolve() for each in sys.argv[1:4])


def ask(config):
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [OTELCOL, "validate", "--config", "file:" + str(config)],
            capture_output=True, text=True, timeout=60, cwd=folder,
            env={"PATH": "/usr/bin:/bin", "HOME": folder})
    message = re.sub(r"^Error: ", "", done.stderr.strip().split("\n20", 1)[0])
    return done.returncode, message.replace(str(COMPOSED) + "/", "").strip()


version = subprocess.run([OTELCOL, "--version"], capture_output=True, text=True).stdout.split()[-1]
verdicts = {}
for config in sorted(COMPOSED.glob("*.yaml")):
    code, message = ask(config)
    verdict = {"sha256": hashlib.sha256(config.read_bytes()).hexdigest(), "valid": code == 0}
    if code:
        verdict["message"] = message[:2000]
    verdicts[config.name.removesuffix(".yaml")] = verdict
VERDICTS.write_text(json.dumps({"collector": version, "verdicts": verdicts}, indent=1, ensure_ascii=False) + "\n")
print(len(verdicts), "configs,", sum(v["valid"] for v in verdicts.values()), "valid")
