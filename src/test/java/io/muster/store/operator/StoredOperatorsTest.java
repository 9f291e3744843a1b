package io.muster.store.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.muster.operator.NamedToken;
import io.muster.operator.Operator;
import io.muster.operator.OperatorStore;
import io.muster.operator.OperatorStoreContract;
import io.muster.operator.TokenHash;
import io.muster.store.CacheName;
import io.muster.store.InMemoryStore;
import io.muster.store.Lifespan;
import io.muster.store.proto.OperatorRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoredOperatorsTest extends OperatorStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-30T09:00:00Z");

  private final InMemoryStore records = new InMemoryStore(InstantSource.system());
  private final OperatorStore store = OperatorStores.on(records);

  @Override
  protected OperatorStore store() {
    return store;
  }

  private static UnknownFieldSet newer(int value) {
    return UnknownFieldSet.newBuilder()
        .addField(900, UnknownFieldSet.Field.newBuilder().addVarint(value).build())
        .build();
  }

  private static Operator operator(long generation, NamedToken... tokens) {
    return new Operator(
        "ada",
        new Operator.Profile(Operator.Kind.PERSON, "", ""),
        false,
        Set.of("admin"),
        List.of(tokens),
        generation,
        NOW,
        "operator",
        NOW,
        "operator");
  }

  private static NamedToken token(String name) {
    return new NamedToken(name, TokenHash.of(name), NOW, "operator", null, null, null);
  }

  @Test
  void whatANewerVersionWroteSurvivesAChange() throws Exception {
    OperatorRecord plain =
        OperatorRecords.write(operator(1, token("a")), OperatorRecord.getDefaultInstance());
    OperatorRecord newer =
        plain.toBuilder()
            .setUnknownFields(newer(7))
            .setTokens(0, plain.getTokens(0).toBuilder().setUnknownFields(newer(8)))
            .build();
    records.put(CacheName.OPERATORS, "operator/ada", newer.toByteString(), Lifespan.FOREVER).join();

    OperatorStore.Versioned read = store.get("ada").orElseThrow();
    assertThat(store.replace(operator(2, token("b"), token("a")), read.version())).isTrue();

    OperatorRecord written =
        OperatorRecord.parseFrom(
            records.get(CacheName.OPERATORS, "operator/ada").orElseThrow().value());
    assertThat(written.getUnknownFields()).isEqualTo(newer(7));
    assertThat(written.getTokens(0).getUnknownFields().asMap()).isEmpty();
    assertThat(written.getTokens(1).getUnknownFields()).isEqualTo(newer(8));
  }

  @Test
  void aRecordThatCannotBeReadIsSaidToBeMissing() {
    store.add(operator(1));
    records
        .put(CacheName.OPERATORS, "operator/eve", ByteString.copyFromUtf8("\7\7"), Lifespan.FOREVER)
        .join();

    assertThat(store.all()).isEqualTo(new OperatorStore.All(List.of(operator(1)), false));
  }
}
