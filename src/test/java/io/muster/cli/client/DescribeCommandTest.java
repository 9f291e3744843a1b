package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All about one thing, for people. */
class DescribeCommandTest {

  @TempDir Path folder;
  private StubApi api;

  @BeforeEach
  void start() {
    api = new StubApi(folder);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private String describe(String kind, String name) {
    StubApi.Ran ran = api.run(new DescribeCommand(), kind, name);
    assertThat(ran.code()).as(ran.err()).isZero();
    return ran.out();
  }

  @Test
  void anAgentIsToldWithWhatItRunsWhatItSaysAndWhy() {
    api.on(
            "GET agents/u1",
            """
            {"uid": "u1", "status": "connected", "connectedSince": "2026-11-30T10:00:00Z",
             "transport": "websocket", "labels": {"env": "prod"},
             "attributes": {"service.name": "otelcol", "service.version": "0.158.0"},
             "config": {"desired": {"name": "prod", "revision": 3, "target": "all"}, "reported": {}},
             "health": {"healthy": false, "status": "", "lastError": "no\\nroute \\u001b[2J",
               "components": {"exporter:otlp": {"healthy": false, "lastError": "refused"},
                              "receiver:otlp": {"healthy": true}}},
             "attempts": [], "capabilities": ["AcceptsRemoteConfig"], "warnings": ["frozen"]}
            """)
        .on(
            "GET agents/u1/why",
            """
            {"state": "drifted", "cause": "effective_differs", "answer": "It runs something else.",
             "evidence": {"difference": {"path": "/exporters/otlp", "desired": "a", "effective": "b"}}}
            """);

    assertThat(describe("agent", "u1"))
        .contains(
            "Agent u1",
            "otelcol",
            "0.158.0",
            "connected for",
            "env=prod",
            "frozen",
            "drifted, effective_differs",
            "It runs something else.",
            "/exporters/otlp: wanted a, runs b",
            "BAD  agent: no route ?[2J",
            "BAD  exporter:otlp: refused",
            "ok   receiver:otlp",
            "AcceptsRemoteConfig")
        .doesNotContain("\u001b");
  }

  @Test
  void aConfigIsToldWithThoseThatUseIt() {
    api.on(
            "GET configs/prod",
            """
            {"name": "prod", "revision": 3, "hash": "9f86", "author": "ann", "comment": "less noise",
             "createdAt": "2026-11-30T10:00:00Z",
             "files": {"collector.yaml": {"body": "a: b\\n", "contentType": "text/yaml"}}}
            """)
        .on(
            "GET targets?limit=1000",
            """
            {"items": [{"name": "eu", "config": "base@1+prod@2", "selector": {"region": "eu"}},
                       {"name": "us", "config": "product@1", "selector": {}}]}
            """)
        .on(
            "GET configs/prod/revisions?limit=10",
            "{\"items\": [{\"name\": \"prod\", \"revision\": 3, \"author\": \"ann\"}]}");

    assertThat(describe("config", "prod"))
        .contains("prod@3", "less noise", "collector.yaml", "5 characters text/yaml", "eu")
        .doesNotContain("product@1");
  }

  @Test
  void aTargetIsToldWithTheAgentsThatMatchIt() {
    api.on(
            "GET targets/prod",
            """
            {"name": "prod", "config": "prod@3", "selector": {"k8s.pod.name": "a b"}, "weight": 100,
             "order": 10, "labelsOnly": false, "requireRollout": true, "rollout": "prod-2",
             "changedAt": "2026-11-30T10:00:00Z", "changedBy": "ann"}
            """)
        .on(
            "GET agents/summary?selector=k8s.pod.name%3D%22a%20b%22",
            "{\"total\": 4, \"sync\": {\"in_sync\": 3, \"failed\": 1, \"offline\": 0}}")
        .on("GET rollouts?target=prod&limit=10", "{\"items\": []}");

    String text = describe("target", "prod");
    assertThat(text).contains("prod@3", "prod-2", "ann", "by rollout only", "in_sync", "failed");
    assertThat(text).doesNotContain("offline", "of labels only");
  }

  @Test
  void aRolloutIsToldWithItsGatesAndThoseThatFailed() {
    api.on(
            "GET rollouts/prod-2",
            """
            {"id": "prod-2", "target": "prod", "from": "prod@2", "to": "prod@3", "state":
             "rolled_back", "stage": 1, "phase": "probe", "reason": "gate tripped", "createdBy": "bob",
             "stages": [{"percent": 10, "observe": "PT5M", "gates": [{"name": "failed_ratio"}]}],
             "gates": [{"name": "failed_ratio", "value": 0.25, "holds": false}],
             "counts": {"total": 40, "failed": 1}}
            """)
        .on(
            "GET rollouts/prod-2/agents?state=failed&limit=10",
            "{\"items\": [{\"uid\": \"u1\", \"message\": \"unknown exporter\\nmore\"}]}");

    assertThat(describe("rollout", "prod-2"))
        .contains(
            "rolled_back",
            "gate tripped",
            "bob",
            "> 1",
            "value 0.25, holds false",
            "u1",
            "unknown exporter",
            "muster rollout agents prod-2")
        .doesNotContain("more\n");
  }

  @Test
  void whatIsNoOneThingOrNotThereIsSaid() {
    assertThat(api.run(new DescribeCommand(), "summary", "x").err())
        .contains("is not one thing: see 'muster get summary'");
    StubApi.Ran wrong = api.run(new DescribeCommand(), "confgi", "x");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("config");
    StubApi.Ran gone = api.run(new DescribeCommand(), "rollout", "nope-1");
    assertThat(gone.code()).isNotZero();
    assertThat(gone.err()).contains("no GET rollouts/nope-1");
  }
}
