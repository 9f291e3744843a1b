package io.muster.store.infinispan;

import io.muster.store.CacheName;
import io.muster.store.CannotOpenStore;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * How the servers say that a cache is configured.
 *
 * @param element the kind of cache, as in the configuration
 * @param mode SYNC or ASYNC; empty if it has none
 * @param owners how many servers have an entry; 0 if it does not say
 * @param keys media type of the keys, empty if unknown
 * @param values media type of the values, empty if unknown
 * @param persistent whether it has a store
 */
record DeployedCache(
    String element, String mode, int owners, String keys, String values, boolean persistent) {

  private static final List<String> KINDS =
      List.of(
          "replicated-cache",
          "distributed-cache",
          "invalidation-cache",
          "local-cache",
          "scattered-cache");

  /**
   * Reads the servers' answer.
   *
   * @throws IOException if it is no configuration of a cache
   */
  static DeployedCache parse(String xml) throws IOException {
    Document document = document(xml);
    for (String kind : KINDS) {
      NodeList found = document.getElementsByTagNameNS("*", kind);
      if (found.getLength() > 0) {
        return of((Element) found.item(0));
      }
    }
    throw new IOException("no cache in " + xml);
  }

  private static DeployedCache of(Element cache) {
    String owners = cache.getAttribute("owners");
    return new DeployedCache(
        cache.getLocalName(),
        cache.getAttribute("mode"),
        owners.isEmpty() ? 0 : Integer.parseInt(owners),
        mediaType(cache, "key"),
        mediaType(cache, "value"),
        cache.getElementsByTagNameNS("*", "persistence").getLength() > 0);
  }

  private static String mediaType(Element cache, String part) {
    NodeList encodings = cache.getElementsByTagNameNS("*", "encoding");
    if (encodings.getLength() == 0) {
      return "";
    }
    Element encoding = (Element) encodings.item(0);
    NodeList parts = encoding.getElementsByTagNameNS("*", part);
    String type =
        parts.getLength() == 0
            ? encoding.getAttribute("media-type")
            : ((Element) parts.item(0)).getAttribute("media-type");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip();
  }

  private static Document document(String xml) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("every Java platform can read XML", e);
    } catch (SAXException e) {
      throw new IOException("not XML: " + e.getMessage(), e);
    }
  }

  /**
   * Says what is wrong with it.
   *
   * @throws CannotOpenStore if it would lose what must not be lost, or gives back other bytes
   */
  void check(CacheName cache) {
    List<String> wrong = new ArrayList<>();
    String expected = Definitions.element(cache);
    // A cache of what can be rebuilt may also be on every server
    boolean more =
        cache.durability() == CacheName.Durability.REBUILDABLE
            && element.equals("replicated-cache");
    if (!element.equals(expected) && !more) {
      wrong.add("it is a " + element + ", expected a " + expected);
    } else if (mode.equals("ASYNC")) {
      wrong.add("its mode is ASYNC, expected SYNC");
    } else if (element.equals("distributed-cache") && owners == 1) {
      wrong.add("it has 1 owner, expected 2");
    }
    if (!keys.equals("text/plain")) {
      wrong.add("its keys are '" + keys + "', expected text/plain");
    }
    if (!values.equals("application/octet-stream")) {
      wrong.add("its values are '" + values + "', expected application/octet-stream");
    }
    if (cache.durability() == CacheName.Durability.DURABLE && !persistent) {
      wrong.add("it has no persistence, expected a file-store");
    }
    if (!wrong.isEmpty()) {
      throw new CannotOpenStore(
          "The Infinispan cache '"
              + cache.text()
              + "' is not what Muster needs: "
              + String.join("; ", wrong)
              + ". Remove the cache, so that Muster makes it, or configure it as"
              + " deploy/infinispan/infinispan.xml does.");
    }
  }
}
