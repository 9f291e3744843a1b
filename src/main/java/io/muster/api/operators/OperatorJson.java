package io.muster.api.operators;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.api.http.KeyCursor;
import io.muster.api.http.Refusal;
import io.muster.operator.NamedToken;
import io.muster.operator.Operator;
import io.muster.operator.OperatorChanges.PutOperator;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An operator as it is shown.
 *
 * @param tokens how many of its tokens work
 * @param generation rises with every change; also the ETag
 * @param warnings what is allowed but may not be meant; only in the answer to a PUT
 */
@Schema(name = "Operator")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperatorJson(
    @Schema(examples = "ada") String name,
    @Schema(
            examples = "person",
            enumeration = {"person", "machine"})
        String kind,
    @Schema(examples = "Ada Lovelace") @Nullable String displayName,
    @Schema(examples = "ada@example.com") @Nullable String email,
    boolean disabled,
    boolean readOnly,
    @Schema(examples = "[\"admin\"]") List<String> roles,
    @Schema(description = "How many work", examples = "2") int tokens,
    @Schema(description = "When the oldest that works was made; absent if none works")
        @Nullable Instant oldestToken,
    @Schema(description = "When the next one that works ends; absent if none does")
        @Nullable Instant nextExpiry,
    @Schema(examples = "3") long generation,
    Instant createdAt,
    @Schema(examples = "operator") String createdBy,
    Instant changedAt,
    @Schema(examples = "operator") String changedBy,
    @Nullable List<String> warnings) {

  static OperatorJson of(Operator operator, Instant now, @Nullable List<String> warnings) {
    Operator.Profile profile = operator.profile();
    List<NamedToken> working =
        operator.tokens().stream()
            .filter(token -> token.state(now) == NamedToken.State.WORKING)
            .toList();
    return new OperatorJson(
        operator.name(),
        profile.kind().name().toLowerCase(Locale.ROOT),
        profile.displayName().isEmpty() ? null : profile.displayName(),
        profile.email().isEmpty() ? null : profile.email(),
        operator.disabled(),
        operator.readOnly(),
        operator.sortedRoles(),
        working.size(),
        first(working, NamedToken::createdAt),
        first(working, NamedToken::expiresAt),
        operator.generation(),
        operator.createdAt(),
        operator.createdBy(),
        operator.changedAt(),
        operator.changedBy(),
        warnings);
  }

  private static @Nullable Instant first(
      List<NamedToken> tokens, Function<NamedToken, @Nullable Instant> when) {
    return tokens.stream()
        .flatMap(token -> Optional.ofNullable(when.apply(token)).stream())
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  static OperatorPage page(List<Operator> some, int limit, int total, Instant now) {
    List<Operator> shown = some.subList(0, Math.min(limit, some.size()));
    return new OperatorPage(
        shown.stream().map(operator -> of(operator, now, null)).toList(),
        total,
        some.size() > limit ? KeyCursor.write(shown.getLast().name()) : null);
  }

  /**
   * Some of the operators.
   *
   * @param total operators on all pages
   * @param next cursor of the next page; absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "OperatorPage")
  public record OperatorPage(List<OperatorJson> items, long total, @Nullable String next) {}

  /**
   * An operator as it is put; what the server adds may be left in.
   *
   * @param kind person or machine
   * @param readOnly true for one that may only read, false for one that may do everything; without
   *     it the roles stay as they are, and a new one may do everything
   */
  @Schema(name = "OperatorBody")
  @JsonIgnoreProperties({
    "name",
    "roles",
    "tokens",
    "generation",
    "createdAt",
    "createdBy",
    "changedAt",
    "changedBy",
    "warnings"
  })
  public record Body(
      @Schema(
              examples = "person",
              enumeration = {"person", "machine"},
              defaultValue = "person")
          @Nullable String kind,
      @Schema(examples = "Ada Lovelace") @Nullable String displayName,
      @Schema(examples = "ada@example.com") @Nullable String email,
      @Schema(defaultValue = "false") @Nullable Boolean disabled,
      @Nullable Boolean readOnly) {

    PutOperator put(String name, String by, @Nullable Long ifMatch) {
      return new PutOperator(
          name,
          new Operator.Profile(
              parsedKind(), displayName == null ? "" : displayName, email == null ? "" : email),
          disabled != null && disabled,
          readOnly,
          by,
          ifMatch);
    }

    private Operator.Kind parsedKind() {
      return switch (kind) {
        case null -> Operator.Kind.PERSON;
        case "person" -> Operator.Kind.PERSON;
        case "machine" -> Operator.Kind.MACHINE;
        default -> throw Refusal.badRequest("kind is '" + kind + "', expected person or machine");
      };
    }
  }
}
