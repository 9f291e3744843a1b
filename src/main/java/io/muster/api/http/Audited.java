package io.muster.api.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How an operation is audited, if not by its HTTP method: whatever is no GET is noted before it is
 * done.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Audited {

  /** When. */
  enum When {
    /** It only computes, though it is a POST. */
    NEVER,
    /** It gives secrets away, though it is a GET. */
    ALWAYS,
    /** Always, and it stops something, so it is possible also when the audit log is full. */
    ALSO_WHEN_FULL
  }

  When value();

  /** What an answer says for the audit log of what is now. */
  interface Answer {

    /** Such as {@code prod@7 sha256:…}; no secret. */
    String audited();
  }
}
