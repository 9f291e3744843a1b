/**
 * One class that stands in for one of Quarkus': what it replaces can be reached from this package
 * only. Nothing else belongs here.
 */
@NullMarked
package io.quarkus.smallrye.openapi.runtime;

import org.jspecify.annotations.NullMarked;
