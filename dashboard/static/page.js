/* The page says its language, as its address does: Streamlit says "en" whatever stands on it. */
(function () {
  "use strict";
  const say = () => { document.documentElement.lang = new URLSearchParams(location.search).get("lang") === "es" ? "es" : "en"; };
  for (const name of ["pushState", "replaceState"]) {
    const change = history[name];
    history[name] = function (...given) { change.apply(this, given); say(); };
  }
  addEventListener("popstate", say);
  say();
})();
