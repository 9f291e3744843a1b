package io.muster.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class of conformance tests. Its constructor may take the {@link ServerUnderTest}: one server
 * with default settings shared by all such classes, or one of its own with the settings given.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(ConformanceExtension.class)
public @interface Conformance {
  /** Settings as {@code name=value}; any at all means that the class gets a server of its own. */
  String[] settings() default {};
}
