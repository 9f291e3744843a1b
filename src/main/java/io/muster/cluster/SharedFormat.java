package io.muster.cluster;

/**
 * The format of what instances have in common, as a number in the store. A version raises its
 * number when versions before would pass over what it writes, or write it again without what they
 * do not know. While one instance of an older format is alive the number in the store stays; when
 * none is, it is raised, and from then on older ones are refused. So instances of two versions run
 * side by side while one replaces the other, and not afterwards (as with etcd's cluster version).
 *
 * <p>Blocking, failures and threads as with {@link Leases}.
 */
public interface SharedFormat {

  /**
   * What this version writes. 3 has windows, freezes, connection settings by name, operators: the
   * same number as the embedded database's, which counts its steps. Instances of before say none.
   */
  int CURRENT = 3;

  /** What the store asks of those who use it; 0 if it asks for nothing yet. */
  int required();

  /** From now on the store asks for this format; never for less than before. */
  void require(int format, InstanceId by);
}
