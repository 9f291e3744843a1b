#!/usr/bin/env python3
"""Makes mutations of the corpus's good configs, the same every time, and asks a real collector about each.

mutations.py PROGRAM COUNT    PROGRAM as built by effective.sh; prints one JSON object a line: what was done, the text, what the collector says

Kept for the tests: mutations.py PROGRAM 1000 | gzip -9n > ../../src/test/resources/collector-mutations/0.158.0.jsonl.gz

Each is one or two changes to a config that the collector takes: misspelt keys, other shapes, indentation, keys twice, references to
nothing, connectors used wrongly, odd ids, expansions, anchors, levels of telemetry.
"""
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

PROGRAM, COUNT = pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2])
CORPUS = pathlib.Path(__file__).resolve().parent.parent.parent / "src/test/resources/collector-corpus"
VERDICTS = json.loads((CORPUS / "verdicts.json").read_text())["verdicts"]
GOOD = sorted(
    name for name, verdict in VERDICTS.items()
    if verdict["valid"] and (CORPUS / (name + ".yaml")).is_file() and not name.startswith(("own-settings/", "ottl/", "references/")))

KEYS = ["receivers", "processors", "exporters", "connectors", "extensions", "service", "pipelines", "telemetry", "traces", "metrics", "logs", "level", "readers"]
SHAPES = ["", " {}", " []", " x", " 1", " true", " null", " ~", " [x]", " [otlp]", " {a: b}", " ''", " \"\"", " [[]]", " [{}]", " [null]", " 1.5", " -", " |\n    x", " !!str otlp", " [otlp,]", " [,]", " 2024-01-01",
          " ${env:X}", " ${env:X:-otlp}", " ${env:X:-[otlp]}", " ${yaml:otlp}", " ${env:X:-{}}", " [${env:X:-otlp}]", " [${env:X}]", " ${file:/nowhere}"]
IDS = ["otlp/", "/otlp", "otlp/a", "otlp/a/b", "otlp /a", "otlp/ a", " otlp", "'otlp '", "Otlp", "OTLP", "otlp-x", "otlp.x", "otlp_x", "1otlp", "otlp1", "ötlp", "otlp/ö", "otlp/1", "otlp/-", "otlp/a b", "''", "\"otlp\"",
       "nop", "nop/x", "debug", "batch", "forward", "spanmetrics", "count", "x" * 63, "x" * 64, "o" + "/" + "x" * 1024, "o" + "/" + "x" * 1025, "null", "true", "1", "~", "otlp/null", "otlp/~", "otlp/'a'", "otlp\\a", "otlp:a", "[otlp]", "{otlp: }", "otlp#a",
       "otlp/#a", "unknown_type", "zipkin", "otlp/😀", "!!str otlp", "*x", "${env:X}", "${env:X:-otlp}", "otlp/${env:X:-a}", "$otlp", "$$otlp"]
PIPES = ["traces", "metrics", "logs", "profiles", "trace", "Traces", "traces/", "traces/a", "traces/a/b", "/a", "traces /a", "'traces'", "metric", "events", "entities", "traces/${env:X:-a}", "traces/" + "x" * 1024, "traces/" + "x" * 1025, "null", "1", "true", "traces::receivers", "*x", "traces/ "]
VALUES = ["${env:X}", "${X}", "$X", "$$X", "$${X}", "${env:X:-a}", "${X:-a}", "${env:}", "${}", "${", "}", "${env:X", "$", "a$", "$a", "${foo:bar}", "${env:1X}", "${env:X Y}", "${env:X-Y}", "${env:${env:Y:-X}}", "${env:X:-${env:Y:-b}}", "${file:/nowhere}",
          "${yaml:{a: b}}", "${yaml:a: b}", "${env:X:-}", "${env:X:-{a: 1}}", "x${env:X}y", "$${env:X}", "$$$${env:X}", "${ENV:X}", "${env:x.y}", "$env:X", "${http://localhost:1/x}", "${s3:x}", "${vault:x}", "0644", "1e3", "yes", "2024-01-01", "'${env:X}'", "\"${env:X}\""]
LEVELS = ["none", "basic", "normal", "detailed", "Normal", "verbose", "0", "1", "-1", "5", "300", "true", "null", "", "''", "[]", "{}", "${env:X}", "${env:X:-basic}", "${env:X:-verbose}", "debug", "info", "warn", "INFO", "trace", "1.5", " basic", "'basic'", "no", "off"]
TELEMETRY = ["logs: {level: §}", "metrics: {level: §}", "traces: {level: §}", "metrics: {readers: §}", "logs: {encoding: §}", "logs: {development: §}", "logs: {output_paths: §}", "logs: {initial_fields: §}", "logs: {sampling: §}", "resource: §", "resource: {a: §}",
             "metrics: {level: detailed, views: §}", "traces: {propagators: §}", "traces: {processors: §}", "logs: {disable_caller: §}", "logs: {levle: info}", "metrics: {leve: basic}", "log: {level: info}", "logs: §", "metrics: §", "traces: §", "metrics: {level: none, readers: §}",
             "metrics: {address: ':8888'}", "resource: {attributes: §}", "resource: {attributes: [{name: a, value: §}]}", "metrics: {readers: [§]}", "metrics: {readers: [{pull: §}]}", "metrics: {readers: [{periodic: {exporter: {console: §}}}]}", "logs: {processors: §}",
             "logs: {sampling: {enabled: §}}", "logs: {sampling: {initial: §}}", "logs: {sampling: {tick: §}}", "logs: {disable_stacktrace: §}", "logs: {error_output_paths: §}", "traces: {sampler: §}", "resource: {service.name: §}", "resource: {schema_url: §}", "resource: {detectors: §}"]
FILLS = LEVELS + ["[a]", "[a, 1]", "{a: b}", "{a: 1}", "{a: null}", "{a: [b]}", "[[a]]", "console", "json", "xml", "10s", "10", "[tracecontext, b3]", "[{batch: {exporter: {console: {}}}}]", "[{pull: {exporter: {prometheus: {host: h, port: 1}}}}]", "[{}]", "[null]"]


def misspell(word, r):
    i = r.randrange(len(word))
    return r.choice([word[:i] + word[i + 1:], word[:i] + word[i] + word[i:], word[:i].upper() + word[i:], word.capitalize(), word[:-1], word + "s", word[:i] + "x" + word[i + 1:], word.upper(), word.replace("_", "-"), " ".join([word[:i], word[i:]]), word + " "])


def lines(text, pattern):
    return [i for i, line in enumerate(text) if re.search(pattern, line)]


def change(text, r):
    """One mutation of a list of lines; what was done, or None."""
    kind = r.choice(["misspell", "shape", "indent", "twice", "member", "member", "id", "id", "pipe", "value", "telemetry", "telemetry", "drop", "swap", "odd", "anchor", "levels", "section", "connector", "dedent"])
    if kind == "misspell":
        at = lines(text, r"^\s*(" + "|".join(KEYS) + r")(/\w+)?:")
        if not at:
            return None
        i = r.choice(at)
        key = re.match(r"\s*([\w]+)", text[i]).group(1)
        text[i] = text[i].replace(key, misspell(key, r), 1)
    elif kind == "shape":
        at = lines(text, r"^\s*[\w/]+:")
        if not at:
            return None
        i = r.choice(at)
        own = len(text[i]) - len(text[i].lstrip())
        text[i] = text[i][:text[i].index(":") + 1] + r.choice(SHAPES)
        if r.random() < 0.7:
            while i + 1 < len(text) and text[i + 1].strip() and len(text[i + 1]) - len(text[i + 1].lstrip()) > own:
                del text[i + 1]
    elif kind == "indent":
        i = r.randrange(len(text))
        text[i] = " " * r.choice([1, 2, 3, 4]) + text[i]
    elif kind == "dedent":
        i = r.randrange(len(text))
        text[i] = text[i][min(r.choice([1, 2, 4]), len(text[i]) - len(text[i].lstrip())):]
    elif kind == "twice":
        i = r.randrange(len(text))
        text.insert(r.choice([i, i + 1, len(text)]), text[i])
    elif kind == "member":
        at = lines(text, r"(receivers|processors|exporters|extensions): \[.*\]\s*$")
        if not at:
            return None
        i = r.choice(at)
        head, members = text[i].split("[", 1)
        ids = [each.strip() for each in members.rstrip().rstrip("]").split(",") if each.strip()]
        ids = r.choice([ids + [r.choice(IDS)], ids[1:], [r.choice(IDS)], ids + ids, [], ids + [r.choice(ids or ["x"])], ["'" + each + "'" for each in ids], [" " + each + " " for each in ids], ids + [""], ids[::-1]])
        text[i] = head + r.choice(["[" + ", ".join(ids) + "]", ", ".join(ids) or "~", "{" + ", ".join(each + ": " for each in ids) + "}", "[" + ", ".join(ids) + ",]", "\"" + ", ".join(ids) + "\"", "[" + ", ".join(ids) + "]", "[" + ", ".join(ids) + "]"])
    elif kind == "id":
        at = lines(text, r"^  [\w/]+:")
        if not at:
            return None
        i = r.choice(at)
        text[i] = "  " + r.choice(IDS) + text[i][text[i].index(":"):]
    elif kind == "pipe":
        at = lines(text, r"^\s+(traces|metrics|logs)(/\w+)?:")
        if not at:
            return None
        i = r.choice(at)
        text[i] = re.sub(r"(traces|metrics|logs)(/\w+)?:", lambda m: r.choice(PIPES) + ":", text[i], count=1)
    elif kind == "value":
        at = lines(text, r"^\s+[\w/]+: \S+$")
        if not at:
            return None
        i = r.choice(at)
        text[i] = text[i][:text[i].index(":") + 2] + r.choice(VALUES)
    elif kind == "telemetry":
        at = lines(text, r"^service:\s*$")
        if not at or lines(text, r"^  telemetry:"):
            return None
        text.insert(at[0] + 1, "  telemetry: {" + r.choice(TELEMETRY).replace("§", r.choice(FILLS)) + "}")
    elif kind == "drop":
        del text[r.randrange(len(text))]
    elif kind == "swap":
        i, j = r.randrange(len(text)), r.randrange(len(text))
        text[i], text[j] = text[j], text[i]
    elif kind == "odd":
        text.insert(r.randrange(len(text) + 1), r.choice(["---", "...", "# c", "  # c", "\t# c", "x: 1", "1: x", "null: x", "? x", "? [x]\n: y", "<<: {receivers: {nop: }}", "<<: *x", "x-y: &x {a: b}", "---\nreceivers: {}", "%YAML 1.1", "\ufeff", "'receivers': {nop: }", "\"service\": {}", "{}", "- x", "receivers::nop:", "service::telemetry::logs::level: debug", "service::pipelines::traces/b: {receivers: [otlp], exporters: [debug]}"]))
    elif kind == "anchor":
        at = lines(text, r"^\s+[\w/]+:\s*$")
        if len(at) < 2:
            return None
        i, j = r.sample(at, 2)
        text[min(i, j)] += " &x"
        text[max(i, j)] += r.choice([" *x", " {<<: *x}", " {<<: [*x]}", " {<<: *x, a: 1}", " [*x]", " *y"])
        if r.random() < 0.7:
            k, own = max(i, j), len(text[max(i, j)]) - len(text[max(i, j)].lstrip())
            while k + 1 < len(text) and text[k + 1].strip() and len(text[k + 1]) - len(text[k + 1].lstrip()) > own:
                del text[k + 1]
    elif kind == "levels":
        at = lines(text, r"^\s+[\w/]+: \S+$")
        if not at:
            return None
        i = r.choice(at)
        text[i] = text[i].replace(":", r.choice(["::a:", "::", "::a::b:", ":::"]), 1)
    elif kind == "section":
        text.append(r.choice(["connectors: {forward: }", "connectors: {forward/x: , count: }", "extensions: {zpages: }", "extensions: {nope: }", "processors: {batch/new: , nope: }", "receivers: {nope: }", "exporters: {nope: }", "receivers: ", "connectors: []", "foo: {}", "processor: {}", "service: {}", "extensions: ", "processors: null"]))
    elif kind == "connector":
        at = lines(text, r"^\s+pipelines:\s*$")
        if not at:
            return None
        own = len(text[at[0]]) - len(text[at[0]].lstrip()) + 2
        name = r.choice(["forward", "forward/a", "count", "spanmetrics"])
        to = r.choice(["traces", "metrics", "logs"])
        text.append("connectors: {" + name + ": }")
        text.insert(at[0] + 1, " " * own + to + "/new: {receivers: [" + r.choice([name, "otlp", name + ", otlp"]) + "], exporters: [" + r.choice(["debug", name, "nop", "debug, " + name]) + "]}")
        exporters = lines(text, r"^\s+exporters: \[.*\]\s*$")
        if exporters and r.random() < 0.7:
            i = r.choice(exporters)
            text[i] = text[i].rstrip()[:-1] + ", " + name + "]"
    return kind


cases = []
r = random.Random(20261130)
seen = set()
while len(cases) < COUNT:
    name = r.choice(GOOD)
    text = (CORPUS / (name + ".yaml")).read_text().rstrip("\n").split("\n")
    done = [change(text, r)]
    if r.random() < 0.2:
        done.append(change(text, r) if text else None)
    made = "\n".join(text) + "\n"
    if None not in done and made not in seen:
        seen.add(made)
        cases.append((name, "+".join(done), made))

# Every value of telemetry with everything that may stand there.
for where in TELEMETRY:
    for fill in FILLS if "§" in where else []:
        if "${" not in fill:
            cases.append((
                "telemetry", where + " | " + fill,
                "receivers: {otlp: {protocols: {grpc: }}}\nexporters: {debug: }\nservice:\n  telemetry: {" + where.replace("§", fill)
                + "}\n  pipelines: {traces: {receivers: [otlp], exporters: [debug]}}\n"))

with tempfile.TemporaryDirectory() as folder:
    root = pathlib.Path(folder)
    listing = []
    for i, (_, _, text) in enumerate(cases):
        file = root / f"c{i}.yaml"
        file.write_text(text)
        listing.append(f"c{i}\t{file}")
    ran = subprocess.run(
        [PROGRAM, root / "out"], input="\n".join(listing) + "\n", text=True, capture_output=True, cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": folder})
    if ran.returncode:
        sys.exit(ran.stderr[-2000:])
    messages = dict(re.findall(r"^c(\d+) (.*(?:\n(?!c\d+ ).*)*)", ran.stderr, re.M))
    taken = {path.stem for path in (root / "out").glob("*.yaml")}
for i, (name, done, text) in enumerate(cases):
    out = {"from": name, "done": done, "text": text, "taken": f"c{i}" in taken}
    if f"c{i}" not in taken:
        out["message"] = messages.get(str(i), "").replace(folder + "/", "").strip()[:300]
    print(json.dumps(out, ensure_ascii=False))
