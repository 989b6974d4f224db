// SPDX-License-Identifier: Apache-2.0
// What the pages do by themselves. Every page works without it.
(() => {
  "use strict";

  const CHANNEL = "tokenbroker";
  const OUTCOME = "tokenbroker:outcome";
  const OPENED_AT = "tokenbroker:opened-at";
  const LONGEST_WAIT_MS = 10 * 60 * 1000;
  const SLOW_AFTER_MS = 15 * 1000;
  const FIRST_POLL_MS = 1000;
  const LONGEST_POLL_MS = 15 * 1000;
  const AFTER_DONE_MS = 250;
  const NEW_TAB_REST_MS = 4000;

  const each = (selector, action) => document.querySelectorAll(selector).forEach(action);

  const open = () => ("BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : undefined);

  /** A form is sent once, however often its button is pressed. */
  function sendOnce() {
    const release = (form) => {
      delete form.dataset.sent;
      form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
    };
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (event.defaultPrevented) {
        return;
      }
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
      if (form.target === "_blank") {
        setTimeout(() => release(form), NEW_TAB_REST_MS);
      }
    });
    // The back button may bring the page back as it was left.
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) {
        each("form[data-sent]", release);
      }
    });
  }

  /** What a provider posted goes on from our own origin. */
  function submitAtOnce() {
    each("[data-auto-submit] form", (form) => form.requestSubmit());
  }

  /** Waits for the outcome: events where they come, else looking again, ever less often. */
  function awaitOutcome() {
    each("[data-events]", (status) => {
      const say = (text) => {
        status.querySelector("span").textContent = text;
      };
      const started = Date.now();
      const slow = setTimeout(() => say(status.dataset.slow), SLOW_AFTER_MS);
      let pause = FIRST_POLL_MS;
      const again = () => location.replace(location.href);
      const look = async () => {
        if (Date.now() - started > LONGEST_WAIT_MS) {
          clearTimeout(slow);
          say(status.dataset.over);
          return;
        }
        try {
          const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
          // A redirect leads on to the application; a page that does not wait is the outcome.
          if (answer.type === "opaqueredirect" || !(await answer.text()).includes("data-events=")) {
            again();
            return;
          }
        } catch {
          // Offline, or the gateway restarts: look again later.
        }
        setTimeout(look, pause);
        pause = Math.min(pause * 2, LONGEST_POLL_MS);
      };
      const source = new EventSource(status.dataset.events);
      const poll = () => {
        source.close();
        setTimeout(look, pause);
      };
      const patience = setTimeout(poll, LONGEST_WAIT_MS / 10);
      source.addEventListener("done", () => {
        clearTimeout(patience);
        source.close();
        // Another gateway may show the page; it hears of the outcome as soon, or a moment later.
        setTimeout(again, AFTER_DONE_MS);
      });
      source.addEventListener("error", () => {
        clearTimeout(patience);
        poll();
      });
      window.addEventListener("pagehide", () => source.close());
    });
  }

  /**
   * The page of an outcome has an address of its own. At the callback's the code would stay in the
   * address bar and in the history, and after a form a reload would ask to send it again.
   */
  function leaveCallback() {
    each("[data-outcome]", (page) => {
      const outcome = `/oauth/outcome/${page.dataset.authorizationId}`;
      const address = location.pathname.replace(/\/oauth\/(?:callback|posted)(?:\/[^/]*)?$/, outcome);
      if (address !== location.pathname) {
        history.replaceState(null, "", address);
      }
    });
  }

  /** Tells the other tabs how it ended; a tab that was opened for this closes. */
  function tellOutcome() {
    each("[data-outcome]", (page) => {
      const { authorizationId, connector, result, reason } = page.dataset;
      const channel = open();
      if (channel) {
        channel.postMessage({ type: OUTCOME, authorizationId, connector, result, reason });
        channel.close();
      }
      if ("newTab" in page.dataset && result === "succeeded") {
        window.close();
      }
    });
  }

  /**
   * The list is shown anew when a tab has ended a flow; connecting opens such a tab. One that ends at
   * the application tells us nothing: then the list is shown anew when the person comes back to it.
   */
  function keepUpToDate() {
    const anew = (authorizationId) => {
      const list = new URL(location.href);
      // What was done last in this tab is not the news any more.
      list.searchParams.delete("disconnect");
      if (authorizationId) {
        list.searchParams.set("authorization_id", authorizationId);
      }
      location.replace(list);
    };
    const comeBack = () => {
      const opened = Number(sessionStorage.getItem(OPENED_AT));
      if (document.visibilityState === "visible" && Date.now() - opened < LONGEST_WAIT_MS) {
        anew();
      }
    };
    each("[data-connections]", () => {
      const channel = open();
      if (channel) {
        channel.addEventListener("message", (event) => {
          if (event.data && event.data.type === OUTCOME) {
            sessionStorage.removeItem(OPENED_AT);
            anew(event.data.authorizationId);
          }
        });
      }
      document.addEventListener("visibilitychange", comeBack);
      if (window.matchMedia("(min-width: 48rem) and (not (pointer: coarse))").matches) {
        each("form[data-new-tab]", (form) => {
          form.target = "_blank";
          const field = document.createElement("input");
          field.type = "hidden";
          field.name = "new_tab";
          field.value = "true";
          form.append(field);
          form.addEventListener("submit", () => sessionStorage.setItem(OPENED_AT, Date.now()));
        });
      }
    });
  }

  /** The second step before a disconnect can be taken back. */
  function closeQuestions() {
    const close = (details) => {
      details.open = false;
      details.querySelector("summary").focus();
    };
    each("[data-close]", (button) => {
      button.hidden = false;
      button.addEventListener("click", () => close(button.closest("details")));
    });
    each("details.sure", (details) =>
      details.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && details.open) {
          close(details);
        }
      }),
    );
  }

  /** Times as the reader writes them, in the reader's zone. */
  function localTimes() {
    const format = new Intl.DateTimeFormat(document.documentElement.lang, {
      dateStyle: "medium",
      timeStyle: "short",
    });
    each("time[datetime]", (time) => {
      const date = new Date(time.dateTime);
      if (!Number.isNaN(date.getTime())) {
        time.title = time.dateTime;
        time.textContent = format.format(date);
      }
    });
  }

  sendOnce();
  localTimes();
  closeQuestions();
  keepUpToDate();
  leaveCallback();
  tellOutcome();
  awaitOutcome();
  submitAtOnce();
})();
