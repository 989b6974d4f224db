// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The issuer's keys as they were at one moment. Immutable.
 *
 * @param fetchedAt when they were got
 */
record KeyRing(List<JWK> keys, Instant fetchedAt) {
  KeyRing {
    keys = List.copyOf(keys);
  }

  /**
   * The key that a header means: the one of its key id, of a kind that goes with the algorithm. A
   * header without a key id means the only key of that kind.
   */
  Optional<JWK> find(JWSHeader header) {
    List<JWK> fitting =
        keys.stream()
            .filter(key -> fits(key, header.getAlgorithm()))
            .filter(key -> header.getKeyID() == null || header.getKeyID().equals(key.getKeyID()))
            .toList();
    boolean ambiguous = header.getKeyID() == null && fitting.size() > 1;
    return ambiguous ? Optional.empty() : fitting.stream().findFirst();
  }

  private static boolean fits(JWK key, JWSAlgorithm algorithm) {
    boolean said = key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm);
    return said
        && key.getKeyType().equals(KeyType.forAlgorithm(algorithm))
        && curve(key).map(it -> curvesOf(algorithm).contains(it)).orElse(true);
  }

  private static Set<Curve> curvesOf(JWSAlgorithm algorithm) {
    return Optional.ofNullable(Curve.forJWSAlgorithm(algorithm)).orElse(Set.of());
  }

  private static Optional<Curve> curve(JWK key) {
    if (key instanceof ECKey ec) {
      return Optional.of(ec.getCurve());
    }
    return key instanceof OctetKeyPair pair ? Optional.of(pair.getCurve()) : Optional.empty();
  }
}
