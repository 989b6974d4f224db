// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Sealer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The grants of one partition: the tokens store, whose values are sealed as a whole, together with
 * the due index, which is written with every change and so always agrees. Not thread-safe: it
 * belongs to its stream thread.
 */
public final class GrantStore {
  /**
   * A Kafka producer takes a record of 1 MiB with its key and headers; a larger one would stop the
   * partition, as it would come again and again.
   */
  static final int MAX_BYTES = 1_000_000;

  private final KeyValueStore<String, byte[]> tokens;
  private final DueIndex due;
  private final Sealer sealer;
  private final Opener opener;
  private final GrantCodec codec = new GrantCodec();

  public GrantStore(
      KeyValueStore<String, byte[]> tokens, DueIndex due, Sealer sealer, Opener opener) {
    this.tokens = tokens;
    this.due = due;
    this.sealer = sealer;
    this.opener = opener;
  }

  /**
   * Reads a grant.
   *
   * @throws io.tokenbroker.secrets.CannotOpenException if the stored value does not open with this
   *     broker's keys, or is another key's
   */
  public Optional<Grant> read(TokenKey key) {
    return Optional.ofNullable(tokens.get(key.toString()))
        .map(stored -> opener.open(ByteBuffer.wrap(stored), SealedField.grantState(key)))
        .map(codec::decode);
  }

  /**
   * Reads a few grants on, in the order of the store.
   *
   * @param after the last key that was read; empty: from the beginning
   * @param atMost how many
   * @param seen told each grant; empty: what is stored can't be read
   * @return the last key that was read; empty: there are no more
   */
  public Optional<String> readOn(
      Optional<String> after, int atMost, Consumer<Optional<Grant>> seen) {
    Optional<String> last = Optional.empty();
    try (KeyValueIterator<String, byte[]> range = tokens.range(after.orElse(null), null)) {
      for (int read = 0; read < atMost && range.hasNext(); ) {
        KeyValue<String, byte[]> next = range.next();
        if (after.isEmpty() || !after.get().equals(next.key)) {
          seen.accept(readable(next));
          last = Optional.of(next.key);
          read++;
        }
      }
    }
    return last;
  }

  private Optional<Grant> readable(KeyValue<String, byte[]> stored) {
    try {
      TokenKey key = TokenKey.parse(stored.key);
      return Optional.of(
          codec.decode(opener.open(ByteBuffer.wrap(stored.value), SealedField.grantState(key))));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * A change that can be written: whatever is wrong with the next state has shown.
   *
   * @param value the next state, sealed; empty: the grant is forgotten
   */
  public record Change(
      TokenKey key,
      Optional<Instant> lookBefore,
      Optional<Instant> nextLook,
      Optional<byte[]> value) {}

  /**
   * Prepares a change.
   *
   * @return empty if nothing changes
   * @throws RuntimeException if the next state can't be stored
   */
  public Optional<Change> change(TokenKey key, Optional<Grant> before, Optional<Grant> next) {
    return next.equals(before)
        ? Optional.empty()
        : Optional.of(
            new Change(
                key,
                before.flatMap(Grant::nextLook),
                next.flatMap(Grant::nextLook),
                next.map(grant -> sealed(key, grant))));
  }

  /** Prepares a change and writes it. */
  public void write(TokenKey key, Optional<Grant> before, Optional<Grant> next) {
    change(key, before, next).ifPresent(this::write);
  }

  /** Replaces the grant, or forgets it where the next state is empty. */
  public void write(Change change) {
    due.move(change.key(), change.lookBefore(), change.nextLook());
    change
        .value()
        .ifPresentOrElse(
            value -> tokens.put(change.key().toString(), value),
            () -> tokens.delete(change.key().toString()));
  }

  private byte[] sealed(TokenKey key, Grant grant) {
    ByteBuffer value = sealer.seal(codec.encode(grant), SealedField.grantState(key));
    if (value.remaining() > MAX_BYTES) {
      throw new IllegalStateException(
          "the grant "
              + key
              + " would take "
              + value.remaining()
              + " bytes; its store's topic takes at most "
              + MAX_BYTES
              + " of one");
    }
    byte[] bytes = new byte[value.remaining()];
    value.get(bytes);
    return bytes;
  }
}
