//! What the loader can ask of a mounted widget.

use leptos::prelude::*;

use crate::{
    chat::{Act, Event},
    driver::App,
    transport::Json,
};

/// Runs one command by its name; an unknown one does nothing, so that a newer loader can talk to an older bundle.
/// `text` is what to `send`, seen or `hidden`, the form to `submit`, the new `draft`, `title` or `layout`, the `context`, the
/// `message` in the agent's place, or JSON: the page's `tools`, the `outcome` of a call, how the visitor's `files` stand,
/// the words of a rule to `offer` (`{rule, text}`). Of the other tabs: whether this one `speaks` (empty: another one does),
/// and what was `heard` from them.
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
        "leave" => app.act(Act::Leave(text.to_owned())),
        "explain" => app.explain(text),
        "skip" => app.act(Act::SkipContact),
        "ask" => app.session("ask", text),
        "export" => app.session("save", text),
        "erase" => app.session("erase", ""),
        "erased" => app.erased(),
        "trouble" => app.trouble(text),
        "online" => app.handle(Event::Online),
        "offline" => app.handle(Event::Offline),
        "visible" => {
            app.handle(Event::Visible(app.silence()));
            app.be_seen();
        }
        "offer" => {
            let offer = Json::parse(text).and_then(|offer| offer.text("rule").zip(offer.text("text")));
            if let Some((rule, text)) = offer {
                app.act(Act::Offer { rule, text });
            }
        }
        "speaks" => app.speaks(!text.is_empty()),
        "heard" => app.heard_tab(text),
        _ => {}
    }
}
