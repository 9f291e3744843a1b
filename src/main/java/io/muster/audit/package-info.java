/**
 * What operators did, in a log that nobody can rewrite unseen: a Merkle tree (RFC 6962) with signed
 * checkpoints (C2SP tlog-checkpoint and signed-note).
 */
@NullMarked
package io.muster.audit;

import org.jspecify.annotations.NullMarked;
