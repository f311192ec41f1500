// Natural Earth 1:50m borders and coasts (public domain; npm world-atlas 2.0.2, ISC) to one small file for the offline map.
// Run where `npm install world-atlas@2 topojson-client@3 topojson-simplify@3` was run:
//   node build_borders.mjs src/timeline/resources/page/borders.json
// A line is a flat list of whole numbers: first longitude and latitude in hundredths of a degree, then the steps from point to point.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
const require = createRequire(join(process.cwd(), "x.js"));
const { mesh, feature } = require("topojson-client");
const { presimplify, simplify } = require("topojson-simplify");
const raw = JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf8"));
const world = simplify(presimplify(raw), 0.002);
const countries = world.objects.countries;
const extent = line => {
  const x = line.map(p => p[0]), y = line.map(p => p[1]);
  return Math.max(Math.max(...x) - Math.min(...x), Math.max(...y) - Math.min(...y));
};
const pack = (lines, least) => lines.filter(line => extent(line) >= least).map(line => {
  let px = 0, py = 0;
  return line.map(([x, y]) => [Math.round(x * 100), Math.round(y * 100)])
    .filter((p, i, all) => !i || p[0] !== all[i - 1][0] || p[1] !== all[i - 1][1])
    .flatMap(([x, y]) => { const step = [x - px, y - py]; [px, py] = [x, y]; return step; });
}).filter(line => line.length > 3);
const area = ring => Math.abs(ring.reduce((sum, p, i) => {
  const q = ring[(i + 1) % ring.length];
  return sum + p[0] * q[1] - q[0] * p[1];
}, 0) / 2);
const middle = ring => {
  let a = 0, x = 0, y = 0;
  ring.forEach((p, i) => {
    const q = ring[(i + 1) % ring.length], c = p[0] * q[1] - q[0] * p[1];
    a += c; x += (p[0] + q[0]) * c; y += (p[1] + q[1]) * c;
  });
  return [x / (3 * a), y / (3 * a)].map(v => Math.round(v * 10) / 10);
};
const names = feature(world, countries).features.filter(f => f.geometry).map(f => {
  const polygons = f.geometry.type === "Polygon" ? [f.geometry.coordinates] : f.geometry.coordinates;
  const largest = polygons.map(p => p[0]).sort((a, b) => area(b) - area(a))[0];
  return [f.properties.name, ...middle(largest)];
}).sort((a, b) => (a[0] < b[0] ? -1 : 1));
const out = {
  source: "Natural Earth 1:50m, public domain",
  border: pack(mesh(world, countries, (a, b) => a !== b).coordinates, 0.05),
  coast: pack(mesh(world, countries, (a, b) => a === b).coordinates, 0.3),
  names,
};
writeFileSync(process.argv[2], JSON.stringify(out) + "\n");
