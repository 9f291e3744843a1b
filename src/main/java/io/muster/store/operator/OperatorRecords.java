package io.muster.store.operator;

import com.google.protobuf.ByteString;
import io.muster.operator.NamedToken;
import io.muster.operator.Operator;
import io.muster.operator.TokenHash;
import io.muster.operator.TokenUse;
import io.muster.store.Records;
import io.muster.store.proto.OperatorRecord;
import io.muster.store.proto.OperatorTokenRecord;
import io.muster.store.proto.OperatorUseRecord;
import io.muster.store.proto.TokenUseRecord;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Operators as records and back. */
final class OperatorRecords {

  private OperatorRecords() {}

  static Operator read(String name, OperatorRecord record) {
    return new Operator(
        name,
        new Operator.Profile(
            Operator.Kind.valueOf(record.getKind()), record.getDisplayName(), record.getEmail()),
        record.getDisabled(),
        Set.copyOf(record.getRolesList()),
        record.getTokensList().stream().map(OperatorRecords::read).toList(),
        record.getGeneration(),
        Records.instant(record.getCreatedAt()),
        record.getCreatedBy(),
        Records.instant(record.getChangedAt()),
        record.getChangedBy());
  }

  private static NamedToken read(OperatorTokenRecord record) {
    return new NamedToken(
        record.getName(),
        TokenHash.ofBytes(record.getHash().toByteArray()),
        Records.instant(record.getCreatedAt()),
        record.getCreatedBy(),
        record.hasExpiresAt() ? Records.instant(record.getExpiresAt()) : null,
        record.hasRevokedAt() ? Records.instant(record.getRevokedAt()) : null,
        record.hasRevokedAt() ? record.getRevokedBy() : null);
  }

  /**
   * A record.
   *
   * @param before what it replaces: of that, fields stay that this version does not know
   */
  static OperatorRecord write(Operator operator, OperatorRecord before) {
    OperatorRecord.Builder record =
        OperatorRecord.newBuilder()
            .setKind(operator.profile().kind().name())
            .setDisplayName(operator.profile().displayName())
            .setEmail(operator.profile().email())
            .setDisabled(operator.disabled())
            .addAllRoles(operator.sortedRoles())
            .setGeneration(operator.generation())
            .setCreatedAt(Records.timestamp(operator.createdAt()))
            .setCreatedBy(operator.createdBy())
            .setChangedAt(Records.timestamp(operator.changedAt()))
            .setChangedBy(operator.changedBy())
            .setUnknownFields(before.getUnknownFields());
    operator.tokens().forEach(token -> record.addTokens(write(token, before)));
    return record.build();
  }

  private static OperatorTokenRecord write(NamedToken token, OperatorRecord before) {
    ByteString hash = ByteString.copyFrom(token.hash().toBytes());
    OperatorTokenRecord.Builder record =
        OperatorTokenRecord.newBuilder()
            .setName(token.name())
            .setHash(hash)
            .setCreatedAt(Records.timestamp(token.createdAt()))
            .setCreatedBy(token.createdBy());
    if (token.expiresAt() != null) {
      record.setExpiresAt(Records.timestamp(token.expiresAt()));
    }
    if (token.revokedAt() != null && token.revokedBy() != null) {
      record.setRevokedAt(Records.timestamp(token.revokedAt())).setRevokedBy(token.revokedBy());
    }
    before.getTokensList().stream()
        .filter(former -> former.getHash().equals(hash))
        .findFirst()
        .ifPresent(former -> record.setUnknownFields(former.getUnknownFields()));
    return record.build();
  }

  static Map<String, TokenUse> readUses(OperatorUseRecord record) {
    Map<String, TokenUse> uses = new LinkedHashMap<>();
    for (TokenUseRecord use : record.getTokensList()) {
      uses.put(use.getToken(), new TokenUse(Records.instant(use.getAt()), use.getAddress()));
    }
    return uses;
  }

  /** The later of both for each token, as many as an operator may have. */
  static Map<String, TokenUse> latest(Map<String, TokenUse> before, Map<String, TokenUse> now) {
    Map<String, TokenUse> all = new LinkedHashMap<>(before);
    now.forEach((token, use) -> all.merge(token, use, TokenUse::later));
    Map<String, TokenUse> kept = new LinkedHashMap<>();
    all.entrySet().stream()
        .sorted(Comparator.comparing(each -> each.getValue().at(), Comparator.reverseOrder()))
        .limit(Operator.MAX_TOKENS)
        .forEach(each -> kept.put(each.getKey(), each.getValue()));
    return kept;
  }

  static OperatorUseRecord writeUses(Map<String, TokenUse> uses) {
    OperatorUseRecord.Builder record = OperatorUseRecord.newBuilder();
    uses.forEach((token, use) ->
        record.addTokens(
            TokenUseRecord.newBuilder()
                .setToken(token)
                .setAt(Records.timestamp(use.at()))
                .setAddress(use.address())));
    return record.build();
  }
}
