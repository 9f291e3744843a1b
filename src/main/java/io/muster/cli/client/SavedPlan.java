package io.muster.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A plan in a file: what it was made of, whole, and its token. It is applied as it was saved, or
 * refused because the world is another.
 *
 * @param body of the request, with the token
 */
record SavedPlan(ObjectNode body, String validate, JsonNode shown) {

  private static final String MARK = "plan";
  private static final int VERSION = 1;

  /** Writes it for its owner alone: there may be secrets in manifests. */
  void write(Path file) throws IOException {
    ObjectNode whole = RestClient.JSON.createObjectNode();
    whole.put("muster", MARK).put("version", VERSION).put("validate", validate);
    whole.set("body", body);
    whole.set("shown", shown);
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException("there is no folder " + folder + ": make it first");
    }
    Path part = Files.createTempFile(folder, "." + target.getFileName(), ".part");
    try {
      Files.writeString(part, Output.json(whole) + "\n", StandardCharsets.UTF_8);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Reads it. */
  static SavedPlan read(Path file) throws IOException {
    JsonNode whole;
    try {
      whole = RestClient.JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is no plan: make one with 'plan -f FILE -o PLAN'", e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + Failures.reason(e), e);
    }
    if (!whole.path("muster").asText().equals(MARK)
        || whole.path("version").asInt() != VERSION
        || !(whole.path("body") instanceof ObjectNode body)
        || !body.path("plan").isTextual()) {
      throw new IOException(file + " is no plan: make one with 'plan -f FILE -o PLAN'");
    }
    return new SavedPlan(body, whole.path("validate").asText("auto"), whole.path("shown"));
  }
}
