package io.muster.session;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/**
 * Why a request is not read.
 *
 * @param status of the answer
 * @param text what is wrong, in words of ours: it goes into JSON as it is
 */
record RequestRefusal(int status, String text) {

  RequestRefusal {
    if (text.indexOf('"') >= 0 || text.indexOf('\\') >= 0) {
      throw new IllegalArgumentException(text);
    }
  }

  /**
   * What to answer to what the decoder said.
   *
   * @param head whether the head of the request is the matter, or its body
   */
  static RequestRefusal of(Throwable cause, boolean head) {
    return switch (cause) {
      case StrictRequestDecoder.Refused refused -> refused.refusal();
      case TooLongHttpLineException ignored ->
          new RequestRefusal(414, "the request line is too long: 4,096 bytes at most");
      case TooLongHttpHeaderException ignored ->
          new RequestRefusal(431, "the headers are too long");
      default ->
          head
              ? new RequestRefusal(
                  400,
                  "this is not HTTP: the request line, a header or Content-Length is malformed")
              : new RequestRefusal(
                  400,
                  "the body is not in chunks as RFC 9112 has them; of their extensions a name is"
                      + " read, and a value in quotes");
    };
  }

  /** The status in words. */
  String title() {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }
}
