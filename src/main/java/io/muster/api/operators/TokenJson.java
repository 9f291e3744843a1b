package io.muster.api.operators;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.api.http.Audited;
import io.muster.api.http.Durations;
import io.muster.operator.LifetimeWish;
import io.muster.operator.NamedToken;
import io.muster.operator.TokenLifetimes;
import io.muster.operator.TokenUse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A token as it is shown: never the secret.
 *
 * @param state working, expired or revoked
 * @param expiresAt absent if it never does
 * @param lastUsed absent if it was not used, as far as was noted: every 5 minutes at most
 * @param warnings what is allowed but may not be meant; only in the answer to a change
 */
@Schema(name = "OperatorToken")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenJson(
    @Schema(examples = "laptop") String name,
    @Schema(examples = "ada") String operator,
    @Schema(
            examples = "working",
            enumeration = {"working", "expired", "revoked"})
        String state,
    Instant createdAt,
    @Schema(examples = "ada") String createdBy,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Schema(examples = "ada") @Nullable String revokedBy,
    @Nullable LastUsed lastUsed,
    @Nullable List<String> warnings) {

  /** When, and from where. */
  @Schema(name = "LastUsed")
  public record LastUsed(Instant at, @Schema(examples = "192.0.2.7") String address) {}

  static TokenJson of(
      String operator,
      NamedToken token,
      Instant now,
      @Nullable TokenUse use,
      @Nullable List<String> warnings) {
    return new TokenJson(
        token.name(),
        operator,
        token.state(now).name().toLowerCase(Locale.ROOT),
        token.createdAt(),
        token.createdBy(),
        token.expiresAt(),
        token.revokedAt(),
        token.revokedBy(),
        use == null ? null : new LastUsed(use.at(), use.address()),
        warnings);
  }

  /** The tokens of an operator, in the order in which they were made: a hundred at most. */
  @Schema(name = "OperatorTokens")
  public record Tokens(List<TokenJson> items, long total) {}

  /**
   * A token that was made just now.
   *
   * @param token the secret, which is shown this once
   * @param replaces the one that it takes the place of, with its new end; absent if of none
   */
  @Schema(name = "NewOperatorToken")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Issued(
      @Schema(examples = "muster_op_…") String token,
      @Schema(examples = "laptop") String name,
      @Schema(examples = "ada") String operator,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable TokenJson replaces)
      implements Audited.Answer {

    @Override
    public String audited() {
      return "token " + name + " of " + operator;
    }

    @Override
    public String toString() {
      return "Issued[" + name + "]";
    }
  }

  /** A token that is wanted. */
  @Schema(name = "NewOperatorTokenBody")
  public record Body(
      @Schema(examples = "laptop", required = true) @Nullable String name,
      @Schema(
              description = "How long it is to live, or never; without it as the settings say",
              examples = "P90D")
          @Nullable String expires) {}

  /** A token that is wanted in place of another. */
  @Schema(name = "RotationBody")
  public record RotationBody(
      @Schema(
              description = "Of the new one; without it the next number behind the former name",
              examples = "laptop-2")
          @Nullable String name,
      @Schema(
              description = "How long it is to live, or never; without it as the settings say",
              examples = "P90D")
          @Nullable String expires,
      @Schema(
              description = "How long the former one works on, at most",
              examples = "PT24H",
              defaultValue = "PT24H")
          @Nullable String overlap) {

    /** All as it is if nothing is said. */
    static final RotationBody USUAL = new RotationBody(null, null, null);

    private static final Duration DAY = Duration.ofDays(1);

    Duration overlapping() {
      return overlap == null ? DAY : Durations.parse("overlap", overlap);
    }
  }

  static @Nullable LifetimeWish lifetime(@Nullable String expires) {
    return switch (expires) {
      case null -> null;
      case TokenLifetimes.NEVER -> new LifetimeWish.Never();
      default -> new LifetimeWish.For(Durations.parse("expires", expires));
    };
  }
}
