package io.muster.session;

import io.muster.protocol.InstanceUid;
import io.muster.protocol.ServerCapability;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The port that agents connect to. */
@ConfigMapping(prefix = "muster.agents")
public interface AgentSettings {

  /** Address to listen on; the default is this machine only. */
  @WithDefault("127.0.0.1")
  String host();

  /** Port to listen on; 0 lets the system choose. */
  @WithDefault("4320")
  int port();

  /** Path of both transports. */
  @WithDefault("/v1/opamp")
  String path();

  /** Largest message, in either direction, before and after compression. */
  @WithDefault("64M")
  MemorySize maxMessageSize();

  /**
   * Memory that all unfinished incoming messages may take together; unset: 256 MiB or a quarter of
   * the heap, whichever is less.
   */
  Optional<MemorySize> assemblyBudget();

  /**
   * Who may connect: `none`, `token`, or `auto`, which is `none` while the port is bound to a
   * loopback address and `token` otherwise.
   */
  @WithDefault("auto")
  Authentication authentication();

  /** Bearer tokens of agents, by a name for the log. */
  Map<String, String> tokens();

  /**
   * Files that hold a bearer token of agents each, by a name for the log, as engines mount secrets;
   * read at the start.
   */
  Map<String, Path> tokenFiles();

  /**
   * Uids that the bearers of a token must use, by the token's name; tokens not named here fit any
   * uid.
   */
  Map<String, String> boundUids();

  /**
   * Whether `X-Forwarded-Proto: https` says that an agent's connection is encrypted, because a
   * proxy in front of this server ends TLS. Secrets in connection settings are offered over
   * encrypted connections only.
   */
  @WithDefault("false")
  boolean trustForwardedProto();

  /** Whether messages without the header of OpAMP 0.7 are accepted. */
  @WithDefault("false")
  boolean acceptHeaderless();

  /**
   * What to do when two agents speak under one uid: give the second a new one, disconnect the
   * first, or deny the second.
   */
  @WithDefault("reassign")
  DuplicateUid duplicateUid();

  /** How long the first of two agents with one uid has to answer a ping. */
  @WithDefault("3s")
  Duration duplicateProbe();

  /** Silence on a socket after which it is pinged. */
  @WithDefault("30s")
  Duration pingInterval();

  /** Time to answer a ping before the socket is given up. */
  @WithDefault("10s")
  Duration pongTimeout();

  /** How long a socket may refuse to take what is to be written before it is given up. */
  @WithDefault("2m")
  Duration writeTimeout();

  /**
   * How long the head of a request may take to arrive, the first one counted from the connection.
   * Some are given up to half as much more, so that who came together is not cut off together.
   */
  @WithDefault("10s")
  Duration headTimeout();

  /** How long one message may take to arrive, over either transport. */
  @WithDefault("60s")
  Duration readTimeout();

  /** Idle time after which an HTTP connection is closed; well above the poll interval of 30 s. */
  @WithDefault("2m")
  Duration httpIdleTimeout();

  /**
   * Whether shutting down cuts the connection instead of sending a Close frame: the Java client
   * never comes back after a Close frame.
   */
  @WithDefault("false")
  boolean closeWithoutFrame();

  /**
   * Longest time over which agents are let go at shut-down, a wave every 100 ms, as many a second
   * as muster.admission.connects-per-second; 0s lets all go at once. Unset: 5 s where other
   * instances take over, half a second where none is alive, so that the server is back sooner.
   */
  Optional<Duration> drainOver();

  /** Longest time for agents to go at shut-down, the waves included. */
  @WithDefault("20s")
  Duration drainTimeout();

  /** Capabilities of the server that are not advertised and not used. */
  Optional<Set<ServerCapability>> withheldCapabilities();

  /** Custom capabilities that the server tells agents it has. */
  Optional<List<String>> customCapabilities();

  /** How agents are authenticated. */
  enum Authentication {
    /** By token unless the port is bound to a loopback address. */
    AUTO,
    /** Not at all. */
    NONE,
    /** By a bearer token. */
    TOKEN
  }

  /** What to do about a duplicate uid (ID-12, ID-13). */
  enum DuplicateUid {
    /** The second gets a new uid. */
    REASSIGN,
    /** The first is disconnected. */
    DISCONNECT,
    /** The second is refused. */
    DENY
  }

  /** The uid that a credential is bound to, if any. */
  default Optional<InstanceUid> boundUid(String tokenName) {
    return Optional.ofNullable(boundUids().get(tokenName)).map(InstanceUid::parse);
  }
}
