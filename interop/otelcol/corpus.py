#!/usr/bin/env python3
"""Writes the corpus of collector configs: families made here, each config in a file of its own.

corpus.py FOLDER    empties and fills FOLDER; the same every time
"""
import copy
import pathlib
import shutil
import sys

ROOT = pathlib.Path(sys.argv[1])
FILES = {}


def put(name, text):
    """One config; a dict of texts is one of several files, merged in the order of their names."""
    assert name not in FILES, name
    FILES[name] = text


def scalar(value):
    if value is None:
        return ""
    if value is True or value is False:
        return str(value).lower()
    return str(value)


def block(value, indent=0):
    """A dict as YAML in block style; lists of texts as [a, b]."""
    lines = []
    pad = "  " * indent
    for key, inner in value.items():
        if isinstance(inner, dict) and inner:
            lines.append(f"{pad}{key}:")
            lines.append(block(inner, indent + 1))
        elif isinstance(inner, dict):
            lines.append(f"{pad}{key}: {{}}")
        elif isinstance(inner, list) and all(not isinstance(i, dict) for i in inner):
            lines.append(f"{pad}{key}: [{', '.join(scalar(i) for i in inner)}]")
        elif isinstance(inner, list):
            lines.append(f"{pad}{key}:")
            for item in inner:
                text = block(item, indent + 2)
                lines.append(pad + "  - " + text.lstrip())
        else:
            lines.append(f"{pad}{key}: {scalar(inner)}".rstrip())
    return "\n".join(lines)


BASE = {
    "receivers": {"otlp": {"protocols": {"grpc": None, "http": None}}},
    "exporters": {"debug": None},
    "service": {"pipelines": {"traces": {"receivers": ["otlp"], "exporters": ["debug"]}}},
}


def config(**sections):
    """The base with sections laid over it; None takes one away."""
    made = copy.deepcopy(BASE)
    for key, value in sections.items():
        if key == "pipelines":
            made["service"]["pipelines"] = value
        elif key in ("extensions_used", "telemetry"):
            made["service"]["extensions" if key == "extensions_used" else key] = value
        elif value is None:
            del made[key]
        elif isinstance(value, dict) and isinstance(made.get(key), dict):
            made[key].update(value)
        else:
            made[key] = value
    order = ["extensions", "receivers", "processors", "exporters", "connectors"]
    keys = [k for k in order if k in made] + [k for k in made if k not in order]
    return {k: made[k] for k in keys}


def both(name, **sections):
    put(name, block(config(**sections)) + "\n")


def pipe(receivers, exporters, processors=None):
    made = {"receivers": receivers}
    if processors is not None:
        made["processors"] = processors
    made["exporters"] = exporters
    return made


SETTINGS = {
    "otlp": {"protocols": {"grpc": None}},
    "zipkin": None,
    "filelog": {"include": ["/var/log/x.log"]},
    "hostmetrics": {"scrapers": {"memory": None}},
    "batch": None,
    "memory_limiter": {"check_interval": "1s", "limit_mib": 512},
    "attributes": {"actions": [{"key": "a", "value": "b", "action": "insert"}]},
    "resource": {"attributes": [{"key": "a", "value": "b", "action": "upsert"}]},
    "filter": {"error_mode": "ignore"},
    "transform": {"error_mode": "ignore"},
    "probabilistic_sampler": {"sampling_percentage": 15},
    "cumulativetodelta": None,
    "tail_sampling": {"policies": [{"name": "all", "type": "always_sample"}]},
    "debug": {"verbosity": "detailed"},
    "otlp_exporter": {"endpoint": '"otelcol:4317"', "tls": {"insecure": True}},
    "otlphttp": {"endpoint": '"http://otelcol:4318"'},
    "nop": None,
    "file": {"path": "/tmp/x.json"},
    "prometheusremotewrite": {"endpoint": '"http://prometheus:9090/api/v1/write"'},
    "forward": None,
    "spanmetrics": None,
    "count": None,
}


def settings(kind):
    return copy.deepcopy(SETTINGS[kind])


# --- every component in every signal: 4 receivers, 9 processors, 6 exporters
for signal in ("traces", "metrics", "logs"):
    for receiver in ("zipkin", "filelog", "hostmetrics"):
        both(
            f"signals/{signal}-{receiver}",
            receivers={receiver: settings(receiver)},
            pipelines={signal: pipe(["otlp", receiver], ["debug"])},
        )
    for processor in ("batch", "memory_limiter", "attributes", "resource", "filter", "transform",
                      "probabilistic_sampler", "cumulativetodelta", "tail_sampling"):
        both(
            f"signals/{signal}-{processor}",
            processors={processor: settings(processor)},
            pipelines={signal: pipe(["otlp"], ["debug"], [processor])},
        )
    for exporter in ("otlp", "otlphttp", "nop", "file", "prometheusremotewrite"):
        both(
            f"signals/{signal}-{exporter}-exporter",
            exporters={exporter: settings("otlp_exporter" if exporter == "otlp" else exporter)},
            pipelines={signal: pipe(["otlp"], ["debug", exporter])},
        )
both("signals/profiles", pipelines={"profiles": pipe(["otlp"], ["debug"])})
both("signals/profiles-and-traces", pipelines={
    "traces": pipe(["otlp"], ["debug"]), "profiles/a": pipe(["otlp"], ["debug"])})

# --- connectors: every pair of signals
for connector in ("forward", "spanmetrics", "count"):
    for a in ("traces", "metrics", "logs"):
        for b in ("traces", "metrics", "logs"):
            both(
                f"connectors/{connector}-{a}-{b}",
                connectors={connector: settings(connector)},
                pipelines={f"{a}/in": pipe(["otlp"], [connector]),
                           f"{b}/out": pipe([connector], ["debug"])},
            )
both("connectors/only-exporter", connectors={"forward": None},
     pipelines={"traces": pipe(["otlp"], ["debug", "forward"])})
both("connectors/only-receiver", connectors={"forward": None},
     pipelines={"traces": pipe(["otlp", "forward"], ["debug"])})
both("connectors/unused", connectors={"forward": None, "count": None})
both("connectors/one-signal-unserved", connectors={"count": None}, pipelines={
    "traces/in": pipe(["otlp"], ["count"]), "logs/in": pipe(["otlp"], ["count"]),
    "metrics/out": pipe(["count"], ["debug"]), "logs/out": pipe(["count"], ["debug"])})
both("connectors/many-to-one", connectors={"count": None}, pipelines={
    "traces/in": pipe(["otlp"], ["count"]), "logs/in": pipe(["otlp"], ["count"]),
    "metrics/out": pipe(["count"], ["debug"])})
both("connectors/one-to-many", connectors={"forward": None}, pipelines={
    "logs/in": pipe(["otlp"], ["forward"]), "logs/a": pipe(["forward"], ["debug"]),
    "logs/b": pipe(["forward"], ["debug"])})
both("connectors/ambiguous-exporter", exporters={"forward": None}, connectors={"forward": None},
     pipelines={"traces/in": pipe(["otlp"], ["forward"]),
                "traces/out": pipe(["forward"], ["debug"])})
both("connectors/same-id-as-exporter", exporters={"count": None}, connectors={"count": None})
both("connectors/same-id-as-processor", processors={"batch": None}, connectors={"forward": None},
     pipelines={"traces/in": pipe(["otlp"], ["forward"], ["batch"]),
                "traces/out": pipe(["forward"], ["debug"])})
both("connectors/as-processor", connectors={"forward": None},
     pipelines={"traces": pipe(["otlp"], ["debug"], ["forward"])})
both("connectors/no-other-exporter", exporters=None, connectors={"forward": None}, pipelines={
    "traces/in": pipe(["otlp"], ["forward"]), "traces/out": pipe(["forward"], ["forward"])})
both("connectors/named", connectors={"forward/one": None, "forward/two": None}, pipelines={
    "logs/1": pipe(["otlp"], ["forward/one"]), "logs/2": pipe(["forward/one"], ["forward/two"]),
    "logs/3": pipe(["forward/two"], ["debug"])})
both("connectors/chain-of-signals", connectors={"spanmetrics": None, "count": None}, pipelines={
    "traces": pipe(["otlp"], ["spanmetrics"]), "metrics/a": pipe(["spanmetrics"], ["count"]),
    "metrics/b": pipe(["count"], ["debug"])})
# cycles
both("cycles/self", connectors={"forward": None}, pipelines={
    "traces": pipe(["otlp", "forward"], ["debug", "forward"])})
both("cycles/two", connectors={"forward/a": None, "forward/b": None}, pipelines={
    "logs/1": pipe(["otlp", "forward/b"], ["forward/a"]),
    "logs/2": pipe(["forward/a"], ["forward/b", "debug"])})
both("cycles/three", connectors={"forward/a": None, "forward/b": None, "forward/c": None},
     processors={"batch": None}, pipelines={
    "logs/1": pipe(["otlp", "forward/c"], ["forward/a"], ["batch"]),
    "logs/2": pipe(["forward/a"], ["forward/b"]),
    "logs/3": pipe(["forward/b"], ["forward/c", "debug"], ["batch"])})
both("cycles/count-itself", connectors={"count": None}, pipelines={
    "metrics": pipe(["otlp", "count"], ["debug", "count"])})
both("cycles/none-as-signals-end", connectors={"count": None}, pipelines={
    "logs": pipe(["otlp"], ["count"]), "metrics": pipe(["count"], ["debug"])})
both("cycles/diamond-is-none", connectors={"forward/a": None, "forward/b": None}, pipelines={
    "logs/1": pipe(["otlp"], ["forward/a", "forward/b"]),
    "logs/2": pipe(["forward/a"], ["debug"]), "logs/3": pipe(["forward/b", "forward/a"], ["debug"])})
both("cycles/through-metrics", connectors={"count": None, "forward": None}, pipelines={
    "logs": pipe(["otlp"], ["count"]), "metrics/1": pipe(["count", "forward"], ["forward"]),
    "metrics/2": pipe(["otlp"], ["debug"])})

# --- sections and components
both("sections/unknown-top-level", recievers={"otlp": None})
both("sections/x-anchor", **{"x-common": {"a": 1}})
both("sections/no-receivers", receivers=None)
both("sections/no-exporters", exporters=None)
both("sections/no-service", service=None)
both("sections/receivers-null", receivers="")
both("sections/receivers-list", receivers="[otlp]")
both("sections/receivers-text", receivers="otlp")
both("sections/receivers-number", receivers="1")
both("sections/receivers-empty", receivers="{}")
both("sections/exporters-empty-text", exporters='""')
both("sections/processors-null", processors="")
both("sections/processors-list", processors="[]")
both("sections/processors-empty", processors={})
both("sections/extensions-null", extensions="")
both("sections/connectors-true", connectors="true")
both("sections/service-null", service="")
both("sections/service-list", service="[]")
both("sections/unused-everything", receivers={"zipkin": None}, processors={"batch": None},
     exporters={"nop": None}, extensions={"zpages": None})
for kind, names in {
    "receivers": ["otpl", "jaeger", "batch", "OTLP", "nop"],
    "processors": ["bacth", "k8sattributes", "otlp", "spanmetrics"],
    "exporters": ["logging", "debugg", "zipkin", "batch"],
    "connectors": ["foward", "routing", "otlp"],
    "extensions": ["healthcheck", "oauth2client", "debug"],
}.items():
    for name in names:
        both(f"unknown/{kind}-{name}", **{kind: {name: None}})
both("unknown/used-receiver", receivers={"kafka": None},
     pipelines={"traces": pipe(["kafka"], ["debug"])})
both("unknown/named", receivers={"kafka/eu": {"brokers": ["a"]}})
for name, key in {
    "named": "zipkin/2", "named-dots": "zipkin/a.b-c_d", "named-unicode": "zipkin/größe", "slashes": "zipkin/a/b",
    "digits": "zipkin/2026", "spaces-around": '" zipkin / x "', "empty-name": '"zipkin/"', "only-slash": '"/"',
    "no-type": '"/x"', "space-within": '"zipkin/a b"', "dash-in-type": "my-otlp", "digit-first": "1zipkin",
    "dot-in-type": "zipkin.x", "symbol-in-name": '"zipkin/a+b"', "euro-in-name": '"zipkin/a€"',
    "empty": '""', "long-type": "a" * 64, "long-name": "zipkin/" + "n" * 1000, "two-bytes-name": "zipkin/" + "ö" * 600,
    "number": "12", "emoji": '"zipkin/😀"', "colon": '"zipkin/a:b"',
}.items():
    both(f"ids/{name}", receivers={key: None})
both("ids/twice-by-spaces", receivers={"zipkin/x": None, '"zipkin / x"': None})
both("ids/used-with-spaces", receivers={"zipkin/x": None},
     pipelines={"traces": pipe(['" zipkin / x "'], ["debug"])})
for name, value in {"text": "x", "number": 1, "list": "[]", "true": True, "empty-text": '""',
                    "empty-mapping": {}, "null": "~", "tilde-text": '"~"'}.items():
    both(f"settings-shape/{name}", exporters={"debug": value})

# --- what pipelines name
for kind, name in {"receivers": "otlp/2", "processors": "batch", "exporters": "debug/2"}.items():
    made = pipe(["otlp"], ["debug"], [])
    made[kind] = made[kind] + [name]
    both(f"undefined/{kind}", pipelines={"traces": made})
both("undefined/extension", extensions_used=["health_check"])
both("undefined/second-extension", extensions={"zpages": None}, extensions_used=["zpages", "pprof"])
both("undefined/exporter-as-receiver", pipelines={"traces": pipe(["debug"], ["debug"])})
both("undefined/receiver-as-exporter", pipelines={"traces": pipe(["otlp"], ["otlp"])})
both("undefined/processor-as-exporter", processors={"batch": None},
     pipelines={"traces": pipe(["otlp"], ["batch"])})
both("undefined/exporter-as-processor",
     pipelines={"traces": pipe(["otlp"], ["debug"], ["debug"])})
both("undefined/in-second-pipeline", pipelines={
    "traces": pipe(["otlp"], ["debug"]), "logs": pipe(["otlp"], ["nop"])})
both("undefined/null-in-list", pipelines={"traces": pipe(["otlp", "~"], ["debug"])})
both("undefined/empty-in-list", pipelines={"traces": pipe(["otlp", '""'], ["debug"])})
both("undefined/number-in-list", pipelines={"traces": pipe(["otlp", 1], ["debug"])})
both("undefined/true-in-list", pipelines={"traces": pipe(["otlp", "true"], ["debug"])})
both("undefined/mapping-in-list", pipelines={"traces": pipe(["otlp", "{a: b}"], ["debug"])})
both("undefined/list-in-list", pipelines={"traces": pipe(["otlp", "[otlp]"], ["debug"])})
both("undefined/case", pipelines={"traces": pipe(["OTLP"], ["debug"])})

# --- pipelines
both("pipelines/none", pipelines={})
both("pipelines/null", pipelines="")
both("pipelines/list", pipelines="[traces]")
both("pipelines/text", pipelines="traces")
both("pipelines/null-pipeline", pipelines={"traces": None})
both("pipelines/empty-pipeline", pipelines={"traces": {}})
both("pipelines/list-pipeline", pipelines={"traces": "[otlp]"})
both("pipelines/text-pipeline", pipelines={"traces": "otlp"})
both("pipelines/no-receivers", pipelines={"traces": {"exporters": ["debug"]}})
both("pipelines/no-exporters", pipelines={"traces": {"receivers": ["otlp"]}})
both("pipelines/empty-receivers", pipelines={"traces": pipe([], ["debug"])})
both("pipelines/null-exporters", pipelines={"traces": {"receivers": ["otlp"], "exporters": None}})
both("pipelines/null-processors",
     pipelines={"traces": {"receivers": ["otlp"], "processors": None, "exporters": ["debug"]}})
both("pipelines/empty-processors", pipelines={"traces": pipe(["otlp"], ["debug"], [])})
both("pipelines/unknown-key", pipelines={"traces": dict(pipe(["otlp"], ["debug"]), extensions=["zpages"])})
both("pipelines/singular-key", pipelines={"traces": {"receiver": ["otlp"], "exporters": ["debug"]}})
both("pipelines/connectors-key", connectors={"forward": None},
     pipelines={"traces": dict(pipe(["otlp"], ["debug"]), connectors=["forward"])})
both("pipelines/text-list", pipelines={"traces": {"receivers": "otlp", "exporters": "debug"}})
both("pipelines/comma-list", receivers={"zipkin": None},
     pipelines={"traces": {"receivers": "otlp,zipkin", "exporters": "debug"}})
both("pipelines/comma-space-list", receivers={"zipkin": None},
     pipelines={"traces": {"receivers": '"otlp, zipkin"', "exporters": "debug"}})
both("pipelines/comma-undefined", pipelines={"traces": {"receivers": "otlp,zipkin", "exporters": "debug"}})
both("pipelines/comma-trailing", pipelines={"traces": {"receivers": '"otlp,"', "exporters": "debug"}})
both("pipelines/empty-text-list", pipelines={"traces": {"receivers": '""', "exporters": "debug"}})
both("pipelines/number-list", pipelines={"traces": {"receivers": 1, "exporters": "debug"}})
both("pipelines/mapping-list", pipelines={"traces": {"receivers": {"otlp": None}, "exporters": "debug"}})
both("pipelines/empty-mapping-list", pipelines={"traces": {"receivers": {}, "exporters": "debug"}})
for key in ("trace", "metric", "log", "Traces", "spans", "traces-in", "traces.in", '""', '"/x"', '"traces/"',
            '"traces/a b"', '"traces/a+b"'):
    name = "".join(c if c.isalnum() else f"_{ord(c):x}" for c in key)
    both(f"pipelines/id-{name}", pipelines={key: pipe(["otlp"], ["debug"])})
for key in ("traces/1", "logs/a/b", "metrics/größe", '" traces / x "', "metrics/a.b"):
    name = "".join(c if c.isascii() and c.isalnum() else "_" for c in key)
    both(f"pipelines/fine-id-{name}", pipelines={key: pipe(["otlp"], ["debug"])})
both("pipelines/twice-by-spaces", pipelines={
    "traces/x": pipe(["otlp"], ["debug"]), '"traces / x"': pipe(["otlp"], ["debug"])})
both("pipelines/all-signals", pipelines={
    s: pipe(["otlp"], ["debug"]) for s in ("traces", "metrics", "logs")})
both("pipelines/many", pipelines={f"logs/{i}": pipe(["otlp"], ["debug"]) for i in range(40)})
both("duplicates/receiver", pipelines={"traces": pipe(["otlp", "otlp"], ["debug"])})
both("duplicates/exporter", pipelines={"traces": pipe(["otlp"], ["debug", "debug"])})
both("duplicates/processor", processors={"batch": None},
     pipelines={"traces": pipe(["otlp"], ["debug"], ["batch", "batch"])})
both("duplicates/processor-apart", processors={"batch": None, "batch/2": None},
     pipelines={"traces": pipe(["otlp"], ["debug"], ["batch", "batch/2"])})
both("duplicates/processor-in-two", processors={"batch": None}, pipelines={
    "traces": pipe(["otlp"], ["debug"], ["batch"]), "logs": pipe(["otlp"], ["debug"], ["batch"])})
both("duplicates/extension", extensions={"zpages": None}, extensions_used=["zpages", "zpages"])
both("duplicates/connector", connectors={"forward": None}, pipelines={
    "traces/in": pipe(["otlp"], ["forward", "forward"]),
    "traces/out": pipe(["forward", "forward"], ["debug"])})

# --- service
both("service/unknown-key", service={"pipeline": {}})
both("service/processors-key", service={"processors": ["batch"]})
both("service/extensions-null", extensions_used="")
both("service/extensions-text", extensions={"zpages": None}, extensions_used="zpages")
both("service/extensions-mapping", extensions={"zpages": None}, extensions_used={"zpages": None})
both("service/extensions-list", extensions={"zpages": None, "pprof": None, "health_check": None},
     extensions_used=["zpages", "pprof", "health_check"])
both("service/extensions-unused", extensions={"zpages": None})
both("service/extensions-number", extensions_used="[1]")
for name, value in {
    "null": "", "empty": {}, "list": "[]", "text": "on",
    "logs-level": {"logs": {"level": "debug"}},
    "logs-all": {"logs": {"level": "info", "development": True, "encoding": "json", "disable_caller": True,
                          "disable_stacktrace": True, "output_paths": ["stderr"],
                          "error_output_paths": ["stderr"], "initial_fields": {"a": "b"},
                          "sampling": {"enabled": False}}},
    "logs-unknown": {"logs": {"levle": "debug"}},
    "logs-null": {"logs": None},
    "logs-text": {"logs": "debug"},
    "metrics-none": {"metrics": {"level": "none"}},
    "metrics-readers": {"metrics": {"level": "detailed", "readers": [
        {"pull": {"exporter": {"prometheus": {"host": "localhost", "port": 8888}}}}]}},
    "metrics-address": {"metrics": {"address": '"localhost:8888"'}},
    "metrics-unknown": {"metrics": {"port": 8888}},
    "traces-level": {"traces": {"level": "none"}},
    "traces-propagators": {"traces": {"propagators": ["tracecontext", "b3"]}},
    "traces-unknown": {"traces": {"sampling": 1}},
    "resource": {"resource": {"service.name": "x", "anything": "y"}},
    "unknown": {"log": {"level": "debug"}},
    "profiles": {"profiles": None},
}.items():
    both(f"telemetry/{name}", telemetry=value)

# --- references
for name, value in {
    "env": "${env:ENDPOINT}", "plain": "${ENDPOINT}", "default": "${env:ENDPOINT:-localhost:4317}",
    "plain-default": "${ENDPOINT:-x}", "empty-default": "${env:ENDPOINT:-}", "within": "http://${env:HOST}:4317",
    "two": "${env:A}:${env:B}", "escaped": "$${env:A}", "escaped-twice": "$$${env:A}", "dollar": "a$b",
    "dollars": "a$$b", "naked": "$ENDPOINT", "unclosed": "${env:A", "only-close": "a}", "nested": "${env:${env:A:-B}:-c}",
    "yaml": '"${yaml:http://x:4317}"', "empty": "${}", "empty-env": "${env:}", "digit-first": "${env:1A}",
    "dash": "${env:A-B}", "space": "${env:A B}", "unknown-scheme": "${vault:secret}", "misspelt-scheme": "${evn:A}",
    "one-letter-scheme": "${x:y}", "digit-scheme": "${1x:y}", "dollar-within": "${env:A$B}", "dot": "${env:a.b}",
    "escaped-unknown": "$${vault:secret}", "escaped-then-real": "$${a} ${1}", "lone": "${", "unicode": "${env:GRÖSSE}",
    "braces": "{a} ${env:A}", "json-template": "{{ .x }}", "odd": "$$$${1}",
}.items():
    text = value if value.startswith('"') else "'" + value + "'"
    both(f"references/{name}", exporters={"otlphttp": {"endpoint": '"http://x:4318"', "headers": {"a": text}}})
both("references/in-key", exporters={"otlphttp": {"endpoint": '"http://x:4318"', "headers": {'"${1}"': "x"}}})
both("references/in-comment", **{"exporters": {"debug": None}})
FILES["references/in-comment"] += "# ${1}\n"
both("references/list", pipelines={"traces": pipe(["${env:R:-otlp}"], ["debug"])})
both("references/list-undefined", pipelines={"traces": pipe(["otlp", "zipkin", "${env:R:-otlp}"], ["debug"])})
both("references/whole-list", pipelines={"traces": {"receivers": '"${env:R:-otlp}"', "exporters": ["debug"]}})
both("references/whole-section", exporters='"${yaml:{debug: }}"')
both("references/settings", exporters={"debug": '"${yaml:{verbosity: basic}}"'})
both("references/pipeline", pipelines={"traces": '"${yaml:{receivers: [otlp], exporters: [debug]}}"'})
both("references/extensions", extensions={"zpages": None}, extensions_used='"${env:E:-zpages}"')

# --- syntax and styles
PLAIN = block(BASE) + "\n"
put("styles/plain", PLAIN)
put("styles/crlf", PLAIN.replace("\n", "\r\n"))
put("styles/bom", "\ufeff" + PLAIN)
put("styles/comments", "# head\n" + PLAIN.replace("exporters:", "exporters: # some", 1) + "# tail\n")
put("styles/document-markers", "---\n" + PLAIN + "...\n")
put("styles/flow", "{receivers: {otlp: {protocols: {grpc: }}}, exporters: {debug: }, "
    "service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}}\n")
put("styles/json", '{"receivers": {"otlp": {"protocols": {"grpc": {}}}}, "exporters": {"debug": null},\n'
    ' "service": {"pipelines": {"traces": {"receivers": ["otlp"], "exporters": ["debug"]}}}}\n')
put("styles/json-tabs", '{\n\t"receivers": {"otlp": {"protocols": {"grpc": {}}}},\n\t"exporters": {"debug": null},\n'
    '\t"service": {"pipelines": {"traces": {"receivers": ["otlp"], "exporters": ["debug"]}}}\n}\n')
put("styles/quoted", PLAIN.replace("otlp", '"otlp"').replace("debug", "'debug'"))
put("styles/block-lists", PLAIN.replace("[otlp]", "\n      - otlp").replace("[debug]", "\n        - debug"))
put("styles/lists-not-indented", """receivers:
  otlp:
    protocols:
      grpc:
exporters:
  debug:
service:
  pipelines:
    traces:
      receivers:
      - otlp
      exporters:
      - debug
""")
put("styles/anchors", PLAIN.replace("receivers: [otlp]", "receivers: &r [otlp]").replace(
    "exporters: [debug]", "exporters: &e [debug]") + "    logs:\n      receivers: *r\n      exporters: *e\n")
put("styles/pipeline-alias", PLAIN.replace("traces:", "traces: &p") + "    logs: *p\n")
put("styles/merge-key", PLAIN.replace("traces:", "traces: &p")
    + "    logs:\n      <<: *p\n      receivers: [otlp]\n")
put("styles/merge-keys-list", PLAIN.replace("traces:", "traces: &p")
    + "    logs: &q\n      receivers: [otlp]\n      exporters: [debug]\n    metrics:\n      <<: [*p, *q]\n")
put("styles/merge-key-undefined", PLAIN.replace("traces:", "traces: &p")
    + "    logs:\n      <<: *p\n      receivers: [zipkin]\n")
put("styles/merge-key-of-text", PLAIN + "    logs:\n      <<: text\n      receivers: [otlp]\n      exporters: [debug]\n")
put("styles/double-colon-key", PLAIN.replace("service:\n  pipelines:\n    traces:\n", "service::pipelines::traces:\n")
    .replace("      receivers: [otlp]", "  receivers: [otlp]").replace("      exporters: [debug]", "  exporters: [debug]"))
put("styles/double-colon-unknown", PLAIN + "service::foo: 1\n")
put("styles/long-text", PLAIN.replace("debug:\n", "debug:\n    verbosity: >-\n      basic\n"))
put("styles/complex-key", PLAIN + "? [a, b]\n: 1\n")
put("styles/number-key", PLAIN + "1: x\n")
put("styles/null-key", PLAIN + "~: x\n")
put("styles/unicode-escape", PLAIN.replace("debug:\n", 'debug/é:\n  "debug":\n'))
put("styles/tag", PLAIN.replace("[otlp]", "!!seq [!!str otlp]"))
put("styles/trailing-spaces", PLAIN.replace("\n", "  \n"))
put("styles/blank-lines", PLAIN.replace("\n", "\n\n"))
put("styles/tab-before-comment", PLAIN.replace("debug:\n", "debug:\t# tab\n"))
put("styles/windows-path", PLAIN.replace("debug:\n", "debug:\n  file:\n    path: 'C:\\temp\\x.json'\n"))
put("syntax/tab-indent", PLAIN.replace("  otlp:", "\totlp:"))
put("syntax/bad-indent", PLAIN.replace("  debug:", "   x: 1\n  debug:"))
put("syntax/no-space", PLAIN.replace("receivers: [otlp]", "receivers:[otlp]"))
put("syntax/unclosed-list", PLAIN.replace("[otlp]", "[otlp"))
put("syntax/unclosed-quote", PLAIN.replace("[otlp]", "['otlp]"))
put("syntax/unclosed-mapping", PLAIN.replace("debug:\n", "debug: {a: b\n"))
put("syntax/colon-in-value", PLAIN.replace("debug:\n", "debug:\n    verbosity: a: b\n"))
put("syntax/undefined-alias", PLAIN.replace("[otlp]", "*otlp"))
put("syntax/at-sign", PLAIN.replace("[otlp]", "@otlp"))
put("syntax/backtick", PLAIN.replace("[otlp]", "`otlp`"))
put("syntax/percent", PLAIN.replace("[otlp]", "%otlp"))
put("syntax/bad-escape", PLAIN.replace("[otlp]", '["\\o"]'))
put("syntax/control-character", PLAIN + "# \u0007\n")
put("syntax/duplicate-key", PLAIN + "receivers: {}\n")
put("syntax/duplicate-component", PLAIN.replace("exporters:\n  debug:\n", "exporters:\n  debug:\n  debug:\n"))
put("syntax/duplicate-pipeline", PLAIN + "    traces:\n      receivers: [otlp]\n      exporters: [debug]\n")
put("syntax/duplicate-deep", PLAIN.replace("debug:\n", "debug:\n    verbosity: basic\n    verbosity: basic\n"))
put("syntax/duplicate-by-quotes", PLAIN.replace("exporters:\n  debug:\n", "exporters:\n  debug:\n  'debug':\n"))
put("syntax/duplicate-number", PLAIN.replace("debug:\n", "debug:\n  file:\n    1: a\n    '1': b\n"))
put("syntax/list-document", "- receivers\n- exporters\n")
put("syntax/text-document", "receivers\n")
put("syntax/empty", "")
put("syntax/only-comment", "# nothing\n")
put("syntax/null", "null\n")
put("syntax/empty-mapping", "{}\n")
put("syntax/self-alias", PLAIN + "x: &x [*x]\n")
put("syntax/extra-close", PLAIN.replace("[otlp]", "[otlp]]"))
put("syntax/dash-mapping", PLAIN.replace("  debug:", "  - debug:"))
put("syntax/two-documents", PLAIN + "---\n" + PLAIN)
put("syntax/two-documents-second-bad", PLAIN + "---\nnonsense: 1\n")
put("syntax/missing-colon", PLAIN.replace("exporters:\n", "exporters\n", 1))
put("syntax/helm-left-over", PLAIN.replace("[otlp]", "{{ .Values.receivers }}"))

# --- several files
EXPORTERS = "exporters:\n  debug:\n"
put("files/halves", {"1.yaml": block(config(exporters=None)) + "\n", "2.yaml": EXPORTERS})
put("files/list-replaced", {"1.yaml": PLAIN,
    "2.yaml": "receivers:\n  zipkin:\nservice:\n  pipelines:\n    traces:\n      receivers: [zipkin]\n"})
put("files/list-replaced-undefined", {"1.yaml": PLAIN,
    "2.yaml": "service:\n  pipelines:\n    traces:\n      receivers: [zipkin]\n"})
put("files/null-over-mapping", {"1.yaml": PLAIN, "2.yaml": "receivers:\n"})
put("files/null-over-component", {"1.yaml": PLAIN, "2.yaml": "exporters:\n  debug:\n"})
put("files/null-over-pipeline", {"1.yaml": PLAIN, "2.yaml": "service:\n  pipelines:\n    traces:\n"})
put("files/second-empty", {"1.yaml": PLAIN, "2.yaml": "# nothing\n"})
put("files/second-bad", {"1.yaml": PLAIN, "2.yaml": "a: [\n"})
put("files/unknown-key-in-second", {"1.yaml": PLAIN, "2.yaml": "reciever: {}\n"})
put("files/text-over-mapping", {"1.yaml": PLAIN, "2.yaml": "exporters: debug\n"})
put("files/added-pipeline", {"1.yaml": PLAIN,
    "2.yaml": "service:\n  pipelines:\n    logs:\n      receivers: [otlp]\n      exporters: [debug]\n"})
put("files/cycle-across", {
    "1.yaml": block(config(connectors={"forward": None},
                           pipelines={"logs/1": pipe(["otlp"], ["forward"])})) + "\n",
    "2.yaml": "service:\n  pipelines:\n    logs/2:\n      receivers: [forward]\n      exporters: [debug]\n    logs/1:\n      receivers: [forward]\n"})
put("files/three", {"1.yaml": block(config(exporters=None, service=None)) + "\n", "2.yaml": EXPORTERS,
    "3.yaml": "service:\n  pipelines:\n    logs:\n      receivers: [otlp]\n      exporters: [debug]\n"})

# --- errors inside a component's own settings
for name, sections in {
    "otlp-unknown-key": {"receivers": {"otlp": {"protocols": {"grpc": None}, "endpont": "x"}}},
    "otlp-unknown-protocol": {"receivers": {"otlp": {"protocols": {"grcp": None}}}},
    "otlp-no-protocols": {"receivers": {"otlp": {"protocols": {}}}},
    "debug-verbosity": {"exporters": {"debug": {"verbosity": "loud"}}},
    "debug-unknown-key": {"exporters": {"debug": {"loglevel": "debug"}}},
    "debug-number": {"exporters": {"debug": {"sampling_initial": "many"}}},
    "batch-timeout": {"processors": {"batch": {"timeout": "soon"}}},
    "batch-sizes": {"processors": {"batch": {"send_batch_size": 100, "send_batch_max_size": 10}}},
    "batch-negative": {"processors": {"batch": {"timeout": "-1s"}}},
    "memory-limiter-empty": {"processors": {"memory_limiter": None}},
    "otlp-exporter-no-endpoint": {"exporters": {"otlp": {"tls": {"insecure": True}}}},
    "otlphttp-no-endpoint": {"exporters": {"otlphttp": {"headers": {"a": "b"}}}},
    "attributes-no-actions": {"processors": {"attributes": None}},
    "attributes-action": {"processors": {"attributes": {"actions": [{"key": "a", "action": "explode"}]}}},
    "resource-none": {"processors": {"resource": None}},
    "sampler-key": {"processors": {"probabilistic_sampler": {"percentage": 10}}},
    "tail-sampling-key": {"processors": {"tail_sampling": {"policy": []}}},
    "filelog-no-include": {"receivers": {"filelog": None}},
    "filelog-operator": {"receivers": {"filelog": {"include": ["/x"], "operators": [{"type": "nope"}]}}},
    "hostmetrics-scraper": {"receivers": {"hostmetrics": {"scrapers": {"cpuu": None}}}},
    "file-no-path": {"exporters": {"file": None}},
    "health-check-endpoint": {"extensions": {"health_check": {"endpoint": "[1]"}}},
    "count-bad": {"connectors": {"count": {"spans": {"a": {"conditions": ["'nonsense('"]}}}}},
    "spanmetrics-bad": {"connectors": {"spanmetrics": {"histogram": {"unit": "weeks"}}}},
    "queue": {"exporters": {"otlp": {"endpoint": '"x:1"', "sending_queue": {"queue_size": "-5"}}}},
    "logs-level": {"telemetry": {"logs": {"level": "loud"}}},
    "metrics-level": {"telemetry": {"metrics": {"level": "much"}}},
    "metrics-reader": {"telemetry": {"metrics": {"readers": [{"push": None}]}}},
}.items():
    both(f"own-settings/{name}", **sections)

# Statements of the two processors that have any, in every shape in which they may be written.
OTTL = {
    "flat": "transform:\n  trace_statements:\n    - set(span.name, \"a\")\n",
    "flat-attributes": "transform:\n  trace_statements:\n    - set(span.attributes[\"a\"], resource.attributes[\"b\"]) where span.kind == SPAN_KIND_SERVER\n",
    "group": "transform:\n  error_mode: ignore\n  log_statements:\n    - context: log\n      conditions: ['body != nil']\n      statements:\n        - set(attributes[\"a\"], \"b\")\n",
    "group-inferred": "transform:\n  metric_statements:\n    - statements: ['set(datapoint.attributes[\"a\"], metric.name)']\n",
    "group-own-mode": "transform:\n  log_statements:\n    - error_mode: silent\n      shared_cache: true\n      statements: ['set(log.cache[\"a\"], 1)']\n",
    "upper-context": "transform:\n  trace_statements:\n    - context: SPAN\n      statements: ['set(name, \"a\")']\n",
    "block": "transform:\n  trace_statements:\n    - |\n      set(span.name, \"a\")\n        where span.name == \"b\"\n",
    "block-bad": "transform:\n  trace_statements:\n    - |\n      set(span.name, \"a\")\n        where span.nmae == \"b\"\n",
    "folded": "transform:\n  trace_statements:\n    - >-\n      set(span.name, \"a\")\n      where span.name == \"b\"\n",
    "double-quoted": "transform:\n  trace_statements:\n    - \"set(span.name, \\\"a\\\")\"\n",
    "dollar": "transform:\n  trace_statements:\n    - 'replace_pattern(span.name, \"(a)\", \"$$1\")'\n",
    "variable": "transform:\n  trace_statements:\n    - 'set(span.attributes[\"pod\"], \"${env:POD:-none}\")'\n",
    "variable-as-statement": "transform:\n  trace_statements:\n    - ${env:S:-set(span.name, \"a\")}\n",
    "empty-list": "transform:\n  trace_statements: []\n",
    "empty-settings": "transform:\n",
    "no-settings": "transform: {}\n",
    "nothing": "transform:\n  trace_statements:\n",
    "text": "transform:\n  trace_statements: set(span.name, \"a\")\n",
    "null-item": "transform:\n  trace_statements:\n    -\n",
    "number-item": "transform:\n  trace_statements: [5]\n",
    "mixed": "transform:\n  trace_statements:\n    - set(span.name, \"a\")\n    - statements: ['set(span.name, \"a\")']\n",
    "mixed-other-way": "transform:\n  trace_statements:\n    - statements: ['set(span.name, \"a\")']\n    - set(span.name, \"a\")\n",
    "colon-in-statement": "transform:\n  trace_statements:\n    - set(span.attributes[\"a\"], \"b: c\")\n",
    "unknown-key": "transform:\n  trace_statement: []\n",
    "unknown-group-key": "transform:\n  trace_statements:\n    - contexts: span\n      statements: ['set(name, \"a\")']\n",
    "group-nothing-in-it": "transform:\n  trace_statements:\n    - context: span\n",
    "group-statements-null": "transform:\n  trace_statements:\n    - context: span\n      statements:\n",
    "group-statements-text": "transform:\n  trace_statements:\n    - context: span\n      statements: 'set(name, \"a\")'\n",
    "group-only-conditions": "transform:\n  trace_statements:\n    - conditions: ['span.name == \"a\"']\n",
    "context-empty": "transform:\n  trace_statements:\n    - context: \"\"\n      statements: ['set(span.name, \"a\")']\n",
    "context-null": "transform:\n  trace_statements:\n    - context:\n      statements: ['set(span.name, \"a\")']\n",
    "context-of-another-signal": "transform:\n  trace_statements:\n    - context: log\n      statements: ['set(body, \"a\")']\n",
    "context-of-nothing": "transform:\n  trace_statements:\n    - context: spam\n      statements: ['set(name, \"a\")']\n",
    "mode": "transform:\n  error_mode: stop\n",
    "mode-upper": "transform:\n  error_mode: IGNORE\n",
    "mode-null": "transform:\n  error_mode:\n",
    "group-mode": "transform:\n  trace_statements:\n    - error_mode: stop\n      statements: ['set(span.name, \"a\")']\n",
    "function": "transform:\n  trace_statements: ['sett(span.name, \"a\")']\n",
    "converter": "transform:\n  trace_statements: ['set(span.name, Concatt([\"a\"], \"b\"))']\n",
    "path": "transform:\n  trace_statements: ['set(span.nmae, \"a\")']\n",
    "symbol": "transform:\n  trace_statements: ['set(span.kind, SPAN_KIND_SERVERS)']\n",
    "arguments": "transform:\n  trace_statements: ['set(span.name)']\n",
    "parenthesis": "transform:\n  trace_statements: ['set(span.name, \"a\"']\n",
    "equals": "transform:\n  trace_statements: ['set(span.name, \"a\") where span.name = \"b\"']\n",
    "second-of-three": "transform:\n  trace_statements:\n    - set(span.name, \"a\")\n    - set(span.name \"b\")\n    - set(span.name, \"c\")\n",
    "path-without-context": "transform:\n  trace_statements: ['set(name, \"a\")']\n",
    "two-contexts": "transform:\n  trace_statements: ['set(span.name, log.body)']\n",
    "named": "transform/rename:\n  trace_statements: ['set(span.nmae, \"a\")']\n",
    "filter": "filter:\n  error_mode: ignore\n  traces:\n    span:\n      - attributes[\"a\"] == \"b\"\n      - IsMatch(name, \"x.*\")\n    spanevent: ['name == \"a\"']\n",
    "filter-metrics": "filter:\n  metrics:\n    metric: ['name == \"a\" and type == METRIC_DATA_TYPE_SUM']\n    datapoint: ['metric.name == \"a\"']\n",
    "filter-logs": "filter:\n  logs:\n    log_record: ['severity_number < SEVERITY_NUMBER_INFO']\n",
    "filter-resource": "filter:\n  logs:\n    resource: ['attributes[\"a\"] == nil']\n",
    "filter-function": "filter:\n  traces:\n    span: ['IsMtch(name, \"x\")']\n",
    "filter-editor": "filter:\n  traces:\n    span: ['set(name, \"x\")']\n",
    "filter-path": "filter:\n  logs:\n    log_record: ['boody == \"x\"']\n",
    "filter-wrong-context": "filter:\n  logs:\n    log: ['body == \"x\"']\n",
    "filter-unknown-key": "filter:\n  trace:\n    span: ['name == \"x\"']\n",
    "filter-text": "filter:\n  traces:\n    span: name == \"x\"\n",
    "filter-text-bad": "filter:\n  traces:\n    span: name = \"x\"\n",
    "filter-include": "filter:\n  metrics:\n    include:\n      match_type: strict\n      metric_names: [a]\n",
    "filter-conditions": "filter:\n  trace_conditions:\n    - span.name == \"a\"\n    - resource.attributes[\"b\"] == 1\n",
    "filter-conditions-bad": "filter:\n  trace_conditions:\n    - span.nmae == \"a\"\n",
    "filter-conditions-group": "filter:\n  log_conditions:\n    - context: log\n      conditions: ['body == \"a\"']\n",
    "filter-conditions-group-bad": "filter:\n  log_conditions:\n    - context: log\n      conditions: ['body = \"a\"']\n",
    "filter-conditions-mixed": "filter:\n  log_conditions:\n    - log.body == \"a\"\n    - conditions: ['log.body == \"a\"']\n",
    "filter-conditions-null": "filter:\n  log_conditions:\n",
    "filter-mode": "filter:\n  error_mode: never\n",
    "filter-empty": "filter:\n",
}
for name, processors in OTTL.items():
    lines = "".join("  " + line + "\n" for line in processors.splitlines())
    put(
        f"ottl/{name}",
        "receivers:\n  otlp:\n    protocols:\n      grpc:\nprocessors:\n"
        + lines
        + "exporters:\n  debug:\nservice:\n  pipelines:\n    traces:\n      receivers: [otlp]\n      exporters: [debug]\n",
    )

shutil.rmtree(ROOT, ignore_errors=True)
for name, text in FILES.items():
    if isinstance(text, dict):
        for file, part in text.items():
            path = ROOT / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(part.encode())
    else:
        path = ROOT / (name + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
print(len(FILES), "configs")
