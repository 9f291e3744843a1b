package io.muster.access;

import io.muster.operator.TokenHash;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The token of the data folder, of which only the hash is kept. It is 256 random bits, so one round
 * of SHA-256 is enough. It is for the beginning; {@link SignIn} says when it has ended.
 * Thread-safe.
 */
@Singleton
@Startup // a token file that cannot be used is found before any port opens
public class BootstrapToken {

  /** How long it works after somebody who may write into the data folder has asked for it. */
  static final Duration RECOVERY = Duration.ofMinutes(15);

  private final TokenFile file;
  private final SecureRandom random;
  private volatile TokenHash hash;
  private volatile @Nullable Instant recoveredUntil;
  private Optional<OperatorToken> unseen;

  /** Reads the token file, or makes it. */
  @Inject
  BootstrapToken(
      @ConfigProperty(name = "muster.data", defaultValue = "muster-data") String dataFolder) {
    this(new TokenFile(Path.of(dataFolder)), new SecureRandom());
  }

  BootstrapToken(TokenFile file, SecureRandom random) {
    TokenFile.Content content = file.open(random);
    this.file = file;
    this.random = random;
    hash = TokenHash.of(content.token().text());
    unseen = content.isNew() ? Optional.of(content.token()) : Optional.empty();
  }

  /** Whether this is it. Takes the same time whether it is nearly right or not. */
  boolean is(TokenHash token) {
    return hash.equals(token);
  }

  /** Whether somebody with access to the data folder has asked for it lately. */
  boolean isRecovered(Instant now) {
    Instant until = recoveredUntil;
    return until != null && now.isBefore(until) && !now.isBefore(until.minus(RECOVERY));
  }

  /**
   * Makes a new one, which works for a while whoever else has tokens. Copies of the former one are
   * worth nothing.
   *
   * @return until when
   */
  Instant recover(Instant now) {
    hash = TokenHash.of(file.renew(random).text());
    Instant until = now.plus(RECOVERY);
    recoveredUntil = until;
    return until;
  }

  /** The folder that the token is in. */
  Path dataFolder() {
    return file.folder();
  }

  /** Where the token is kept. */
  public Path tokenPath() {
    return file.path();
  }

  /** The token if it was made at this start, once; it is not kept in memory afterwards. */
  public synchronized Optional<OperatorToken> takeNewToken() {
    Optional<OperatorToken> token = unseen;
    unseen = Optional.empty();
    return token;
  }
}
