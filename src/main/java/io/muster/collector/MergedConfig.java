package io.muster.collector;

import io.muster.agent.ConfigComparison;
import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A config as its meaning: all files laid over each other, without form. Compares what an agent
 * should have with what it says to run. An agent may have more than that (its supervisor puts in
 * its own extension, a base config of the machine): only what is missing or otherwise counts.
 * Immutable.
 */
public final class MergedConfig {

  private static final int MAX_NUMBER = 30;
  private static final int HEX = 16;
  private static final int OCTAL = 8;
  private static final int BINARY = 2;
  private static final String REDACTED = "REDACTED";

  private final Mapping root;

  private MergedConfig(Mapping root) {
    this.root = root;
  }

  /** Reads it; empty if it cannot be read, is not YAML or JSON, or has nothing in it. Bounded. */
  public static Optional<MergedConfig> read(ConfigDocument document) {
    if (document.files().stream().anyMatch(f -> f.syntax() == ConfigFile.Syntax.OTHER)) {
      return Optional.empty();
    }
    Mapping merged = CollectorCheck.read(document).merged();
    return merged == null || merged.entries().isEmpty()
        ? Optional.empty()
        : Optional.of(new MergedConfig(merged));
  }

  /** Whether all of this is in what an agent runs; the first difference if not. */
  public ConfigComparison in(MergedConfig effective) {
    ConfigComparison.Differs difference = difference(root, effective.root, YamlPath.ROOT);
    return difference == null ? new ConfigComparison.Same() : difference;
  }

  private static ConfigComparison.@Nullable Differs difference(
      YamlValue wanted, @Nullable YamlValue found, YamlPath path) {
    if (found == null) {
      return differs(wanted, null, path);
    }
    if (nothing(wanted)) {
      // A collector fills in its defaults, whatever they are.
      return null;
    }
    return switch (wanted) {
      case Scalar scalar -> same(scalar, found) ? null : differs(wanted, found, path);
      case Mapping mapping ->
          found instanceof Mapping other
              ? difference(mapping.entries(), other.entries(), path)
              : differs(wanted, found, path);
      case Listing list ->
          found instanceof Listing other
              ? difference(list.items(), other.items(), path)
              : differs(wanted, found, path);
    };
  }

  private static ConfigComparison.@Nullable Differs difference(
      Map<String, Entry> wanted, Map<String, Entry> found, YamlPath path) {
    for (Map.Entry<String, Entry> entry : wanted.entrySet()) {
      Entry other = found.get(entry.getKey());
      ConfigComparison.Differs difference =
          difference(
              entry.getValue().value(),
              other == null ? null : other.value(),
              path.with(entry.getKey()));
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  /** All wanted items are there in their order, perhaps with others between them. */
  private static ConfigComparison.@Nullable Differs difference(
      List<YamlValue> wanted, List<YamlValue> found, YamlPath path) {
    int at = 0;
    for (int i = 0; i < wanted.size(); i++) {
      YamlPath here = path.with(i);
      while (at < found.size() && difference(wanted.get(i), found.get(at), here) != null) {
        at++;
      }
      if (at == found.size()) {
        YamlValue other = wanted.size() == found.size() ? found.get(i) : null;
        ConfigComparison.Differs inside = difference(wanted.get(i), other, here);
        return inside == null ? differs(wanted.get(i), other, here) : inside;
      }
      at++;
    }
    return null;
  }

  /** Null, an empty mapping and an empty list mean the same to a collector: its defaults. */
  private static boolean nothing(YamlValue value) {
    return switch (value) {
      case Scalar scalar -> scalar.nothing();
      case Mapping mapping -> mapping.entries().isEmpty();
      case Listing list -> list.items().isEmpty();
    };
  }

  private static boolean same(Scalar wanted, YamlValue found) {
    if (wanted.text().contains("${") || wanted.text().contains(REDACTED)) {
      // Only the agent knows what it stands for.
      return true;
    }
    if (!(found instanceof Scalar scalar)) {
      return false;
    }
    String one = wanted.text();
    String other = scalar.text();
    return one.equals(other)
        || other.contains(REDACTED)
        || one.replace("$$", "$").equals(other)
        || one.equalsIgnoreCase(other) && isTruth(one)
        || sameNumber(one, other);
  }

  private static boolean isTruth(String text) {
    return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
  }

  private static boolean sameNumber(String one, String other) {
    BigDecimal left = number(one);
    BigDecimal right = number(other);
    return left != null && right != null && left.compareTo(right) == 0;
  }

  /** As the collector's reader writes it anew: 0x10 becomes 16. */
  private static @Nullable BigDecimal number(String text) {
    if (text.isEmpty() || text.length() > MAX_NUMBER) {
      return null;
    }
    String digits = text.replace("_", "");
    try {
      return digits.startsWith("0x")
          ? new BigDecimal(new BigInteger(digits.substring(2), HEX))
          : digits.startsWith("0o")
              ? new BigDecimal(new BigInteger(digits.substring(2), OCTAL))
              : digits.startsWith("0b")
                  ? new BigDecimal(new BigInteger(digits.substring(2), BINARY))
                  : new BigDecimal(digits);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static ConfigComparison.Differs differs(
      YamlValue wanted, @Nullable YamlValue found, YamlPath path) {
    return new ConfigComparison.Differs(Shown.of(path), Shown.of(wanted), Shown.of(found));
  }
}
