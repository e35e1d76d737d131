// One clear line for browsers that cannot run the page; written so that old ones can read it.

(function () {
  var missing = [];
  if (!("noModule" in document.createElement("script"))) { missing.push("JavaScript modules"); }
  if (typeof createImageBitmap !== "function") { missing.push("createImageBitmap"); }
  if (typeof Worker !== "function") { missing.push("workers"); }
  if (typeof PointerEvent !== "function") { missing.push("pointer events"); }
  if (typeof ResizeObserver !== "function") { missing.push("ResizeObserver"); }
  if (typeof AbortController !== "function") { missing.push("AbortController"); }
  if (typeof HTMLDialogElement !== "function") { missing.push("dialogs"); }
  var line = document.getElementById("unsupported");
  if (missing.length > 0 && line) {
    line.textContent = "This browser is too old for this page (it lacks " + missing.join(", ")
      + "). Please use a current Firefox, Chrome, Edge or Safari.";
    line.hidden = false;
  }
})();
