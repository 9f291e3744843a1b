package io.muster.gatling;

import java.util.HexFormat;

/**
 * What of a ServerToAgent matters here.
 *
 * @param uid whom it is for, in hex
 * @param error the text of an error response, or null
 * @param config the config offered, or null
 * @param fullStateWanted whether the agent is asked to report everything
 */
record ServerToAgent(String uid, String error, Config config, boolean fullStateWanted) {

  private static final int UID = 1;
  private static final int ERROR = 2;
  private static final int REMOTE_CONFIG = 3;
  private static final int FLAGS = 6;
  private static final long REPORT_FULL_STATE = 1;

  /**
   * A config of one file.
   *
   * @param hash in hex
   * @param body of the file, as text; of the last one if there are several
   */
  record Config(String hash, String body) {}

  /** Reads the message of a WebSocket, which starts with a zero byte. */
  static ServerToAgent ofFrame(byte[] frame) {
    if (frame.length == 0 || frame[0] != 0) {
      throw new IllegalArgumentException("the header of the WebSocket message is not zero");
    }
    return of(new WireReader(frame, 1));
  }

  /** Reads the body of an HTTP answer. */
  static ServerToAgent ofBody(byte[] body) {
    return of(new WireReader(body, 0));
  }

  private static ServerToAgent of(WireReader in) {
    String uid = "";
    String error = null;
    Config config = null;
    long flags = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case UID -> uid = HexFormat.of().formatHex(in.bytes());
        case ERROR -> error = error(in.message());
        case REMOTE_CONFIG -> config = config(in.message());
        case FLAGS -> flags = in.number();
        default -> in.skip();
      }
    }
    return new ServerToAgent(uid, error, config, (flags & REPORT_FULL_STATE) != 0);
  }

  /** ServerErrorResponse: the text is field 2. */
  private static String error(WireReader in) {
    String text = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 2) {
        text = in.text();
      } else {
        in.skip();
      }
    }
    return text;
  }

  /** AgentRemoteConfig: the files are field 1, the hash is field 2. */
  private static Config config(WireReader in) {
    String hash = "";
    String body = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> body = valueOf(in.message(), 1, 2, 1);
        case 2 -> hash = HexFormat.of().formatHex(in.bytes());
        default -> in.skip();
      }
    }
    return new Config(hash, body);
  }

  /** Follows field numbers inwards: the map, its entry's value, the body of the file. */
  private static String valueOf(WireReader in, int... path) {
    WireReader at = in;
    for (int depth = 0; depth < path.length; depth++) {
      int field = at.next();
      while (field != 0 && field != path[depth]) {
        at.skip();
        field = at.next();
      }
      if (field == 0) {
        return "";
      }
      if (depth < path.length - 1) {
        at = at.message();
      }
    }
    return at.text();
  }
}
