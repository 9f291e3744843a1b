package io.muster.fleet;

import static io.muster.fleet.ContentStore.Kind.COMPONENTS;
import static io.muster.fleet.ContentStore.Kind.EFFECTIVE_CONFIG;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.protocol.ContentHash;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link ContentStore} does. */
public abstract class ContentStoreContract {

  protected static final ContentHash HASH = ContentHash.parse("00ff");
  protected static final ByteString CONTENT = ByteString.copyFromUtf8("content");

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract ContentStore store();

  @Test
  void contentComesBack() {
    assertThat(store().get(COMPONENTS, HASH)).isEmpty();
    store().put(COMPONENTS, HASH, CONTENT).join();
    assertThat(store().get(COMPONENTS, HASH)).contains(CONTENT);
    store().put(COMPONENTS, HASH, CONTENT).join();
    assertThat(store().get(COMPONENTS, HASH)).contains(CONTENT);
  }

  @Test
  void eachKindHasKeysOfItsOwn() {
    store().put(COMPONENTS, HASH, CONTENT).join();
    assertThat(store().get(EFFECTIVE_CONFIG, HASH)).isEmpty();
  }

  @Test
  void aHashMayHaveAnyLength() {
    for (int size : new int[] {1, 64, 65, 10_000}) {
      ContentHash hash = new ContentHash(ByteString.copyFrom(new byte[size]));
      ByteString content = ByteString.copyFromUtf8("of " + size);
      store().put(COMPONENTS, hash, content).join();
      assertThat(store().get(COMPONENTS, hash)).contains(content);
    }
    assertThat(store().get(COMPONENTS, new ContentHash(ByteString.copyFrom(new byte[66]))))
        .isEmpty();
  }

  @Test
  void usingWhatIsNotThereIsNoError() {
    store().touch(EFFECTIVE_CONFIG, List.of(HASH)).join();
    assertThat(store().get(EFFECTIVE_CONFIG, HASH)).isEmpty();
  }
}
