package io.muster.store.audit;

import com.google.protobuf.ByteString;
import io.muster.audit.Actor;
import io.muster.audit.AuditEntry;
import io.muster.audit.AuditEntry.Outcome;
import io.muster.audit.AuditEntry.Result;
import io.muster.audit.CheckpointKey;
import io.muster.audit.Frontier;
import io.muster.audit.Hash;
import io.muster.audit.LogHead;
import io.muster.store.Records;
import io.muster.store.proto.AuditBundleRecord;
import io.muster.store.proto.AuditEntryRecord;
import io.muster.store.proto.AuditHeadRecord;
import io.muster.store.proto.AuditKeyRecord;
import io.muster.store.proto.AuditRootsRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The audit log as records and back. */
final class AuditRecords {

  /** Far more than a bundle has: each of its lines is a few kilobytes at most. */
  private static final int LARGEST_BUNDLE = 8 << 20;

  private AuditRecords() {}

  static AuditEntry read(String id, AuditEntryRecord record) {
    Outcome outcome =
        record.getResult().isEmpty()
            ? new Outcome.Asked()
            : new Outcome.Ended(
                Result.valueOf(record.getResult()), record.getStatus(), record.getNow());
    return new AuditEntry(
        id,
        Records.instant(record.getAt()),
        new Actor(record.getWho(), record.getCredential(), record.getAddress()),
        record.getVerb(),
        record.getObject(),
        outcome);
  }

  static ByteString write(AuditEntry entry) {
    AuditEntryRecord.Builder record =
        AuditEntryRecord.newBuilder()
            .setAt(Records.timestamp(entry.at()))
            .setWho(entry.actor().name())
            .setCredential(entry.actor().credential())
            .setAddress(entry.actor().address())
            .setVerb(entry.verb())
            .setObject(entry.object());
    if (entry.outcome() instanceof Outcome.Ended(Result result, int status, String now)) {
      record.setResult(result.name()).setStatus(status).setNow(now);
    }
    return record.build().toByteString();
  }

  static LogHead read(AuditHeadRecord record) {
    return new LogHead(
        record.getEpoch(),
        new Frontier(record.getBundled(), hashes(record.getPeaksList())),
        hashes(record.getRootsList()),
        record.getTailList(),
        Set.copyOf(record.getSettledList()),
        Records.instant(record.getLastLogged()),
        record.getCheckpoint());
  }

  static ByteString write(LogHead head) {
    return AuditHeadRecord.newBuilder()
        .setEpoch(head.epoch())
        .setBundled(head.bundled().size())
        .addAllPeaks(bytes(head.bundled().peaks()))
        .addAllRoots(bytes(head.roots()))
        .addAllTail(head.tail())
        .addAllSettled(head.settled().stream().sorted().toList())
        .setLastLogged(Records.timestamp(head.lastLogged()))
        .setCheckpoint(head.checkpoint())
        .build()
        .toByteString();
  }

  static List<Hash> read(AuditRootsRecord record) {
    return hashes(record.getRootsList());
  }

  static ByteString writeRoots(List<Hash> roots) {
    return AuditRootsRecord.newBuilder().addAllRoots(bytes(roots)).build().toByteString();
  }

  private static List<Hash> hashes(List<ByteString> kept) {
    return kept.stream().map(each -> Hash.of(each.toByteArray())).toList();
  }

  private static List<ByteString> bytes(List<Hash> hashes) {
    return hashes.stream().map(each -> ByteString.copyFrom(each.toBytes())).toList();
  }

  static List<String> read(AuditBundleRecord record) {
    if (record.getSize() < 0 || record.getSize() > LARGEST_BUNDLE) {
      throw new IllegalArgumentException("a bundle of " + record.getSize() + " bytes");
    }
    byte[] lines = new byte[record.getSize()];
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(record.getLines().toByteArray());
      int read = 0;
      while (read < lines.length) {
        int more = inflater.inflate(lines, read, lines.length - read);
        if (more == 0) {
          throw new IllegalArgumentException("a bundle ends after " + read + " bytes");
        }
        read += more;
      }
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("a bundle is not compressed as it should be", e);
    }
    return List.of(new String(lines, StandardCharsets.UTF_8).split("\n"));
  }

  static ByteString writeBundle(List<String> lines) {
    byte[] all = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    ByteString.Output compressed = ByteString.newOutput(all.length / 4);
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
      deflater.setInput(all);
      deflater.finish();
      byte[] part = new byte[8 << 10];
      while (!deflater.finished()) {
        compressed.write(part, 0, deflater.deflate(part));
      }
    }
    return AuditBundleRecord.newBuilder()
        .setLines(compressed.toByteString())
        .setSize(all.length)
        .build()
        .toByteString();
  }

  static CheckpointKey read(AuditKeyRecord record) {
    return CheckpointKey.of(
        record.getName(), record.getSecret().toByteArray(), record.getPublic().toByteArray());
  }

  static ByteString write(CheckpointKey key) {
    return AuditKeyRecord.newBuilder()
        .setName(key.verifier().name())
        .setSecret(ByteString.copyFrom(key.secret()))
        .setPublic(ByteString.copyFrom(key.verifier().raw()))
        .build()
        .toByteString();
  }
}
