package io.muster.redaction;

import com.google.protobuf.ByteString;

/** Takes secrets out of a config text before it is kept. Never throws; thread-safe. */
public interface Redaction {

  /** The text with every secret replaced; everything else byte for byte. */
  ByteString redact(ByteString body);

  /**
   * A redaction for the files of one report: how much of them is read closely is bounded for all
   * together. For one thread.
   */
  default Redaction together() {
    return this;
  }
}
