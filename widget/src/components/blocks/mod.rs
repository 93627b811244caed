//! What comes beside the text of an answer: a file per kind.

mod actions;
mod carousel;
mod form;
mod step;

use std::sync::Arc;

use actions::{press, say};
use leptos::prelude::*;
use parlor_shared::content::Block;

use crate::{
    chat::Message,
    dom::{El, el, list, watch},
    driver::App,
};

/// What the agent thought and did on the way; stands before what it says.
pub(super) fn steps(app: App, message: RwSignal<Arc<Message>>) -> El {
    all(app, message, "steps", is_step)
}

/// Everything else; stands after it.
pub(super) fn blocks(app: App, message: RwSignal<Arc<Message>>) -> El {
    all(app, message, "blocks", |block| !is_step(block))
}

fn is_step(block: &Block) -> bool {
    matches!(block, Block::Reasoning { .. } | Block::Tool(_))
}

/// A block that is drawn stays as it is while others come: a visitor may be writing into it.
fn all(app: App, message: RwSignal<Arc<Message>>, class: &'static str, wanted: fn(&Block) -> bool) -> El {
    let places = RwSignal::new(Vec::new());
    watch(move || {
        let message = message.get();
        let of_ours = (0_u32..).zip(&message.blocks).filter(|(_, block)| wanted(block));
        let now: Vec<u32> = of_ours.map(|(at, _)| at).collect();
        if places.get_untracked() != now {
            places.set(now);
        }
    });
    list(el("div", class), places, move |at| {
        let message = message.get_untracked();
        match message.blocks.get(at as usize) {
            Some(block) => one(app, &message, at, block),
            None => el("div", ""),
        }
    })
}

fn one(app: App, message: &Message, at: u32, block: &Block) -> El {
    match block {
        Block::EscalationButton { label, message } => say(app, label, message),
        Block::Actions(actions) => el("div", "actions").children(actions.buttons.iter().map(|one| press(app, one))),
        Block::Carousel(carousel) => carousel::carousel(app, &carousel.cards),
        Block::Form(form) => form::form(app, message, at, form),
        Block::Reasoning { text } => step::thought(app, text),
        Block::Tool(tool) => step::tool(app, tool),
    }
}
