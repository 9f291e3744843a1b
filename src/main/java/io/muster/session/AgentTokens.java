package io.muster.session;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tokens of agents, out of settings and of the files that settings name. What a wrong file
 * holds is in no message: it may be somebody's private key.
 */
final class AgentTokens {

  /** More than any token; the rest of a wrong file is not read. */
  private static final int MOST_BYTES = 4096;

  private AgentTokens() {}

  /** All, by the names that settings give them. */
  static Map<String, String> of(AgentSettings settings) {
    Map<String, String> all = new TreeMap<>(settings.tokens());
    settings
        .tokenFiles()
        .forEach((name, file) -> {
          String setting = "muster.agents.token-files." + name;
          if (all.containsKey(name)) {
            throw new ConfigurationException(
                setting
                    + " and muster.agents.tokens."
                    + name
                    + " are both set, and one name has one token: remove one, or give the other"
                    + " another name");
          }
          all.put(name, read(setting, file));
        });
    return all;
  }

  private static String read(String setting, Path file) {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MOST_BYTES);
    } catch (IOException e) {
      throw new ConfigurationException(
          setting
              + " names "
              + file.toAbsolutePath()
              + ", which cannot be read ("
              + (Files.exists(file) ? "who may read it?" : "it is not there")
              + "): it has to hold a token, readable by the server's user",
          e);
    }
    // Every byte is a character: what is not ASCII stays visible as such.
    String token = new String(content, StandardCharsets.ISO_8859_1).strip();
    boolean printable = token.chars().allMatch(c -> c > ' ' && c <= '~');
    if (token.isEmpty() || !printable || content.length == MOST_BYTES) {
      throw new ConfigurationException(
          setting
              + " names "
              + file.toAbsolutePath()
              + ", which "
              + (token.isEmpty() ? "is empty" : "holds no token")
              + ": it has to be one line of printable ASCII characters without spaces. What was"
              + " found is not shown.");
    }
    return token;
  }
}
