//! Buttons that go somewhere or say something.

use parlor_shared::content::Button;

use super::super::content::is_safe_link;
use crate::{
    dom::{El, button, el},
    driver::App,
};

/// One button.
pub(super) fn press(app: App, one: &Button) -> El {
    match one {
        Button::Link { label, link } => anchor("button", link).attr("dir", "auto").text(label),
        Button::Message { label, message } => say(app, label, message),
        Button::Handoff { label, handoff } => say(app, label, handoff),
    }
}

/// A button that says this as the visitor.
pub(super) fn say(app: App, label: &str, message: &str) -> El {
    let message = message.to_owned();
    button("button", move || app.say(message.clone())).attr("dir", "auto").text(label)
}

/// A link: to another site in a new tab, to the page's own in this one. The server has checked the address; we check
/// again, for it may be older than a hole.
pub(super) fn anchor(class: &str, link: &str) -> El {
    if is_safe_link(link) {
        return el("a", class)
            .attr("href", link)
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer nofollow ugc");
    }
    let local = link.starts_with('#') || link.starts_with('/') && !link.starts_with("//");
    if local { el("a", class).attr("href", link) } else { el("span", class) }
}
