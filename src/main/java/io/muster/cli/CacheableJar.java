package io.muster.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Copies a jar of old class files as one of newer ones, with the same code. An AOT cache takes no
 * classes of before Java 6, as picocli's are, and to load those from their jar takes a fifth of the
 * time of an operator's command. Run by bin/train.sh; not a command.
 */
public final class CacheableJar {

  /** Java 8: old enough for whatever the code does, new enough for the cache. */
  private static final int VERSION = ClassFile.JAVA_8_VERSION;

  private CacheableJar() {}

  /**
   * Copies it.
   *
   * @param files the jar that is there, and the one to be made
   */
  public static void main(String... files) throws IOException {
    Path from = Path.of(files[0]);
    Path made = Path.of(files[1] + ".new");
    try (URLClassLoader classes = new URLClassLoader(new URL[] {from.toUri().toURL()});
        JarFile jar = new JarFile(from.toFile());
        OutputStream out = Files.newOutputStream(made);
        JarOutputStream copy = new JarOutputStream(out)) {
      ClassFile format =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofClassLoading(classes)));
      for (JarEntry entry : Collections.list(jar.entries())) {
        byte[] content = jar.getInputStream(entry).readAllBytes();
        boolean isClass =
            entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class");
        copy.putNextEntry(new JarEntry(entry.getName()));
        copy.write(isClass ? newer(format, content) : content);
        copy.closeEntry();
      }
    }
    Files.move(made, Path.of(files[1]), StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] newer(ClassFile format, byte[] content) {
    // Each method is written anew, so that it gets the frames that new classes must have.
    ClassTransform methods =
        ClassTransform.transformingMethodBodies((code, element) -> code.with(element));
    return format.transformClass(
        format.parse(content),
        methods.andThen((builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(VERSION, 0);
          } else {
            builder.with(element);
          }
        }));
  }
}
