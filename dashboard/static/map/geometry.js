/* Geometry: packed TopoJSON to Leaflet coordinates. The plane is already projected, so lat = y and lng = x. */
(function (Atlas) {
  "use strict";

  /* Arcs are stored as steps on a grid; every border is stored once. */
  function decodeArcs(topology) {
    const [sx, sy] = topology.transform.scale;
    return topology.arcs.map(function (arc) {
      let x = 0, y = 0;
      return arc.map(([dx, dy]) => [(y += dy) * sy, (x += dx) * sx]);
    });
  }

  function ringOf(arcs, indices) {
    let points = [];
    for (const index of indices) {
      const arc = index >= 0 ? arcs[index] : arcs[~index].slice().reverse();
      points = points.length ? points.concat(arc.slice(1)) : arc.slice();
    }
    return points;
  }

  /* The outline around some regions: the arcs that only one of them has. */
  Atlas.outlineOf = function (geometry, regions) {
    const times = new Map();
    for (const region of regions) {
      for (const index of region.arcs) {
        const arc = index >= 0 ? index : ~index;
        times.set(arc, (times.get(arc) || 0) + 1);
      }
    }
    return [...times].filter(([, n]) => n === 1).map(([arc]) => geometry.arcs[arc]);
  };

  Atlas.decode = function (topology) {
    const arcs = decodeArcs(topology);
    const regions = topology.objects.regions.geometries.map((geometry) => Object.assign({
      code: geometry.id,
      arcs: geometry.arcs.flat(2),
      latLngs: geometry.arcs.map((polygon) => polygon.map((ring) => ringOf(arcs, ring))),
    }, geometry.properties));
    const borders = {};
    for (const line of topology.objects.borders.geometries) {
      borders[line.id] = line.arcs.map(([index]) => arcs[index]);
    }
    return { arcs, regions, borders, frames: topology.frames, captions: topology.captions, home: topology.home };
  };
})(window.Atlas = window.Atlas || {});
