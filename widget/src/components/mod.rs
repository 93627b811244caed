//! What is drawn: a folder per component, with its view and its style. Each view is a function from [`crate::driver::App`]
//! to an element; what it reads there it follows.

mod blocks;
mod composer;
mod contact;
mod content;
mod feedback;
mod frame;
mod header;
mod message;
mod notice;
mod preview;
mod transcript;
mod voice;

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
fn size(bytes: u64) -> String {
    let number = |count: u64| u32::try_from(count).unwrap_or(u32::MAX).to_string();
    let tenths = (bytes * 10 + 524_288) / 1_048_576;
    match (bytes, tenths % 10) {
        (..1_000_000, _) => [&number(bytes.div_ceil(1024)), " kB"].concat(),
        (_, 0) => [&number(tenths / 10), " MB"].concat(),
        (_, part) => [&number(tenths / 10), ".", &number(part), " MB"].concat(),
    }
}
