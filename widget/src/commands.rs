//! What the loader can ask of a mounted widget.

use leptos::prelude::*;

use crate::{
    chat::{Act, Event},
    driver::App,
};

/// Runs one command by its name; an unknown one does nothing, so that a newer loader can talk to an older bundle.
/// `text` is what to `send`, the new `title`, the new `layout`.
pub(crate) fn run(app: App, name: &str, text: &str) {
    match name {
        "open" => {
            app.act(Act::Open);
            app.open.set(true);
        }
        "close" => app.open.set(false),
        "send" => app.say(text.to_owned()),
        "maximize" => app.large.set(true),
        "minimize" => app.large.set(false),
        "title" => app.entitle(text),
        "layout" => app.inline.set(text == "inline"),
        "online" => app.handle(Event::Online),
        "offline" => app.handle(Event::Offline),
        "visible" => app.handle(Event::Visible(app.silence())),
        _ => {}
    }
}
