package io.muster.conformance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which tests assert which check, found in the compiled classes of this package. */
final class CheckedTests {

  private CheckedTests() {}

  /** By id, the tests as {@code Class.method}. */
  static SortedMap<String, TreeSet<String>> byId() {
    var found = new TreeMap<String, TreeSet<String>>();
    try {
      var root =
          Path.of(CheckedTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (var files = Files.walk(root.resolve("io/muster/conformance"))) {
        for (var file : files.filter(f -> f.toString().endsWith("IT.class")).toList()) {
          var path = root.relativize(file).toString();
          var name = path.substring(0, path.length() - ".class".length());
          collect(Class.forName(name.replace(File.separatorChar, '.')), found);
        }
      }
    } catch (URISyntaxException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static void collect(Class<?> type, SortedMap<String, TreeSet<String>> found) {
    for (var method : type.getDeclaredMethods()) {
      var check = method.getAnnotation(Check.class);
      if (check != null) {
        for (var id : check.value()) {
          found
              .computeIfAbsent(id, _ -> new TreeSet<>())
              .add(type.getSimpleName() + "." + method.getName());
        }
      }
    }
  }
}
