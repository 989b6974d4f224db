// SPDX-License-Identifier: Apache-2.0

/** What the application's back end got from `POST /v1/connectors/{connector}/authorizations`. */
export interface ConnectLink {
  /** http or https. */
  connectUrl: string;
  authorizationId: string;
}

export interface ConnectOptions {
  /** Asks the application's own back end for a link. At most 30 seconds. */
  start: (options: { signal?: AbortSignal }) => Promise<ConnectLink> | ConnectLink;
  /** `redirect` (default) leaves the page; `new-tab` keeps it. */
  mode?: "redirect" | "new-tab";
  /** Gives up: the tab is closed, and the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** How a flow ended. */
export interface ConnectResult {
  authorizationId: string;
  /**
   * `confirm`: send `confirmationCode` to the back end, in the person's session, which calls
   * `POST /v1/authorizations/{id}/confirm`.
   */
  result: "succeeded" | "failed" | "confirm";
  connector?: string;
  /** Why it failed: a stable code. */
  reason?: string;
  confirmationCode?: string;
}

/** The browser leaves the page; the result comes at the return URL. */
export interface Redirecting {
  authorizationId: string;
  result: "redirecting";
}

export type ConnectErrorCode = "popup_blocked" | "start_timed_out" | "tab_closed" | "timed_out";

/** Why there is no result. Ask the back end for the outcome where there is an `authorizationId`. */
export class ConnectError extends Error {
  readonly name: "ConnectError";
  readonly code: ConnectErrorCode;
  readonly authorizationId?: string;
}

/**
 * Takes the person through a flow. Call it in the click itself, before any `await`.
 *
 * @throws {TypeError} if an option, or what `start` gives, is malformed
 * @throws {ConnectError} if there is no result
 */
export function connect(options: ConnectOptions & { mode: "new-tab" }): Promise<ConnectResult>;
export function connect(options: ConnectOptions & { mode?: "redirect" }): Promise<Redirecting>;
export function connect(options: ConnectOptions): Promise<ConnectResult | Redirecting>;

/**
 * For the return page: reads the result, takes it out of the address bar, and hands it to the tab
 * that waits for it, if one does; then this tab closes. Null where the address holds no result.
 *
 * @throws {TypeError} if the result is malformed
 */
export function complete(options?: {
  /** The page's own address by default. */
  url?: string;
}): Promise<(ConnectResult & { handedOver: boolean }) | null>;

/**
 * The result in a return address, or null where there is none.
 *
 * @throws {TypeError} if it is malformed
 */
export function parseResult(url: string | URL): ConnectResult | null;
