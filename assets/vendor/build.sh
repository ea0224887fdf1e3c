#!/bin/sh
# Builds plotly.min.js, plotly-plain.min.js and plotly.LICENSE.txt beside this file. Needs Node 20 or newer and npm; works in a folder of its own.
set -eu
VERSION=4.1.1 # that of plotly's Python package: python -c 'import plotly.offline as o; print(o.get_plotlyjs_version())'
ESBUILD=0.28.2

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund "plotly.js@$VERSION" "esbuild@$ESBUILD"

# bundle FILE TRACE...: with scatter, which is always in. The options are those that plotly.js builds its own bundles with; its one
# style sheet is that of street maps, which are not in.
bundle() {
  file=$1
  shift
  traces=$(printf '%s\n' scatter "$@" | sort | paste -sd, - | sed 's/,/, /g')
  echo 'var Plotly = require("plotly.js/lib/core");' > entry.js
  for trace in "$@"; do echo "Plotly.register(require(\"plotly.js/lib/$trace\"));" >> entry.js; done
  echo 'module.exports = Plotly;' >> entry.js
  npx esbuild entry.js --bundle --minify --format=iife --global-name=Plotly --target=es2016 --define:global=window \
    --define:define.amd=false --loader:.css=empty --legal-comments=none --metafile=parts.json --log-level=warning \
    --banner:js="/* plotly.js v$VERSION: $traces. Copyright Plotly, Inc. MIT licence; see plotly.LICENSE.txt */" \
    --outfile="$here/$file"
}

bundle plotly-plain.min.js bar
bundle plotly.min.js bar sankey scattergeo # the last one: its parts are those of both, and their licences are told

cat > licences.js <<'LICENCES'
const fs = require("fs"), path = require("path");
const inputs = Object.values(require("./parts.json").outputs)[0].inputs;
const folders = new Set(Object.keys(inputs).filter((file) => inputs[file].bytesInOutput && file.includes("node_modules/")).map(
  (file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)[0]));
const told = new Map();
for (const folder of folders) {
  const of = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = fs.readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  const by = of.author ? ", " + (of.author.name || of.author) : "";
  told.set(`${of.name} ${of.version}`, `${of.license}${by}\n\n${file ? fs.readFileSync(path.join(folder, file), "utf8").trim() : ""}`.trim());
}
const first = [...told.keys()].find((name) => name.startsWith("plotly.js "));
const order = [first, ...[...told.keys()].filter((name) => name !== first).sort()];
const line = "-".repeat(80);
console.log("What plotly.min.js is made of, each part with its licence.\n\n" + order.map(
  (name) => `${line}\n${name}  ${told.get(name)}\n`).join("\n").replace(/[ \t]+$/gm, "").replace(/\r/g, ""));
LICENCES
node licences.js > "$here/plotly.LICENSE.txt"
