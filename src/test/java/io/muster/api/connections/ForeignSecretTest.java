package io.muster.api.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.muster.connection.ConnectionSettings;
import io.muster.failure.InvalidInput;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A secret that is shown as (secret) stands for what the server has that showed it, no other. */
class ForeignSecretTest {

  private static final String HERE = "5f0c";
  private static final ConnectionSettings PRESENT =
      new ConnectionSettings(
          "wss://muster.example/v1/opamp",
          Map.of("authorization", "Bearer of this server"),
          ConnectionSettings.DEFAULT_HEARTBEAT);

  private static ConnectionSettings put(@Nullable String origin, String value, String here)
      throws Exception {
    String body =
        "{\"selector\": {}, %s \"opamp\": {\"endpoint\": \"wss://muster.example/v1/opamp\","
                .formatted(origin == null ? "" : "\"origin\": \"" + origin + "\",")
            + " \"headers\": {\"authorization\": \"%s\"}}}".formatted(value);
    return new ObjectMapper()
        .registerModule(new JavaTimeModule())
        .readValue(body, ConnectionJson.Body.class)
        .whole("eu", "ops", null, here)
        .settings()
        .apply(Optional.of(PRESENT));
  }

  @Test
  void whatThisServerShowedStandsForWhatItHas() throws Exception {
    assertThat(put(HERE, "(secret)", HERE).headers()).isEqualTo(PRESENT.headers());
    assertThat(put(null, "(secret)", HERE).headers()).isEqualTo(PRESENT.headers());
  }

  @Test
  void whatAnotherServerShowedIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> put("77aa", "(secret)", HERE))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("another server")
        .hasMessageContaining("77aa")
        .hasMessageContaining("write the value");
  }

  @Test
  void withoutAHiddenValueItDoesNotMatterWhoShowedTheRest() throws Exception {
    assertThat(put("77aa", "Bearer new", HERE).headers())
        .containsEntry("authorization", "Bearer new");
  }
}
