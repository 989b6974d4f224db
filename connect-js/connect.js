// SPDX-License-Identifier: Apache-2.0
// Opens a connect link from an application's page, and hands its result over. No dependencies.

const CHANNEL = "tokenbroker";
const OUTCOME = "tokenbroker:outcome";
const RECEIVED = "tokenbroker:received";
const STORAGE_KEY = "tokenbroker:message";

const MODES = ["redirect", "new-tab"];
const RESULTS = ["succeeded", "failed", "confirm"];
const PARAMETERS = ["authorization_id", "connector", "result", "reason", "confirmation_code"];

const LONGEST_START_MS = 30_000;
const LONGEST_FLOW_MS = 15 * 60_000;
const CLOSED_CHECK_MS = 500;
const CLOSED_GRACE_MS = 2_000;
const HANDOVER_MS = 1_000;
const LONGEST_ID = 64;
const LONGEST_TEXT = 4_096;

/** Why there is no result. `code` is stable; `authorizationId` is there once the flow has one. */
export class ConnectError extends Error {
  constructor(code, message, { authorizationId, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "ConnectError";
    this.code = code;
    this.authorizationId = authorizationId;
  }
}

/**
 * Takes the person through a flow. Call it in the click itself: after an `await` a browser takes the
 * new tab for a popup.
 */
export async function connect({ start, mode = "redirect", signal } = {}) {
  if (typeof start !== "function") {
    throw new TypeError("connect: start has to be a function that gives {connectUrl, authorizationId}");
  }
  if (!MODES.includes(mode)) {
    throw new TypeError(`connect: mode has to be one of ${MODES.join(", ")}`);
  }
  if (signal !== undefined && typeof signal?.addEventListener !== "function") {
    throw new TypeError("connect: signal has to be an AbortSignal");
  }
  signal?.throwIfAborted();
  return mode === "redirect" ? inThisTab(start, signal) : inNewTab(start, signal);
}

async function inThisTab(start, signal) {
  const link = await started(start, signal);
  globalThis.location.assign(link.connectUrl);
  return { authorizationId: link.authorizationId, result: "redirecting" };
}

async function inNewTab(start, signal) {
  // At once, while the click counts; the link comes later.
  const tab = globalThis.open("", "_blank");
  if (!tab) {
    throw new ConnectError("popup_blocked", "the browser did not let the page open a tab");
  }
  try {
    // The provider's page must not be able to reach back to this one.
    tab.opener = null;
  } catch {
    // A browser that forbids it has cut the tie itself.
  }
  try {
    const link = await started(start, signal);
    if (tab.closed) {
      throw closed(link.authorizationId);
    }
    const outcome = untilOutcome(link, tab, signal);
    tab.location.href = link.connectUrl;
    return await outcome;
  } catch (error) {
    closeQuietly(tab);
    throw error;
  }
}

/** What the application's back end answered, checked. */
async function started(start, signal) {
  const link = await within(
    LONGEST_START_MS,
    signal,
    () => new ConnectError("start_timed_out", `start gave no link within ${LONGEST_START_MS / 1000} s`),
    Promise.resolve().then(() => start({ signal })),
  );
  if (!isId(link?.authorizationId)) {
    throw new TypeError("connect: start has to give an authorizationId");
  }
  return { authorizationId: link.authorizationId, connectUrl: webAddress(link.connectUrl) };
}

function webAddress(text) {
  let address;
  try {
    address = new URL(text);
  } catch {
    throw new TypeError("connect: start has to give a connectUrl that is a whole URL");
  }
  if (address.protocol !== "https:" && address.protocol !== "http:") {
    throw new TypeError("connect: a connectUrl is http or https");
  }
  return address.href;
}

function within(ms, signal, timedOut, promise) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(reject, timedOut()), ms);
    const aborted = () => settle(reject, signal.reason);
    const settle = (how, value) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", aborted);
      how(value);
    };
    signal?.addEventListener("abort", aborted);
    promise.then(
      (value) => settle(resolve, value),
      (error) => settle(reject, error),
    );
  });
}

/**
 * Until the return page has spoken, the tab is closed, the time is over or the caller gives up.
 *
 * A provider's page may cut the tie to its tab (Cross-Origin-Opener-Policy); then the tab looks
 * closed although it is not. So a closed tab counts only when the person is looking at this page.
 */
function untilOutcome({ authorizationId }, tab, signal) {
  return new Promise((resolve, reject) => {
    let seenClosed = 0;
    const bus = listen((message) => {
      if (message.type === OUTCOME && message.authorizationId === authorizationId) {
        const result = resultOf(message);
        bus.send({ type: RECEIVED, authorizationId });
        settle(resolve, result);
      }
    });
    const watch = setInterval(() => {
      const here = globalThis.document?.visibilityState !== "hidden";
      seenClosed = tab.closed && here ? seenClosed + CLOSED_CHECK_MS : 0;
      if (seenClosed > CLOSED_GRACE_MS) {
        settle(reject, closed(authorizationId));
      }
    }, CLOSED_CHECK_MS);
    const timer = setTimeout(
      () =>
        settle(
          reject,
          new ConnectError("timed_out", "the flow was not ended in time", { authorizationId }),
        ),
      LONGEST_FLOW_MS,
    );
    const aborted = () => settle(reject, signal.reason);
    const settle = (how, value) => {
      clearInterval(watch);
      clearTimeout(timer);
      signal?.removeEventListener("abort", aborted);
      bus.close();
      how(value);
    };
    signal?.addEventListener("abort", aborted);
  });
}

function closed(authorizationId) {
  return new ConnectError(
    "tab_closed",
    "the tab was closed before it told a result; the back end knows what became of it",
    { authorizationId },
  );
}

function closeQuietly(tab) {
  try {
    tab.close();
  } catch {
    // It is gone, or no longer ours.
  }
}

/**
 * For the application's return page: reads the result, takes it out of the address bar, and hands it
 * to the tab that waits for it. `handedOver` says whether one did; then this tab closes.
 * Gives null where the address holds no result.
 */
export async function complete({ url = globalThis.location.href } = {}) {
  const result = parseResult(url);
  if (result === null) {
    return null;
  }
  strip(url);
  const handedOver = await handOver(result);
  if (handedOver) {
    globalThis.close?.();
  }
  return { ...result, handedOver };
}

/** The result in a return address, or null where there is none. Throws where it is malformed. */
export function parseResult(url) {
  let parameters;
  try {
    parameters = new URL(url, globalThis.location?.href).searchParams;
  } catch {
    throw new TypeError("parseResult: not a URL");
  }
  if (!parameters.has("authorization_id") && !parameters.has("result")) {
    return null;
  }
  const [authorizationId, connector, result, reason, confirmationCode] = PARAMETERS.map((name) => {
    const values = parameters.getAll(name);
    if (values.length > 1) {
      throw new TypeError(`parseResult: ${name} comes more than once`);
    }
    return values[0];
  });
  return resultOf({ authorizationId, connector, result, reason, confirmationCode });
}

/** A result with what belongs into it and nothing else. */
function resultOf({ authorizationId, connector, result, reason, confirmationCode }) {
  if (!isId(authorizationId)) {
    throw new TypeError("parseResult: authorization_id is missing or malformed");
  }
  if (!RESULTS.includes(result)) {
    throw new TypeError(`parseResult: result has to be one of ${RESULTS.join(", ")}`);
  }
  const value = { authorizationId, result };
  for (const [name, text] of Object.entries({ connector, reason, confirmationCode })) {
    if (text !== undefined && text !== null) {
      if (typeof text !== "string" || text.length > LONGEST_TEXT) {
        throw new TypeError(`parseResult: ${name} is malformed`);
      }
      value[name] = text;
    }
  }
  if (result === "confirm" && !value.confirmationCode) {
    throw new TypeError("parseResult: a result to confirm has a confirmation_code");
  }
  return value;
}

function isId(text) {
  return typeof text === "string" && text.length <= LONGEST_ID && /^[A-Za-z0-9_-]+$/.test(text);
}

/** A confirmation code stays in no history and goes along in no Referer. */
function strip(url) {
  const address = new URL(url, globalThis.location.href);
  PARAMETERS.forEach((name) => address.searchParams.delete(name));
  if (address.origin === globalThis.location.origin) {
    globalThis.history.replaceState(
      globalThis.history.state,
      "",
      address.pathname + address.search + address.hash,
    );
  }
}

function handOver(result) {
  return new Promise((resolve) => {
    const bus = listen((message) => {
      if (message.type === RECEIVED && message.authorizationId === result.authorizationId) {
        settle(true);
      }
    });
    const timer = setTimeout(() => settle(false), HANDOVER_MS);
    const settle = (received) => {
      clearTimeout(timer);
      bus.close();
      resolve(received);
    };
    bus.send({ type: OUTCOME, ...result });
  });
}

/** Messages between the tabs of one origin: by channel, and by storage events where there is none. */
function listen(receive) {
  const take = (message) => {
    if (message !== null && typeof message === "object") {
      try {
        receive(message);
      } catch {
        // Another script's message, or a malformed one: not for us.
      }
    }
  };
  return typeof globalThis.BroadcastChannel === "function" ? byChannel(take) : byStorage(take);
}

function byChannel(take) {
  const channel = new globalThis.BroadcastChannel(CHANNEL);
  channel.onmessage = (event) => take(event.data);
  return {
    send: (message) => channel.postMessage(message),
    close: () => channel.close(),
  };
}

function byStorage(take) {
  const onStorage = (event) => {
    if (event.key === STORAGE_KEY && event.newValue) {
      let message = null;
      try {
        message = JSON.parse(event.newValue).message;
      } catch {
        return;
      }
      take(message);
    }
  };
  globalThis.addEventListener("storage", onStorage);
  return {
    send: (message) => {
      // The number makes each value a new one; nothing stays behind.
      const value = JSON.stringify({ number: Math.random(), message });
      globalThis.localStorage.setItem(STORAGE_KEY, value);
      globalThis.localStorage.removeItem(STORAGE_KEY);
    },
    close: () => globalThis.removeEventListener("storage", onStorage),
  };
}
