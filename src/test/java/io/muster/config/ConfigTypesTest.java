package io.muster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.muster.policy.Fixtures;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTypesTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "prod", "prod-eu.v2", "0", "a.b.c", "x--y"})
  void namesOfDnsLabelsAreTaken(String name) {
    assertThat(ConfigName.check("config", name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Prod", "-a", "a-", "a..b", ".a", "a.", "a_b", "a/b", "a@1", "ä", "a\n"})
  void otherNamesAreRefusedWithTheRule(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigName.check("config", name))
        .withMessageContaining("config name '" + name + "' is not valid: use lower-case letters");
  }

  @Test
  void aLabelHas63CharactersAndANameHas253AtMost() {
    String label = "a".repeat(63);
    String longest = label + "." + label + "." + label + "." + "a".repeat(61);
    assertThat(ConfigName.check("target", longest)).hasSize(253);
    assertThatIllegalArgumentException().isThrownBy(() -> ConfigName.check("target", "a" + label));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigName.check("target", longest + "a"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigName.check("target", "a".repeat(1_000_000)))
        .withMessageMatching(".{1,300}");
  }

  @Test
  void aReferenceFollowsOrPins() {
    assertThat(ConfigReference.parse("prod")).isEqualTo(ConfigReference.newest("prod"));
    assertThat(ConfigReference.parse("prod@3")).isEqualTo(ConfigReference.pinned("prod", 3));
    assertThat(ConfigReference.parse("prod@3")).hasToString("prod@3");
    assertThat(ConfigReference.parse("prod")).hasToString("prod");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prod@",
        "prod@0",
        "prod@-1",
        "prod@x",
        "prod@+1",
        "prod@1@2",
        "@1",
        "prod@9999999999999999999",
        "prod@٣"
      })
  void aBadReferenceIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigReference.parse(text))
        .withMessageContaining("is not valid");
  }

  @Test
  void filesAreInNameOrderWhateverOrderTheyCameIn() {
    ConfigFile a = new ConfigFile("a", ByteString.EMPTY, "");
    ConfigFile b = new ConfigFile("b", ByteString.EMPTY, "");
    ConfigFile unnamed = new ConfigFile("", ByteString.EMPTY, "");
    assertThat(new ConfigDocument(List.of(b, unnamed, a)))
        .isEqualTo(new ConfigDocument(List.of(a, b, unnamed)));
    assertThat(new ConfigDocument(List.of(b, unnamed, a)).files()).containsExactly(unnamed, a, b);
  }

  @Test
  void namesAreUnique() {
    ConfigFile a = new ConfigFile("a", ByteString.EMPTY, "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConfigDocument(List.of(a, a)))
        .withMessage("file 'a' occurs twice");
  }

  @ParameterizedTest
  @CsvSource({
    "a.txt,text/yaml,YAML",
    "'',application/yaml; charset=utf-8,YAML",
    "x,yaml,YAML",
    "x,application/vnd.acme+yaml,YAML",
    "x.yml,'',YAML",
    "x.YAML,text/plain,YAML",
    "x.yaml,application/json,JSON",
    "x.json,'',JSON",
    "'','',OTHER",
    "x.toml,application/toml,OTHER"
  })
  void theContentTypeSaysWhatIsCheckedThenTheName(
      String name, String type, ConfigFile.Syntax syntax) {
    assertThat(new ConfigFile(name, ByteString.EMPTY, type).syntax()).isEqualTo(syntax);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\0", "\ud800"})
  void aFileNameThatCannotBeSentOrShownIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConfigFile(name, ByteString.EMPTY, ""))
        .withMessageContaining("illegal character at position");
  }

  @Test
  void aHeadKnowsItsRevisions() {
    ConfigHead head = new ConfigHead("prod", List.of(2L, 5L), 7, Instant.EPOCH);
    assertThat(head.newest()).isEqualTo(5);
    assertThat(head.has(2)).isTrue();
    assertThat(head.has(3)).isFalse();
    assertThat(head.deleted()).isFalse();
    assertThat(new ConfigHead("prod", List.of(), 7, Instant.EPOCH).deleted()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConfigHead("prod", List.of(5L, 2L), 7, Instant.EPOCH));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConfigHead("prod", List.of(8L), 7, Instant.EPOCH));
  }

  @Test
  void aTargetThatRequiresARolloutPinsARevision() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fixtures.target("a", "env=prod", "prod", 100, 0).requireRollout().build())
        .withMessageContaining("write prod@<number> instead of prod");
  }

  @Test
  void aWeightIsAPercentage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fixtures.target("a", "env=prod", "prod", 101, 0).build())
        .withMessageContaining("weight is 101, expected 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fixtures.target("a", "env=prod", "prod", -1, 0).build());
  }
}
