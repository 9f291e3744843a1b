/**
 * The conformance suite: the checks of OpAMP that a server can be held to, run over a bare socket
 * against any server that {@link io.muster.conformance.ServerUnderTest} describes.
 *
 * <p>{@code ./mvnw verify} runs it against the packaged Muster; {@code
 * -Dopamp.url=ws://host:port/v1/opamp} points it at another server, where what needs more than an
 * endpoint is reported as not applicable.
 */
@NullMarked
package io.muster.conformance;

import org.jspecify.annotations.NullMarked;
