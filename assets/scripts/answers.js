/* What the reader is told when the server does not answer: the figures on screen are then those of the view before, so they stay
   dimmed under words that say so, until an answer arrives. Also names the browser tab after the page. */
(function () {
  "use strict";
  var clientside = (window.dash_clientside = window.dash_clientside || {});
  var dashboard = (clientside.dashboard = clientside.dashboard || {});
  var ask = window.fetch;

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

  window.fetch = function (target) {
    var address = typeof target === "string" ? target : (target && target.url) || "";
    var told = ask.apply(this, arguments);
    if (address.indexOf("_dash-update-component") < 0) return told;
    return told.then(
      function (response) {
        if (!response.ok) unanswered();
        return response;
      },
      function (fault) {
        unanswered();
        throw fault;
      }
    );
  };

  dashboard.unanswered = unanswered;

  dashboard.answered = function () {
    var said = document.getElementById("unanswered");
    var main = document.getElementById("content");
    var title = document.getElementById("page-title");
    var brand = document.querySelector(".brand-name");
    if (said) said.remove();
    if (main) main.removeAttribute("data-stale");
    if (title && brand) document.title = title.textContent + " · " + brand.textContent;
    return dashboard.settled();
  };
})();
