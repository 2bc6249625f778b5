/* Routes: curves from where children went missing to where they were found, in SVG above the canvas.
   Always bent to the same side, so A→B and B→A part; width by class; a casing, a ring at the start, an arrowhead. */
(function (Atlas) {
  "use strict";
  const WIDTHS_PX = [1.6, 3, 5, 7.5];
  const CASING_PX = 2.4, STEPS = 36;

  function curve([x0, y0], [x1, y1]) {
    const dx = x1 - x0, dy = y1 - y0, length = Math.hypot(dx, dy);
    const bend = Math.min(0.26, 0.12 + length / 4200);
    const cx = (x0 + x1) / 2 - dy * bend, cy = (y0 + y1) / 2 + dx * bend;
    const from = Math.min(0.16, 16 / length), to = 1 - Math.min(0.16, 13 / length); // leave room for the labels
    const points = [];
    for (let i = 0; i <= STEPS; i++) {
      const t = from + (to - from) * i / STEPS, u = 1 - t;
      points.push([u * u * y0 + 2 * u * t * cy + t * t * y1, u * u * x0 + 2 * u * t * cx + t * t * x1]);
    }
    return points;
  }

  function arrowheads(svg, colours) {
    const old = svg.querySelector("defs");
    if (old) old.remove();
    const defs = document.createElementNS("http://www.w3.org/2000/svg", "defs");
    for (const kind of ["out", "cross"]) {
      WIDTHS_PX.forEach((width, i) => {
        const size = 6 + width * 1.75;
        defs.insertAdjacentHTML("beforeend",
          `<marker id="head-${kind}-${i}" viewBox="0 0 10 10" refX="8.4" refY="5" markerWidth="${size}"
             markerHeight="${size}" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,.6 L10,5 L0,9.4 L2.2,5 z"
             fill="${colours["route_" + kind]}" stroke="${colours.casing}" stroke-width=".9"/></marker>`);
      });
    }
    svg.insertBefore(defs, svg.firstChild);
  }

  /* Draw the routes of a payload, thickest first, so that thin ones stay on top. Returns how many were drawn. */
  Atlas.drawRoutes = function (state, routes, tip) {
    const colours = state.colours(), renderer = state.routeRenderer, group = state.routeGroup;
    group.clearLayers();
    arrowheads(renderer._container, colours);
    let drawn = 0;
    for (const route of routes) {
      const start = state.geometry.regions[state.indexOf[route.from]];
      const end = state.geometry.regions[state.indexOf[route.to]];
      if (!start || !end) continue;
      const points = curve(start.at, end.at), width = WIDTHS_PX[route.width], colour = colours["route_" + route.kind];
      group.addLayer(L.polyline(points, { renderer, color: colours.casing, weight: width + CASING_PX, opacity: 0.9, interactive: false, lineCap: "butt" }));
      const line = L.polyline(points, { renderer, color: colour, weight: width, opacity: 0.96, lineCap: "butt", bubblingMouseEvents: false });
      group.addLayer(line);
      line._path.setAttribute("marker-end", `url(#head-${route.kind}-${route.width})`);
      line.on("mouseover mousemove", (event) => tip(event.latlng, [route.title, route.figure, route.note]));
      line.on("mouseout", () => tip());
      group.addLayer(L.circleMarker(points[0], { renderer, radius: Math.max(2.2, width / 2 + 0.8), color: colour, weight: 1.4, fillColor: colours.casing, fillOpacity: 1, interactive: false }));
      drawn += 1;
    }
    return drawn;
  };
})(window.Atlas = window.Atlas || {});
