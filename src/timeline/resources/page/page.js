/* The script of every page. Text from articles reaches the document only as textContent, or escaped in a hover. */
(() => {
"use strict";
const D = JSON.parse(document.getElementById("data").textContent);
const W = D.words;
const $ = (sel, root = document) => root.querySelector(sel);
const $$ = (sel, root = document) => [...root.querySelectorAll(sel)];
const records = t => t.rows.map(row => Object.fromEntries(t.columns.map((c, i) => [c, row[i]])));
const spans = records(D.spans), events = records(D.events);
const items = new Map([...spans.map(s => [s.item, s]), ...events.map(e => [e.item, e])]);
const byEvent = new Map(events.map(e => [e.event_id, e]));
const placeOf = r => r.shown === undefined ? r.place : r.shown;
const isEvent = r => r.shown !== undefined;
const viewNames = Object.keys(D.views);
const dark = matchMedia("(prefers-color-scheme: dark)");
const KEYS = ["view", "q", "actor", "country", "from", "to", "most", "day", "zone", "sel"];
let state = {}, printing = false, drawn = "", opener = null, timer = null;

/* ---- the state lives in the address ---- */
const read = () => {
  const given = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(KEYS.map(k => [k, given.get(k) || ""]));
};
const address = s => {
  const out = new URLSearchParams();
  KEYS.forEach(k => { if (s[k]) out.set(k, s[k]); });
  return "#" + out.toString().replace(/%2F/g, "/").replace(/%2C/g, ",");
};
const go = (changes, quiet) => {
  const next = { ...state, ...changes }, to = address(next);
  if (to !== address(state)) {
    try { history[quiet ? "replaceState" : "pushState"](null, "", to); } catch { location.hash = to; }
  }
  apply();
};
const section = () => $(`section[data-view="${CSS.escape(viewName())}"]`);
const viewName = () => D.views[state.view] ? state.view : viewNames[0];

/* ---- what is shown ---- */
const overlaps = (a, b) => (!state.to || !a || a <= state.to) && (!state.from || !b || b >= state.from);
const inPeriod = r => isEvent(r)
  ? overlaps(r.date_earliest || r.date_latest, r.date_latest || r.date_earliest)
  : overlaps(r.start_earliest || r.start_latest, r.end_latest || r.end_earliest);
const fold = t => t.normalize("NFKD").replace(/[\u0300-\u036f'’-]/g, "").toLowerCase();
const about = new Map();
for (const r of items.values()) {
  const p = placeOf(r);
  if (!about.has(p)) about.set(p, { rows: [], actors: new Set() });
  const at = about.get(p);
  at.rows.push(r);
  (isEvent(r) ? `${r.actor};${r.opponent}` : r.holder).split(";").forEach(a => { if (a.trim()) at.actors.add(a.trim()); });
}
const places = () => {
  const names = Object.keys(D.places).filter(p => about.has(p));
  if (viewName() !== "index") return new Set(names);
  const q = fold(state.q);
  const named = p => fold(p).includes(q) || [...about.get(p).actors].some(a => fold(a).includes(q));
  const said = p => about.get(p).rows.some(r => isEvent(r) && fold(sentence(r)).includes(q));
  const found = !q ? () => true : names.some(named) ? named : said; // a name as the articles spell it
  let kept = names.filter(p => {
    const at = about.get(p);
    return found(p)
      && (!state.actor || at.actors.has(state.actor)) && (!state.country || D.places[p].country === state.country)
      && (!(state.from || state.to) || at.rows.some(r => (isEvent(r) || r.holder) && inPeriod(r)));
  });
  if (!state.most && !q && !state.actor && !state.country && kept.length > D.most) {
    kept = kept.map((p, i) => [p, i]).sort((a, b) => D.places[b[0]].n - D.places[a[0]].n || a[1] - b[1]).slice(0, D.most).map(p => p[0]);
  }
  return new Set(kept);
};
const inView = () => {
  const kept = places(), here = viewName() === "index" ? null : new Set(
    D.views[viewName()].figures.chart.data.flatMap(t => t.customdata || []));
  const shown = r => (here ? here.has(r.item) : kept.has(placeOf(r))) && inPeriod(r);
  return { kept, spans: spans.filter(shown), events: events.filter(shown) };
};

/* ---- words ---- */
const escape = t => String(t).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const wrap = t => {
  const lines = [""];
  String(t).split(/\s+/).forEach(w => {
    const last = lines.length - 1;
    if (lines[last] && (lines[last] + " " + w).length > 64) lines.push(w);
    else lines[last] = lines[last] ? lines[last] + " " + w : w;
  });
  return lines.map(escape).join("<br>");
};
const sentence = e => e._at ? D.paragraphs[e._at[0]].slice(e._at[1], e._at[2]) : e.evidence;
const fill = (t, values) => t.replace(/\{(\w+)\}/g, (_, k) => values[k]);
const hover = id => {
  const r = items.get(id);
  if (!r) return "";
  if (isEvent(r)) {
    const said = sentence(r);
    return [`<b>${wrap(r._title)}</b>`, escape(r._when), r.attribution && wrap(fill(W.says, { who: r.attribution })),
      said && `<i>${wrap(said)}</i>`].filter(Boolean).join("<br>");
  }
  return [`<b>${wrap(r._title)}</b>`, `${W.from}: ${escape(r._from)}`, `${W.to}: ${escape(r._to)}`,
    r.claims && fill(W.reports, { n: r.claims, m: r.sources }), r.extent && wrap(r.extent)].filter(Boolean).join("<br>");
};
const label = r => isEvent(r) ? `${r._title}, ${r._when}` : `${r._title}, ${W.from} ${r._from}, ${W.to} ${r._to}`;

/* ---- drawing ---- */
const SKIP = new Set(["shade", "reach", "border", "coast", "country", "ring"]);
const themed = figure => {
  let text = JSON.stringify(figure);
  if (dark.matches && !printing) {
    for (const [a, b] of [["#2B2F36", "#D7DBE2"], ["#FFFFFF", "#15181D"], ["#E3E6EB", "#2C323B"], ["#F7F6F1", "#1C2026"],
      ["#5F6772", "#AAB2BE"], ["#6B727D", "#98A1AE"], ["#B3261E", "#FF8A80"]]) text = text.replaceAll(`"${a}"`, `"${b}"`);
  }
  return JSON.parse(text);
};
const subset = (trace, keep, move) => {
  const n = trace.y.length;
  const pick = v => Array.isArray(v) && v.length === n ? v.filter((_, i) => keep[i])
    : v && typeof v === "object" && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, pick(x)])) : v;
  const shift = trace.y.map((y, i) => y === null ? null : y + move[i]);
  return { ...pick(trace), y: shift.filter((_, i) => keep[i]) };
};
const filtered = (figure, kept) => {
  const at = new Map();
  const rows = [];
  let y = 0, head = null;
  for (const [place, text, old, link] of figure.layout.meta.rows) {
    if (!place) { head = [text, old]; continue; }
    if (!kept.has(place)) continue;
    if (head) { rows.push([head[0], y + 0.1, ""]); y += 0.62; head = null; }
    at.set(place, y + 0.18 - old);
    rows.push([text, y + 0.18, link]);
    y += 1;
  }
  figure.data = figure.data.map(t => {
    if (t.meta.kind === "shade") return t;
    const ids = t.customdata.map(id => id === null ? null : placeOf(items.get(id)));
    return subset(t, ids.map(p => at.has(p)), ids.map(p => at.get(p) || 0));
  }).flatMap((t, i, all) => t.meta.kind === "shade" ? [{ ...t, ...shade(all[i + 1], t) }] : [t]).filter(t => t.y.length);
  figure.layout.yaxis.range = [Math.max(y, 1) - 0.38, -0.62];
  figure.layout.yaxis.tickvals = rows.map(r => r[1]);
  figure.layout.yaxis.ticktext = rows.map(r => r[2] && !printing ? `<a href="${r[2]}" target="_self">${r[0]}</a>` : r[0]);
  return figure;
};
const shade = (tick, t) => ({ x: tick.x, y: tick.y,
  marker: { ...t.marker, size: tick.marker.size.map(s => s + 1.5) } });
const words = figure => figure.data.forEach(t => {
  if (SKIP.has(t.meta.kind)) t.hoverinfo = "skip";
  else if (t.customdata) {
    t.hovertext = t.customdata.map(hover);
    t.hovertemplate = "%{hovertext}<extra></extra>";
  }
  if (t.type !== "bar") t.cliponaxis = false;
});
const wide = gd => printing ? 1040 : Math.max(300, gd.parentElement.clientWidth);
const pen = document.createElement("canvas").getContext("2d");
const across = (text, size) => {
  const plain = text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
  pen.font = `${text.startsWith("<b>") ? "bold " : ""}${size}px ${D.font}`;
  return Math.max(...plain.split("<br>").map(t => pen.measureText(t.replace(/<[^>]*>/g, "")).width));
};
const fit = (figure, gd) => {
  const L = figure.layout, small = wide(gd) < 640;
  const rows = L.yaxis.range[0] - L.yaxis.range[1];
  const px = printing ? Math.max(12, Math.min(L.meta.row, (L.meta.rows ? 430 : 520) / rows)) : L.meta.row;
  if (px !== L.meta.row) figure.data.forEach(t => {
    if (Array.isArray(t.marker?.size)) t.marker.size = t.marker.size.map(s => s * px / L.meta.row);
    else if (t.marker?.size && px < 26) { t.marker.size *= 0.6; t.marker.line.width *= 0.6; }
  });
  if (printing && px < 20) {
    L.font.size = 10;
    figure.data.forEach(t => { if (t.type === "bar") t.marker.line.width *= t.meta.kind === "carried" ? 0 : 0.4; });
  }
  const top = L.xaxis.side === "top" ? 86 : 46; // the row of buttons stands above the labels
  L.margin = { l: 8, r: small ? 16 : 22, t: top, b: L.xaxis.side === "top" ? 12 : 46 };
  if (small && L.xaxis.side === "top") L.margin.t = 76;
  L.height = Math.round(rows * px) + L.margin.t + L.margin.b;
  L.width = wide(gd);
  L.showlegend = false;
  L.modebar = { orientation: "h", bgcolor: "rgba(0,0,0,0)", color: "#7A828E" };
  if (small) {
    L.font.size = 11;
    L.yaxis.ticktext = L.yaxis.ticktext.map(t => t.startsWith("<b>") ? t.replace(" ", "<br>") : t.replace(/([^<>]{17})[^<>]+(?=<|$)/, "$1…"));
    (L.annotations || []).forEach(a => { a.font.size = 9.5; if (a.x === 0) a.yshift += 28; });
    L.hoverlabel.font.size = 11;
  }
  L.margin.l = 10 + Math.ceil(Math.max(20, ...L.yaxis.ticktext.map(t => across(t, L.font.size))));
};
const chart = (kept) => {
  const gd = $(".chart[data-figure=chart]", section());
  const figure = themed(D.views[viewName()].figures.chart);
  if (figure.layout.meta.rows) filtered(figure, kept);
  words(figure);
  fit(figure, gd);
  const all = figure.layout.xaxis.range;
  figure.layout.xaxis.range = [state.from || all[0], state.to || all[1]];
  figure.layout.xaxis.autorange = false;
  plot(gd, figure, () => buttons(gd));
};
const MONTHS = W.months.split("|");
const plot = (gd, figure, after) => {
  const format = { months: MONTHS, shortMonths: MONTHS, days: [..."1234567"], shortDays: [..."1234567"], date: "%d-%m-%Y", thousands: ".", decimal: ",", grouping: [3], currency: ["", ""] };
  const config = { ...D.config, responsive: false, doubleClick: false, locale: "page",
    locales: { page: { dictionary: {}, format } }, displayModeBar: wide(gd) < 640 ? false : "hover" };
  Plotly.react(gd, figure.data, figure.layout, config).then(() => { after(); gd.dataset.ready = "yes"; });
  if (gd.dataset.heard) return;
  gd.dataset.heard = "yes";
  gd.on("plotly_click", e => { const id = e.points[0].customdata; if (items.has(id)) { opener = null; go({ sel: id }); } });
  if (gd.dataset.figure === "map") return void gd.on("plotly_relayout", e => {
    if (!("xaxis.range[0]" in e)) return;
    const figure = { data: gd.data.map(t => ({ ...t })), layout: gd.layout };
    names(figure, gd._fullLayout.xaxis._length, gd._fullLayout.yaxis._length);
    Plotly.react(gd, figure.data, figure.layout);
  });
  gd.on("plotly_doubleclick", () => go({ from: "", to: "" }));
  gd.on("plotly_relayout", e => {
    const a = e["xaxis.range[0]"] || e["xaxis.range"]?.[0], b = e["xaxis.range[1]"] || e["xaxis.range"]?.[1];
    if (a && b) go({ from: String(a).slice(0, 10), to: String(b).slice(0, 10) }, true);
  });
};

/* ---- every span and event is a button over its mark: the keyboard's path ---- */
const MAIN = new Set(["core", "tick", "silence", "event"]);
const buttons = gd => {
  let layer = $(".hot", gd.parentElement);
  if (!layer) {
    layer = document.createElement("div");
    layer.className = "hot";
    layer.setAttribute("role", "group");
    layer.setAttribute("aria-label", $("h1", section()).textContent);
    gd.after(layer);
    layer.addEventListener("keydown", e => step(e, layer));
    layer.addEventListener("click", e => { if (e.target.dataset.item) { opener = e.target.dataset.item; go({ sel: opener }); } });
    layer.addEventListener("focusin", e => point(gd, e.target));
    layer.addEventListener("focusout", () => { try { Plotly.Fx.unhover(gd); } catch { /* nothing was shown */ } });
  }
  const focused = document.activeElement?.dataset?.item;
  const { xaxis: X, yaxis: Y } = gd._fullLayout;
  const order = new Map((gd.layout.meta.rows || []).map((r, i) => [r[0], i]));
  const boxes = new Map();
  gd.data.forEach((t, curve) => {
    if (!MAIN.has(t.meta.kind)) return;
    t.customdata.forEach((id, i) => {
      let [x0, x1, y0, y1] = t.type === "bar"
        ? [X.d2p(t.base[i]), X.l2p(X.d2l(t.base[i]) + t.x[i]), Y.l2p(t.y[i] - t.width[i] / 2), Y.l2p(t.y[i] + t.width[i] / 2)]
        : [X.d2p(t.x[i]) - 7, X.d2p(t.x[i]) + 7, Y.l2p(t.y[i]) - 7, Y.l2p(t.y[i]) + 7];
      if (x1 < 0 || x0 > X._length) return;
      [x0, x1] = [Math.max(0, x0), Math.min(X._length, x1)];
      const b = boxes.get(id);
      if (b) Object.assign(b, { x0: Math.min(b.x0, x0), x1: Math.max(b.x1, x1), y0: Math.min(b.y0, y0), y1: Math.max(b.y1, y1) });
      else boxes.set(id, { id, curve, i, x0, x1, y0, y1, row: order.size ? order.get(placeOf(items.get(id))) : Math.round(t.y[i] * 2.5) });
    });
  });
  const list = [...boxes.values()].sort((a, b) => a.row - b.row || a.x0 - b.x0 || a.y0 - b.y0);
  layer.replaceChildren(...list.map(b => {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    Object.assign(button.dataset, { item: b.id, row: b.row, at: `${b.curve},${b.i}` });
    button.setAttribute("aria-label", label(items.get(b.id)));
    Object.assign(button.style, { left: `${X._offset + b.x0}px`, top: `${Y._offset + b.y0 - 2}px`,
      width: `${Math.max(6, b.x1 - b.x0)}px`, height: `${Math.max(6, b.y1 - b.y0 + 4)}px` });
    button.classList.toggle("chosen", b.id === state.sel);
    return button;
  }));
  const first = list.length && (layer.querySelector(`[data-item="${CSS.escape(state.sel || focused || "")}"]`) || layer.firstChild);
  if (first) first.tabIndex = 0;
  if (focused) layer.querySelector(`[data-item="${CSS.escape(focused)}"]`)?.focus();
};
const step = (e, layer) => {
  const all = [...layer.children], at = all.indexOf(e.target);
  const row = n => all[n].dataset.row, middle = b => b.offsetLeft + b.offsetWidth / 2;
  let to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[e.key];
  if (e.key === "ArrowDown" || e.key === "ArrowUp") {
    const way = e.key === "ArrowDown" ? 1 : -1;
    let n = at;
    while (all[n] && row(n) === row(at)) n += way;
    if (!all[n]) return;
    const same = all.map((b, i) => i).filter(i => row(i) === row(n));
    to = same.reduce((best, i) => Math.abs(middle(all[i]) - middle(e.target)) < Math.abs(middle(all[best]) - middle(e.target)) ? i : best, n);
  }
  if (to === undefined || !all[to]) return;
  e.preventDefault();
  e.target.tabIndex = -1;
  all[to].tabIndex = 0;
  all[to].focus();
};
const point = (gd, button) => {
  const [curve, i] = button.dataset.at.split(",").map(Number);
  try { Plotly.Fx.hover(gd, [{ curveNumber: curve, pointNumber: i }]); } catch { /* outside of the view */ }
};

/* ---- the side panel ---- */
const make = (tag, text, attributes = {}) => {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  Object.entries(attributes).forEach(([k, v]) => node.setAttribute(k, v));
  return node;
};
const told = e => {
  const out = make("article");
  const quote = make("blockquote");
  const said = sentence(e);
  if (e._at) {
    const text = D.paragraphs[e._at[0]];
    quote.append(text.slice(0, e._at[1]), make("mark", said), text.slice(e._at[2]));
  } else if (said) quote.append(make("mark", said));
  if (said) out.append(quote);
  const list = make("dl");
  const precision = e.precision === "unknown" ? W.precision_unknown : W[e.precision] || e.precision;
  const rows = [[W.told, e.date_text], [W.resolved, `${e._when}${e.date_edtf ? ` (${e.date_edtf})` : ""}`],
    [W.precision, precision], [W.status, W[e.status] || e.status], [W.attribution, e.attribution], [W.extent, e.extent],
    [W.article, [e._article, e.article_id].filter(Boolean).join(" · ")], [W.source, e.source], [W.published, e.published], [W.rule, e.rule],
    [W.by_hand, e._by_hand]];
  rows.forEach(([k, v]) => { if (v) list.append(make("dt", k), make("dd", String(v))); });
  out.append(list);
  if (e._url) out.append(make("a", W.to_article, { href: e._url, rel: "noreferrer", target: "_blank" }));
  return out;
};
const panel = $("#panel");
const open = r => {
  const body = $("#panel-body");
  $("#panel-title").textContent = r._title;
  body.replaceChildren();
  if (isEvent(r)) body.append(told(r));
  else {
    body.append(make("p", `${W.from}: ${r._from}. ${W.to}: ${r._to}.`, { class: "hint" }));
    if (r.claims) body.append(make("p", fill(W.reports, { n: r.claims, m: r.sources }), { class: "hint" }));
    const parts = [[W.opened, r.opened_by], [W.dissent, r.dissent], [W.closed, r.closed_by]];
    let any = false;
    parts.forEach(([title, ids]) => {
      const list = String(ids || "").split(" ").map(i => byEvent.get(i)).filter(Boolean);
      if (!list.length) return;
      any = true;
      body.append(make("h3", title));
      list.forEach(e => {
        const one = told(e);
        const b = make("button", e._title, { type: "button" });
        b.addEventListener("click", () => go({ sel: e.item }));
        one.prepend(b);
        body.append(one);
      });
    });
    if (!any) body.append(make("p", W.no_evidence));
  }
  const fresh = panel.dataset.item !== r.item;
  panel.hidden = false;
  document.body.classList.add("beside");
  panel.dataset.item = r.item;
  if (fresh) { panel.scrollTop = 0; $("#panel-title").focus({ preventScroll: true }); }
};
const shut = () => {
  if (panel.hidden) return;
  panel.hidden = true;
  document.body.classList.remove("beside");
  panel.dataset.item = "";
  const back = opener;
  opener = null;
  if (back) $(`.hot button[data-item="${CSS.escape(back)}"]`, section())?.focus();
};

/* ---- the map ---- */
const lookOf = a => (D.looks[a] || [a, "#A9AFB9"])[1];
const held = at => {
  const now = new Map();
  spans.forEach(s => { const begin = s.start_latest || s.start_earliest; if (!begin || begin <= at) now.set(s.place, s); });
  return now;
};
const mapBox = (gd, kept) => {
  const figure = D.views.index.figures.map, all = figure.layout.meta.places;
  const t = figure.data.find(x => x.meta.kind === "place");
  const zone = zoneNow();
  const n = all.map((p, i) => i).filter(i => zone === "*" || D.places[all[i]].country === zone);
  const xs = n.map(i => t.x[i]), ys = n.map(i => t.y[i]);
  if (!n.length) return null;
  const [w, e, s, o] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const ratio = figure.layout.yaxis.scaleratio, shape = 480 / wide(gd);
  const tall = Math.max(o - s, (e - w) / ratio * shape, 1.6) * 1.25, across = tall * ratio / shape;
  return [[(w + e - across) / 2, (w + e + across) / 2], [(s + o - tall) / 2, (s + o + tall) / 2]];
};
const zoneNow = () => {
  if (state.zone) return state.zone;
  if (state.country) return state.country;
  const sums = {};
  D.views.index.figures.map.layout.meta.places.forEach(p => { const c = D.places[p].country; sums[c] = (sums[c] || 0) + D.places[p].n; });
  return Object.entries(sums).sort((a, b) => b[1] - a[1]).map(x => x[0])[0] || "*";
};
const dayNow = () => {
  const days = JSON.parse($("input[name=day]").dataset.days);
  return state.day || days[days.length - 1];
};
const paint = (figure, kept) => {
  const now = held(dayNow()), clear = "rgba(0,0,0,0)", ink = dark.matches && !printing ? "#D7DBE2" : "#2B2F36";
  const ring = figure.data.find(t => t.meta.kind === "ring"), dot = figure.data.find(t => t.meta.kind === "place");
  const list = figure.layout.meta.places.map(p => now.get(p));
  const parties = list.map(s => s && s.holder ? s.holder.split(";").map(a => a.trim()) : []);
  const opacity = figure.layout.meta.places.map(p => kept.has(p) || !filters() ? 1 : 0.12);
  ring.marker = { ...ring.marker, opacity, color: parties.map(p => p[1] ? lookOf(p[1]) : clear), line: { width: 1, color: parties.map(p => p[1] ? ink : clear) } };
  dot.marker = { ...dot.marker, opacity, color: parties.map(p => p[0] ? lookOf(p[0]) : dark.matches && !printing ? "#15181D" : "#FFFFFF"),
    line: { color: parties.map(p => p[0] ? ink : "#7A828E"), width: list.map(s => s?.state === "besieged" ? 3 : 1.2) } };
  dot.customdata = list.map(s => s ? s.item : "");
  const state_ = s => ({ contested: ` (${W.contested})`, besieged: ` (${W.besieged})` }[s?.state] || "");
  dot.hovertext = list.map((s, i) => `<b>${escape(figure.layout.meta.places[i])}</b><br>${escape(parties[i].join(", ") || W.unknown)}${state_(s)}`);
  dot.hovertemplate = "%{hovertext}<extra></extra>";
};
const filters = () => state.q || state.actor || state.country || state.from || state.to;
const showMap = kept => {
  const gd = $(".chart[data-figure=map]", section());
  if (!gd) return;
  const figure = themed(D.views.index.figures.map), L = figure.layout;
  const at = mapBox(gd, kept);
  gd.closest(".mapped").hidden = !at;
  if (!at) return;
  figure.data.forEach(t => { if (SKIP.has(t.meta.kind)) t.hoverinfo = "skip"; });
  paint(figure, kept);
  Object.assign(L, { width: wide(gd), height: 500, margin: { l: 0, r: 0, t: 10, b: 10 }, showlegend: false, annotations: [] });
  L.xaxis.range = at[0];
  L.yaxis.range = at[1];
  names(figure, wide(gd), 480);
  plot(gd, figure, () => {});
  const days = JSON.parse($("input[name=day]").dataset.days), day = dayNow();
  const slider = $("input[name=day]"), [y, m, d] = day.split("-");
  slider.value = Math.max(0, days.findLastIndex(x => x <= day));
  const said = `${+d} ${MONTHS[m - 1]} ${y}`;
  $("output[name=day]").textContent = said;
  slider.setAttribute("aria-valuetext", said);
  $("select[name=zone]").value = zoneNow();
};
const SIDES = ["middle right", "middle left", "top center", "bottom center", "top right", "bottom right", "top left", "bottom left"];
const names = (figure, across, tall) => {
  const t = figure.data.find(one => one.meta.kind === "place"), list = figure.layout.meta.places;
  const [w0, e0] = figure.layout.xaxis.range, [s0, n0] = figure.layout.yaxis.range;
  const spots = list.map((_, i) => [(t.x[i] - w0) / (e0 - w0) * across, (n0 - t.y[i]) / (n0 - s0) * tall]);
  const taken = spots.map(([x, y]) => [x - 8, y - 8, x + 8, y + 8]);
  const text = list.map(() => ""), where = list.map(() => SIDES[0]);
  const order = list.map((p, i) => i).sort((a, b) => D.places[list[b]].n - D.places[list[a]].n || a - b);
  for (const i of order) {
    const [x, y] = spots[i], w = list[i].length * 6.6 + 4;
    if (x < 0 || y < 0 || x > across || y > tall) continue;
    for (const side of SIDES) {
      const [v, h] = side.split(" ");
      const top = { middle: y - 7, top: y - 21, bottom: y + 8 }[v], left = { right: x + 9, left: x - 9 - w, center: x - w / 2 }[h];
      const box = [left, top, left + w, top + 14];
      if (left < 0 || left + w > across || taken.some((o, k) => k !== i && box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3])) continue;
      [text[i], where[i]] = [escape(list[i]), side];
      taken.push(box);
      break;
    }
  }
  t.text = text;
  t.textposition = where;
};

/* ---- CSV of exactly what is shown ---- */
const csv = (rows, columns) => {
  const cell = v => {
    if (v === null || v === undefined) return "";
    let t = String(v);
    if (typeof v !== "number" && /^[=+\-@\t\r]/.test(t)) t = "'" + t;
    return /[",\n\r]/.test(t) ? `"${t.replace(/"/g, '""')}"` : t;
  };
  return "\ufeff" + [columns.join(","), ...rows.map(r => columns.map(c => cell(c === "evidence" ? sentence(r) : r[c])).join(","))].join("\r\n") + "\r\n";
};
const save = (name, text) => {
  const a = make("a", "", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: name });
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 1000);
};
const plain = t => t.columns.filter(c => c !== "item" && c !== "shown" && c[0] !== "_");
const DO = {
  spans: () => save(`${viewName()}-spans.csv`, csv(inView().spans, plain(D.spans))),
  events: () => save(`${viewName()}-events.csv`, csv(inView().events, plain(D.events))),
  png: () => picture("png"), svg: () => picture("svg"), print: () => window.print(),
  out: () => { const m = D.views[viewName()].figures.chart.layout.meta; go({ from: m.from, to: m.to }); },
  link: () => {
    const said = () => { $("#live").textContent = W.copied; };
    if (navigator.clipboard) navigator.clipboard.writeText(location.href).then(said, () => prompt("", location.href));
    else prompt("", location.href);
  },
  play: () => {
    const slider = $("input[name=day]"), button = $("[data-do=play]");
    if (timer) { clearInterval(timer); timer = null; button.textContent = W.play; return; }
    if (+slider.value >= +slider.max) slider.value = 0;
    button.textContent = W.pause;
    timer = setInterval(() => {
      if (+slider.value >= +slider.max) return DO.play();
      slider.value = +slider.value + 1;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }, 450);
  },
};
const picture = format => {
  const gd = $(".chart[data-figure=chart]", section());
  Plotly.downloadImage(gd, { format, filename: viewName(), width: gd.layout.width, height: gd.layout.height, scale: format === "png" ? 2 : 1 });
};

/* ---- putting it together ---- */
const apply = () => {
  const before = viewName();
  state = read();
  const here = section();
  $$("section.view").forEach(s => { s.hidden = s !== here; });
  document.title = D.views[viewName()].title;
  const chosen = items.get(state.sel);
  if (chosen) open(chosen); else shut();
  for (const k of ["q", "actor", "country", "from", "to", "most"]) {
    const field = $(`.filters:not(.slide) [name=${k}]`, here);
    if (field && field.value !== state[k] && document.activeElement !== field) field.value = state[k];
  }
  const { kept, spans: s, events: e } = inView();
  const counts = $(".counts", here);
  const all = Object.keys(D.places).length;
  const text = fill(viewName() === "index" ? W.shown : W.shown_city, { places: kept.size, all, spans: s.length, events: e.length });
  if (counts.textContent !== text) counts.textContent = text;
  const frame = ["view", "q", "actor", "country", "from", "to", "most", "day", "zone"].map(k => state[k]).join("\n") + dark.matches + printing + wide($(".chart", here));
  if (frame !== drawn) { drawn = frame; chart(kept); showMap(kept); }
  else $$(".hot button", here).forEach(b => b.classList.toggle("chosen", b.dataset.item === state.sel));
  $$("tr[data-place]", here).forEach(tr => { tr.hidden = !kept.has(tr.dataset.place); });
  const ids = new Set([...s, ...e].map(r => r.item));
  $$("tr[data-item]", here).forEach(tr => { tr.hidden = !ids.has(tr.dataset.item); });
  if (before !== viewName()) window.scrollTo(0, 0);
};
document.addEventListener("click", e => {
  const action = e.target.closest("[data-do]");
  if (action) return DO[action.dataset.do]();
  if (e.target.closest("#panel-close")) return go({ sel: "" });
  const row = e.target.closest("tr[data-item]");
  if (row && !e.target.closest("a") && !String(getSelection())) go({ sel: row.dataset.item });
});
document.addEventListener("keydown", e => { if (e.key === "Escape" && state.sel) go({ sel: "" }); });
document.addEventListener("input", e => {
  const { name, value } = e.target;
  if (name === "q") go({ q: value }, true);
  if (name === "day") go({ day: JSON.parse(e.target.dataset.days)[+value] }, true);
});
document.addEventListener("change", e => {
  const { name, value } = e.target;
  if (["actor", "country", "from", "to", "most", "zone"].includes(name)) go({ [name]: value, ...(name === "country" ? { zone: "" } : {}) });
});
document.addEventListener("reset", e => {
  e.preventDefault();
  const full = $("select[name=most]", section()) ? "all" : "";
  go({ q: "", actor: "", country: "", from: "", to: "", most: full });
  $$("input[type=search]", section()).forEach(i => { i.value = ""; });
});
document.addEventListener("submit", e => e.preventDefault());
addEventListener("popstate", apply);
addEventListener("hashchange", apply);
addEventListener("beforeprint", () => { printing = true; apply(); });
addEventListener("afterprint", () => { printing = false; apply(); });
dark.addEventListener("change", apply);
let resizing;
addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(() => { if (!printing) apply(); }, 120); });
$$("tr[data-item]").forEach(tr => tr.classList.add("opens"));
if (innerWidth < 640) $$("details.legend").forEach(d => { d.open = false; });
apply();
})();
