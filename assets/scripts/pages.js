/* What is on screen and what comes next. A page arrives as HTML with its pictures beside it; another view of it arrives as the
   pieces and pictures that are others there, all in one answer, and is put in at once. Which view is on screen is told by a stamp.

   window.dash_clientside.dashboard.view(address) asks for a view; early(address) asks before it is wanted; unfold(piece) asks for
   what is folded away there. */
(function () {
  "use strict";
  var clientside = (window.dash_clientside = window.dash_clientside || {});
  var dashboard = (clientside.dashboard = clientside.dashboard || {});

  var CONFIG = { displayModeBar: false, topojsonURL: "/assets/geo/", responsive: false, showTips: false };
  var OPEN = "details.filter[open] [data-folded], .card[data-view=table] [data-folded]";
  var EARLY_MS = 5000; // an answer that was asked for early and not wanted by then is let go
  var FACE_MS = 1500;
  var shown = { page: "", stamp: "" };
  var files = {};
  var last = 0; // counts the views asked for: only the answer to the last one counts
  var stop = null;
  var early = null;
  var awaited = null; // the address of the view asked for, until it is on screen

  function key_of(piece) {
    return piece.id.slice("live:".length);
  }

  function told(id) {
    var data = document.getElementById(id);
    return data ? JSON.parse(data.textContent) : {};
  }

  /* Pictures */

  var drawing = null; // promise of plotly
  var widths = new WeakMap();
  var fitting = window.ResizeObserver && new ResizeObserver(function (changes) {
    changes.forEach(function (change) {
      var room = change.target, width = Math.round(change.contentRect.width);
      if (!width || widths.get(room) === width) return;
      var is_first = !widths.has(room);
      widths.set(room, width);
      var drawn = room.firstElementChild;
      if (!is_first && drawn._fullLayout && Math.round(drawn._fullLayout.width) !== width) dashboard.fit(drawn);
    });
  });

  function plotly() {
    drawing = drawing || new Promise(function (done, failed) {
      if (window.Plotly) return done(window.Plotly);
      var script = document.createElement("script");
      script.src = files.plotly;
      script.onload = function () { done(window.Plotly); };
      script.onerror = function () { drawing = null; failed(new Error("plotly.js did not load")); };
      document.head.appendChild(script);
    });
    return drawing;
  }

  // Words in pictures are measured in their own type face, which is waited for, but not for long.
  function lettered() {
    var faces = Promise.all(['12px "Inter"', '600 12px "Inter"'].map(function (face) { return document.fonts.load(face); }));
    return Promise.race([faces, new Promise(function (late) { window.setTimeout(late, FACE_MS); })]).catch(function () {});
  }

  // A press on a mark opens what it stands for: its address is the last of the point's customdata, or that itself.
  function pressed(event) {
    var data = event.points && event.points[0] && event.points[0].customdata;
    if (Array.isArray(data)) data = data[data.length - 1];
    if (typeof data !== "string" || !/^\/(?!\/)/.test(data)) return;
    dashboard.go(data, document.activeElement === document.body ? null : document.activeElement);
  }

  function draw(name, figure) {
    var room = document.getElementById("graph:" + name);
    if (!room) return null;
    var place = room.firstElementChild;
    room.style.height = figure.layout.height + "px";
    var is_new = !place._fullLayout;
    var done = window.Plotly.react(place, figure.data, figure.layout, CONFIG);
    if (is_new) {
      place.on("plotly_click", pressed);
      if (fitting) fitting.observe(room);
    }
    return done;
  }

  function forget_pictures(within) {
    within.querySelectorAll(".picture").forEach(function (room) {
      if (fitting) fitting.unobserve(room);
      if (window.Plotly && room.firstElementChild._fullLayout) window.Plotly.purge(room.firstElementChild);
    });
  }

  // Figures of a page that has just come are drawn one by one, so that a press in between is heard; those of a change together.
  function draw_one_by_one(pictures, mine) {
    return Object.keys(pictures).reduce(function (before, name) {
      return before.then(function () {
        if (mine !== last) return null;
        return Promise.resolve(draw(name, pictures[name])).then(breath);
      });
    }, Promise.resolve());
  }

  function breath() {
    return new Promise(function (done) {
      var channel = new MessageChannel();
      channel.port1.onmessage = done;
      channel.port2.postMessage(null);
    });
  }

  /* An answer, put in */

  function named(page) {
    var title = document.getElementById("page-title");
    var brand = document.querySelector(".brand-name");
    var name = title && brand ? title.textContent + " · " + brand.textContent : document.title;
    if (page && document.title !== name) document.title = name;
  }

  function put_in(answer, mine) {
    var said = document.getElementById("unanswered");
    var main = document.getElementById("content");
    var pictures = answer.pictures || {};
    var names = Object.keys(pictures);
    var is_change = answer.html === undefined;
    if (said) said.remove();
    awaited = null;
    shown = { page: answer.page, stamp: answer.stamp };
    if (is_change) {
      fold_in(answer.unfolded, true);
      if (main) ["data-stale", "data-waiting"].forEach(function (state) { main.removeAttribute(state); });
      Object.keys(answer.live).forEach(function (key) {
        var piece = document.getElementById("live:" + key);
        if (piece) piece.innerHTML = answer.live[key];
      });
    } else {
      var page = document.getElementById("page");
      forget_pictures(page);
      page.innerHTML = answer.html;
      main = document.getElementById("content");
      if (names.length) main.setAttribute("aria-busy", "true");
      named(answer.page);
    }
    if (!names.length) return dashboard.settled();
    if (window.Plotly && is_change) return all(names.map(function (name) { return draw(name, pictures[name]); }), mine);
    if (!is_change) dashboard.settled(true);
    return Promise.all([plotly(), lettered()]).then(function () {
      if (mine !== last) return null;
      return all([draw_one_by_one(pictures, mine)], mine);
    });
  }

  function all(drawn, mine) {
    return Promise.all(drawn).then(function () { if (mine === last) dashboard.settled(); });
  }

  /* A question */

  var prefix = dashboard.prefix = (function () {
    try {
      return JSON.parse(document.getElementById("_dash-config").textContent).requests_pathname_prefix || "/";
    } catch (absent) {
      return "/";
    }
  })();

  function address_of(url, opened) {
    var asked = new URLSearchParams({
      of: "/" + url.pathname.slice(prefix.length) + url.search, on: shown.page, had: shown.stamp,
    });
    var pieces = Array.prototype.slice.call(document.querySelectorAll(OPEN));
    new Set(pieces.concat(opened || []).map(key_of)).forEach(function (key) { asked.append("open", key); });
    return prefix + "view?" + asked;
  }

  function asked(address, stopped) {
    return window.fetch(address, { headers: { Accept: "application/json" }, signal: stopped.signal });
  }

  // A choice that is about to be made: its answer is on its way before the press has ended.
  dashboard.early = function (url) {
    var address = address_of(url);
    if (early && early.address === address) return;
    if (early) early.stopped.abort();
    var mine = { address: address, stopped: new AbortController() };
    mine.answer = asked(address, mine.stopped);
    mine.answer.catch(function () {});
    early = mine;
    window.setTimeout(function () { if (early === mine) early = null; }, EARLY_MS);
  };

  dashboard.view = function (url) {
    var mine = ++last;
    var address = address_of(url);
    awaited = url;
    if (stop) stop.abort();
    var stopped = (stop = new AbortController()), answer;
    if (early && early.address === address) {
      answer = early.answer;
      stop = early.stopped;
    } else {
      if (early) early.stopped.abort();
      answer = asked(address, stopped);
    }
    early = null;
    answer.then(function (response) {
      if (mine !== last) return null;
      if (has_ended(response.status)) return window.location.reload();
      if (response.status === 404) return window.location.reload(); // the server says in words what is not there
      if (!response.ok) return unanswered();
      return response.json().then(function (content) { return mine === last ? put_in(content, mine) : null; });
    }).catch(function () { if (mine === last) unanswered(); });
  };

  /* What is folded away, lists of options and tables, comes while it is open, with every change too, and goes when another view
     comes while it is not. To open it is to ask for the view on screen again: the answer is of that very view or of none. */

  function fold_in(unfolded, is_other_view) {
    document.querySelectorAll("[data-folded]").forEach(function (piece) {
      var text = unfolded[key_of(piece)];
      var was_empty = !piece.firstChild;
      if (text !== undefined || (is_other_view && !was_empty)) piece.innerHTML = text || "";
      if (text === undefined && !is_other_view) return;
      piece.removeAttribute("aria-busy");
      if (was_empty && piece.firstChild) dashboard.align(piece.closest("details.filter[open]"));
    });
  }

  dashboard.unfold = function (piece, is_early) {
    if (piece.getAttribute("aria-busy") || (piece.firstChild && !piece.querySelector(".unanswered-fold"))) return;
    if (awaited) { // is asked for anew, with this opened too
      if (!is_early) dashboard.view(awaited);
      return;
    }
    var mine = last;
    piece.setAttribute("aria-busy", "true");
    asked(address_of(window.location, [piece]), new AbortController()).then(function (response) {
      if (mine !== last) return null;
      if (has_ended(response.status) || response.status === 404) return window.location.reload();
      if (!response.ok) throw new Error("no answer");
      return response.json().then(function (content) {
        if (mine !== last) return;
        if (content.stamp !== shown.stamp) dashboard.view(window.location); // another release is served by now
        else fold_in(content.unfolded, false);
      });
    }).catch(function () {
      if (mine !== last) return;
      var said = document.createElement(piece.tagName === "UL" ? "li" : "p");
      said.setAttribute("role", "alert");
      said.className = "unanswered-fold";
      said.textContent = document.querySelector(".shell").dataset.unopened;
      piece.replaceChildren(said);
    }).then(function () { if (mine === last) piece.removeAttribute("aria-busy"); });
  };

  document.addEventListener("pointerdown", function (event) {
    var press = event.button === 0 && event.target.closest && event.target.closest("details.filter:not([open]) > summary, [data-show=table]");
    var folded = press && press.closest("details.filter, .card").querySelectorAll("[data-folded]");
    if (folded) folded.forEach(function (piece) { dashboard.unfold(piece, true); });
  });

  // Paper does not wait: every table is asked for at once, and what comes is there before the page is printed.
  dashboard.unfold_tables_now = function () {
    var empty = Array.prototype.filter.call(document.querySelectorAll(".card [data-folded]"), function (piece) { return !piece.firstChild; });
    if (awaited || !empty.length) return;
    var request = new XMLHttpRequest();
    request.open("GET", address_of(window.location, empty), false);
    try {
      request.send();
    } catch (unanswered) {
      return;
    }
    var content = request.status === 200 ? JSON.parse(request.responseText) : {};
    if (content.stamp === shown.stamp) fold_in(content.unfolded, false);
  };

  /* No answer: the figures on screen are then those of the view before, so they stay dimmed under words that say so. */

  function unanswered() {
    var shell = document.querySelector(".shell");
    var main = document.getElementById("content");
    if (main) main.setAttribute("data-stale", "true");
    if (!shell || document.getElementById("unanswered")) return;
    var said = document.createElement("p");
    said.id = "unanswered";
    said.className = "notice unanswered";
    said.setAttribute("role", "alert");
    said.textContent = shell.dataset.unanswered + " ";
    var again = document.createElement("button");
    again.type = "button";
    again.className = "button";
    again.textContent = shell.dataset.again;
    again.addEventListener("click", function () { window.location.reload(); });
    said.appendChild(again);
    document.body.appendChild(said);
  }

  // A sealed view that was ended, paused or revoked while it was open, or a session that ended: no figure stays on screen, the
  // server says what comes instead.
  function has_ended(status) {
    var shell = document.querySelector(".shell");
    return status === 401 || Boolean(shell && shell.dataset.sealed && (status === 403 || status === 404 || status === 410));
  }

  dashboard.unanswered = unanswered;
  dashboard.has_ended = has_ended;
  dashboard.files = function () { return files; };

  /* The page that came with the document. It can be read before this runs, and is drawn after it was seen: not before then is
     plotly asked for, so that it takes nothing from what a page is read with. */

  var main = document.getElementById("content");
  if (!main || !document.getElementById("figures")) return;
  files = told("files");
  var first = told("figures");
  shown = { page: first.page, stamp: first.stamp };
  if (document.querySelector(".shell[data-sealed]")) {
    // Counted once it is seen: whoever only fetches the address, such as a mail program, runs no script.
    window.fetch(prefix + "opened", { method: "POST", keepalive: true }).catch(function () {});
  }
  if (!Object.keys(first.pictures).length) return;
  main.setAttribute("aria-busy", "true");
  window.requestAnimationFrame(function () {
    window.setTimeout(function () {
      if (last) return;
      Promise.all([plotly(), lettered()]).then(function () {
        if (last) return null;
        return all([draw_one_by_one(first.pictures, 0)], 0);
      }).catch(unanswered);
    }, 0);
  });
})();
