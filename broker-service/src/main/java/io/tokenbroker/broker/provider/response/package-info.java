// SPDX-License-Identifier: Apache-2.0
/**
 * What a provider's answer says: its fields, where a provider has them, and its errors' meaning.
 */
@NullMarked
package io.tokenbroker.broker.provider.response;

import org.jspecify.annotations.NullMarked;
