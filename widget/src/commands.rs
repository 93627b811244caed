//! What the loader can ask of a mounted widget.

use leptos::prelude::*;

use crate::{
    chat::{Act, Event},
    driver::App,
};

/// Runs one command by its name; an unknown one does nothing, so that a newer loader can talk to an older bundle.
/// `text` is what to `send`, seen or `hidden`, the form to `submit`, the new `draft`, `title` or `layout`, the `context`, the
/// `message` in the agent's place, or JSON: the page's `tools`, the `outcome` of a call.
pub(crate) fn run(app: App, name: &str, text: &str) {
    match name {
        "open" => {
            app.act(Act::Open);
            app.open.set(true);
        }
        "close" => app.open.set(false),
        "send" => _ = app.say(text.to_owned()),
        "submit" => app.submit(text),
        "maximize" => app.large.set(true),
        "minimize" => app.large.set(false),
        "title" => app.entitle(text),
        "layout" => app.inline.set(text == "inline"),
        "hidden" => _ = app.say_so(text.to_owned(), true),
        "draft" => app.draft.set(text.to_owned()),
        "restart" => app.act(Act::Restart),
        "context" => app.set_context(text),
        "tools" => app.set_tools(text),
        "outcome" => app.outcome(text),
        "message" => {
            app.act(Act::Open);
            app.show_message(text.to_owned());
        }
        "online" => app.handle(Event::Online),
        "offline" => app.handle(Event::Offline),
        "visible" => app.handle(Event::Visible(app.silence())),
        _ => {}
    }
}
