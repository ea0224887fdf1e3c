/* Finishes a picture that the server has begun: puts the marks that plotly draws into their place in its frame. Runs in the reader's
   browser and, on the same picture, in the one that the server keeps for downloads by address and for decks.

   dashboardSnapshot.compose(picture, {alone: true}) -> promise of SVG text; `alone` takes the type face into it
   dashboardSnapshot.png(picture, svg) -> promise of a canvas
   dashboardSnapshot.finish(picture, "svg" | "part" | "png") -> promise of SVG text, of SVG text for a document that has the type face,
                                                                or of a PNG in base64 */
(function () {
  "use strict";
  if (window.dashboardSnapshot) return;

  var PLACE = "<!--marks-->";
  var FONTS = { latin: "/assets/fonts/inter-latin.woff2", more: "/assets/fonts/inter-latin-ext.woff2" };
  var RANGES = {
    latin: "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212",
    more: "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+1D00-1DBF, U+1E00-1E9F, U+20A0-20AB, U+20AD-20C0",
  };
  var MORE = /[\u0100-\u0130\u0132-\u0151\u0154-\u02ba\u1e00-\u1eff]/;
  var LEAN = "/assets/vendor/plotly.min.js";
  var GEO = "/assets/geo/";
  var fonts = {};
  var loading = null;

  function plotly() {
    if (window.Plotly) return Promise.resolve(window.Plotly);
    loading = loading || new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = LEAN;
      script.onload = function () { done(window.Plotly); };
      script.onerror = function () { failed(new Error("plotly.js did not load")); };
      document.head.appendChild(script);
    });
    return loading;
  }

  function base64(buffer) {
    var bytes = new Uint8Array(buffer), text = "";
    for (var i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode.apply(null, bytes.subarray(i, i + 0x8000));
    return window.btoa(text);
  }

  // A subset of the type face as base64. The server's page has both at hand, since it may fetch no file.
  function font(subset) {
    if (window.dashboardFonts) return Promise.resolve(window.dashboardFonts[subset]);
    fonts[subset] = fonts[subset] || window.fetch(FONTS[subset]).then(function (response) {
      if (!response.ok) throw new Error("the type face did not load");
      return response.arrayBuffer();
    }).then(base64);
    return fonts[subset];
  }

  function with_fonts(svg) {
    var subsets = MORE.test(svg) ? ["latin", "more"] : ["latin"];
    return Promise.all(subsets.map(font)).then(function (found) {
      var faces = found.map(function (data, i) {
        return '@font-face{font-family:"Inter";font-weight:100 900;src:url(data:font/woff2;base64,' + data + ') format("woff2");unicode-range:' +
          RANGES[subsets[i]] + "}";
      });
      var head = svg.indexOf(">") + 1;
      return svg.slice(0, head) + "<style>" + faces.join("") + "</style>" + svg.slice(head);
    });
  }

  // Words are measured in the page: its type face must be there before.
  function lettered() {
    if (!document.fonts) return Promise.resolve();
    return Promise.all(['12px "Inter"', '700 12px "Inter"'].map(function (face) { return document.fonts.load(face); }));
  }

  function marks(picture) {
    var figure = picture.figure, size = { width: picture.plot[0], height: picture.plot[1] };
    return Promise.all([plotly(), lettered()]).then(function (ready) {
      // A copy: plotly writes into what it is given.
      var given = JSON.parse(JSON.stringify({ data: figure.data, layout: figure.layout }));
      given.config = { topojsonURL: GEO, staticPlot: true };
      return ready[0].toImage(given, { format: "svg", width: size.width, height: size.height });
    }).then(function (address) {
      var svg = decodeURIComponent(address.slice(address.indexOf(",") + 1));
      var box = picture.box;
      return svg.replace(/^[\s\S]*?<svg\b[^>]*>/, '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" x="' + box[0] +
        '" y="' + box[1] + '" width="' + box[2] + '" height="' + box[3] + '" viewBox="0 0 ' + size.width + " " + size.height + '">');
    });
  }

  function compose(picture, options) {
    var whole = picture.figure
      ? marks(picture).then(function (drawn) { return picture.svg.split(PLACE).join(drawn); })
      : Promise.resolve(picture.svg);
    return options && options.alone ? whole.then(with_fonts) : whole;
  }

  function png(picture, svg) {
    return new Promise(function (done, failed) {
      var address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
      var image = new Image();
      image.onload = function () {
        var canvas = document.createElement("canvas");
        canvas.width = Math.round(picture.width * picture.scale);
        canvas.height = Math.round(picture.height * picture.scale);
        var pen = canvas.getContext("2d");
        pen.fillStyle = "#ffffff";
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(image, 0, 0, canvas.width, canvas.height);
        URL.revokeObjectURL(address);
        done(canvas);
      };
      image.onerror = function () { URL.revokeObjectURL(address); failed(new Error("the picture could not be drawn")); };
      image.src = address;
    });
  }

  function finish(picture, kind) {
    return compose(picture, { alone: kind !== "part" }).then(function (svg) {
      if (kind !== "png") return svg;
      return png(picture, svg).then(function (canvas) { return canvas.toDataURL("image/png").split(",")[1]; });
    });
  }

  window.dashboardSnapshot = { compose: compose, png: png, finish: finish };
})();
