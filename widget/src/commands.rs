//! What the loader can ask of a mounted widget.

use leptos::prelude::*;

use crate::{
    chat::{Act, Event},
    driver::App,
    transport::Json,
};

/// Runs one command by its name; an unknown one does nothing, so that a newer loader can talk to an older bundle.
/// `text` is what to `send`, seen or `hidden`, the form to `submit`, the new `draft`, `title` or `layout`, the `context`, the
/// `message` in the agent's place, or JSON: the page's `tools`, the `outcome` of a call, how the visitor's `files` stand, the words of a rule to `offer`
/// (`{rule, text}`).
pub(crate) fn run(app: App, name: &str, text: &str) {
    match name {
        "open" => {
            app.act(Act::Open);
            app.open.set(true);
            app.be_seen();
        }
        "close" => app.open.set(false),
        "send" => _ = app.say(text),
        "submit" => app.submit(text),
        "maximize" => app.large.set(true),
        "minimize" => app.large.set(false),
        "title" => app.entitle(text),
        "layout" => app.inline.set(text == "inline"),
        "hidden" => _ = app.say_so(text, true),
        "draft" => app.draft.set(text.to_owned()),
        "restart" => app.act(Act::Restart),
        "context" => app.set_context(text),
        "tools" => app.set_tools(text),
        "outcome" => app.outcome(text),
        "files" => app.set_files(text),
        "message" => {
            app.act(Act::Open);
            app.show_message(text.to_owned());
        }
        "user" => app.become_user(text.to_owned(), true),
        "export" => app.export(match text {
            "html" => "html",
            "json" => "json",
            _ => "md",
        }),
        "online" => app.handle(Event::Online),
        "offline" => app.handle(Event::Offline),
        "visible" => {
            app.handle(Event::Visible(app.silence()));
            app.be_seen();
            app.look_after();
        }
        "offer" => {
            let offer = Json::parse(text).and_then(|offer| offer.text("rule").zip(offer.text("text")));
            if let Some((rule, text)) = offer {
                app.act(Act::Offer { rule, text });
            }
        }
        "frozen" => app.leave_tabs(),
        "thawed" => app.rejoin(),
        _ => {}
    }
}
