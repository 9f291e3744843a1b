/** The manifests of deploy/kubernetes, and their pods run as processes of this machine. */
@NullMarked
package io.muster.manifests;

import org.jspecify.annotations.NullMarked;
