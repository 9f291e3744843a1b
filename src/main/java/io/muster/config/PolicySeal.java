package io.muster.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Names all that a policy consists of, the same on every instance: the versions of the stored
 * targets, the hash of what each reference means, the default config.
 */
final class PolicySeal {

  private PolicySeal() {}

  static String of(PolicySettings settings, List<Stored<Target>> targets, Policy policy) {
    StringBuilder text = new StringBuilder();
    TreeSet<ConfigReference> references = new TreeSet<>();
    targets.stream()
        .sorted(Comparator.comparing(target -> target.value().name()))
        .forEach(target -> {
          text.append(target.value().name()).append(' ').append(target.version()).append('\n');
          references.addAll(target.value().references());
        });
    if (settings.defaultConfig() != null) {
      references.add(settings.defaultConfig());
    }
    for (ConfigReference reference : references) {
      text.append(reference)
          .append('=')
          .append(
              policy
                  .resolve(reference)
                  .map(revision -> revision.text() + " " + revision.hash().hex())
                  .orElse(""))
          .append('\n');
    }
    text.append(Objects.toString(settings.defaultConfig()))
        .append(' ')
        .append(settings.changedAt());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
