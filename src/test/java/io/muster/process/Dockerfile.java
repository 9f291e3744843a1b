package io.muster.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a Dockerfile says, as far as tests ask.
 *
 * @param instructions in their order, comments and line ends taken out
 */
public record Dockerfile(List<Instruction> instructions) {

  static final Path FOLDER = Path.of("src/main/docker");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One instruction: {@code COPY} and what follows it. */
  public record Instruction(String name, String rest) {}

  public Dockerfile {
    instructions = List.copyOf(instructions);
  }

  public static Dockerfile read(String name) {
    List<Instruction> instructions = new ArrayList<>();
    try {
      String text = Files.readString(FOLDER.resolve(name)).replaceAll("(?m)^#.*\\R", "");
      for (String line : text.replaceAll("\\\\\\R", " ").lines().toList()) {
        if (!line.isBlank()) {
          String[] parts = line.strip().split("\\s+", 2);
          instructions.add(new Instruction(parts[0].toUpperCase(Locale.ROOT), parts[1].strip()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Dockerfile(instructions);
  }

  /** All of one name. */
  List<String> all(String name) {
    return instructions.stream()
        .filter(instruction -> instruction.name().equals(name))
        .map(Instruction::rest)
        .toList();
  }

  /** The last stage: what becomes the image. */
  public Dockerfile image() {
    int from = 0;
    for (int i = 0; i < instructions.size(); i++) {
      from = instructions.get(i).name().equals("FROM") ? i : from;
    }
    return new Dockerfile(instructions.subList(from, instructions.size()));
  }

  /** The one instruction of a name in exec form. */
  List<String> exec(String name) {
    List<String> found = all(name);
    if (found.size() != 1) {
      throw new AssertionError(name + " occurs " + found.size() + " times, expected once");
    }
    String json = found.getFirst().substring(found.getFirst().indexOf('['));
    try {
      return JSON.readValue(json, new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new AssertionError(name + " is not in exec form: " + found.getFirst(), e);
    }
  }

  /** The variables that ENV sets. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String line : all("ENV")) {
      for (String assignment : line.split("\\s+")) {
        int equals = assignment.indexOf('=');
        variables.put(assignment.substring(0, equals), assignment.substring(equals + 1));
      }
    }
    return variables;
  }
}
