//! A message of the visitor.

use crate::reactive::prelude::*;
use parlor_shared::widget::Attachment;

use super::{
    super::{buttons::text_button, file_size::size},
    props::MessageProps,
};
use crate::{
    chat::{Failure, Key, State},
    dom::{El, el, icon, icons},
    state::{Settings, ViewAction},
};

/// Creates a bubble in the brand's colour, with the state of the message.
pub(super) fn question(props: MessageProps) -> El {
    let (now, settings) = (props.message.get_untracked(), props.settings.get_untracked());
    let (key, state) = (now.key, move || props.message.get().state);
    el("div", "row mine")
        .child(el("span", "hidden").bind_text(props.texts.signal("you_said")))
        .children(now.files.iter().map(|file| attached(file, &settings)))
        .child(el("div", "bubble").attr("dir", "auto").text(&now.text))
        .slot(state, move |state| match *state {
            State::Sending => Some(sending(props)),
            State::Failed(failure) => Some(not_sent(props, key, failure)),
            _ => None,
        })
}

/// Creates a picture for a picture file, and a link with the name for any other file; both open in a new tab.
fn attached(file: &Attachment, settings: &Settings) -> El {
    let (picture, address) = (file.media_type.starts_with("image/"), settings.on_server(&file.url));
    let link = el("a", if picture { "picture" } else { "file" })
        .attr("href", &address)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer");
    if picture {
        return link.child(el("img", "").attr("src", &address).attr("alt", &file.name).attr("loading", "lazy"));
    }
    link.child(icon(icons::CLIP))
        .child(el("span", "name").attr("dir", "auto").text(&file.name))
        .child(el("span", "fact").attr("dir", "auto").text(&size(file.size)))
}

fn sending(props: MessageProps) -> El {
    let MessageProps { conversation, texts, .. } = props;
    let offline = move || conversation.summary.get().offline;
    let text = move || texts.get(if offline() { "waiting_for_network" } else { "sending" });
    el("p", "fate late").bind_text(text)
}

fn not_sent(props: MessageProps, key: Key, failure: Failure) -> El {
    let MessageProps { texts, dispatch, .. } = props;
    let text = move || [texts.get("not_sent"), texts.get(failure.problem.text_key())].join(" ");
    let again = text_button(texts, "link", "try_again", move || dispatch.send(ViewAction::Retry(key)));
    el("p", "fate failed").child(icon(icons::WARNING)).child(el("span", "").bind_text(text)).child(again)
}
