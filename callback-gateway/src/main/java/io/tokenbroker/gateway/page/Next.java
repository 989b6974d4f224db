// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.net.URI;
import java.util.List;
import java.util.function.Function;

/** What a page does next by itself. */
public sealed interface Next {
  /** Does the one thing that fits. */
  <T> T fold(Function<Stay, T> stay, Function<Go, T> go, Function<Post, T> post);

  /** It stays. */
  record Stay() implements Next {
    @Override
    public <T> T fold(Function<Stay, T> stay, Function<Go, T> go, Function<Post, T> post) {
      return stay.apply(this);
    }
  }

  /**
   * The browser goes elsewhere, at once; there is a link as well.
   *
   * @param address ASCII
   */
  record Go(URI address) implements Next {
    public Go {
      WebAddress.check(address);
    }

    @Override
    public <T> T fold(Function<Stay, T> stay, Function<Go, T> go, Function<Post, T> post) {
      return go.apply(this);
    }

    /** Without path and query, which may hold a one-time code or a state. */
    @Override
    public String toString() {
      return "Go[" + address.getScheme() + "://" + address.getRawAuthority() + "]";
    }
  }

  /**
   * The browser sends a form, at once where it runs scripts, else with a button.
   *
   * @param action of the page's own origin
   * @param fields in their order; may be secret
   */
  record Post(URI action, List<Field> fields) implements Next {
    public Post {
      WebAddress.check(action);
      fields = List.copyOf(fields);
    }

    @Override
    public <T> T fold(Function<Stay, T> stay, Function<Go, T> go, Function<Post, T> post) {
      return post.apply(this);
    }

    @Override
    public String toString() {
      return "Post[" + action + ", " + fields.size() + " fields]";
    }
  }

  /** A hidden field. */
  record Field(String name, String value) {
    @Override
    public String toString() {
      return "Field[" + name + "]";
    }
  }
}
