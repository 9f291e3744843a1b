package io.muster.access;

import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Knows operators by their tokens, of which it keeps only the hash. Tokens have 256 random bits, so
 * one round of SHA-256 is enough. Thread-safe.
 */
@Singleton
@Startup // a token file that cannot be used is found before any port opens
public class Operators {

  private static final Operator FIRST = new Operator("operator", Set.of(Operator.ADMIN));

  private final byte[] tokenHash;
  private final Path tokenPath;
  private Optional<OperatorToken> unseen;

  /** Reads the token file, or makes it. */
  @Inject
  Operators(@ConfigProperty(name = "muster.data", defaultValue = "muster-data") String dataFolder) {
    this(new TokenFile(Path.of(dataFolder)), new SecureRandom());
  }

  Operators(TokenFile file, SecureRandom random) {
    TokenFile.Content content = file.open(random);
    tokenHash = hash(content.token().text());
    tokenPath = file.path();
    unseen = content.isNew() ? Optional.of(content.token()) : Optional.empty();
  }

  /** Whose token this is. Takes the same time whether it is nearly right or not. */
  public Optional<Operator> authenticate(String token) {
    return MessageDigest.isEqual(tokenHash, hash(token)) ? Optional.of(FIRST) : Optional.empty();
  }

  /** Where the token is kept. */
  public Path tokenPath() {
    return tokenPath;
  }

  /** The token if it was made at this start, once; it is not kept in memory afterwards. */
  public synchronized Optional<OperatorToken> takeNewToken() {
    Optional<OperatorToken> token = unseen;
    unseen = Optional.empty();
    return token;
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
