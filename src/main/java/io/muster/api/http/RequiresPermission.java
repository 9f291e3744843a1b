package io.muster.api.http;

import io.muster.access.Permission;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The permission that an operation of the API needs; every operation has one. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresPermission {

  /** What is acted on. */
  Permission.Resource resource();

  /** What is done to it. */
  Permission.Action action();
}
