package io.muster.cli;

import io.muster.simulator.Shares;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads shares of behaviours. */
final class SharesOption implements ITypeConverter<Shares> {

  @Override
  public Shares convert(String text) {
    try {
      return Shares.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
