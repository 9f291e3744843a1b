package io.muster.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cli.client.ConnectCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import picocli.CommandLine;

/** What `muster connect` prints, for the tests of real clients to run. */
final class Snippets {

  private Snippets() {}

  static String print(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new ConnectCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    assertThat(code).as(err.toString()).isZero();
    return out.toString();
  }

  /** Several texts of YAML as one, as a collector merges its configs: mappings, else the later. */
  static String merged(String... texts) {
    Load load = new Load(LoadSettings.builder().build());
    Object all = new LinkedHashMap<>();
    for (String text : texts) {
      all = merge(all, load.loadFromString(text));
    }
    DumpSettings settings =
        DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setSplitLines(false).build();
    return new Dump(settings).dumpToString(all);
  }

  private static Object merge(Object one, Object other) {
    if (!(one instanceof Map<?, ?> first) || !(other instanceof Map<?, ?> second)) {
      return other instanceof List<?> list ? List.copyOf(list) : other;
    }
    Map<Object, Object> both = new LinkedHashMap<>(first);
    second.forEach((key, value) -> {
      Object before = both.get(key);
      both.put(key, before == null || value == null ? value : merge(before, value));
    });
    return both;
  }
}
