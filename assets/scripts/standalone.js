/* Documents that stand alone (embeds, offline copies, paper): draws their figures, shows chart or table, tells a host page how tall
   an embed is. On any other page it does nothing. */
(function () {
  "use strict";
  var root = document.documentElement;
  var body = document.body;
  if (!body || !body.classList.contains("standalone")) return;

  var PAPER_PX = 660; // what A4 and Letter both have room for at 96 dots an inch
  var LEAST_PX = 340;
  var LEAST_UPRIGHT = 0.8;
  var HIGH_ROW_PX = 64;
  var FEW_ROWS = 10;
  var LONG_TEXT = 40;
  var LONG_TEXT_PX = 170;
  var FACE_MS = 1500;
  var is_paper = body.classList.contains("paper");
  var is_embed = body.classList.contains("embed");
  var CONFIG = { displayModeBar: false, topojsonURL: "/assets/geo/", responsive: !is_paper, showTips: false, staticPlot: is_paper };

  function told(id) {
    var data = document.getElementById(id);
    return data ? JSON.parse(data.textContent) : {};
  }

  function draw(figure, name) {
    var room = document.getElementById("picture-" + name);
    if (!room) return Promise.resolve();
    fit(room, figure.layout.height);
    if (!is_paper) new ResizeObserver(function () { fit(room, figure.layout.height); }).observe(room.parentNode);
    var layout = is_paper ? Object.assign({}, figure.layout, { width: PAPER_PX, autosize: false }) : figure.layout;
    return window.Plotly.newPlot(room, figure.data, layout, CONFIG);
  }

  // Where there is less room than a figure's words need, the whole figure is smaller.
  function fit(room, height) {
    var scale = Math.min(1, room.parentNode.clientWidth / LEAST_PX);
    if (is_paper || !scale) return;
    room.style.width = scale < 1 ? LEAST_PX + "px" : "";
    room.style.transform = scale < 1 ? "scale(" + scale + ")" : "";
    room.style.marginBottom = scale < 1 ? height * (scale - 1) + "px" : "";
  }

  function show(card, view) {
    card.setAttribute("data-view", view);
    card.querySelectorAll(".view-button").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.show === view));
    });
    if (view === "chart") {
      card.querySelectorAll(".js-plotly-plot").forEach(function (drawn) { window.Plotly.Plots.resize(drawn); });
    }
  }

  if (!is_paper) {
    root.classList.add("scripted");
    document.querySelectorAll(".card:has(.view-toggle)").forEach(function (card) {
      card.querySelector("details.card-table").open = true; // what shows it now is the choice above it
      show(card, "chart");
    });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("view-button")) show(button.closest(".card"), button.dataset.show);
    if (button.dataset.prints !== undefined) window.print();
  });

  // A table that an upright sheet has no room for, or only with words stacked high, stands on a sheet across; its letters are
  // smaller where they must be.
  function turn(table) {
    var body = table.tBodies[0];
    if (body.rows.length <= FEW_ROWS) table.parentNode.classList.add("unparted");
    var is_high = body.rows.length > 4 && body.offsetHeight / body.rows.length > HIGH_ROW_PX;
    if (!is_high && shrink(table, LEAST_UPRIGHT)) return;
    (table.closest(".card-table") || table.closest(".card")).classList.add("wide");
    table.querySelectorAll("td").forEach(function (cell) {
      if (cell.textContent.length > LONG_TEXT) cell.style.minWidth = LONG_TEXT_PX + "px";
    });
    shrink(table, 0);
  }

  function shrink(table, least) {
    var scale = table.parentNode.clientWidth / table.offsetWidth;
    if (scale < least) return false;
    if (scale < 0.999) table.style.zoom = scale;
    return true;
  }

  function settled() {
    root.setAttribute("data-ready", "");
    report();
  }

  /* An embed is as tall as what it holds, and its host is told: only the host can give it that height. */
  var last = 0;

  function report() {
    var height = Math.ceil(root.getBoundingClientRect().height);
    if (!is_embed || window.parent === window || height === last) return;
    last = height;
    window.parent.postMessage({ kind: "dashboard-embed-height", height: height }, "*");
  }

  // Words are measured in their own type face, which is waited for, but not for long.
  var figures = told("figures");
  var face = document.fonts.load("13px Inter").catch(function () {});
  Promise.race([face, new Promise(function (late) { window.setTimeout(late, FACE_MS); })]).then(function () {
    if (is_paper) {
      document.querySelectorAll(".data-table").forEach(turn);
      document.querySelectorAll(".matrix").forEach(function (table) { shrink(table, 0); });
    }
    return Promise.all(Object.keys(figures).map(function (name) { return draw(figures[name], name); }));
  }).then(settled, function (fault) {
    settled();
    throw fault;
  });

  if (is_embed) {
    new ResizeObserver(report).observe(root);
    window.addEventListener("load", report);
    // Counted once it is seen: whoever only fetches the address, such as a mail program, runs no script.
    window.fetch(body.dataset.opened, { method: "POST", credentials: "omit", keepalive: true }).catch(function () {});
  }
})();
