/**
 * Simulated agents: thousands in one process, which speak OpAMP over real sockets, behave well or
 * badly by share, and measure what they see. It is how users size a deployment, and how the figures
 * of tuning.md are made.
 */
@NullMarked
package io.muster.simulator;

import org.jspecify.annotations.NullMarked;
