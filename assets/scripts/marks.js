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

  dashboard.open_mark = function (click) {
    var address = click && Array.isArray(click.points) ? address_of(click.points[0]) : null;
    if (address && dashboard.go) dashboard.go(address, document.activeElement === document.body ? null : document.activeElement);
    return clientside.no_update;
  };
})();
