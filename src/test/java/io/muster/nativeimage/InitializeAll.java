package io.muster.nativeimage;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;

/**
 * What Quarkus does while it builds a native image: initialises each class, but those named to be
 * initialised when the program runs, and keeps what their static fields hold. A program of its own,
 * as classes are initialised once.
 */
final class InitializeAll {

  private InitializeAll() {}

  public static void main(String... runTime) throws ReflectiveOperationException {
    List<String> later = List.of(runTime);
    for (Class<?> type : OwnClasses.all()) {
      if (isLater(type, later)) {
        continue;
      }
      System.out.println("at build time: " + type.getName());
      Class.forName(type.getName(), true, InitializeAll.class.getClassLoader());
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          field.setAccessible(true);
          Object value = field.get(null);
          if (isOfTheProcess(value)) {
            System.out.println("holds: " + type.getName() + "." + field.getName());
          }
        }
      }
    }
  }

  /** A class whose parent is initialised later is so itself. */
  private static boolean isLater(Class<?> type, List<String> later) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      String name = c.getName();
      if (later.stream().anyMatch(prefix -> name.equals(prefix) || name.startsWith(prefix + "."))) {
        return true;
      }
    }
    return false;
  }

  /** What one process cannot hand to another, or must not: seeds would be the same for all. */
  private static boolean isOfTheProcess(Object value) {
    return value instanceof Thread
        || value instanceof Random
        || value instanceof ExecutorService
        || value instanceof Process
        || value instanceof ProcessHandle
        || value instanceof AutoCloseable
        || value instanceof ByteBuffer buffer && buffer.isDirect();
  }
}
