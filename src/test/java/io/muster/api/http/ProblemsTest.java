package io.muster.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.muster.agent.Labels;
import io.muster.agent.Selector;
import io.muster.config.ConfigReference;
import io.muster.failure.Unavailable;
import io.muster.policy.Quarantine;
import io.muster.protocol.ContentHash;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.junit.jupiter.api.Test;

class ProblemsTest {

  private static final UriInfo URI_INFO =
      (UriInfo)
          Proxy.newProxyInstance(
              ProblemsTest.class.getClassLoader(),
              new Class<?>[] {UriInfo.class},
              (proxy, method, arguments) -> URI.create("http://localhost/api/v1/agents"));

  private final Problems problems = new Problems();

  @Test
  void whatAFeatureRefusesIsABadRequestWithItsWords() {
    RestResponse<?> answer = answer(() -> Selector.parse("nonsense"));
    assertThat(answer.getStatus()).isEqualTo(400);
    assertThat(detail(answer)).startsWith("selector part 'nonsense' is not understood: ");
    assertThat(answer(() -> new Labels(Map.of("?", "x"))).getStatus()).isEqualTo(400);
    assertThat(answer(() -> ConfigReference.parse("prod@x")).getStatus()).isEqualTo(400);
    assertThat(answer(() -> ConfigReference.parse("PROD")).getStatus()).isEqualTo(400);
  }

  @Test
  void anIllegalArgumentOfOurOwnIsAFaultOfTheServerAndItsMessageIsNotTold() {
    RestResponse<?> answer =
        answer(() -> new Quarantine("", ContentHash.sha256(ByteString.EMPTY), ""));
    assertThat(answer.getStatus()).isEqualTo(500);
    assertThat(detail(answer)).doesNotContain("quarantine").contains("id=");
  }

  @Test
  void anIllegalArgumentOfALibraryIsAFaultOfTheServerAndItsMessageIsNotTold() {
    RestResponse<?> answer = answer(() -> Base64.getDecoder().decode("?secret"));
    assertThat(answer.getStatus()).isEqualTo(500);
    assertThat(detail(answer)).doesNotContain("Illegal").contains("id=");
  }

  @Test
  void whatCannotBeReachedNowIsWorthAskingForAgain() {
    RestResponse<?> answer =
        answer(() -> {
          throw new Away();
        });
    assertThat(answer.getStatus()).isEqualTo(503);
    assertThat(answer.getHeaders().getFirst("Retry-After")).isEqualTo("5");
  }

  private static final class Away extends RuntimeException implements Unavailable {
    private static final long serialVersionUID = 1;
  }

  private static String detail(RestResponse<?> answer) {
    return ((Problem) answer.getEntity()).detail();
  }

  /** Asks the mapper of the nearest type, as Quarkus REST does. */
  private RestResponse<?> answer(ThrowingCallable failing) {
    Throwable thrown = catchThrowable(failing);
    for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
      Optional<Method> mapper = mapper(type);
      if (mapper.isPresent()) {
        try {
          return (RestResponse<?>) mapper.get().invoke(problems, thrown, URI_INFO);
        } catch (IllegalAccessException | InvocationTargetException e) {
          throw new AssertionError(e);
        }
      }
    }
    throw new AssertionError("nothing maps " + thrown.getClass());
  }

  private static Optional<Method> mapper(Class<?> type) {
    return Arrays.stream(Problems.class.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(ServerExceptionMapper.class))
        .filter(method -> method.getParameterTypes()[0] == type)
        .findFirst();
  }
}
