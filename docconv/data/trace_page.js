(function () {
  var parts = document.querySelectorAll("[data-path]");
  function light(path, on) {
    parts.forEach(function (part) { if (part.dataset.path === path) { part.classList.toggle("lit", on); } });
  }
  parts.forEach(function (part) {
    ["mouseenter", "focus"].forEach(function (kind) { part.addEventListener(kind, function () { light(part.dataset.path, true); }); });
    ["mouseleave", "blur"].forEach(function (kind) { part.addEventListener(kind, function () { light(part.dataset.path, false); }); });
    part.addEventListener("click", function () {
      var other = Array.prototype.find.call(parts, function (one) { return one !== part && one.dataset.path === part.dataset.path; });
      if (other) { other.scrollIntoView({ block: "center" }); other.focus({ preventScroll: true }); }
    });
  });
})();
