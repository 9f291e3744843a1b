/**
 * What is given to people: the tarball, the package for Debian, and data folders of versions
 * before.
 */
@NullMarked
package io.muster.packaging;

import org.jspecify.annotations.NullMarked;
