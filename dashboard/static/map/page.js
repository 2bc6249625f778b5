/* The map of a page that needs no server: geometry and values come as scripts, since a page opened from a file may not
   fetch. Level and period stand after the # of the address, so a link shows the same map. */
(function (Atlas) {
  "use strict";
  const packs = {};
  Atlas.pack = (name, content) => { packs[name] = content; };
  const box = document.getElementById("map"), form = document.getElementById("controls");
  const choice = (name) => form.elements[name];

  function load(name) {
    if (packs[name]) return Promise.resolve(packs[name]);
    return new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = `${box.dataset.root}assets/${name}.js`;
      script.onload = () => resolve(packs[name]);
      script.onerror = reject;
      document.head.appendChild(script);
    });
  }

  let map = null, level = null, layer = null;

  function start(geometry, palette) {
    if (map) map.remove();
    box.replaceChildren();
    box.classList.add("live");
    map = L.map(box, { crs: L.CRS.Simple, preferCanvas: true, minZoom: -6, maxZoom: 5, zoomSnap: 0.05, zoomDelta: 0.75,
      attributionControl: false, center: [0, 0], zoom: 0 });
    Atlas.start(map, { geometry, palette, home_label: box.dataset.home });
    layer = null;
  }

  async function show() {
    const wanted = choice("level").value, period = choice("period").value;
    const [geometry, palette, values] = await Promise.all([load(`geometry-${wanted}`), load("palette"), load(`values-${box.dataset.language}`)]);
    if (wanted !== choice("level").value || period !== choice("period").value) return; // a later choice is under way
    if (wanted !== level) start(geometry, palette);
    level = wanted;
    if (layer) layer.remove();
    const told = values[`${wanted} ${period}`];
    layer = Atlas.values(told).addTo(map);
    document.getElementById("map-says").textContent = told.line; // it says what the map shows now
  }

  function read() {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const name of ["level", "period"]) {
      const known = [...choice(name).options].some((option) => option.value === given.get(name));
      if (known) choice(name).value = given.get(name);
    }
    show();
  }

  form.hidden = false;
  form.addEventListener("change", function () {
    history.replaceState(null, "", `#level=${choice("level").value}&period=${choice("period").value}`);
    show();
  });
  addEventListener("hashchange", read);
  read();
})(window.Atlas = window.Atlas || {});
