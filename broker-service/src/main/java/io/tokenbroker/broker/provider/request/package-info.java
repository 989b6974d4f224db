// SPDX-License-Identifier: Apache-2.0
/** What a call to a provider looks like: its parameters, its client's proof, its headers. */
@NullMarked
package io.tokenbroker.broker.provider.request;

import org.jspecify.annotations.NullMarked;
