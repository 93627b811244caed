//! Markdown to nodes: `core::render::Render`.
//!
//! | Module | What |
//! |---|---|
//! | `parse` | one piece of Markdown to nodes |
//! | `autolink` | bare addresses in running text |
//! | `code` | colours of code, line by line |
//! | `budget` | how much of a document is coloured and drawn |
//! | `math` | formulas, through a strict reader of `MathML` |
//! | `blocks` | where a growing text falls into pieces that no longer change |
//! | `dangling` | how the last, unfinished piece is shown |
//! | `grow` | a growing document as patches |
//! | `plain` | a visitor's own words |
//! | [`html`] | nodes to HTML, for pages without a script |

mod autolink;
mod blocks;
mod budget;
mod code;
mod dangling;
mod grow;
pub mod html;
mod math;
mod parse;
mod plain;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use budget::RenderBudget;
use parlor_shared::content::Node;
use sha2::{Digest as _, Sha256};

use crate::core::{
    entropy::hex,
    policy::{links, text::turns_direction},
    render::{GrowingDocument, Render},
};

/// What may be shown.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// Hosts whose `https:` pictures are shown, exactly as in the address (`img.example.com`, lower case). Pictures
    /// from other hosts become links, because fetching a picture tells its host about the visitor. Default: none.
    pub image_hosts: Vec<String>,
}

impl RenderOptions {
    /// Whether the picture at this checked address is shown.
    fn shows_picture(&self, address: &str) -> bool {
        address.starts_with("https:") && self.image_hosts.contains(&links::host(address))
    }
}

/// How messages are drawn: increase it with every change after which a message is drawn in another way than before, so
/// that what is kept is drawn anew. `a_change_needs_a_new_revision` reminds of it.
const REVISION: u32 = 1;

/// Renders Markdown: `CommonMark` with tables, task lists, strike-through and formulas. Raw HTML is shown as text.
#[derive(Clone, Debug)]
pub struct Markdown {
    options: Arc<RenderOptions>,
    version: Arc<str>,
}

impl Markdown {
    /// A renderer.
    pub fn new(mut options: RenderOptions) -> Self {
        // Another order is no other policy.
        options.image_hosts.sort();
        options.image_hosts.dedup();
        let version = format!("{REVISION}-{}", digest(&options)).into();
        Self { options: Arc::new(options), version }
    }
}

impl Default for Markdown {
    fn default() -> Self {
        Self::new(RenderOptions::default())
    }
}

/// The first 64 bits of the options' SHA-256.
fn digest(options: &RenderOptions) -> String {
    let RenderOptions { image_hosts } = options;
    hex(&Sha256::digest(image_hosts.join(" ").as_bytes())[..8])
}

impl Render for Markdown {
    fn version(&self) -> &str {
        &self.version
    }

    fn start(&self) -> Box<dyn GrowingDocument> {
        Box::new(grow::Growing::new(Arc::clone(&self.options)))
    }

    fn markdown(&self, text: &str) -> Vec<Node> {
        let mut nodes = parse::nodes(&shown(text), &self.options, &mut RenderBudget::default());
        trim(&mut nodes);
        nodes
    }

    fn shows_picture(&self, address: &str) -> bool {
        self.options.shows_picture(address)
    }

    fn plain(&self, text: &str) -> Vec<Node> {
        plain::nodes(&shown(text))
    }
}

/// The text without characters that are not text: controls other than tab and line end, and bidi overrides.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !(c.is_control() && !matches!(c, '\n' | '\t') || turns_direction(*c))).collect()
}

/// Takes the closes at the end away, as a document leaves them out; tells how many.
fn trim(nodes: &mut Vec<Node>) -> usize {
    let closes = nodes.iter().rev().take_while(|n| **n == Node::Close).count();
    nodes.truncate(nodes.len() - closes);
    closes
}
