package io.muster.store.export;

import io.muster.store.CacheName;
import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.NonPrintableStyle;

/** Writes an export: a document that says what it is, one per record, and one that ends it. */
final class ExportWriter {

  private final Writer out;
  private final Dump yaml = yaml();
  private int records;
  private int skipped;

  static Dump yaml() {
    return new Dump(
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setExplicitStart(true)
            .setNonPrintableStyle(NonPrintableStyle.ESCAPE)
            .setSplitLines(false)
            .build());
  }

  ExportWriter(Writer out) throws IOException {
    this.out = out;
    document(ExportFile.KIND, ExportFile.KIND_VALUE, ExportFile.VERSION, ExportFile.CURRENT);
  }

  void record(CacheName cache, String key, Map<String, Object> value) throws IOException {
    document(ExportFile.CACHE, cache.text(), ExportFile.KEY, key, ExportFile.VALUE, value);
    records++;
  }

  /** One that cannot be read; a comment, which an import passes over. */
  void skipped(CacheName cache, String key) throws IOException {
    out.write(
        "# Damaged, left out: "
            + cache.text()
            + " "
            + key.replaceAll("[^\\x20-\\x7e]", "?")
            + "\n");
    skipped++;
  }

  /** How many were left out. */
  int skippedRecords() {
    return skipped;
  }

  /** Says that nothing is missing. */
  void end() throws IOException {
    Map<String, Object> end = new LinkedHashMap<>();
    end.put(ExportFile.RECORDS, records);
    document(ExportFile.END, end);
  }

  int records() {
    return records;
  }

  private void document(Object... namesAndValues) throws IOException {
    Map<Object, Object> document = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      document.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    out.write(yaml.dumpToString(document));
  }
}
