//! One message, as the visitor saw it, and what only the owner sees.

use leptos::prelude::*;
use parlor_shared::{
    owner::OwnerMessage,
    widget::{FeedbackValue, MessageStatus, Role},
};

use crate::{
    content,
    i18n::{fill, moment, number, t},
    kit::{Badge, Icon, Shape, Tone},
};

/// Draws it.
pub(super) fn message(owner: OwnerMessage) -> impl IntoView {
    let OwnerMessage { message, usage, failure, feedback_reason, feedback_comment } = owner;
    let is_visitor = message.role == Role::User;
    let text = if message.nodes.is_empty() { message.text.into_any() } else { content::draw(&message.nodes) };
    let state = match message.status {
        MessageStatus::Failed => Some("message.failed"),
        MessageStatus::Interrupted => Some("message.interrupted"),
        MessageStatus::Stopped => Some("message.stopped"),
        MessageStatus::Streaming => Some("message.streaming"),
        MessageStatus::Complete => None,
    };
    let rating = message.feedback.map(|value| match value {
        FeedbackValue::Up => (Shape::Up, t("filter.rated.up")),
        FeedbackValue::Down => (Shape::Down, t("filter.rated.down")),
    });
    let files = message
        .attachments
        .into_iter()
        .map(|file| view! { <li class="file"><Icon shape=Shape::File/><span class="break" dir="auto">{file.name}</span></li> });
    let sources =
        message.citations.into_iter().map(|source| view! { <li class="source break" dir="auto">{source.title}</li> });
    let said = feedback_comment.or(feedback_reason);
    let tokens =
        (usage.input + usage.output > 0).then(|| fill("message.tokens", &[("n", &number(usage.input + usage.output))]));
    let (files, sources) = (files.collect_view(), sources.collect_view());
    view! {
        <li class="message" class:message-visitor=is_visitor>
            <p class="message-head">
                <span class="message-by">{if is_visitor { t("visitor") } else { t("conversations.agent") }}</span>
                <time class="muted" datetime=message.created_at.clone()>{moment(&message.created_at)}</time>
            </p>
            <div class="message-text" dir="auto">{text}</div>
            <ul class="message-extras">{files}{sources}</ul>
            <p class="message-marks">
                {message.low_confidence.then(|| view! { <Badge tone=Tone::Warning text=t("conversations.unsure")/> })}
                {state.map(|text| view! { <Badge tone=Tone::Bad text=t(text)/> })}
                {failure.map(|failure| view! { <code>{failure}</code> })}
                {rating.map(|(shape, text)| view! { <span class="rating"><Icon shape=shape/><span>{text}</span></span> })}
                {said.map(|said| view! { <q dir="auto">{said}</q> })}
                {tokens.map(|tokens| view! { <span class="muted">{tokens}</span> })}
            </p>
        </li>
    }
}
