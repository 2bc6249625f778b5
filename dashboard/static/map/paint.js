/* Paint: palette, theme, and a canvas that can hatch. A region's fill is a class code, never a colour:
   0 a published zero · 1–5 classes · 6 withheld · 7 not reported · 8 context (not in the release) · 9 counted together ·
   10 none stated: a zero that is no fact. */
(function (Atlas) {
  "use strict";
  const CODE = Atlas.CODE = { zero: 0, withheld: 6, notReported: 7, context: 8, pool: 9, unstated: 10 };
  const HATCH_PX = 7, DOTS_PX = 6, LINES_PX = 6;
  const TILE_PX = { [CODE.withheld]: HATCH_PX, [CODE.notReported]: DOTS_PX, [CODE.unstated]: LINES_PX };

  /* streamlit-component-lib writes the app's theme into this frame as CSS variables: no server round trip. */
  Atlas.currentTheme = function () {
    const value = getComputedStyle(document.documentElement).getPropertyValue("--background-color").trim();
    const hex = /^#?([0-9a-f]{6})$/i.exec(value);
    if (!hex) return "light";
    return Atlas.luminance("#" + hex[1]) < 0.2 ? "dark" : "light";
  };

  Atlas.luminance = function (hex) {
    const n = parseInt(hex.slice(1), 16);
    const linear = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * linear(n >> 16) + 0.7152 * linear((n >> 8) & 255) + 0.0722 * linear(n & 255);
  };

  Atlas.fillColour = function (colours, code) {
    if (code === CODE.zero) return colours.zero;
    if (code === CODE.context) return colours.land;
    if (code === CODE.pool) return colours.pool;
    if (code === CODE.withheld) return colours.withheld;
    if (code === CODE.notReported) return colours.not_reported;
    if (code === CODE.unstated) return colours.unstated;
    return colours.classes[code - 1];
  };

  function drawTile(context, size, colours, code, lineWidth) {
    context.fillStyle = Atlas.fillColour(colours, code);
    context.fillRect(0, 0, size, size);
    if (code === CODE.withheld) {
      context.strokeStyle = colours.withheld_line;
      context.lineWidth = lineWidth;
      context.beginPath();
      for (const offset of [-size, 0, size]) {
        context.moveTo(offset - 1, size + 1);
        context.lineTo(offset + size + 1, -1);
      }
      context.stroke();
    } else if (code === CODE.unstated) {
      context.fillStyle = colours.unstated_line;
      context.fillRect(0, Math.floor(size / 2), size, 1);
    } else {
      context.fillStyle = colours.not_reported_dot;
      for (const centre of [1.5, 4.5]) {
        context.beginPath();
        context.arc(centre, centre, 0.75, 0, 7);
        context.fill();
      }
    }
  }

  /* A Leaflet canvas whose layers carry `classCode`. The pattern hangs on the map's own coordinates, so the hatch does
     not swim on pan or on partial redraws. `state` gives the colours, the theme's name and whether regions are small. */
  Atlas.hatchCanvas = function (state) {
    return new (L.Canvas.extend({
      _pattern(context, code) {
        const key = state.theme + code;
        this._patterns = this._patterns || {};
        if (this._patterns[key]) return this._patterns[key];
        const density = L.Browser.retina ? 2 : 1;
        const size = TILE_PX[code];
        const tile = document.createElement("canvas");
        tile.width = tile.height = size * density;
        const tileContext = tile.getContext("2d");
        tileContext.scale(density, density);
        drawTile(tileContext, size, state.colours(), code, state.small ? 1 : 1.35);
        const pattern = context.createPattern(tile, "repeat");
        if (density !== 1 && pattern.setTransform) pattern.setTransform(new DOMMatrix().scale(1 / density));
        return (this._patterns[key] = pattern);
      },
      _fillStroke(context, layer) {
        const code = layer.options.classCode;
        if (code === undefined) return L.Canvas.prototype._fillStroke.call(this, context, layer);
        state.painted.add(layer.regionIndex);
        const textured = code in TILE_PX;
        const flat = Atlas.fillColour(state.colours(), code);
        context.globalAlpha = 1;
        context.fillStyle = textured ? this._pattern(context, code) : flat;
        context.fill("evenodd");
        if (textured) return; // a stroke would paint over the hatch
        context.setLineDash([]); // closes the seams that anti-aliasing leaves between neighbours
        context.lineWidth = 0.7;
        context.strokeStyle = flat;
        context.lineJoin = "round";
        context.stroke();
      },
    }))({ padding: 0.25 });
  };

  Atlas.css = function (fontUrl) {
    const edge = "color-mix(in srgb, var(--text-color) 30%, transparent)";
    return `
      @font-face { font-family: "Source Sans"; src: url(${fontUrl}) format("woff2"); font-weight: 200 900 }
      body { margin: 0; background: transparent !important }
      .leaflet-container { font: 400 14px/1.35 "Source Sans", system-ui, sans-serif; border-radius: 4px; outline-offset: -2px }
      .atlas-labels { pointer-events: none }
      .atlas-said { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; margin: 0 }
      .leaflet-tooltip.atlas { background: var(--background-color); color: var(--text-color); border: 1px solid ${edge};
        box-shadow: 0 1px 4px rgba(0, 0, 0, .14); border-radius: 4px; padding: 8px 10px; white-space: normal;
        min-width: 150px; max-width: 240px; font-size: 14px }
      .leaflet-tooltip.atlas:before { display: none }
      @media screen { #map_div { height: 100vh !important } } /* the page may size the frame */
      .atlas .figure { font-size: 16px; font-weight: 600; margin-top: 2px }
      .atlas .note { font-size: 13px; opacity: .85; margin-top: 2px }
      .leaflet-bar { border: 1px solid ${edge} !important; box-shadow: none !important }
      .leaflet-bar a, .leaflet-touch .leaflet-bar a { background: var(--background-color); color: var(--text-color);
        width: 32px; height: 32px; line-height: 31px; border-color: ${edge} }
      .leaflet-bar a:hover { background: var(--secondary-background-color); color: var(--text-color) }
      .leaflet-bar a.leaflet-disabled { opacity: .45; background: var(--background-color); color: var(--text-color) }
      .leaflet-bar a:focus-visible, .leaflet-container:focus-visible { outline: 3px solid var(--primary-color) }
      @media print { .leaflet-control-container { display: none } }`;
  };
})(window.Atlas = window.Atlas || {});
