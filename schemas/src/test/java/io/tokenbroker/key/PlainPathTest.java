// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/done",
        "/a/b/",
        "/a.b/..c/.well-known",
        "/caf%C3%A9%20x",
        "/%e0%a4%85%F0%9F%98%80",
        "/a...",
        "/@~$!"
      })
  void aPathThatAllReadAlikeIsPlain(String path) {
    assertThat(PlainPath.is(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "done",
        "/a/../b",
        "/a/..",
        "/.",
        "/./a",
        "/a/..;/b",
        "/a;x=1",
        "//a",
        "/a//b",
        "/a\\..\\b",
        "/a/%2e%2E/b",
        "/a/.%2e/b",
        "/a%2fb",
        "/a%2Fb",
        "/a%5cb",
        "/a%252e%252e/b",
        "/a/..%3b/b",
        "/a/%c0%ae%C0%AE/b",
        "/a%C0%AFb",
        "/a%c1%9cb",
        "/a/%e0%80%ae/b",
        "/a%f0%80%80%afb",
        "/a%2",
        "/a%zz"
      })
  void aPathThatSomeReadAsAnotherIsNot(String path) {
    assertThat(PlainPath.is(path)).isFalse();
  }
}
