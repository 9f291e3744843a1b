package io.muster.cli.client;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** What is wrong with a file, as people say it. */
final class FileProblem {

  private FileProblem() {}

  /** Without the file's name, which the caller has. */
  static String reason(IOException problem) {
    return switch (problem) {
      case NoSuchFileException ignored -> "there is no such file";
      case FileNotFoundException ignored -> "there is no such file";
      case AccessDeniedException ignored -> "you may not read or write it";
      case FileAlreadyExistsException ignored -> "it exists already";
      case NotDirectoryException ignored -> "it is no folder";
      case DirectoryNotEmptyException ignored -> "the folder is not empty";
      case CharacterCodingException ignored -> "it is no text in UTF-8";
      case FileSystemException other -> said(other.getReason());
      default -> said(problem.getMessage());
    };
  }

  /** A whole message: file and reason, if it is about a file. */
  static String message(IOException problem) {
    if (problem instanceof FileSystemException file && file.getFile() != null) {
      return file.getFile() + ": " + reason(problem);
    }
    return reason(problem);
  }

  private static String said(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return "it cannot be read or written";
    }
    return text.equals("Is a directory") ? "it is a folder" : PlainText.of(text);
  }
}
