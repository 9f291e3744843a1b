package io.muster.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** gzip for HTTP bodies (HT-3, HT-4), bounded on the way in (SZ-3). */
public final class Gzip {

  private static final int BUFFER_BYTES = 4096;

  /** The most that is taken without asking whether there is room. */
  private static final int GUESS = 32 << 10;

  private Gzip() {}

  /** The outcome of inflating a request's body. */
  public sealed interface Inflation permits Inflated, Broken, TooLarge, NoRoom {}

  /**
   * The whole content.
   *
   * @param content to be released by the receiver
   */
  public record Inflated(ByteBuf content) implements Inflation {}

  /**
   * Not gzip, cut short, or with a wrong checksum: status 400.
   *
   * @param message what is wrong, for the agent's author
   */
  public record Broken(String message) implements Inflation {}

  /**
   * The content has more bytes than allowed: status 413. Inflation stopped there.
   *
   * @param limit the bytes allowed
   */
  public record TooLarge(int limit) implements Inflation {}

  /** There is no memory for more of the content: status 503. */
  public record NoRoom() implements Inflation {}

  /** Says whether there is memory for so many bytes of content; may wait for it. */
  public interface Room {
    /** Room for anything. */
    Room ENDLESS = bytes -> true;

    /** Asked before the content grows to so many bytes. */
    boolean isFor(int bytes);
  }

  /**
   * Inflates gzip of one or more members, into at most the given number of bytes. The indices and
   * the reference count of the compressed buffer stay as they are.
   */
  public static Inflation gunzip(
      ByteBuf compressed, int limit, Room room, ByteBufAllocator allocator) {
    int guess = (int) Math.min(limit, Math.clamp(4L * compressed.readableBytes(), 256, GUESS));
    ByteBuf content = allocator.heapBuffer(guess, limit);
    boolean done = false;
    try (var in = new GzipMembers(compressed.duplicate())) {
      while (content.writerIndex() < limit) {
        int wanted = Math.min(BUFFER_BYTES, limit - content.writerIndex());
        if (content.writableBytes() < wanted
            && !room.isFor((int) Math.min(limit, 2L * content.capacity()))) {
          return new NoRoom();
        }
        content.ensureWritable(wanted);
        int read = in.read(content.array(), content.arrayOffset() + content.writerIndex(), wanted);
        if (read < 0) {
          done = true;
          return new Inflated(content);
        }
        content.writerIndex(content.writerIndex() + read);
      }
      done = in.read(new byte[1], 0, 1) < 0;
      return done ? new Inflated(content) : new TooLarge(limit);
    } catch (GzipMembers.Bad e) {
      return new Broken("the body is not valid gzip although Content-Encoding says so");
    } finally {
      if (!done) {
        content.release();
      }
    }
  }

  /** Compresses a response's body. The input stays as it is; the receiver releases the result. */
  public static ByteBuf gzip(ByteBuf content, ByteBufAllocator allocator) {
    ByteBuf compressed = allocator.heapBuffer(Math.max(256, content.readableBytes() / 4));
    boolean done = false;
    try (var out = new GZIPOutputStream(new ByteBufOutputStream(compressed), BUFFER_BYTES)) {
      content.getBytes(content.readerIndex(), out, content.readableBytes());
      out.finish();
      done = true;
      return compressed;
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    } finally {
      if (!done) {
        compressed.release();
      }
    }
  }
}
