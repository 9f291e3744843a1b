package io.muster.protocol;

/** The outcome of decoding one message of an agent. */
public sealed interface Decoding permits Decoded, Malformed {}
