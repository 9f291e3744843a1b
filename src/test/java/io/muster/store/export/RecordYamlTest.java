package io.muster.store.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import io.muster.property.Property;
import io.muster.protocol.RandomMessages;
import io.muster.store.CacheName;
import io.muster.store.proto.ConfigFileRecord;
import io.muster.store.proto.ConnectionProgressRecord;
import io.muster.store.proto.ConnectionSettingsRecord;
import io.muster.store.proto.FactsRecord;
import io.muster.store.proto.HeadRecord;
import io.muster.store.proto.PolicySettingsRecord;
import io.muster.store.proto.ReportRecord;
import io.muster.store.proto.RevisionRecord;
import io.muster.store.proto.RolloutRecord;
import io.muster.store.proto.TargetRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Records as YAML and back. */
class RecordYamlTest {

  private static final List<Message> ALL =
      List.of(
          RevisionRecord.getDefaultInstance(),
          HeadRecord.getDefaultInstance(),
          TargetRecord.getDefaultInstance(),
          PolicySettingsRecord.getDefaultInstance(),
          ConnectionSettingsRecord.getDefaultInstance(),
          ConnectionProgressRecord.getDefaultInstance(),
          RolloutRecord.getDefaultInstance(),
          FactsRecord.getDefaultInstance(),
          ReportRecord.getDefaultInstance());

  @Test
  void anyRecordIsReadAsItWasWritten() {
    for (Message empty : ALL) {
      Property.tries(300)
          .forAll(
              choices -> new RandomMessages(choices).fill(empty),
              record -> {
                Message read = back(record, ExportWriter.yaml().dumpToString(yaml(record)));

                assertThat(read).isEqualTo(record);
              });
    }
  }

  @Test
  void aConfigIsReadableAndBytesAreHexadecimal() throws Exception {
    Message record =
        RevisionRecord.newBuilder()
            .setName("edge")
            .setNumber(3)
            .setHash(ByteString.copyFrom(new byte[] {0x0f, (byte) 0xa0}))
            .setCreatedAt(Timestamp.newBuilder().setSeconds(60))
            .addFiles(
                ConfigFileRecord.newBuilder()
                    .setName("collector.yaml")
                    .setBody(ByteString.copyFromUtf8("receivers:\n  otlp: {}\n")))
            .build();

    assertThat(ExportWriter.yaml().dumpToString(yaml(record)))
        .isEqualTo(
            """
            ---
            name: edge
            number: 3
            files:
            - name: collector.yaml
              body: |
                receivers:
                  otlp: {}
            hash: 0fa0
            createdAt: 1970-01-01T00:01:00Z
            """);
  }

  @Test
  void whatANewerVersionWroteIsKept() throws Exception {
    UnknownFieldSet newer =
        UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
            .build();
    Message record = HeadRecord.newBuilder().setName("edge").setUnknownFields(newer).build();

    assertThat(back(record, ExportWriter.yaml().dumpToString(yaml(record)))).isEqualTo(record);
  }

  @Test
  void aMistakeIsToldByItsPathAndNotByItsValue() {
    assertThatThrownBy(() ->
            YamlRecord.of(
                TargetRecord.getDescriptor(),
                Map.of("config", Map.of("revision", "s3cret")),
                "value"))
        .hasMessage(
            "value.config.revision is a text of 6 characters, expected a whole number in its"
                + " range");
    assertThatThrownBy(
            () -> YamlRecord.of(TargetRecord.getDescriptor(), Map.of("nmae", "edge"), "value"))
        .hasMessage("value.nmae is not known: the file is damaged, or from a newer Muster");
    assertThatThrownBy(
            () -> YamlRecord.of(TargetRecord.getDescriptor(), Map.of("weight", -1), "value"))
        .hasMessage("value.weight is a number, expected a whole number in its range");
  }

  @Test
  void theCachesOfAnExportAreThoseWithATypeOfRecord() {
    assertThat(
            Arrays.stream(CacheName.values())
                .filter(cache -> Exported.type(cache, "config/edge").isPresent()))
        .containsExactlyInAnyOrderElementsOf(Exported.CACHES);
  }

  private static Map<String, Object> yaml(Message record) throws InvalidProtocolBufferException {
    return RecordYaml.of(
        DynamicMessage.parseFrom(record.getDescriptorForType(), record.toByteString()), Set.of());
  }

  private static Message back(Message like, String yaml) throws InvalidProtocolBufferException {
    Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return like.getParserForType()
        .parseFrom(YamlRecord.of(like.getDescriptorForType(), loaded, "value").toByteString());
  }
}
