/* Cards: chart or table, the folded sections on a small screen, and figures fitted to paper. */
(function () {
  "use strict";
  var clientside = (window.dash_clientside = window.dash_clientside || {});
  var dashboard = (clientside.dashboard = clientside.dashboard || {});

  var PAPER_PX = 650; // A4 less margins and the card's inset, at 96 dots an inch
  var views = {}; // card id -> the view the reader chose; holds when the card is drawn anew

  function figures(within) {
    return Array.prototype.slice.call(within.querySelectorAll(".js-plotly-plot"));
  }

  function fit(figure) {
    if (!window.Plotly || !figure.isConnected || !figure.offsetParent) return;
    try {
      window.Plotly.Plots.resize(figure);
    } catch (unfinished) {
      /* still being drawn: it will take its size then */
    }
  }

  dashboard.fit = fit;

  function show(card, view) {
    card.setAttribute("data-view", view);
    card.querySelectorAll(".view-button").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.show === view));
    });
    if (view === "chart") figures(card).forEach(fit);
    else card.querySelectorAll("[data-folded]").forEach(function (piece) { dashboard.unfold(piece); });
  }

  document.addEventListener("click", function (event) {
    if (!event.target.closest) return;
    var button = event.target.closest("button.view-button");
    var card = button && button.closest(".card");
    if (card) {
      if (card.id) views[card.id] = button.dataset.show;
      show(card, button.dataset.show);
      return;
    }
    var menu = event.target.closest("#menu-toggle");
    if (menu) menu.setAttribute("aria-expanded", String(menu.getAttribute("aria-expanded") !== "true"));
  });

  dashboard.restore_views = function () {
    Object.keys(views).forEach(function (id) {
      var card = document.getElementById(id);
      if (card && card.hasAttribute("data-view") && card.getAttribute("data-view") !== views[id]) show(card, views[id]);
    });
  };

  /* Paper: every figure is shown (also those behind a table), as wide as the page, and open notes print with it. */
  var printing = [];

  window.addEventListener("beforeprint", function () {
    if (printing.length) return;
    dashboard.unfold_tables_now();
    document.querySelectorAll(".card").forEach(function (card) {
      var view = card.getAttribute("data-view");
      if (view === "table") {
        card.setAttribute("data-view", "chart");
        printing.push(function () { card.setAttribute("data-view", view); });
      }
      card.querySelectorAll("details.caveats:not([open])").forEach(function (notes) {
        notes.open = true;
        printing.push(function () { notes.open = false; });
      });
      figures(card).forEach(function (figure) {
        if (!window.Plotly || !figure._fullLayout) return;
        var width = figure.layout && figure.layout.width;
        window.Plotly.relayout(figure, { width: PAPER_PX, autosize: false });
        printing.push(function () {
          window.Plotly.relayout(figure, width ? { width: width } : { width: null, autosize: true }).then(function () { fit(figure); });
        });
      });
    });
  });

  window.addEventListener("afterprint", function () {
    printing.splice(0).forEach(function (undo) { undo(); });
  });
})();
