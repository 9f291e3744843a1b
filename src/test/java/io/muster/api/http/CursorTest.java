package io.muster.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.protocol.InstanceUid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @Test
  void aCursorComesBackAsTheUidItWasMadeOf() {
    InstanceUid uid = InstanceUid.parse("018f2c1e-8a3b-7c4d-9e5f-0123456789ab");
    String cursor = Cursor.write(uid);

    assertThat(cursor).matches("[A-Za-z0-9_-]+");
    assertThat(Cursor.read(cursor)).isEqualTo(uid);
  }

  @Test
  void noCursorIsTheBeginning() {
    assertThat(Cursor.write(null)).isNull();
    assertThat(Cursor.read(null)).isNull();
    assertThat(Cursor.read("")).isNull();
    assertThat(KeyCursor.read(null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "%%%", "AAAA", "AgGPLB6KO3xNnl8BI0Vniav", "AQGPLB6KO3xNnl8BI0Vnia"})
  void aBrokenCursorIsABadRequest(String cursor) {
    assertThatThrownBy(() -> Cursor.read(cursor))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(400))
        .hasMessageContaining(cursor);
  }

  @Test
  void aCursorOfAnotherListIsBroken() {
    String uids = Cursor.write(new InstanceUid(1, 2));

    assertThat(KeyCursor.read(KeyCursor.write("prod"))).isEqualTo("prod");
    assertThatThrownBy(() -> KeyCursor.read(uids)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> Cursor.read(KeyCursor.write("prod"))).isInstanceOf(Refusal.class);
  }
}
