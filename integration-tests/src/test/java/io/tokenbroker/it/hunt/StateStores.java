// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.hunt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The RocksDB stores below a folder, opened with RocksDB itself: what their files compress, a
 * search of the files would miss. Only for stores that no process has open.
 */
public final class StateStores {
  private final Path folder;

  public StateStores(Path folder) {
    this.folder = folder;
    RocksDB.loadLibrary();
  }

  /** What is done with an open store. */
  private interface Work {
    void on(RocksDB store, List<ColumnFamilyHandle> families) throws RocksDBException;
  }

  /** Gets a key or a value. */
  public interface Visitor {
    void visit(String store, byte[] bytes);
  }

  /** The folders of the stores. */
  public List<Path> stores() {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.getFileName().toString().equals("CURRENT"))
          .map(Path::getParent)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("could not look for stores in " + folder, e);
    }
  }

  /** Shows every key and value of every store. */
  public void forEach(Visitor visitor) {
    for (Path store : stores()) {
      open(
          store,
          (db, families) -> {
            for (ColumnFamilyHandle family : families) {
              try (RocksIterator entries = db.newIterator(family)) {
                for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                  visitor.visit(folder.relativize(store).toString(), entries.key());
                  visitor.visit(folder.relativize(store).toString(), entries.value());
                }
                entries.status();
              }
            }
          });
    }
  }

  /**
   * Adds two entries to every store.
   *
   * @param compressed goes into a compressed file
   * @param plain goes into the write-ahead log
   */
  public void plant(byte[] compressed, byte[] plain) {
    for (Path store : stores()) {
      open(
          store,
          (db, families) -> {
            ColumnFamilyHandle family = families.get(0);
            db.put(family, new byte[] {(byte) 0xFE}, compressed);
            try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
              db.flush(flush, families);
            }
            db.put(family, new byte[] {(byte) 0xFF}, plain);
          });
    }
  }

  private static void open(Path store, Work work) {
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (Options listing = new Options();
        DBOptions options = new DBOptions();
        ColumnFamilyOptions family =
            new ColumnFamilyOptions().setCompressionType(CompressionType.ZSTD_COMPRESSION)) {
      List<ColumnFamilyDescriptor> families =
          RocksDB.listColumnFamilies(listing, store.toString()).stream()
              .map(name -> new ColumnFamilyDescriptor(name, family))
              .toList();
      try (RocksDB db = RocksDB.open(options, store.toString(), families, handles)) {
        work.on(db, handles);
        handles.forEach(ColumnFamilyHandle::close);
      }
    } catch (RocksDBException e) {
      throw new AssertionError("the store " + store + " could not be read", e);
    }
  }
}
