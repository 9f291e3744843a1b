package io.muster.nativeimage;

import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.ProtocolMessageEnum;
import io.smallrye.config.ConfigMapping;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.infinispan.client.hotrod.annotation.ClientListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What is reached by reflection, found by the rules of the libraries that do it. It is more than is
 * needed today where that is safer: a class that is missing fails when it is used, not before.
 */
final class Reachability {

  private static final String ALL =
      "\"allDeclaredConstructors\": true, \"allDeclaredMethods\": true, \"allDeclaredFields\":"
          + " true";
  private static final String METHODS = "\"allDeclaredMethods\": true";

  /** What protobuf looks for before it trusts Unsafe; if one is missing, it logs a warning. */
  private static final Map<String, List<List<String>>> UNSAFE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("objectFieldOffset", List.of(List.of("java.lang.reflect.Field"))),
              Map.entry("arrayBaseOffset", List.of(List.of("java.lang.Class"))),
              Map.entry("arrayIndexScale", List.of(List.of("java.lang.Class"))),
              Map.entry("getByte", readers()),
              Map.entry("putByte", writers("byte")),
              Map.entry("getInt", readers()),
              Map.entry("putInt", writers("int")),
              Map.entry("getLong", readers()),
              Map.entry("putLong", writers("long")),
              Map.entry("getBoolean", onObjects()),
              Map.entry("putBoolean", onObjects("boolean")),
              Map.entry("getFloat", onObjects()),
              Map.entry("putFloat", onObjects("float")),
              Map.entry("getDouble", onObjects()),
              Map.entry("putDouble", onObjects("double")),
              Map.entry("getObject", onObjects()),
              Map.entry("putObject", onObjects("java.lang.Object")),
              Map.entry(
                  "copyMemory",
                  List.of(
                      List.of("long", "long", "long"),
                      List.of("java.lang.Object", "long", "java.lang.Object", "long", "long")))));

  private Reachability() {}

  /** The file as it should be. */
  static String metadata() {
    List<String> types = new ArrayList<>();
    for (Class<?> type : OwnClasses.all()) {
      String access = access(type);
      if (!access.isEmpty()) {
        types.add("{\"type\": \"" + type.getName() + "\", " + access + "}");
      }
    }
    protobufsOwn()
        .forEach(type -> types.add("{\"type\": \"" + type.getName() + "\", " + METHODS + "}"));
    types.add("{\"type\": \"picocli.CommandLine$AutoHelpMixin\", " + ALL + "}");
    types.add("{\"type\": \"java.nio.Buffer\", \"fields\": [{\"name\": \"address\"}]}");
    types.add(
        "{\"type\": \"sun.misc.Unsafe\", \"allDeclaredFields\": true, \"methods\": ["
            + String.join(", ", unsafe())
            + "]}");
    return "{\n  \"reflection\": [\n    "
        + String.join(",\n    ", types)
        + "\n  ],\n  \"resources\": [\n    "
        + String.join(",\n    ", resources())
        + "\n  ]\n}\n";
  }

  /** Every file beside our classes; they are read by name. */
  private static List<String> resources() {
    var root = java.nio.file.Path.of("src/main/resources");
    try (Stream<java.nio.file.Path> files = Files.walk(root.resolve("io"))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> "{\"glob\": \"" + root.relativize(file) + "\"}")
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String access(Class<?> type) {
    if (isCommandLine(type) || isJson(type)) {
      return ALL;
    }
    if (isGenerated(type)
        || type.isAnnotationPresent(Path.class)
        || type.isAnnotationPresent(ClientListener.class)
        || isSettings(type)) {
      return METHODS;
    }
    return "";
  }

  /** Picocli makes commands and what they name, and sets their fields. */
  private static boolean isCommandLine(Class<?> type) {
    return type.isAnnotationPresent(Command.class)
        || Arrays.stream(type.getDeclaredFields())
            .anyMatch(field ->
                field.isAnnotationPresent(Option.class)
                    || field.isAnnotationPresent(Parameters.class))
        || !type.isInterface()
            && (ITypeConverter.class.isAssignableFrom(type)
                || IVersionProvider.class.isAssignableFrom(type));
  }

  /** Jackson reads and writes records; which ones, nobody but the API's code knows. */
  private static boolean isJson(Class<?> type) {
    return type.isRecord() && type.getPackageName().startsWith("io.muster.api");
  }

  /** Protobuf's descriptors get and set fields by their generated methods. */
  private static boolean isGenerated(Class<?> type) {
    return type.getPackageName().endsWith(".proto")
        && !type.isInterface()
        && (Message.class.isAssignableFrom(type)
            || MessageOrBuilder.class.isAssignableFrom(type)
            || ProtocolMessageEnum.class.isAssignableFrom(type));
  }

  /**
   * Messages about messages: what reads a record by its descriptor alone asks them for features.
   */
  private static List<Class<?>> protobufsOwn() {
    return Stream.of(DescriptorProtos.class, JavaFeaturesProto.class)
        .flatMap(Reachability::within)
        .filter(type -> !type.isInterface())
        .sorted(Comparator.comparing(Class::getName))
        .toList();
  }

  /** The classes in this one, and in them. */
  private static Stream<Class<?>> within(Class<?> type) {
    return Arrays.stream(type.getDeclaredClasses())
        .flatMap(inner -> Stream.concat(Stream.of(inner), within(inner)));
  }

  /** The check of settings reads the methods of the mappings, those within others too. */
  private static boolean isSettings(Class<?> type) {
    Class<?> outermost = type;
    while (outermost.getEnclosingClass() != null) {
      outermost = outermost.getEnclosingClass();
    }
    return type.isInterface() && outermost.isAnnotationPresent(ConfigMapping.class);
  }

  private static List<String> unsafe() {
    List<String> methods = new ArrayList<>();
    UNSAFE.forEach((name, signatures) ->
        signatures.forEach(parameters ->
            methods.add(
                "{\"name\": \""
                    + name
                    + "\", \"parameterTypes\": [\""
                    + String.join("\", \"", parameters)
                    + "\"]}")));
    return methods;
  }

  private static List<List<String>> readers() {
    return List.of(List.of("long"), List.of("java.lang.Object", "long"));
  }

  private static List<List<String>> writers(String value) {
    return List.of(List.of("long", value), List.of("java.lang.Object", "long", value));
  }

  private static List<List<String>> onObjects(String... value) {
    List<String> parameters = new ArrayList<>(List.of("java.lang.Object", "long"));
    parameters.addAll(List.of(value));
    return List.of(parameters);
  }
}
