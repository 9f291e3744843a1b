import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;

/**
 * Checks an export of Muster's audit log against a signed checkpoint, with nothing but a JDK:
 *
 * <pre>java AuditCheck.java audit.jsonl audit.jsonl.checkpoint NAME+ID+KEY</pre>
 *
 * It shares no code with Muster. Leaves are SHA-256(0, line), nodes SHA-256(1, left, right) (RFC
 * 6962); the checkpoint is a note signed with Ed25519 (C2SP tlog-checkpoint, signed-note).
 */
final class AuditCheck {

  private AuditCheck() {}

  public static void main(String... arguments) throws Exception {
    if (arguments.length != 3) {
      System.err.println("usage: java AuditCheck.java LINES CHECKPOINT KEY");
      System.exit(2);
    }
    String note = Files.readString(Path.of(arguments[1]));
    String text = note.substring(0, note.indexOf("\n\n") + 1);
    if (!signed(text, note.substring(text.length() + 1), arguments[2])) {
      System.out.println("the checkpoint is not signed by this key");
      System.exit(1);
    }
    String[] checkpoint = text.split("\n");
    long size = Long.parseLong(checkpoint[1]);
    String root = root(Path.of(arguments[0]), size);
    if (!root.equals(checkpoint[2])) {
      System.out.println("the first " + size + " lines are not those of the checkpoint");
      System.exit(1);
    }
    System.out.println(size + " lines are those of the checkpoint");
  }

  private static boolean signed(String text, String signatures, String key) throws Exception {
    String[] parts = key.split("\\+", 3);
    byte[] typed = Base64.getDecoder().decode(parts[2]);
    byte[] raw = Arrays.copyOfRange(typed, 1, typed.length);
    byte[] x509 = HexFormat.of().parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(raw));
    for (String line : signatures.split("\n")) {
      String[] words = line.split(" ");
      if (words.length == 3 && words[0].equals("—") && words[1].equals(parts[0])) {
        byte[] all = Base64.getDecoder().decode(words[2]);
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(
            KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509)));
        check.update(text.getBytes(StandardCharsets.UTF_8));
        if ("%08x".formatted(ByteBuffer.wrap(all).getInt()).equals(parts[1])
            && check.verify(Arrays.copyOfRange(all, 4, all.length))) {
          return true;
        }
      }
    }
    return false;
  }

  /** The root over the first lines, in Base64. */
  private static String root(Path lines, long size) throws Exception {
    Deque<byte[]> peaks = new ArrayDeque<>(); // Roots of complete subtrees, the smallest on top.
    long read = 0;
    try (BufferedReader reader = Files.newBufferedReader(lines)) {
      for (String line = reader.readLine(); line != null && read < size; line = reader.readLine()) {
        byte[] hash = sha256(new byte[] {0}, line.getBytes(StandardCharsets.UTF_8));
        for (long full = read++; (full & 1) == 1; full >>= 1) {
          hash = sha256(new byte[] {1}, peaks.pop(), hash);
        }
        peaks.push(hash);
      }
    }
    if (read < size) {
      return "only " + read + " lines";
    }
    byte[] root = peaks.isEmpty() ? sha256() : peaks.pop();
    while (!peaks.isEmpty()) {
      root = sha256(new byte[] {1}, peaks.pop(), root);
    }
    return Base64.getEncoder().encodeToString(root);
  }

  private static byte[] sha256(byte[]... parts) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    for (byte[] part : parts) {
      sha.update(part);
    }
    return sha.digest();
  }
}
