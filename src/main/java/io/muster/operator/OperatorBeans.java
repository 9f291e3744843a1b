package io.muster.operator;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What settings say of tokens. */
@Singleton
final class OperatorBeans {

  @Produces
  @Singleton
  TokenLifetimes lifetimes(TokenSettings settings) {
    return settings.lifetimes();
  }
}
