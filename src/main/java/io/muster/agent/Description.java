package io.muster.agent;

import io.muster.protocol.proto.AgentDescription;
import java.util.List;
import java.util.Optional;

/**
 * What an agent says it is. A key may occur twice in a list (DE-2); the first occurrence counts.
 *
 * @param identifying attributes that tell agents apart (service.name, service.instance.id, …)
 * @param nonIdentifying everything else (os.type, host.name, …)
 */
public record Description(List<Attribute> identifying, List<Attribute> nonIdentifying) {

  public Description {
    identifying = List.copyOf(identifying);
    nonIdentifying = List.copyOf(nonIdentifying);
  }

  /** Reads the wire form. */
  public static Description of(AgentDescription description) {
    return new Description(
        Attribute.listOf(description.getIdentifyingAttributesList()),
        Attribute.listOf(description.getNonIdentifyingAttributesList()));
  }

  /** Writes the wire form. */
  public AgentDescription toProto() {
    return AgentDescription.newBuilder()
        .addAllIdentifyingAttributes(identifying.stream().map(Attribute::toProto).toList())
        .addAllNonIdentifyingAttributes(nonIdentifying.stream().map(Attribute::toProto).toList())
        .build();
  }

  /** The value of a key: identifying attributes first, then the others. */
  public Optional<AttributeValue> find(String key) {
    return find(identifying, key).or(() -> find(nonIdentifying, key));
  }

  private static Optional<AttributeValue> find(List<Attribute> attributes, String key) {
    for (Attribute attribute : attributes) {
      if (attribute.key().equals(key)) {
        return Optional.of(attribute.value());
      }
    }
    return Optional.empty();
  }
}
