package io.muster.policy;

import com.google.protobuf.ByteString;
import io.muster.config.ConfigReference;
import io.muster.protocol.ContentHash;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Names all that a policy consists of, the same on every instance and in every store that it is
 * brought to: the generations of the targets, the hash of what each reference means, the default
 * config.
 */
final class PolicySeal {

  private PolicySeal() {}

  static String of(PolicySettings settings, List<Target> targets, Policy policy) {
    StringBuilder text = new StringBuilder();
    TreeSet<ConfigReference> references = new TreeSet<>();
    targets.stream()
        .sorted(Comparator.comparing(Target::name))
        .forEach(target -> {
          text.append(target.name())
              .append(' ')
              .append(target.generation())
              .append(' ')
              .append(target.changedAt())
              .append('\n');
          references.addAll(target.references());
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
    return ContentHash.sha256(ByteString.copyFromUtf8(text.toString())).hex();
  }
}
