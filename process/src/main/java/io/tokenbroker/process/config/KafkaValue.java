// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

import org.eclipse.microprofile.config.spi.Converter;

/** A value of Kafka's, which may be blank: SmallRye would take that as missing. */
public final class KafkaValue implements Converter<String> {
  private static final long serialVersionUID = 1L;

  @Override
  public String convert(String value) {
    return value;
  }
}
