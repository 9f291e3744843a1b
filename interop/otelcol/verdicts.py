#!/usr/bin/env python3
"""Asks a real collector about each config of the corpus and writes down what it says.

verdicts.py OTELCOL CORPUS    writes CORPUS/verdicts.json
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

OTELCOL, CORPUS = (pathlib.Path(each).resolve() for each in sys.argv[1:3])

# Older names under which these types are found as well; agents report both, `components` does not.
ALIASES = {
    "receivers": {"file_log": "filelog", "host_metrics": "hostmetrics"},
    "processors": {"cumulative_to_delta": "cumulativetodelta"},
    "exporters": {"otlp_grpc": "otlp", "otlp_http": "otlphttp",
                  "prometheus_remote_write": "prometheusremotewrite"},
    "connectors": {"span_metrics": "spanmetrics"},
}


def files(case):
    return sorted(case.glob("*.yaml")) if case.is_dir() else [case]


def cases():
    for path in sorted(CORPUS.glob("*/*")):
        if path.is_dir() or path.suffix == ".yaml":
            yield path


def ask(case):
    command = [OTELCOL, "validate"]
    for file in files(case):
        command += ["--config", "file:" + str(file)]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, cwd=folder,
            env={"PATH": "/usr/bin:/bin", "HOME": folder})
    message = re.sub(r"^Error: ", "", done.stderr.strip().split("\n20", 1)[0])
    message = message.replace(str(CORPUS) + "/", "").strip()
    return done.returncode, message


def components():
    text = subprocess.run([OTELCOL, "components"], capture_output=True, text=True).stdout
    found, kind = {}, None
    for line in text.splitlines():
        if re.fullmatch(r"\w+:", line):
            kind = line[:-1]
        name = re.fullmatch(r"    - name: (\w+)", line)
        if name:
            found.setdefault(kind, []).append(name.group(1))
            alias = ALIASES.get(kind, {}).get(name.group(1))
            found[kind] += [alias] if alias else []
    return found


version = subprocess.run([OTELCOL, "--version"], capture_output=True, text=True).stdout.split()[-1]
verdicts = {}
for case in cases():
    code, message = ask(case)
    name = str(case.relative_to(CORPUS)).removesuffix(".yaml")
    verdicts[name] = {"valid": code == 0}
    if code:
        verdicts[name]["message"] = message[:2000]
out = {
    "collector": version,
    "command": "otelcol validate --config file:CONFIG",
    "components": components(),
    "verdicts": verdicts,
}
(CORPUS / "verdicts.json").write_text(json.dumps(out, indent=1, ensure_ascii=False) + "\n")
valid = sum(v["valid"] for v in verdicts.values())
print(len(verdicts), "configs,", valid, "valid")
