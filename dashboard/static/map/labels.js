/* Labels on a canvas of their own: abbreviations and figures where they fit, without tiles. Greedy: larger places first. */
(function (Atlas) {
  "use strict";
  const FONT = '"Source Sans", system-ui, sans-serif';
  const TWO_LINES_PX = 15.5, ONE_LINE_PX = 7.5, COUNTY_PX = 26, NARROW_MAP_PX = 520;

  Atlas.number = function (n, language) {
    if (language !== "es") return n.toLocaleString("en-US");
    return n < 10000 ? String(n) : n.toLocaleString("en-US").replaceAll(",", "\u202f");
  };

  Atlas.labelLayer = function (state) {
    const spanish = () => state.payload.language === "es";
    const named = (thing) => (spanish() && thing.name_es) || thing.name;

    /* One drawing: a context, a list of taken boxes, and the colours of the theme. */
    function drawing(map, context) {
      const taken = [];
      return {
        map, context, colours: state.colours(), scale: Math.pow(2, map.getZoom()), size: map.getSize(),
        free: (x, y, w, h) => !taken.some((t) => Math.abs(t[0] - x) < (t[2] + w) / 2 && Math.abs(t[1] - y) < (t[3] + h) / 2),
        take: (x, y, w, h) => taken.push([x, y, w, h]),
        put(text, x, y, font, ink, halo, width = 3) {
          context.font = `${font} ${FONT}`;
          context.strokeStyle = halo; context.lineWidth = width; context.strokeText(text, x, y);
          context.fillStyle = ink; context.fillText(text, x, y);
        },
        width(text, font) { context.font = `${font} ${FONT}`; return context.measureText(text).width; },
        at: (x, y) => map.latLngToContainerPoint([y, x]),
      };
    }

    function captions(d) {
      for (const caption of state.geometry.captions) {
        const q = d.at(...caption.at);
        d.context.letterSpacing = "4px";
        d.put(named(caption), q.x, q.y, "600 12px", d.colours.caption, d.colours.land);
        d.context.letterSpacing = "0px";
        d.take(q.x, q.y, 90, 18);
      }
      d.context.textAlign = "left";
      for (const frame of state.geometry.frames) {
        const [west, , east, north] = frame.box;
        if ((east - west) * d.scale <= 60) continue;
        const q = d.at(west, north), text = named(frame);
        const x = Math.min(q.x, d.size.x - d.width(text, "500 10.5px") - 4);
        d.put(text, x, q.y - 7, "500 10.5px", d.colours.caption, d.colours.water);
      }
      d.context.textAlign = "center";
    }

    /* The better of two inks for a fill, and a halo in the fill's own colour. */
    function inkOn(d, code) {
      const fill = Atlas.fillColour(d.colours, code);
      return { halo: fill, ink: Atlas.luminance(fill) > 0.2 ? d.colours.ink_dark : d.colours.ink_light };
    }

    /* A figure where there is no room for words. */
    const short = (figure, isLeast) => (isLeast ? "≥ " : "") + Atlas.number(figure, state.payload.language);

    function county(d, region, q, code, figure, radius, isLeast) {
      if (radius < COUNTY_PX) return;
      const text = region.name.replace(/ (County|Parish|Municipio|Borough|Census Area|city)$/, "");
      const width = d.width(text, "500 11px");
      if (width > radius * 2.3 || !d.free(q.x, q.y, width + 6, 26)) return;
      const { ink, halo } = inkOn(d, code), shown = figure > 0;
      d.put(text, q.x, q.y - (shown ? 7 : 0), "500 11px", ink, halo);
      if (shown) d.put(short(figure, isLeast), q.x, q.y + 7, "600 12px", ink, halo);
      d.take(q.x, q.y, width + 6, 26);
    }

    function area(d, region, q, code, figure, radius, isLeast) {
      if (radius < ONE_LINE_PX && !region.square) return;
      const number = figure > 0 && radius >= TWO_LINES_PX && d.size.x >= NARROW_MAP_PX && !state.small
        ? short(figure, isLeast) : null;
      const width = region.square ? 15 : Math.max(24, number ? d.width(number, "700 13px") : 0), height = number ? 26 : 13;
      if (!d.free(q.x, q.y, width, height)) return;
      const { ink, halo } = inkOn(d, code);
      const font = region.square ? "600 9.5px" : "500 10.5px";
      d.put(region.short, q.x, q.y - (number ? 7 : 0), font, ink, halo, number ? 3 : 2.5);
      if (number) d.put(number, q.x, q.y + 6, "700 13px", ink, halo);
      d.take(q.x, q.y, width, height);
    }

    function draw(map, context) {
      const d = drawing(map, context);
      captions(d);
      const order = state.order || (state.order = state.geometry.regions.map((region, i) => [region, i])
        .filter(([region]) => region.at).sort((a, b) => b[0].at[2] - a[0].at[2]));
      for (const [region, i] of order) {
        const code = state.codes[i], radius = region.at[2] * d.scale * (region.square ? 1.15 : 1);
        if (code === undefined || code === Atlas.CODE.context) continue;
        const q = d.at(region.at[0], region.at[1]);
        if (q.x < -20 || q.y < -20 || q.x > d.size.x + 20 || q.y > d.size.y + 20) continue;
        (region.state && !region.square ? county : area)(d, region, q, code, state.figures[i], radius, state.least[i]);
      }
    }

    return new (L.Layer.extend({
      onAdd(map) {
        this._canvas = L.DomUtil.create("canvas", "atlas-labels", map.getPane("labels"));
        map.on("moveend zoomend resize", this.draw, this);
        map.on("zoomstart", this.hide, this);
        return this;
      },
      onRemove(map) {
        map.off("moveend zoomend resize", this.draw, this);
        map.off("zoomstart", this.hide, this);
        this._canvas.remove();
      },
      hide() { this._canvas.style.opacity = 0; },
      draw() {
        if (!state.geometry || !state.payload) return;
        const map = this._map, canvas = this._canvas, size = map.getSize(), density = window.devicePixelRatio || 1;
        canvas.width = size.x * density; canvas.height = size.y * density;
        canvas.style.width = size.x + "px"; canvas.style.height = size.y + "px"; canvas.style.opacity = 1;
        L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
        const context = canvas.getContext("2d");
        context.scale(density, density);
        context.textAlign = "center"; context.textBaseline = "middle"; context.lineJoin = "round";
        draw(map, context);
      },
    }))();
  };
})(window.Atlas = window.Atlas || {});
