/** The documentation as a test: pages are typed top to bottom, as a newcomer does. */
@NullMarked
package io.muster.pages;

import org.jspecify.annotations.NullMarked;
