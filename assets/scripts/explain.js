/* The panel in which a number is explained. Its inside is drawn by Dash, which is loaded when a reader opens the menu of a card. */
(function () {
  "use strict";
  var clientside = (window.dash_clientside = window.dash_clientside || {});
  var dashboard = (clientside.dashboard = clientside.dashboard || {});
  var ROOM = "react-entry-point";
  var BODY = "explain-body";
  var presses = 0;
  var loading = null;
  var opener = null;

  function panel() {
    return document.getElementById("explain");
  }

  // Scripts run in the order in which they are named.
  function dash() {
    loading = loading || new Promise(function (done, failed) {
      var scripts = dashboard.files().dash;
      scripts.forEach(function (address, n) {
        var script = document.createElement("script");
        script.src = address;
        script.async = false;
        script.onerror = function () { loading = null; failed(new Error("Dash did not load")); };
        if (n === scripts.length - 1) script.onload = function () { done(); };
        document.head.appendChild(script);
      });
    }).then(function () {
      return new Promise(function (done) {
        var drawn = new MutationObserver(function () {
          if (!document.getElementById(BODY)) return;
          drawn.disconnect();
          fill_as_told();
          done();
        });
        drawn.observe(document.getElementById(ROOM), { childList: true, subtree: true });
        new window.DashRenderer();
      });
    });
    return loading;
  }

  // What Dash is answered is ready-made HTML, every value in it escaped: that becomes the content of its element.
  function fill_as_told() {
    var body = document.getElementById(BODY);
    new MutationObserver(function () {
      var html = body.getAttribute("data-html");
      if (!html) return;
      body.innerHTML = html;
      panel().removeAttribute("aria-busy");
    }).observe(body, { attributes: true, attributeFilter: ["data-html"] });
  }

  function explain(chart) {
    var body = document.getElementById(BODY);
    if (body) body.textContent = "";
    panel().setAttribute("aria-busy", "true");
    panel().showModal();
    dash().then(function () {
      clientside.set_props(BODY, { "data-html": "" });
      clientside.set_props("asked", { "data-asked": {
        chart: chart, path: window.location.pathname, search: window.location.search, press: ++presses,
      } });
    }).catch(failed);
  }

  function failed() {
    panel().close();
    dashboard.unanswered();
  }

  var ask = window.fetch;
  window.fetch = function (target) {
    var address = typeof target === "string" ? target : (target && target.url) || "";
    var answer = ask.apply(this, arguments);
    if (address.indexOf("_dash-update-component") < 0) return answer;
    return answer.then(
      function (response) {
        if (dashboard.has_ended(response.status)) window.location.reload();
        else if (!response.ok) failed();
        return response;
      },
      function (fault) {
        failed();
        throw fault;
      }
    );
  };

  document.addEventListener("click", function (event) {
    if (!event.target.closest) return;
    var button = event.target.closest("[data-explain]");
    if (button) {
      var menu = button.closest("details.menu");
      opener = menu ? menu.querySelector("summary") : button;
      explain(button.dataset.explain);
    } else if (event.target.closest("[data-explain-close]") || (panel() && event.target === panel())) {
      panel().close();
    }
  });

  document.addEventListener("toggle", function (event) {
    if (event.target.matches && event.target.matches(".card details.menu[open]") && panel()) dash().catch(function () {});
  }, true);

  document.addEventListener("close", function (event) {
    if (event.target.id === "explain" && opener && opener.isConnected) opener.focus();
  }, true);
})();
