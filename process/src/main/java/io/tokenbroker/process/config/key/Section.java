// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.key;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A group of keys with one concern: a heading of {@code --help} and of the reference page. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Section {
  /** Its heading. */
  String value();

  /** Its place among the others, from the top. */
  int order();

  /** What holds for all its keys; Markdown. */
  String text() default "";
}
