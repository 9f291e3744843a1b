package io.muster.cli;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where the server keeps what it must not forget. */
@ConfigMapping(prefix = "muster")
interface DataSettings {

  /**
   * Folder of the embedded store, the operator token and server.json; made if it is not there. One
   * server at a time uses it.
   */
  @WithDefault("muster-data")
  Path data();
}
