// Starts the dashboard. The names beside it are filled in when the bundle is packed.
import init from "./__PARLOR_GLUE__";

init().catch(() => {
  document.documentElement.dataset.failed = "";
});
