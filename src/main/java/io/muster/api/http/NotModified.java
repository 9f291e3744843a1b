package io.muster.api.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Answers a GET with 304 if its If-None-Match names what is there (RFC 9110, 13.1.2). */
@Singleton
public class NotModified {

  /** Of what has an ETag. */
  @ServerResponseFilter
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    String ifNoneMatch = request.getHeaderString("If-None-Match");
    String tag = response.getHeaderString("ETag");
    boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    if (ifNoneMatch != null
        && tag != null
        && reads
        && response.getStatus() == 200
        && EntityTags.matchesWeakly(ifNoneMatch, tag)) {
      response.setStatus(304);
      response.setEntity(null);
    }
  }
}
