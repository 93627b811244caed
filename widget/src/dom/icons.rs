//! Icons: strokes on a 24 × 24 grid, in the colour of the text beside them.

use super::element::{El, svg};

/// Closes.
pub(crate) const CLOSE: &str = "M6 6l12 12M18 6L6 18";
/// Makes large.
pub(crate) const LARGE: &str = "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7";
/// Makes small again.
pub(crate) const SMALL: &str = "M20 11h-7V4M13 11l7-7M4 13h7v7M11 13l-7 7";
/// A bell: the sound is on.
pub(crate) const SOUND: &str = "M6 16.5v-6a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4";
/// A bell, crossed out: the sound is off.
pub(crate) const SILENT: &str = "M8.2 5.9A6 6 0 0 1 18 10.5v4.6M6.2 9.3q-.2.6-.2 1.2v6L4.5 18H17M10 21h4M3.5 3.5l17 17";
/// Begins a new conversation.
pub(crate) const NEW: &str = "M12 20h8M16.5 3.8a2.05 2.05 0 0 1 2.9 2.9L7.5 18.6 3.5 20l1.4-4z";
/// More actions.
pub(crate) const MORE: &str = "M5 12h.01M12 12h.01M19 12h.01";
/// Sends.
pub(crate) const SEND: &str = "M12 19V5M5.5 11.5 12 5l6.5 6.5";
/// Down.
pub(crate) const DOWN: &str = "M12 5v14M5.5 12.5 12 19l6.5-6.5";
/// Copies.
pub(crate) const COPY: &str =
    "M9 9h9a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2zM5.5 15H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v.5";
/// Done.
pub(crate) const CHECK: &str = "M5 12.5 10 17.5 19.5 7";
/// Again.
pub(crate) const AGAIN: &str = "M20 11a8 8 0 1 0-2.3 6.2M20 4.5V11h-6.5";
/// Thumb up.
pub(crate) const UP: &str = "M7 10.5V20H4.5a1 1 0 0 1-1-1v-7.5a1 1 0 0 1 1-1zm0 0L11 3a2.5 2.5 0 0 1 2.5 2.5V9h5a2 2 0 0 1 2 2.35l-1.1 7A2 2 0 0 1 17.4 20H7";
/// Thumb down.
pub(crate) const THUMB_DOWN: &str = "M17 13.5V4h2.5a1 1 0 0 1 1 1v7.5a1 1 0 0 1-1 1zm0 0L13 21a2.5 2.5 0 0 1-2.5-2.5V15h-5a2 2 0 0 1-2-2.35l1.1-7A2 2 0 0 1 6.6 4H17";
/// Something is wrong.
pub(crate) const WARNING: &str = "M12 8v4.5M12 16h.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z";
/// Attaches.
pub(crate) const CLIP: &str =
    "M20 11.5 12.2 19.3a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-8 8a1.5 1.5 0 0 1-2.2-2.2l7.3-7.3";
/// Takes a photo.
pub(crate) const CAMERA: &str = "M4 8h3.5L9 5.5h6L16.5 8H20a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z";
/// Starts speech input.
pub(crate) const MICROPHONE: &str =
    "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21";
/// Reads aloud.
pub(crate) const SPEAKER: &str = "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11";
/// Draws one of the paths above. Decoration: the control around it has the name.
pub(crate) fn icon(path: &str) -> El {
    svg("svg")
        .attr("class", "icon")
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .child(svg("path").attr("d", path))
}
