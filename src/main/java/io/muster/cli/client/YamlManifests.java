package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads the manifests of one file, in YAML or JSON, with the place of each part. Variables are put
 * in here, value by value: what they stand for is never read as YAML. For one file, one use.
 */
final class YamlManifests {

  private static final int MAX_CHARACTERS = 96 << 20;
  private static final int MAX_DEPTH = 100;

  /** Texts that are the user's own and go to agents as they are. */
  private static final String BODIES = "/spec/rules|/spec/files/[^/]*/body(Base64)?";

  private final String file;
  private final String text;
  private final Variables variables;
  private final LoadSettings settings;
  private final Set<Node> open = new HashSet<>();
  private @Nullable ManifestPlaces places;
  private String @Nullable [] lines;

  YamlManifests(String file, String text, Variables variables) {
    this.file = file;
    this.text = text;
    this.variables = variables;
    this.settings =
        LoadSettings.builder()
            .setCodePointLimit(MAX_CHARACTERS)
            .setBufferSize(Math.min(text.length(), MAX_CHARACTERS) + 2)
            .setLabel(file)
            .build();
  }

  /** All of them, checked for what every manifest has. */
  List<ReadManifest> read() throws WrongManifest {
    List<ReadManifest> manifests = new ArrayList<>();
    try {
      for (Node document : new Compose(settings).composeAllFromString(text)) {
        if (value(document, "manifests") instanceof SequenceNode list) {
          for (Node each : list.getValue()) {
            manifests.add(manifest(each));
          }
        } else if (!Tag.NULL.equals(document.getTag())) {
          manifests.add(manifest(document));
        }
      }
    } catch (MarkedYamlEngineException e) {
      throw WrongManifest.noYaml(file, e);
    } catch (YamlEngineException e) {
      throw new WrongManifest(file + " is no YAML: " + e.getMessage());
    }
    return manifests;
  }

  private ReadManifest manifest(Node node) throws WrongManifest {
    ManifestPlaces of = new ManifestPlaces(SourcePlace.of(file, node));
    places = of;
    if (!(node instanceof MappingNode) || !(json(node, "") instanceof ObjectNode object)) {
      throw WrongManifest.at(SourcePlace.of(file, node), WrongManifest.SHAPE);
    }
    if (!object.path("kind").isTextual()
        || !object.path("name").isTextual()
        || !object.path("spec").isObject()) {
      throw WrongManifest.at(of.start(), WrongManifest.SHAPE);
    }
    return new ReadManifest(object, of);
  }

  private static @Nullable Node value(Node node, String key) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key)) {
          return tuple.getValueNode();
        }
      }
    }
    return null;
  }

  private JsonNode json(Node node, String pointer) throws WrongManifest {
    if (!(node instanceof ScalarNode) && (open.size() == MAX_DEPTH || !open.add(node))) {
      throw WrongManifest.at(
          SourcePlace.of(file, node), "this is nested too deep, or contains itself");
    }
    try {
      return switch (node) {
        case MappingNode mapping -> mapping(mapping, pointer);
        case SequenceNode sequence -> {
          ArrayNode array = RestClient.JSON.createArrayNode();
          for (Node item : sequence.getValue()) {
            String at = pointer + "/" + array.size();
            note(at, item);
            array.add(json(item, at));
          }
          yield array;
        }
        case ScalarNode scalar -> scalar(scalar, pointer);
        default ->
            throw WrongManifest.at(SourcePlace.of(file, node), "this is no value of a manifest");
      };
    } finally {
      open.remove(node);
    }
  }

  private ObjectNode mapping(MappingNode mapping, String pointer) throws WrongManifest {
    ObjectNode object = RestClient.JSON.createObjectNode();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode written)) {
        throw WrongManifest.at(
            SourcePlace.of(file, tuple.getKeyNode()), "a key of a manifest is a text");
      }
      String key = variables.in(written.getValue(), SourcePlace.of(file, written));
      String at = pointer + "/" + escaped(key);
      if (object.has(key)) {
        throw WrongManifest.at(SourcePlace.of(file, written), "key '" + key + "' occurs twice");
      }
      note(at, written);
      object.set(key, json(tuple.getValueNode(), at));
    }
    return object;
  }

  private JsonNode scalar(ScalarNode node, String pointer) throws WrongManifest {
    if (isBody(pointer)) {
      if (places != null) {
        String of = pointer.startsWith("/spec/files/") ? parent(pointer) : pointer;
        places.body(of, BodyPlace.of(file, node, lines()));
      }
      return plain(node);
    }
    String value = variables.in(node.getValue(), SourcePlace.of(file, node));
    if (value.equals(node.getValue())) {
      return plain(node);
    }
    boolean isPlain = node.getScalarStyle() == ScalarStyle.PLAIN;
    Tag tag =
        isPlain ? settings.getSchema().getScalarResolver().resolve(value, true) : node.getTag();
    return plain(
        new ScalarNode(
            tag, true, value, node.getScalarStyle(), node.getStartMark(), node.getEndMark()));
  }

  private String[] lines() {
    String[] split = lines;
    if (split == null) {
      split = text.split("\n", -1);
      lines = split;
    }
    return split;
  }

  private JsonNode plain(ScalarNode node) {
    return RestClient.JSON.valueToTree(
        new StandardConstructor(settings).constructSingleDocument(Optional.of(node)));
  }

  private void note(String pointer, Node node) {
    if (places != null) {
      places.part(pointer, SourcePlace.of(file, node));
    }
  }

  private static String parent(String pointer) {
    return pointer.substring(0, pointer.lastIndexOf('/'));
  }

  /** Whether the text there goes to agents as it is. */
  static boolean isBody(String pointer) {
    return pointer.matches(BODIES);
  }

  /** A step of a JSON pointer (RFC 6901). */
  static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }
}
