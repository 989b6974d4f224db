// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

/** What can be done to a grant, with the scopes that allow it. */
public enum Action {
  /** Start an authorization of it, and confirm that. */
  START(ApiScope.START, ApiScope.START_ANY),
  /** See it, and how its authorizations ended. */
  READ(ApiScope.READ, ApiScope.READ_ANY),
  /** Revoke it. */
  DISCONNECT(ApiScope.DISCONNECT, ApiScope.DISCONNECT_ANY);

  private final ApiScope own;
  private final ApiScope any;

  Action(ApiScope own, ApiScope any) {
    this.own = own;
    this.any = any;
  }

  /** Allows it for the caller's own grants. */
  public ApiScope own() {
    return own;
  }

  /** Allows it for all grants of the caller's tenant, the shared ones included. */
  public ApiScope any() {
    return any;
  }
}
