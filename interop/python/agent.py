"""An OpAMP agent on the client library of OpenTelemetry Python. The tests of the server drive it, as they do interop/go:
flags say what it is, one JSON object per line on stdin what to do next, and each thing that happens is one JSON object per
line on stdout. The end of stdin stops it.

The library chooses the uid, and never another one; the event "started" tells it."""

import argparse
import json
import os
import sys
import threading
import uuid

from opentelemetry._opamp.agent import OpAMPAgent
from opentelemetry._opamp.callbacks import OpAMPCallbacks
from opentelemetry._opamp.client import OpAMPClient
from opentelemetry._opamp.proto import opamp_pb2

STATUSES = {
    "applied": opamp_pb2.RemoteConfigStatuses_APPLIED,
    "failed": opamp_pb2.RemoteConfigStatuses_FAILED,
}
_out = threading.Lock()


def emit(event, **members):
    with _out:
        print(json.dumps({"event": event, **members}), flush=True)


class Client(OpAMPClient):
    """Tells when the library makes a full report: at its start, and when the server asks."""

    reports = 0

    def build_full_state_message(self):
        self.reports += 1
        # The first is the start; `effective` makes one too.
        if self.reports > 1:
            emit("fullState")
        return super().build_full_state_message()


class Callbacks(OpAMPCallbacks):
    def __init__(self, answer, effective):
        self.answer = answer
        self.effective = effective

    def on_connect(self, agent, client):
        emit("connected")

    def on_connect_failed(self, agent, client, error):
        emit("connectFailed", error=str(error))

    def on_error(self, agent, client, error_response):
        emit("error", type=opamp_pb2.ServerErrorResponseType.Name(error_response.type), message=error_response.error_message)

    def on_message(self, agent, client, message):
        offer = message.remote_config
        if offer is None:
            emit("message")
            return
        files = {
            name: {"body": file.body.decode(), "contentType": file.content_type}
            for name, file in offer.config.config_map.items()
        }
        emit("message", remoteConfig={"hash": offer.config_hash.hex(), "files": files})
        try:
            emit("decoded", files=dict(client.decode_remote_config(offer)))
        except Exception as e:  # What it raises is what the test wants to know.
            emit("undecodable", error=str(e))
        how, _, error = self.answer.partition(":")
        if how not in STATUSES:
            return
        status = client.update_remote_config_status(offer.config_hash, STATUSES[how], error)
        if how == "applied" and self.effective:
            client.update_effective_config({name: file["body"] for name, file in files.items()}, "text/yaml")
        if status is not None:
            agent.send(client.build_remote_config_status_response_message(status))


def seconds(text):
    return float(text[:-2]) / 1000 if text.endswith("ms") else float(text.removesuffix("s"))


def parse(arguments):
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("-url", required=True)
    parser.add_argument("-uid", help="not used: the library makes its own")
    parser.add_argument("-identifying", action="append", default=[])
    parser.add_argument("-attribute", action="append", default=[])
    parser.add_argument("-heartbeat", type=seconds, default=30.0)
    parser.add_argument("-token", default="")
    parser.add_argument("-answer", default="applied", help="to a remote config: applied, none or failed:<message>")
    parser.add_argument("-effective", default="", help="effective config; without it, none is ever told")
    return parser.parse_args(arguments)


def pairs(flags):
    return dict(flag.split("=", 1) for flag in flags)


def main():
    options = parse(sys.argv[1:])
    client = Client(
        endpoint=options.url,
        headers={"Authorization": "Bearer " + options.token} if options.token else None,
        timeout_millis=10_000,
        agent_identifying_attributes=pairs(options.identifying),
        agent_non_identifying_attributes=pairs(options.attribute),
    )
    if options.effective:
        client.update_effective_config({"": options.effective}, "text/yaml")
    callbacks = Callbacks(options.answer, bool(options.effective))
    agent = OpAMPAgent(interval=options.heartbeat, callbacks=callbacks, initial_backoff=0.1, client=client)
    # Nothing public tells it.
    emit("started", uid=str(uuid.UUID(bytes=client._instance_uid)))
    agent.start()
    for line in sys.stdin:
        command = json.loads(line)
        if command["do"] == "stop":
            break
        if command["do"] == "answer":
            callbacks.answer = command["answer"]
        elif command["do"] == "effective":
            client.update_effective_config({"": command["body"]}, "text/yaml")
            agent.send(client.build_full_state_message())
        elif command["do"] == "crash":
            os._exit(0)
        else:
            emit("refused", do=command["do"], error="unknown command")
    agent.stop()
    emit("stopped")


main()
