// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

/**
 * What an endpoint asks of a request before it processes it, or how it reads it: those of this
 * package only, see {@link Demands}.
 */
@FunctionalInterface
interface Demand {

  /** The request to process; refused where it is not what the provider wants. */
  EndpointRequest on(EndpointRequest request) throws RequestRefused;
}
