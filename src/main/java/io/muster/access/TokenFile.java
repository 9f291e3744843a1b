package io.muster.access;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.jboss.logging.Logger;

/** The first operator's token in the data folder, readable by the owner only. */
final class TokenFile {

  private static final Logger LOG = Logger.getLogger(TokenFile.class);
  private static final String NAME = "operator-token";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  /**
   * What is in the file.
   *
   * @param isNew whether it was made just now
   */
  record Content(OperatorToken token, boolean isNew) {}

  private final Path folder;
  private final Path path;

  TokenFile(Path dataFolder) {
    folder = dataFolder.toAbsolutePath().normalize();
    path = folder.resolve(NAME);
  }

  /** The data folder. */
  Path folder() {
    return folder;
  }

  Path path() {
    return path;
  }

  /**
   * Reads the token, or makes one at the first start.
   *
   * @throws CannotUseTokenFile if neither is possible
   */
  Content open(SecureRandom random) {
    try {
      return new Content(read(), false);
    } catch (NoSuchFileException e) {
      return new Content(create(OperatorToken.random(random)), true);
    } catch (IOException e) {
      throw new CannotUseTokenFile(
          "Cannot read the operator token in "
              + path
              + " ("
              + e.getMessage()
              + "). Make it a readable file, or move it away to get a new token.",
          e);
    }
  }

  /**
   * Puts a new token in place of the one there.
   *
   * @throws CannotUseTokenFile if it cannot be written
   */
  OperatorToken renew(SecureRandom random) {
    return create(OperatorToken.random(random));
  }

  private OperatorToken read() throws IOException {
    OperatorToken token;
    try {
      token = new OperatorToken(Files.readString(path, StandardCharsets.US_ASCII).strip());
    } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
      // The file may be somebody's private key: nothing of its content, and no cause that has it.
      throw new CannotUseTokenFile(
          path
              + " does not hold an operator token, which has 20 to 512 printable ASCII characters"
              + " and no spaces. Delete the file, or move it away if it is another one, to get a"
              + " new token at the next start.",
          null);
    }
    if (posix() && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path))) {
      LOG.warnf("event=token_readable_by_others file=%s advice=\"chmod 600\"", path);
    }
    return token;
  }

  private OperatorToken create(OperatorToken token) {
    Path part = path.resolveSibling(NAME + ".new");
    try {
      Files.createDirectories(path.getParent());
      Files.deleteIfExists(part);
      FileAttribute<?>[] attributes =
          posix()
              ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
              : new FileAttribute<?>[0];
      Files.createFile(part, attributes);
      try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
        file.write(StandardCharsets.US_ASCII.encode(token.text() + "\n"));
        file.force(true);
      }
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
      return token;
    } catch (FileAlreadyExistsException e) {
      throw new CannotUseTokenFile(
          "Cannot make " + path + ": the data folder " + path.getParent() + " is a file.", e);
    } catch (IOException e) {
      throw new CannotUseTokenFile(
          "Cannot write the operator token to "
              + path
              + " ("
              + e.getMessage()
              + "). Make the folder writable or choose another one with --data (setting"
              + " muster.data).",
          e);
    }
  }

  private boolean posix() {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
