#!/usr/bin/env python3
"""Records what the real supervisor and the collector's opamp extension send, step by step:

    ./record.py ../../src/test/resources/recorded

One file per scenario, one JSON object per line: {"step": ...} where something was done to the agent, otherwise what the
recorder saw. Names of this machine, paths and process ids are replaced. Needs what build.sh needs, and takes two minutes."""
import json
import os
import platform
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
UID = "019ad000-0000-7000-8000-00000000000a"

FIRST = """receivers:
  otlp:
    protocols:
      grpc:
        endpoint: 127.0.0.1:0
processors:
  batch:
    timeout: 60s
  attributes/env:
    actions:
      - {key: deployment.environment, value: prod, action: upsert}
exporters:
  debug:
    verbosity: detailed
  otlphttp:
    endpoint: https://collector.example:4318
    headers:
      authorization: Bearer s3cret
service:
  pipelines:
    traces:
      receivers: [otlp]
      processors: [attributes/env, batch]
      exporters: [debug, otlphttp]
"""
SECOND = FIRST.replace("60s", "10s").replace("prod", "staging")
# The collector refuses it: there is no such exporter.
BAD = FIRST.replace("exporters: [debug, otlphttp]", "exporters: [debug, kafka]")
# The collector takes it and cannot start.
DEAD = FIRST.replace("endpoint: 127.0.0.1:0", "endpoint: 192.0.2.1:4317")

SUPERVISOR = """server:
  endpoint: {endpoint}
capabilities:
  accepts_remote_config: true
{capabilities}agent:
  executable: {collector}
  instance_id: {uid}
  config_apply_timeout: 5s
  args: ["--set=service.telemetry.metrics.level=none"]
  config_files: [$OWN_TELEMETRY_CONFIG, $OPAMP_EXTENSION_CONFIG, {base}, $REMOTE_CONFIG]
storage:
  directory: {storage}
"""
BASE = "extensions:\n  zpages:\n    endpoint: 127.0.0.1:0\nservice:\n  extensions: [zpages]\n"

ALONE = FIRST + """  extensions: [opamp]
  telemetry:
    metrics: {level: none}
extensions:
  opamp:
    instance_uid: "%s"
    server:
%s
"""
WS = "      ws: {endpoint: %s, tls: {insecure: true}}"
HTTP = "      http: {endpoint: %s, polling_interval: 2s, tls: {insecure: true}}"


class Scenario:
    def __init__(self, programs, folder, file):
        self.programs, self.folder, self.file = programs, Path(folder), open(file, "w")
        self.lines, self.seen = queue.Queue(), []
        self.recorder = subprocess.Popen([programs / "recorder"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.read, daemon=True).start()
        self.port = self.wait("the port", lambda e: e["event"] == "listening")["port"]
        self.agent = None

    def read(self):
        for line in self.recorder.stdout:
            self.lines.put(json.loads(line))

    def wait(self, what, fits, seconds=40):
        """Writes events until one fits."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                event = self.lines.get(timeout=max(0.01, until - time.monotonic()))
            except queue.Empty:
                break
            self.write(event)
            if fits(event):
                return event
        self.write({"step": f"not seen within {seconds} s: {what}"})
        return {"port": 0}

    def quiet(self, seconds):
        """Writes events until there is none for so long, three times as long at most."""
        until = time.monotonic() + 3 * seconds
        while time.monotonic() < until:
            try:
                self.write(self.lines.get(timeout=seconds))
            except queue.Empty:
                return

    def step(self, text):
        self.write({"step": text})

    def write(self, event):
        text = json.dumps(event)
        for found, given in ((str(self.folder), "/data"), (str(self.programs), "/bin"), (platform.node(), "host")):
            text = text.replace(found, given)
        text = re.sub(r'("os.description": ")[^"]*', r"\1Linux", text)
        text = re.sub(r"(name: os.description\\n *value: ).*?(\\n)", r"\1Linux\2", text)
        text = re.sub(r"\bppid: \d+", "ppid: 4242", text)
        self.file.write(text + "\n")
        self.file.flush()

    def say(self, line):
        self.recorder.stdin.write(line + "\n")
        self.recorder.stdin.flush()

    def offer(self, name, body):
        path = self.folder / (name + ".yaml")
        path.write_text(body)
        self.step(f"offer {name}")
        self.say(str(path))

    def start(self, what, *command):
        self.step(what)
        self.agent = subprocess.Popen(command, stdout=open(self.folder / "agent.log", "a"), stderr=subprocess.STDOUT, cwd=self.folder)

    def stop(self, what, how=signal.SIGTERM):
        self.step(what)
        self.agent.send_signal(how)
        self.agent.wait(30)

    def close(self):
        if self.agent and self.agent.poll() is None:
            self.agent.terminate()
            self.agent.wait(30)
        self.recorder.stdin.close()
        self.recorder.wait(10)
        self.quiet(0.5)
        self.file.close()


def status(wanted):
    return lambda e: e.get("remoteConfigStatus", {}).get("status") == wanted


def healthy(e):
    return e.get("health", {}).get("healthy") is True


def collector_of(pid):
    """The process id of the collector that this supervisor runs."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            return int(stat.parent.name)
    return None


def supervisor(s, capabilities):
    config, base = s.folder / "supervisor.yaml", s.folder / "base.yaml"
    base.write_text(BASE)
    config.write_text(SUPERVISOR.format(
        endpoint=f"ws://127.0.0.1:{s.port}/v1/opamp", collector=s.programs / "otelcol", uid=UID, base=base,
        storage=s.folder / "storage", capabilities="".join(f"  {c}: true\n" for c in capabilities)))
    run = (s.programs / "opampsupervisor", "--config", config)
    reports = "reports_remote_config" in capabilities
    s.start("start the supervisor", *run)
    s.wait("health", healthy)
    s.quiet(4)
    for name, body, wanted in (("first", FIRST, "APPLIED"), ("second", SECOND, "APPLIED")):
        s.offer(name, body)
        if reports:
            s.wait(wanted, status(wanted))
        s.quiet(8)
    s.step("ask for the full state")
    s.say("full")
    s.quiet(3)
    s.step("kill the collector")
    os.kill(collector_of(s.agent.pid), signal.SIGKILL)
    s.wait("health", healthy)
    s.quiet(8)
    s.step("edit the base config by hand (zpages gets another port), and kill the collector")
    base.write_text(BASE.replace("127.0.0.1:0", "localhost:0"))
    os.kill(collector_of(s.agent.pid), signal.SIGKILL)
    s.wait("health", healthy)
    s.quiet(8)
    s.step("edit the collector's config by hand (effective.yaml, timeout: 10s to 12s), and kill the collector")
    file = s.folder / "storage" / "effective.yaml"
    file.write_text(file.read_text().replace("timeout: 10s", "timeout: 12s"))
    os.kill(collector_of(s.agent.pid), signal.SIGKILL)
    s.wait("health", healthy)
    s.quiet(8)
    s.stop("stop the supervisor")
    s.quiet(1)
    s.start("start the supervisor again", *run)
    s.wait("health", healthy)
    s.quiet(8)
    s.stop("stop the supervisor, edit the stored remote config by hand (timeout: 10s to 11s)")
    for file in (s.folder / "storage").iterdir():
        body = file.read_bytes()
        if file.name.startswith("last_recv_remote_config"):
            file.write_bytes(body.replace(b"timeout: 10s", b"timeout: 11s"))
    s.start("start the supervisor again", *run)
    s.wait("health", healthy)
    s.quiet(8)
    for name, body in (("bad", BAD), ("dead", DEAD), ("second", SECOND)):
        s.offer(name, body)
        if reports:
            s.wait("an answer", lambda e: status("FAILED")(e) or status("APPLIED")(e))
        s.quiet(9)
    s.stop("stop the supervisor")
    s.quiet(1)


def extension(s, transport):
    config = s.folder / "collector.yaml"
    config.write_text(ALONE % (UID, transport % f"{'ws' if 'ws' in transport else 'http'}://127.0.0.1:{s.port}/v1/opamp"))
    run = (s.programs / "otelcol", "--config", config)
    s.start("start the collector", *run)
    s.wait("health", healthy)
    s.quiet(4)
    s.offer("second", SECOND)
    s.quiet(5)
    s.step("ask for the full state")
    s.say("full")
    s.quiet(4)
    s.stop("stop the collector, edit its config (timeout: 60s to 10s)")
    config.write_text(config.read_text().replace("60s", "10s"))
    s.start("start the collector again", *run)
    s.wait("health", healthy)
    s.quiet(4)
    s.stop("stop the collector")
    s.quiet(1)


def main():
    target = Path(sys.argv[1])
    programs = Path(subprocess.run([HERE / "build.sh"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip())
    if not (programs / "recorder").exists():
        subprocess.run(["go", "build", "-o", programs / "recorder", "./recorder"], check=True, cwd=HERE)
    target.mkdir(parents=True, exist_ok=True)
    default = ["reports_effective_config", "reports_health", "reports_heartbeat"]
    runs = {
        "supervisor-0.158": lambda s: supervisor(s, [*default, "reports_remote_config"]),
        "supervisor-0.158-default": lambda s: supervisor(s, default),
        "extension-0.158-websocket": lambda s: extension(s, WS),
        "extension-0.158-http": lambda s: extension(s, HTTP),
    }
    for name, run in runs.items():
        if len(sys.argv) > 2 and name not in sys.argv[2:]:
            continue
        with tempfile.TemporaryDirectory() as folder:
            s = Scenario(programs, folder, target / (name + ".jsonl"))
            try:
                run(s)
            finally:
                s.close()
        print(target / (name + ".jsonl"))


main()
