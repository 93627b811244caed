//! What is drawn: a folder per component, with its view and its style. Each view is a function from [`crate::driver::App`]
//! to an element; what it reads there it follows.

mod blocks;
mod composer;
mod content;
mod feedback;
mod frame;
mod header;
mod message;
mod notice;
mod preview;
mod transcript;

pub(crate) use content::{Canvas, copy_code, enlarge};
pub(crate) use frame::frame;

use crate::{
    dom::{El, button, icon},
    driver::App,
};

/// A small button with an icon and a name.
fn tool(app: App, name: &'static str, path: &str, press: impl FnMut() + 'static) -> El {
    button("tool", press).named(app.t(name)).child(icon(path))
}

/// A button with a text.
fn text_button(app: App, class: &str, text: &'static str, press: impl FnMut() + 'static) -> El {
    button(class, press).text_now(app.t(text))
}

/// A size in bytes for people.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "files are far smaller")]
fn size(bytes: f64) -> String {
    if bytes < 1e6 {
        return [&((bytes / 1024.0).ceil() as u32).to_string(), " kB"].concat();
    }
    let tenths = (bytes / 104_857.6).round() as u32;
    let (whole, part) = ((tenths / 10).to_string(), (tenths % 10).to_string());
    if part == "0" { [&whole, " MB"].concat() } else { [&whole, ".", &part, " MB"].concat() }
}
