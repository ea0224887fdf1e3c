/* Every change of state is a change of address, and every control that makes one is a plain link. Here a link to another state
   of the same app is followed without loading the page anew: the server is asked for that view (dashboard.view), and when it is
   on screen (dashboard.settled) the reader stands where they stood.

   Offered to other scripts: dash_clientside.dashboard.settled(), dash_clientside.dashboard.go("/page?filters"). */
(function () {
  "use strict";
  var clientside = (window.dash_clientside = window.dash_clientside || {});
  var dashboard = (clientside.dashboard = clientside.dashboard || {});

  var FOLDS = "details.filter, details.menu";
  var LONGEST_MS = 30000; // a server that has not answered by then is said not to answer
  var HOVER_MS = 65; // who rests on a choice for that long will likely take it

  var pending = null;
  var stood = { path: window.location.pathname, search: window.location.search }; // the address of what is on screen, or asked for

  function content() {
    return document.getElementById("content");
  }

  /* Following a link */

  // Files, health and anything outside this app's prefix are for the browser.
  function ours(url) {
    return (
      url.origin === window.location.origin &&
      (url.pathname + "/").indexOf(dashboard.prefix) === 0 &&
      !/\/(export|download|health|assets)(\/|$)/.test(url.pathname)
    );
  }

  function go(address, from) {
    var url = new URL(address, window.location.href);
    if (!ours(url)) {
      if (url.origin === window.location.origin) window.location.assign(url.href);
      return;
    }
    var here = window.location;
    if (url.pathname === here.pathname && url.search === here.search) return;
    begin(from || null, url);
    window.history.pushState(null, "", url.pathname + url.search);
    dashboard.view(url);
  }

  document.addEventListener("click", function (event) {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    var link = event.target.closest && event.target.closest("a[href]");
    if (!link || (link.target && link.target !== "_self") || link.hasAttribute("download") || link.hasAttribute("data-reload")) return;
    if (link.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
      return;
    }
    var href = link.getAttribute("href");
    if (href.charAt(0) !== "/" || href.charAt(1) === "/" || !ours(new URL(link.href))) return;
    event.preventDefault();
    go(link.href, link);
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches || !form.matches("form.search")) return;
    event.preventDefault();
    var fields = new URLSearchParams(window.location.search);
    fields.delete("page");
    fields.delete("record");
    new FormData(form).forEach(function (value, name) {
      value = String(value).trim();
      if (value) fields.set(name, value);
      else fields.delete(name);
    });
    var query = fields.toString();
    var path = form.getAttribute("action") || window.location.pathname;
    go(path + (query ? "?" + query : ""), form.querySelector("input[type=search]"));
  });

  // Back and forward; a step to a mere fragment, such as the skip link makes, asks for nothing.
  window.addEventListener("popstate", function () {
    var here = window.location;
    if (here.pathname === stood.path && here.search === stood.search) return;
    begin(null, here, true);
    dashboard.view(here);
  });

  // The answer to a choice that is about to be made is asked for early; whoever is to save data, or reads a sealed view, whose
  // maker wants to know of nothing but what was asked for, only when the press has begun.
  function is_choice(target) {
    var link = target.closest && target.closest("a.option, a.segment, a.chip, a.reset");
    return link && ours(new URL(link.href)) && link.href !== window.location.href ? link : null;
  }
  var resting = 0;
  var is_still = true; // since the last view came: a page that changes beneath the pointer is no wish of its reader
  document.addEventListener("pointermove", function (event) {
    if (event.movementX || event.movementY) is_still = false;
  }, { passive: true });
  document.addEventListener("pointerover", function (event) {
    window.clearTimeout(resting);
    var link = event.pointerType === "mouse" && is_choice(event.target);
    var shell = document.querySelector(".shell");
    if (!link || pending || (navigator.connection && navigator.connection.saveData) || (shell && shell.dataset.sealed)) return;
    resting = window.setTimeout(function () {
      if (!is_still && link.isConnected) dashboard.early(new URL(link.href));
    }, HOVER_MS);
  });
  document.addEventListener("pointerdown", function (event) {
    window.clearTimeout(resting);
    var link = event.button === 0 && is_choice(event.target);
    if (link) dashboard.early(new URL(link.href));
  });

  /* From the request to the answer */

  function name_of(fold) {
    var card = fold.closest(".card");
    var side = fold.closest("[data-side]");
    var name = fold.querySelector(".filter-name");
    return [card ? card.id : side ? side.dataset.side : "", fold.className, name ? name.textContent : ""].join("|");
  }

  function begin(from, url, is_step) {
    end_waiting();
    var main = content();
    var page_changes = url.pathname !== stood.path;
    stood = { path: url.pathname, search: url.search };
    var fold = from && from.closest("details.filter[open]");
    pending = {
      page_changes: page_changes,
      is_step: is_step, // back or forward: the browser knows where on the page the reader was
      element: from,
      key: from && from.dataset.key,
      id: from && from.id, // of a search, which is no link
      href: from && from.getAttribute("href"),
      filters: Boolean(from && from.closest("#filters")),
      opens: from && from.dataset.opens, // the card that shows what was asked for, where that is another one
      fold: fold ? name_of(fold) : null,
      scrolled: fold ? (fold.querySelector(".filter-panel") || fold).scrollTop : 0,
      longest: window.setTimeout(function () { dashboard.unanswered(); }, LONGEST_MS),
    };
    if (page_changes) close_folds(null);
    close_sections();
    if (!main) return;
    main.setAttribute("aria-busy", "true");
    main.setAttribute("data-waiting", "");
  }

  function end_waiting() {
    if (pending) window.clearTimeout(pending.longest);
  }

  // The view asked for is on screen; `can_only_be_read` as long as its pictures are missing.
  function settled(can_only_be_read) {
    var was = pending;
    end_waiting();
    pending = null;
    is_still = true;
    var main = content();
    if (main && !can_only_be_read) main.removeAttribute("aria-busy");
    dashboard.restore_views();
    if (was) stand_again(was);
  }

  function stand_again(was) {
    if (was.fold) {
      document.querySelectorAll("details.filter").forEach(function (fold) {
        if (name_of(fold) !== was.fold) return;
        fold.open = true;
        (fold.querySelector(".filter-panel") || fold).scrollTop = was.scrolled;
      });
    }
    if (was.page_changes) {
      if (!was.is_step) window.scrollTo(0, 0);
      var head = document.querySelector("#content h1") || content();
      if (!head) return;
      if (!head.hasAttribute("tabindex")) head.setAttribute("tabindex", "-1");
      head.focus({ preventScroll: true });
      return;
    }
    var card = was.opens && document.getElementById(was.opens);
    if (card) {
      var title = card.querySelector("[tabindex='-1'], h2") || card;
      if (!title.hasAttribute("tabindex")) title.setAttribute("tabindex", "-1");
      title.focus({ preventScroll: true });
      card.scrollIntoView({ block: "start" });
      return;
    }
    find_again(was);
  }

  function find_again(was) {
    var active = document.activeElement;
    if (!was.element || (active && active !== document.body && active.isConnected)) return;
    var again =
      (was.id && document.getElementById(was.id)) ||
      (was.key && document.querySelector('[data-key="' + CSS.escape(was.key) + '"]')) ||
      (!was.filters && was.href && document.querySelector('.workspace a[href="' + CSS.escape(was.href) + '"]')) ||
      document.querySelector("#filters .chip") ||
      document.querySelector("#filters summary, #filters a") ||
      content();
    if (again) again.focus({ preventScroll: true });
  }

  dashboard.go = go;
  dashboard.settled = settled;

  /* Keys: space presses a box or a button of a group, arrows walk a group, Escape closes. */

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    var here = event.target;
    if (!here.closest) return;
    if (event.key === " " && here.matches("a[role=checkbox], a[role=radio], a[role=button]")) {
      event.preventDefault();
      here.click();
      return;
    }
    if (event.key === "Escape") {
      var fold = here.closest("details.filter[open], details.menu[open]") || document.querySelector("details.filter[open], details.menu[open]");
      if (fold) {
        var within = fold.contains(document.activeElement);
        fold.open = false;
        if (within) fold.querySelector("summary").focus();
      } else {
        close_sections();
      }
      return;
    }
    var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    var ends = { Home: 0, End: -1 };
    if (!step && !(event.key in ends)) return;
    var group = here.closest(".segments") || here.closest(".options") || here.closest(".menu-list");
    if (!group) return;
    var items = Array.prototype.slice.call(group.querySelectorAll("a[href], button:not([disabled])"));
    var at = items.indexOf(here);
    if (at < 0) return;
    event.preventDefault();
    var next = step ? (at + step + items.length) % items.length : ends[event.key] === 0 ? 0 : items.length - 1;
    items[next].focus();
  });

  /* Folds: one open at a time, inside the window, closed by a press elsewhere. */

  function close_folds(except) {
    document.querySelectorAll("details.filter[open], details.menu[open]").forEach(function (fold) {
      if (fold !== except) fold.open = false;
    });
  }

  function close_sections() {
    var button = document.getElementById("menu-toggle");
    if (button && button.getAttribute("aria-expanded") === "true") button.setAttribute("aria-expanded", "false");
  }

  document.addEventListener(
    "toggle",
    function (event) {
      var fold = event.target;
      if (!fold.matches || !fold.matches(FOLDS) || !fold.open) return;
      close_folds(fold);
      fold.querySelectorAll("[data-folded]").forEach(function (piece) { dashboard.unfold(piece); });
      dashboard.align(fold);
    },
    true // toggle does not bubble
  );

  dashboard.align = function (fold) {
    var panel = fold && fold.querySelector(".filter-panel");
    if (!panel) return;
    fold.removeAttribute("data-align");
    if (panel.getBoundingClientRect().right > document.documentElement.clientWidth - 8) fold.setAttribute("data-align", "end");
  };

  document.addEventListener("pointerdown", function (event) {
    var inside = event.target.closest && event.target.closest("details.filter[open], details.menu[open]");
    var sheet = !inside && document.querySelector("details.filter[open]") && window.matchMedia("(max-width: 699.98px)").matches;
    close_folds(inside || null);
    if (sheet) swallow_click();
  });

  // On the phone a list dims the page; a press on the dimmed page closes the list and does nothing else.
  function swallow_click() {
    function swallow(event) {
      event.preventDefault();
      event.stopPropagation();
      stop();
    }
    function stop() {
      document.removeEventListener("click", swallow, true);
    }
    document.addEventListener("click", swallow, true);
    window.setTimeout(stop, 500);
  }

  // A chosen menu entry ends the menu.
  document.addEventListener("click", function (event) {
    var item = event.target.closest && event.target.closest(".menu-item");
    var menu = item && item.closest("details.menu");
    if (menu) window.setTimeout(function () { menu.open = false; }, 0);
  });
})();
