// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { ConnectError, complete, connect, parseResult } from "../connect.js";

const LINK = { connectUrl: "https://connect.example/connect/ticket", authorizationId: "id-1" };
const RETURN =
  "https://app.example/done?from=settings&authorization_id=id-1&connector=crm&result=succeeded#top";

let tab;
let opened;
let replaced;
let closedHere;
const originals = {};

function put(name, value) {
  originals[name] ??= Object.getOwnPropertyDescriptor(globalThis, name) ?? null;
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

beforeEach(() => {
  tab = { closed: false, opener: "us", location: { href: "about:blank" }, close: () => (tab.closed = true) };
  opened = [];
  replaced = [];
  closedHere = 0;
  const at = new URL(RETURN);
  put("location", { href: at.href, origin: at.origin, assign: (to) => opened.push(to) });
  put("history", { state: null, replaceState: (_state, _title, to) => replaced.push(to) });
  put("document", { visibilityState: "visible" });
  put("open", () => tab);
  put("close", () => closedHere++);
});

afterEach(() => {
  for (const [name, descriptor] of Object.entries(originals)) {
    if (descriptor) {
      Object.defineProperty(globalThis, name, descriptor);
    } else {
      delete globalThis[name];
    }
    delete originals[name];
  }
});

test("a redirect leaves for the link", async () => {
  const outcome = await connect({ start: async () => LINK });
  assert.deepEqual(opened, [LINK.connectUrl]);
  assert.deepEqual(outcome, { authorizationId: "id-1", result: "redirecting" });
});

test("a new tab is opened before the link is there, and has no way back", async () => {
  let openedFirst = false;
  put("open", (url, name) => {
    openedFirst = true;
    assert.deepEqual([url, name], ["", "_blank"]);
    return tab;
  });
  const abort = new AbortController();
  const pending = connect({
    mode: "new-tab",
    signal: abort.signal,
    start: () => {
      assert.ok(openedFirst);
      return LINK;
    },
  });
  assert.ok(openedFirst);
  await until(() => tab.location.href === LINK.connectUrl);
  assert.equal(tab.opener, null);
  abort.abort();
  await assert.rejects(pending, { name: "AbortError" });
});

test("the return page hands its result to the tab that waits, and closes", async () => {
  const pending = connect({ mode: "new-tab", start: () => LINK });
  await until(() => tab.location.href === LINK.connectUrl);
  const there = await complete();
  assert.deepEqual(await pending, { authorizationId: "id-1", result: "succeeded", connector: "crm" });
  assert.equal(there.handedOver, true);
  assert.equal(closedHere, 1);
});

test("a code to confirm is handed over too", async () => {
  const pending = connect({ mode: "new-tab", start: () => LINK });
  await until(() => tab.location.href === LINK.connectUrl);
  await complete({
    url: "https://app.example/done?authorization_id=id-1&connector=crm&result=confirm&confirmation_code=c0de",
  });
  assert.deepEqual(await pending, {
    authorizationId: "id-1",
    result: "confirm",
    connector: "crm",
    confirmationCode: "c0de",
  });
});

test("another flow's result is not taken", async () => {
  const abort = new AbortController();
  const pending = connect({ mode: "new-tab", signal: abort.signal, start: () => LINK });
  await until(() => tab.location.href === LINK.connectUrl);
  const there = await complete({
    url: "https://app.example/done?authorization_id=id-2&connector=crm&result=succeeded",
  });
  assert.equal(there.handedOver, false);
  assert.equal(closedHere, 0);
  abort.abort();
  await assert.rejects(pending, { name: "AbortError" });
});

test("the address bar keeps what is the application's", async () => {
  const there = await complete();
  assert.deepEqual(replaced, ["/done?from=settings#top"]);
  assert.deepEqual(there, {
    authorizationId: "id-1",
    result: "succeeded",
    connector: "crm",
    handedOver: false,
  });
});

test("without channels the tabs speak by storage events, and leave nothing behind", async () => {
  put("BroadcastChannel", undefined);
  const stored = new Map();
  const listeners = new Set();
  put("addEventListener", (type, listener) => type === "storage" && listeners.add(listener));
  put("removeEventListener", (_type, listener) => listeners.delete(listener));
  put("localStorage", {
    setItem: (key, value) => {
      stored.set(key, value);
      [...listeners].forEach((listener) => queueMicrotask(() => listener({ key, newValue: value })));
    },
    removeItem: (key) => stored.delete(key),
  });
  const pending = connect({ mode: "new-tab", start: () => LINK });
  await until(() => tab.location.href === LINK.connectUrl);
  assert.equal((await complete()).handedOver, true);
  assert.equal((await pending).result, "succeeded");
  assert.equal(stored.size, 0);
  assert.equal(listeners.size, 0);
});

test("a tab that is closed rejects with a reason and the flow's id", async () => {
  const pending = connect({ mode: "new-tab", start: () => LINK });
  await until(() => tab.location.href === LINK.connectUrl);
  tab.closed = true;
  await assert.rejects(pending, (error) => {
    assert.ok(error instanceof ConnectError);
    assert.deepEqual([error.code, error.authorizationId], ["tab_closed", "id-1"]);
    return true;
  });
});

test("a tab that only looks closed counts when the person is back", async () => {
  put("document", { visibilityState: "hidden" });
  const pending = connect({ mode: "new-tab", start: () => LINK });
  await until(() => tab.location.href === LINK.connectUrl);
  tab.closed = true;
  assert.equal((await complete()).handedOver, true);
  assert.equal((await pending).result, "succeeded");
});

test("a blocked tab is told apart", async () => {
  put("open", () => null);
  let asked = false;
  const start = () => {
    asked = true;
    return LINK;
  };
  await assert.rejects(connect({ mode: "new-tab", start }), { code: "popup_blocked" });
  assert.equal(asked, false);
});

test("a start that fails closes the tab and keeps its error", async () => {
  const failure = new Error("the back end says no");
  const start = () => Promise.reject(failure);
  await assert.rejects(connect({ mode: "new-tab", start }), failure);
  assert.equal(tab.closed, true);
});

test("an abort while start is under way closes the tab", async () => {
  const abort = new AbortController();
  const pending = connect({ mode: "new-tab", signal: abort.signal, start: () => new Promise(() => {}) });
  abort.abort(new Error("enough"));
  await assert.rejects(pending, { message: "enough" });
  assert.equal(tab.closed, true);
});

test("what start gives is checked", async () => {
  const bad = [
    undefined,
    {},
    { ...LINK, connectUrl: "javascript:alert(1)" },
    { ...LINK, connectUrl: "/connect/ticket" },
    { ...LINK, authorizationId: "" },
    { ...LINK, authorizationId: "a b" },
    { ...LINK, authorizationId: "x".repeat(65) },
  ];
  for (const link of bad) {
    await assert.rejects(connect({ start: () => link }), TypeError);
  }
  assert.deepEqual(opened, []);
});

test("options are checked", async () => {
  await assert.rejects(connect(), TypeError);
  await assert.rejects(connect({ start: "url" }), TypeError);
  await assert.rejects(connect({ start: () => LINK, mode: "popup" }), TypeError);
  await assert.rejects(connect({ start: () => LINK, signal: "now" }), TypeError);
  await assert.rejects(connect({ start: () => LINK, signal: AbortSignal.abort() }), { name: "AbortError" });
});

test("a failure carries its reason", () => {
  assert.deepEqual(
    parseResult("https://app.example/?authorization_id=a&connector=crm&result=failed&reason=access_denied"),
    { authorizationId: "a", result: "failed", connector: "crm", reason: "access_denied" },
  );
});

test("an address without a result is none", async () => {
  assert.equal(parseResult("https://app.example/done?from=settings"), null);
  assert.equal(await complete({ url: "https://app.example/done" }), null);
  assert.deepEqual(replaced, []);
});

test("a malformed result is refused", () => {
  const bad = [
    "https://app.example/?result=succeeded",
    "https://app.example/?authorization_id=a",
    "https://app.example/?authorization_id=a&result=maybe",
    "https://app.example/?authorization_id=a&authorization_id=b&result=succeeded",
    "https://app.example/?authorization_id=%3Cb%3E&result=succeeded",
    "https://app.example/?authorization_id=a&result=confirm",
    `https://app.example/?authorization_id=a&result=failed&reason=${"x".repeat(5000)}`,
    "https://",
  ];
  for (const url of bad) {
    assert.throws(() => parseResult(url), TypeError, url);
  }
});

async function until(condition) {
  const last = Date.now() + 5000;
  while (!condition()) {
    assert.ok(Date.now() < last, "the condition came in time");
    await new Promise((resolve) => setImmediate(resolve));
  }
}
