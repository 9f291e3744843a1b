package io.muster.chaos;

/** How connections are cut. */
enum Manner {
  /** Reset, and new ones likewise. */
  RESET,
  /** Nothing comes through, and nobody is told; what waits goes on when the cut heals. */
  SILENT
}
