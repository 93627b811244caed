// Runs before the first paint, so that a chosen theme never flashes.
try {
  const chosen = localStorage.getItem("parlor-dashboard-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is blocked: the system's theme is used.
}
