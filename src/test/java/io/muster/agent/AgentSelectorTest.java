package io.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.muster.agent.AgentSelector.Operator;
import io.muster.agent.AgentSelector.Term;
import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentSelectorTest {

  private static AgentState agent(Map<String, String> labels) {
    InstanceUid uid = new InstanceUid(1, 2);
    return new AgentState(
        uid, Reported.NOTHING, new Labels(labels), AgentFacts.of(uid, Instant.EPOCH));
  }

  private static boolean matches(String selector, Map<String, String> labels) {
    return AgentSelector.parse(selector).matches(agent(labels));
  }

  @Test
  void aTermIsReadAndWritten() {
    read("env=prod", "env=prod");
    read("env==prod", "env=prod");
    read(" env  =  prod ", "env=prod");
    read("env=", "env=\"\"");
    read("env=\"\"", "env=\"\"");
    read("os.description=Linux 6.1 (x86)", "os.description=\"Linux 6.1 (x86)\"");
    read("args=--level=debug!", "args=\"--level=debug!\"");
    read("env!=prod", "env!=prod");
    read("env != prod", "env!=prod");
    read("env in (prod)", "env=prod");
    read("env in ( prod , dev ,prod)", "env in (dev,prod)");
    read("env in(prod,dev)", "env in (dev,prod)");
    read("env notin (prod,dev)", "env notin (dev,prod)");
    read("env notin (\"\")", "env!=\"\"");
    read("env", "env");
    read("!env", "!env");
    read("! env , a=1", "!env,a=1");
    read("in in (in,notin)", "in in (in,notin)");
    read("notin", "notin");
    read("in=1", "in=1");
    read("example.com/team=änne", "example.com/team=änne");
    read("\"a,b\"=\"c,(d)\"", "\"a,b\"=\"c,(d)\"");
    read("\"\\u0061\\n\" in (\"x\\\"y\", z)", "\"a\\u000a\" in (\"x\\\"y\",z)");
  }

  private static void read(String text, String written) {
    AgentSelector selector = AgentSelector.parse(text);
    assertThat(selector).hasToString(written);
    assertThat(AgentSelector.parse(written)).isEqualTo(selector);
  }

  @Test
  void blankTextChoosesEverybodyAndSeveralMustAllHold() {
    assertThat(AgentSelector.parse(" ")).isEqualTo(AgentSelector.ALL);
    assertThat(AgentSelector.parseAll(List.of("a=1,b", "", "!c"))).hasToString("a=1,b,!c");
  }

  @Test
  void whatHoldsOfAKeyThatIsMissingIsAsInKubernetes() {
    Map<String, String> labels = Map.of("env", "prod", "empty", "");
    assertThat(matches("env=prod", labels)).isTrue();
    assertThat(matches("env!=prod", labels)).isFalse();
    assertThat(matches("env!=dev", labels)).isTrue();
    assertThat(matches("tier!=a", labels)).isTrue();
    assertThat(matches("tier notin (a,b)", labels)).isTrue();
    assertThat(matches("tier=a", labels)).isFalse();
    assertThat(matches("tier=", labels)).isFalse();
    assertThat(matches("empty=", labels)).isTrue();
    assertThat(matches("env in (dev,prod)", labels)).isTrue();
    assertThat(matches("env notin (dev,prod)", labels)).isFalse();
    assertThat(matches("env,empty", labels)).isTrue();
    assertThat(matches("env,tier", labels)).isFalse();
    assertThat(matches("!tier", labels)).isTrue();
    assertThat(matches("!env", labels)).isFalse();
    assertThat(matches("env=prod,env=dev", labels)).isFalse();
    assertThat(matches("", labels)).isTrue();
  }

  @Test
  void aRefusalSaysWhereItIsWrong() {
    refused("env>5", 4);
    refused("weight<=5", 7);
    refused("=prod", 1);
    refused("a=1,", 5);
    refused("a=1,,b=2", 5);
    refused(",a=1", 1);
    refused("env prod=x", 5);
    refused("'env'=prod", 1);
    refused("env in prod", 8);
    refused("env in (prod", 8);
    refused("env in ()", 9);
    refused("env in (a,)", 11);
    refused("env in (a) b", 12);
    refused("\"env=prod", 1);
    refused("\"env\\q\"=prod", 5);
    refused("\"env\\u12\"=prod", 5);
    refused("env=\"a\"b", 8);
    refused("!env=prod", 5);
    refused("!!", 2);
    refused("! ", 3);
  }

  private static void refused(String text, int position) {
    assertThatIllegalArgumentException()
        .as(text)
        .isThrownBy(() -> AgentSelector.parse(text))
        .withMessageStartingWith("selector '" + text + "', character " + position + ": ")
        .withMessageContaining("key notin (a,b)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1,", "x in (", "\"", "!", "env~prod", "env:prod", "env prod"})
  void theEndIsAPlaceToo(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgentSelector.parse(text))
        .withMessageContaining("character ");
  }

  @Test
  void whatIsAskedForIsBounded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgentSelector.parse("a=1,".repeat(64) + "a=1"))
        .withMessageContaining("64 terms");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgentSelector.parseAll(java.util.Collections.nCopies(65, "a=1")));
    StringBuilder values = new StringBuilder("a in (0");
    for (int i = 1; i <= 1_000; i++) {
      values.append(',').append(i);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgentSelector.parse(values.append(')').toString()))
        .withMessageContaining("1000 values");
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    long seed = Long.getLong("io.muster.property.seed", System.nanoTime());
    System.out.println("seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      List<Term> terms = new ArrayList<>();
      for (int t = random.nextInt(4); t >= 0; t--) {
        terms.add(term(random));
      }
      AgentSelector selector = new AgentSelector(terms);
      assertThat(AgentSelector.parse(selector.toString()))
          .as(() -> "seed " + seed + ": " + selector)
          .isEqualTo(selector);
    }
  }

  private static Term term(Random random) {
    Operator operator = Operator.values()[random.nextInt(4)];
    Set<String> values = new TreeSet<>();
    if (operator == Operator.IN || operator == Operator.NOT_IN) {
      for (int i = random.nextInt(3); i >= 0; i--) {
        values.add(random.nextInt(9) == 0 ? "" : word(random));
      }
    }
    return new Term(word(random), operator, values);
  }

  private static String word(Random random) {
    String signs = "abzäß09.-_/ \t\n\r\"\\,()!=<>'\u00a0\u2003\u0000\u007f\u0085\ud83d\ude00:in";
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      word.append(
          random.nextInt(20) == 0
              ? (char) random.nextInt(0x10000)
              : signs.charAt(random.nextInt(signs.length())));
    }
    return word.toString();
  }
}
