/* A press on a mark opens what the mark stands for. The figure carries the address as the last element of the point's
   customdata (or as customdata itself); anything else is left alone. Called by a clientside callback with the graph's clickData. */
(function () {
  "use strict";
  var clientside = (window.dash_clientside = window.dash_clientside || {});
  var dashboard = (clientside.dashboard = clientside.dashboard || {});

  function address_of(point) {
    var data = point && point.customdata;
    if (Array.isArray(data)) data = data[data.length - 1];
    return typeof data === "string" && /^\/(?!\/)/.test(data) ? data : null;
  }

  // With several graphs the callback gets all their clicks; the one that was pressed just now is what triggered it.
  function pressed(click) {
    if (!Array.isArray(click)) return click;
    var context = clientside.callback_context;
    var trigger = context && context.triggered && context.triggered[0];
    return trigger ? trigger.value : null;
  }

  dashboard.open_mark = function (clicks) {
    var click = pressed(clicks);
    var address = click && Array.isArray(click.points) ? address_of(click.points[0]) : null;
    if (address && dashboard.go) dashboard.go(address, document.activeElement === document.body ? null : document.activeElement);
    return clientside.no_update;
  };
})();
