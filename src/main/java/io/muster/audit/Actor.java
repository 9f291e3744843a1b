package io.muster.audit;

/**
 * Who did something.
 *
 * @param name an operator's name, or what of the server acts by itself
 * @param credential the name of the token it came with; empty for the token of the data folder
 * @param address where from, as the server sees it: a proxy, if there is one in between
 */
public record Actor(String name, String credential, String address) {

  private static final int LONGEST = 200;

  public Actor {
    if (name.isBlank()) {
      throw new IllegalArgumentException("who does something has a name");
    }
    name = AuditEntry.cut(name, LONGEST);
    credential = AuditEntry.cut(credential, LONGEST);
    address = AuditEntry.cut(address, LONGEST);
  }
}
