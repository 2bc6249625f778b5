/* The map: draws one geometry once, later receives values only and restyles what changed.
   A payload holds class codes and published figures; a withheld region is its code and nothing else. */
(function (Atlas) {
  "use strict";
  const fresh = () => ({ geometry: null, payload: null, theme: "light", codes: [], figures: [], least: [], pools: [], notes: [], changed: 0,
    applied: 0, routes: 0, painted: new Set(), order: null, tooltip: null, last: -1 });
  const state = Atlas.state = fresh();
  state.colours = () => state.palette[state.theme];
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

  // --- set up, once ---------------------------------------------------------------------------------------------
  function panes(map) {
    for (const [name, z, interactive] of [["borders", 410, false], ["routes", 450, true], ["labels", 460, false]]) {
      const pane = map.createPane(name);
      pane.style.zIndex = z;
      if (!interactive) pane.style.pointerEvents = "none"; // two interactive canvases swallow each other's events
    }
  }

  function behaviour(map) {
    map.boxZoom.disable(); // a click with shift chooses the region to compare with
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) map.options.zoomAnimation = map._zoomAnimated = false;
    map.scrollWheelZoom.disable(); // until the map has focus: the wheel must not trap the page
    map.on("focus", () => map.scrollWheelZoom.enable()).on("blur", () => map.scrollWheelZoom.disable());
    if (matchMedia("(pointer: coarse)").matches) { // one finger scrolls the page, two move the map
      map.dragging.disable();
      map.getContainer().style.touchAction = "pan-x pan-y";
    }
    map.on("dragend zoomend", () => { state.isMoved = !state.isGoingHome; });
    map.on("resize", () => state.geometry && !state.isMoved && home()); // a place that was chosen stays, printed too
  }

  function homeButton(map, label) {
    const control = L.control({ position: "topleft" });
    control.onAdd = function () {
      const bar = L.DomUtil.create("div", "leaflet-bar"), button = L.DomUtil.create("a", "", bar);
      button.href = "#"; button.role = "button"; button.textContent = "⌂"; button.title = button.ariaLabel = label;
      L.DomEvent.on(button, "click", (event) => { L.DomEvent.stop(event); home(); });
      return bar;
    };
    control.addTo(map);
  }

  function home() {
    const [west, south, east, north] = state.geometry.home, map = state.map;
    state.isGoingHome = true;
    map.invalidateSize();
    map.setMinZoom(-6);
    map.fitBounds([[south, west], [north, east]], { animate: false, padding: [2, 2] });
    map.setMinZoom(map.getZoom() - 0.75);
    map.setMaxBounds([[south - 350, west - 250], [north + 320, east + 250]]);
    state.isGoingHome = state.isMoved = false;
  }

  function outline(weight, dashArray = null) {
    return L.polyline([], { renderer: state.borderRenderer, interactive: false, weight, dashArray }).addTo(state.map);
  }

  /* The regions that a code stands for on this map: itself, the counties of a state, the members of a pool. */
  function membersOf(code) {
    if (!code) return [];
    const { regions } = state.geometry;
    if (state.indexOf[code] !== undefined) return [regions[state.indexOf[code]]];
    const pooled = regions.filter((_, i) => state.pools[i] && state.pools[i].code === code);
    if (pooled.length) return pooled;
    return regions.filter((region) => region.state === code || (region.code && region.code.startsWith(code + "-")));
  }

  const around = (code) => Atlas.outlineOf(state.geometry, membersOf(code));

  /* Tell the page which region was clicked: Streamlit's own message, since streamlit-folium knows clicks on points only. */
  function choose(i, second) {
    if (!state.payload || !state.payload.selectable) return;
    state.clicks = (state.clicks || 0) + 1;
    const value = { code: state.geometry.regions[i].code, second, n: state.clicks };
    window.parent.postMessage({ isStreamlitMessage: true, type: "streamlit:setComponentValue", dataType: "json", value }, "*");
  }

  function build(geometry) {
    const map = state.map;
    state.geometry = geometry;
    state.small = geometry.regions.length > 1000;
    home(); // before there is anything to draw: every later move of the map would project all of it anew
    state.indexOf = {};
    state.layers = geometry.regions.map((region, i) => {
      state.indexOf[region.code] = i;
      const layer = L.polygon(region.latLngs, { renderer: state.regionRenderer, stroke: false, fill: true,
        interactive: !region.context, smoothFactor: 0.6, classCode: Atlas.CODE.context });
      layer.regionIndex = i;
      return layer;
    });
    L.featureGroup(state.layers).addTo(map)
      .on("mousemove", (event) => hover((event.layer || event.propagatedFrom).regionIndex, event.latlng))
      .on("mouseout", () => hover(-1))
      .on("click", (event) => choose((event.layer || event.propagatedFrom).regionIndex, event.originalEvent.shiftKey));
    const line = (kind, weight) => L.polyline(geometry.borders[kind], { renderer: state.borderRenderer, interactive: false, smoothFactor: 0.6, weight }).addTo(map);
    // State and country lines are cased: one line colour alone disappears on some class.
    state.lines = [["coast", line("coast", 0.7), "coast", 1], ["inner", line("inner", 0.5), "line_inner", 0.75],
      ["state", line("state", 2.4), "casing", 0.75], ["country", line("country", 4 * lineScale()), "casing", 0.85],
      ["state", line("state", 0.9), "line_state", 1], ["country", line("country", 2 * lineScale()), "line_country", 1]];
    state.frames = geometry.frames.map(({ box: [w, s, e, n] }) => L.rectangle([[s, w], [n, e]], { renderer: state.borderRenderer, interactive: false, fill: false, weight: 0.8, dashArray: "2 3" }).addTo(map));
    state.hovered = outline(2.2);
    state.pooled = outline(1.1);
    state.other = outline(3, "6 4");
    state.chosen = outline(3);
    restyle();
    if (state.payload) apply(state.payload);
  }

  /* On the world every line is a country line: thin, or Europe would be all ink. */
  const lineScale = () => (state.geometry.borders.state.length ? 1 : 0.3);

  function restyle() {
    const colours = state.colours();
    state.map.getContainer().style.background = colours.water;
    for (const [, layer, colour, opacity] of state.lines) layer.setStyle({ color: colours[colour], opacity });
    for (const frame of state.frames) frame.setStyle({ color: colours.coast });
    for (const mark of [state.hovered, state.chosen, state.other]) mark.setStyle({ color: colours.selected });
    state.pooled.setStyle({ color: colours.line_state });
    document.documentElement.dataset.atlasTheme = state.theme;
  }

  function watchTheme() {
    if (state.watching) return;
    state.watching = true;
    const follow = function () {
      const theme = Atlas.currentTheme();
      if (theme === state.theme) return;
      state.theme = theme;
      if (!state.geometry) return;
      restyle();
      state.layers.forEach((layer) => layer.redraw());
      if (state.payload) apply(state.payload);
    };
    new MutationObserver(follow).observe(document.head, { childList: true, subtree: true, characterData: true });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", follow);
  }

  // --- values ---------------------------------------------------------------------------------------------------
  function figuresOf(codes, packed) {
    const published = new Int32Array(bytes(packed).buffer), figures = new Array(codes.length).fill(null);
    let next = 0;
    codes.forEach((code, i) => {
      if (code === Atlas.CODE.zero) figures[i] = 0;
      else if (code <= 5) figures[i] = published[next++];
    });
    return figures;
  }

  function apply(payload) {
    state.payload = payload;
    if (!state.geometry) return;
    state.codes = bytes(payload.codes);
    state.figures = figuresOf(state.codes, payload.figures);
    const least = bytes(payload.least);
    let figured = 0;
    state.least = Array.from(state.codes, (code) => code >= 1 && code <= 5 && least[figured++] === 1);
    const pools = new Uint16Array(bytes(payload.pool_of).buffer);
    let next = 0;
    const notes = new Uint16Array(bytes(payload.unstated_of).buffer);
    let told = 0;
    state.notes = Array.from(state.codes, (code) => (code === Atlas.CODE.unstated ? payload.unstated[notes[told++]] : null));
    state.pools = Array.from(state.codes, (code) => (code === Atlas.CODE.pool ? payload.pools[pools[next++]] : null));
    state.changed = 0;
    state.layers.forEach(function (layer, i) {
      const code = i < state.codes.length ? state.codes[i] : Atlas.CODE.context;
      if (layer.options.classCode === code) return;
      layer.options.classCode = code;
      layer.redraw();
      state.changed += 1;
    });
    state.routes = Atlas.drawRoutes(state, payload.routes, tip);
    state.chosen.setLatLngs(around(payload.chosen[0]));
    state.other.setLatLngs(around(payload.chosen[1]));
    state.pooled.setLatLngs(payload.pools.flatMap((pool) => around(pool.code)));
    state.map.getContainer().style.cursor = payload.selectable ? "pointer" : "";
    state.labels.draw();
    hover(-1);
    state.applied += 1;
    const container = state.map.getContainer();
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", payload.words.aria);
    speak(payload);
    tell();
  }

  /* In the app the frame says its language and its name; a change is said in a sentence. */
  function speak(payload) {
    const frame = window.frameElement;
    if (!frame) return;
    frame.title = payload.words.aria;
    document.documentElement.lang = payload.language; // the page around it says its own
    if (!state.said) {
      state.said = document.body.appendChild(document.createElement("p"));
      state.said.className = "atlas-said";
      state.said.setAttribute("role", "status");
    }
    if (state.said.textContent !== payload.line) state.said.textContent = payload.line;
  }

  // --- tooltip: textContent only, never HTML from names --------------------------------------------------------
  function tip(latlng, lines) {
    if (!latlng) { if (state.tooltip) state.map.closeTooltip(state.tooltip); return; }
    const box = document.createElement("div");
    ["b", "div", "div"].forEach(function (tag, i) {
      if (!lines[i]) return;
      const line = box.appendChild(document.createElement(tag));
      line.className = ["name", "figure", "note"][i];
      line.textContent = lines[i];
    });
    state.tooltip = state.tooltip || L.tooltip({ className: "atlas", direction: "auto", offset: [12, 0], opacity: 1 });
    state.tooltip.setContent(box).setLatLng(latlng);
    if (!state.map.hasLayer(state.tooltip)) state.map.openTooltip(state.tooltip);
  }

  /* What a region says: its figure or its status, and one line why. */
  function story(i) {
    const words = state.payload.words, code = state.codes[i], pool = state.pools[i];
    const unit = (n) => words.unit.replace("{n}", Atlas.number(n, state.payload.language));
    const count = (n, isLeast) => (isLeast ? words.at_least.replace("{n}", unit(n)) : unit(n));
    if (code === Atlas.CODE.withheld) return [words.withheld, words.withheld_note];
    if (code === Atlas.CODE.notReported) return [words.not_reported, words.not_reported_note];
    if (code === Atlas.CODE.zero) return [words.zero, words.note];
    if (code === Atlas.CODE.unstated) return [words.none_stated, state.notes[i]];
    if (pool) return [pool.figure === null ? pool.status : count(pool.figure, pool.least), words.pool_note.replace("{pool}", pool.name)];
    return code === Atlas.CODE.context ? [words.no_data, ""] : [count(state.figures[i], state.least[i]), words.note];
  }

  function hover(i, latlng) {
    if (i < 0 || !state.payload) { state.hovered.setLatLngs([]); state.last = -1; tip(); return; }
    if (state.last !== i) { state.last = i; state.hovered.setLatLngs(around(state.pools[i] ? state.pools[i].code : state.geometry.regions[i].code)); }
    const region = state.geometry.regions[i];
    const name = (state.payload.language === "es" && region.name_es) || region.name;
    const above = region.state && state.payload.states[region.state];
    tip(latlng, [above && !region.square ? `${name}, ${above}` : name, ...story(i)]);
  }

  // --- the two doors --------------------------------------------------------------------------------------------
  /* What is drawn, for whoever looks at the page from outside: tests, and assistive tools. Nothing that is not drawn. */
  function tell() {
    const seen = state.map.getContainer().dataset, counted = {};
    for (const code of state.codes) counted[code] = (counted[code] || 0) + 1;
    Object.assign(seen, { atlasRegions: state.layers.length, atlasRoutes: state.routes, atlasApplied: state.applied,
      atlasChanged: state.changed, atlasClasses: JSON.stringify(counted), atlasChosen: state.payload.chosen.join(" "),
      atlasOutline: state.chosen.getLatLngs().length });
  }

  /* Called once by the folium map, and by a page for each level that it shows. `urls`: geometry and palette, each an
     address or what is found there; font, where the page has no style for the map of its own. */
  Atlas.start = function (map, urls) {
    Object.assign(state, fresh(), { map, theme: Atlas.currentTheme() });
    if (urls.font !== undefined) {
      const style = document.createElement("style");
      style.textContent = Atlas.css(urls.font);
      document.head.appendChild(style);
    }
    panes(map);
    state.regionRenderer = Atlas.hatchCanvas(state);
    state.borderRenderer = L.canvas({ pane: "borders", padding: 0.25 });
    state.routeRenderer = L.svg({ pane: "routes", padding: 0.5 }).addTo(map);
    state.routeGroup = L.featureGroup().addTo(map);
    state.labels = Atlas.labelLayer(state).addTo(map);
    behaviour(map);
    homeButton(map, urls.home_label);
    watchTheme();
    const read = (url) => (typeof url === "string" ? fetch(url).then((response) => response.json()) : url);
    const font = document.fonts.load('500 12px "Source Sans"').catch(() => null);
    Promise.all([read(urls.geometry), read(urls.palette), font]).then(function ([topology, palette]) {
      state.palette = palette;
      state.theme = Atlas.currentTheme();
      build(Atlas.decode(topology));
    });
  };

  /* Stands in for a folium feature group: adding it to the map applies the values. */
  Atlas.values = function (payload) {
    const group = L.layerGroup();
    group.onAdd = function () { apply(payload); return this; };
    group.onRemove = function () { return this; };
    return group;
  };
})(window.Atlas = window.Atlas || {});
