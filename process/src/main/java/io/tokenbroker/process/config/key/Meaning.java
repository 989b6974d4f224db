// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.key;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a key of the configuration means: the one source of {@code --help}, of the reference page
 * and of the checks. On each method of a typed model that is a value.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Meaning {
  /** What it is, in a sentence for operators, without full stop; Markdown. */
  String value();

  /** {@code LEAST..MOST}, both included and checked; nothing: any value of the type. */
  String range() default "";

  /** What holds where it is not set and has no default. */
  String otherwise() default "";

  /** A value that somebody might set. */
  String example() default "";

  /**
   * A value that is not shown. It can come from a file, named by the key with {@code -file} at its
   * end, and must not stand in the configuration file itself.
   */
  boolean secret() default false;

  /**
   * Keys that have to be set where this one is; {@code a|b}: exactly one of them. Names without the
   * prefix.
   */
  String[] needs() default {};

  /** What of it is taken up while the process runs; nothing: all takes a restart. */
  String atRunTime() default "";
}
