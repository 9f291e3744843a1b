package io.muster.redaction;

import com.google.protobuf.ByteString;

/** Takes secrets out of a config text before it is kept. Never throws; thread-safe. */
public interface Redaction {

  /** The text with every secret replaced; everything else byte for byte. */
  ByteString redact(ByteString body);
}
