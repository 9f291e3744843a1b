package io.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.muster.conformance.wire.Bits;
import io.muster.protocol.proto.ServerErrorResponseType;
import io.muster.protocol.proto.ServerToAgent;
import java.time.Duration;
import java.util.List;

/** Assertions on messages of the server that many checks share. */
final class Answers {

  /** Long enough to be sure that a message that would come has come. */
  static final Duration SILENCE = Duration.ofMillis(400);

  private Answers() {}

  static boolean asksForFullState(ServerToAgent message) {
    return (message.getFlags() & Bits.REPORT_FULL_STATE) != 0;
  }

  static boolean asksForComponents(ServerToAgent message) {
    return (message.getFlags() & Bits.REPORT_AVAILABLE_COMPONENTS_FLAG) != 0;
  }

  /** The names of the fields that are set. */
  static List<String> fields(ServerToAgent message) {
    return message.getAllFields().keySet().stream().map(FieldDescriptor::getName).sorted().toList();
  }

  /** A BadRequest as ERR-4 to ERR-6 want it. */
  static void assertBadRequest(ServerToAgent message) {
    assertThat(message.hasErrorResponse()).as("error_response in %s", message).isTrue();
    var error = message.getErrorResponse();
    assertThat(error.getType())
        .isEqualTo(ServerErrorResponseType.ServerErrorResponseType_BadRequest);
    assertThat(error.getErrorMessage()).isNotBlank();
    assertThat(error.getErrorMessage())
        .doesNotContain("Exception", "java.", "io.muster", "\tat ", "Bearer");
    assertThat(fields(message)).isSubsetOf("instance_uid", "error_response");
    assertThat(message.getUnknownFields().asMap()).isEmpty();
  }

  /** An answer without complaint, addressed to the agent. */
  static void assertAccepted(ServerToAgent message, ByteString uid) {
    assertThat(message.hasErrorResponse()).as("no error in %s", message).isFalse();
    assertThat(message.getInstanceUid()).isEqualTo(uid);
  }

  /** An answer that neither complains nor asks for anything. */
  static void assertQuiet(ServerToAgent message, ByteString uid) {
    assertAccepted(message, uid);
    assertThat(message.getFlags()).as("flags of %s", message).isZero();
  }
}
