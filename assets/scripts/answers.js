/* Which answer counts, and what the reader is told when none comes: the figures on screen are then those of the view before, so
   they stay dimmed under words that say so, until an answer arrives. Also names the browser tab after the page. */
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

  // Whether a question is for the figures of a view, rather than for the explanation of one.
  function is_for_a_view(options) {
    try {
      return /^(visit|selection)$/.test(JSON.parse(options.body).inputs[0].id);
    } catch (another) {
      return false;
    }
  }

  // An answer may come after that to a later question. Only the last question's counts: asking anew ends the wait for the one
  // before with "no change", so that old figures never come to stand under a new address.
  var overtake = null;

  window.fetch = function (target, options) {
    var address = typeof target === "string" ? target : (target && target.url) || "";
    if (address.indexOf("_dash-update-component") < 0) return ask.apply(this, arguments);
    if (!is_for_a_view(options)) return heard(ask.apply(this, arguments), function () { return true; });
    if (overtake) overtake();
    var is_last = true;
    var stop = new AbortController();
    var overtaken = new Promise(function (done) {
      overtake = function () {
        is_last = false;
        done(new Response(null, { status: 204 }));
        stop.abort();
      };
    });
    var told = ask.call(this, target, Object.assign({}, options, { signal: stop.signal }));
    return Promise.race([overtaken, heard(told, function () { return is_last; })]);
  };

  // A sealed view that was ended, paused or revoked while it was open, or a session that ended: no figure stays on screen, the
  // server says what comes instead.
  function has_ended(status) {
    var shell = document.querySelector(".shell");
    return status === 401 || (shell && shell.dataset.sealed && (status === 403 || status === 404 || status === 410));
  }

  function heard(told, is_wanted) {
    return told.then(
      function (response) {
        if (has_ended(response.status)) window.location.reload();
        else if (!response.ok && is_wanted()) unanswered();
        return response;
      },
      function (fault) {
        if (is_wanted()) unanswered();
        throw fault;
      }
    );
  }

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
