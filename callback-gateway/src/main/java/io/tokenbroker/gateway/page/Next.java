// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a page does next by itself. */
public sealed interface Next {
  /** Does the one thing that fits. */
  <T> T fold(
      Function<Stay, T> stay,
      Function<Reload, T> reload,
      Function<Go, T> go,
      Function<Post, T> post);

  /** It stays. */
  record Stay() implements Next {
    @Override
    public <T> T fold(
        Function<Stay, T> stay,
        Function<Reload, T> reload,
        Function<Go, T> go,
        Function<Post, T> post) {
      return stay.apply(this);
    }
  }

  /**
   * The browser loads it again.
   *
   * @param after when, in whole seconds
   */
  record Reload(Duration after) implements Next {
    @Override
    public <T> T fold(
        Function<Stay, T> stay,
        Function<Reload, T> reload,
        Function<Go, T> go,
        Function<Post, T> post) {
      return reload.apply(this);
    }
  }

  /**
   * The browser goes elsewhere, at once; there is a link as well.
   *
   * @param address ASCII
   */
  record Go(URI address) implements Next {
    @Override
    public <T> T fold(
        Function<Stay, T> stay,
        Function<Reload, T> reload,
        Function<Go, T> go,
        Function<Post, T> post) {
      return go.apply(this);
    }
  }

  /**
   * The browser sends a form, at once where it runs scripts, else with a button.
   *
   * @param action of the page's own origin
   * @param fields in their order; may be secret
   */
  record Post(URI action, List<Map.Entry<String, String>> fields) implements Next {
    public Post {
      fields = List.copyOf(fields);
    }

    @Override
    public <T> T fold(
        Function<Stay, T> stay,
        Function<Reload, T> reload,
        Function<Go, T> go,
        Function<Post, T> post) {
      return post.apply(this);
    }

    @Override
    public String toString() {
      return "Post[" + action + ", " + fields.size() + " fields]";
    }
  }
}
