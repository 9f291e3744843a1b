package io.muster.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The variables that Kubernetes gives to a container for each Service of its namespace. For a
 * Service named {@code muster} or {@code muster-agents} they look like settings; name and value
 * together tell that they are none.
 */
final class ServiceVariables {

  private static final String ADDRESS =
      "(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?)";
  private static final Pattern URL =
      Pattern.compile("(tcp|udp|sctp)://" + ADDRESS + ":([0-9]{1,5})");
  private static final Pattern IP = Pattern.compile(ADDRESS);
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

  /** A port of a Service: service, number, protocol, and which fact of it. */
  private static final Pattern OF_A_PORT =
      Pattern.compile("(.+)_PORT_([0-9]{1,5})_(TCP|UDP|SCTP)(|_PROTO|_PORT|_ADDR)");

  private static final Pattern OF_A_SERVICE =
      Pattern.compile("(.+?)_(SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT)");

  private ServiceVariables() {}

  /** Whether a variable has the name and the value of one that Kubernetes makes. */
  static boolean isOne(String name, String value) {
    return service(name, value) != null;
  }

  /**
   * Whether a variable is Kubernetes' though a setting has its name, as `MUSTER_AGENTS_PORT` of a
   * Service `muster-agents`. An address or a number alone may be meant as the setting's value, so
   * its Service has to be there as well.
   */
  static boolean hides(String name, Map<String, String> environment) {
    @Nullable String value = environment.get(name);
    @Nullable String service = value == null ? null : service(name, value);
    if (service == null) {
      return false;
    }
    String port = service + "_PORT";
    String host = service + "_SERVICE_HOST";
    return URL.matcher(value).matches()
        || (isOne(port, environment.getOrDefault(port, ""))
            && isOne(host, environment.getOrDefault(host, "")));
  }

  /** The Service that a variable tells of, in capitals. */
  private static @Nullable String service(String name, String value) {
    Matcher port = OF_A_PORT.matcher(name);
    if (port.matches()) {
      return fits(port, value) ? port.group(1) : null;
    }
    Matcher service = OF_A_SERVICE.matcher(name);
    if (!service.matches()) {
      return null;
    }
    Pattern expected =
        switch (service.group(2)) {
          case "SERVICE_HOST" -> IP;
          case "PORT" -> URL;
          default -> NUMBER;
        };
    return expected.matcher(value).matches() ? service.group(1) : null;
  }

  private static boolean fits(Matcher name, String value) {
    String number = name.group(2);
    String protocol = name.group(3);
    return switch (name.group(4)) {
      case "_PROTO" -> value.equalsIgnoreCase(protocol);
      case "_PORT" -> value.equals(number);
      case "_ADDR" -> IP.matcher(value).matches();
      default -> {
        Matcher url = URL.matcher(value);
        yield url.matches()
            && Objects.equals(url.group(1).toUpperCase(Locale.ROOT), protocol)
            && Objects.equals(url.group(2), number);
      }
    };
  }
}
