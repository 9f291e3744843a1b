package io.muster.agent;

import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.ConnectionSettingsStatus;
import io.muster.protocol.proto.RemoteConfigStatus;

/**
 * What an agent reports about the last offer of one kind it received (`RemoteConfigStatus`,
 * `ConnectionSettingsStatus`).
 *
 * @param hash the offer's hash, {@link ContentHash#NONE} if it has had none
 * @param error why it failed; empty otherwise
 */
public record OfferStatus(ContentHash hash, State state, String error) {

  /** How far the agent is. */
  public enum State {
    /** No answer yet, or memory lost. */
    UNSET,
    /** In effect. */
    APPLIED,
    /** Being applied. */
    APPLYING,
    /** Refused or rolled back. */
    FAILED,
    /** A number that this server's schema does not know (IN-3). */
    UNRECOGNIZED
  }

  /** Reads the wire form. */
  public static OfferStatus of(RemoteConfigStatus status) {
    State state =
        switch (status.getStatus()) {
          case RemoteConfigStatuses_UNSET -> State.UNSET;
          case RemoteConfigStatuses_APPLIED -> State.APPLIED;
          case RemoteConfigStatuses_APPLYING -> State.APPLYING;
          case RemoteConfigStatuses_FAILED -> State.FAILED;
          case UNRECOGNIZED -> State.UNRECOGNIZED;
        };
    return new OfferStatus(
        new ContentHash(status.getLastRemoteConfigHash()), state, status.getErrorMessage());
  }

  /** Reads the wire form. */
  public static OfferStatus of(ConnectionSettingsStatus status) {
    State state =
        switch (status.getStatus()) {
          case ConnectionSettingsStatuses_UNSET -> State.UNSET;
          case ConnectionSettingsStatuses_APPLIED -> State.APPLIED;
          case ConnectionSettingsStatuses_APPLYING -> State.APPLYING;
          case ConnectionSettingsStatuses_FAILED -> State.FAILED;
          case UNRECOGNIZED -> State.UNRECOGNIZED;
        };
    return new OfferStatus(
        new ContentHash(status.getLastConnectionSettingsHash()), state, status.getErrorMessage());
  }

  /** Whether this is the explicit "I have nothing" of an agent that lost its memory (RC-10). */
  public boolean blank() {
    return state == State.UNSET && hash.isEmpty();
  }
}
