/* What a page shows now, read from what is drawn, and whether that is what it must show. The same for both apps; only the places of
   the numbers differ. Evaluated in the page; it changes nothing there. */
(function () {
  "use strict";

  var PLACES = {
    ours: {
      shell: ".masthead .brand-name", tiles: "#card-headline .tile-value", findings: "#card-findings .finding-item > p",
      earlier: "#card-year_strip .strip-row:not(.strip-head) > .strip-from",
      later: "#card-year_strip .strip-row:not(.strip-head) > .strip-to",
      columns: "#card-activities_over_time .js-plotly-plot", map: "#card-activities_map .js-plotly-plot",
    },
    plain: {
      shell: ".navbar-brand", tiles: "#tiles .tile-value", findings: "#findings > li", earlier: "#comparison .earlier",
      later: "#comparison .later", columns: "#over-time .js-plotly-plot", map: "#map .js-plotly-plot",
    },
  };

  function texts(selector) {
    return Array.prototype.map.call(document.querySelectorAll(selector), function (element) { return element.textContent; });
  }

  function close(text) {
    return text.replace(/\s/g, "");
  }

  function rising(a, b) {
    return a - b;
  }

  // The heights of the columns that have a drawn path: counts, whatever the order of the pillars.
  function columns(selector) {
    var found = [];
    document.querySelectorAll(selector + " .barlayer .point").forEach(function (point) {
      var path = point.querySelector("path");
      if (path && path.getAttribute("d") && point.__data__.s) found.push(point.__data__.s);
    });
    return found.sort(rising);
  }

  // The counts of the places drawn: ours are told in the text of each symbol, those of plotly express are sizes.
  function places(selector) {
    var found = [], drawn = 0;
    document.querySelectorAll(selector + " .scattergeo").forEach(function (group) {
      var points = group.querySelectorAll("path.point").length;
      var trace = group.__data__ && group.__data__[0] && group.__data__[0].trace;
      if (!points || !trace) return;
      drawn += points;
      var values = trace.customdata
        ? Array.prototype.map.call(trace.customdata, function (told) { return Number(String(told[0]).replace(/,/g, "")); })
        : Array.prototype.slice.call(trace.marker.size);
      found = found.concat(values);
    });
    return found.length === drawn ? found.sort(rising) : ["undrawn"];
  }

  var READ = {
    tiles: function (at) { return texts(at.tiles).map(close); },
    findings: function (at) { return texts(at.findings).join(" ").match(/\d[\d,.]*\d|\d/g) || []; },
    earlier: function (at) { return texts(at.earlier).map(close); },
    later: function (at) { return texts(at.later).map(close); },
    columns: function (at) { return columns(at.columns); },
    places: function (at) { return places(at.map); },
  };

  /* The first part of a page that is not as expected, with what it shows; null if all of it is right. */
  function wrong(app, expected) {
    for (var part in READ) {
      var shown = READ[part](PLACES[app]);
      if (JSON.stringify(shown) !== JSON.stringify(expected[part])) return { part: part, shown: shown, expected: expected[part] };
    }
    return null;
  }

  function frame() {
    return new Promise(function (done) { window.requestAnimationFrame(done); });
  }

  /* Do something and wait until the page shows what it must, looking once a frame; then two frames more, so that it is painted.
     Gives the milliseconds that took, or what was still wrong in the end. */
  async function timed(app, act, expected, longest) {
    if (!wrong(app, expected)) return { fault: "the page showed this before" };
    var start = performance.now();
    act();
    for (;;) {
      await frame();
      var fault = wrong(app, expected);
      if (!fault) break;
      if (performance.now() - start > longest) return { fault: fault };
    }
    await frame();
    await frame();
    return { ms: performance.now() - start };
  }

  /* What comes before the press, for which neither app is timed: the list of options is open in which ours adds a value, and no other. */
  var PREPARES = {
    ours: async function (target, longest) {
      var start = performance.now();
      document.querySelectorAll("#filters details.filter").forEach(function (fold) {
        fold.open = Boolean(target.list && fold.querySelector('[id="live:' + target.list + '"]'));
      });
      while (target.list && !link_to(target)) {
        await frame();
        if (performance.now() - start > longest) throw new Error("no list of options came for " + target.list);
      }
    },
    plain: async function () {},
  };

  function link_to(target) {
    var within = target.list ? '[id="live:' + target.list + '"]' : "#filters";
    return document.querySelector(within + ' a[href="' + CSS.escape(target.address) + '"]');
  }

  var ACTS = {
    // A press on the link of the filter bar that leads there.
    ours: function (target) {
      var link = link_to(target);
      if (!link) throw new Error("no link leads to " + target.address);
      link.click();
    },
    // What a choice in a dropdown does in the end, without the time that opening it takes.
    plain: function (target) {
      window.dash_clientside.set_props(target.id, { value: target.value });
    },
  };

  window.bench = {
    wrong: wrong,
    prepare: function (app, target, longest) {
      return PREPARES[app](target, longest);
    },
    change: function (app, target, expected, longest) {
      return timed(app, function () { ACTS[app](target); }, expected, longest);
    },
    /* Called before the page is there: notes when its frame can be read and when it is complete, since the navigation began. */
    arriving: async function (app, expected) {
      var told = (window.bench.arrived = { shell: null, complete: null });
      for (;;) {
        await frame();
        var shell = document.querySelector(PLACES[app].shell);
        if (told.shell === null && shell && shell.getBoundingClientRect().height && shell.textContent.trim()) {
          await frame();
          told.shell = performance.now();
        }
        if (told.shell !== null && !wrong(app, expected)) break;
      }
      await frame();
      await frame();
      told.complete = performance.now();
    },
  };
})();
