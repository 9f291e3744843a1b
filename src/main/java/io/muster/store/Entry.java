package io.muster.store;

import com.google.protobuf.ByteString;

/** A value as it was read, with the version to compare-and-set it by. */
public record Entry(String key, ByteString value, Version version) {}
