//! Markdown to nodes: `core::render::Render`.
//!
//! | Module | What |
//! |---|---|
//! | `parse` | one piece of Markdown to nodes |
//! | `source` | formulas, prices, footnotes and emphasis beside CJK, before parsing |
//! | `tags` | the HTML that means something |
//! | `autolink` | bare addresses in running text |
//! | `signs` | lines that begin like items of a list |
//! | `direction` | blocks that read from right to left |
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
mod direction;
mod grow;
pub mod html;
mod math;
mod parse;
mod plain;
mod signs;
mod source;
mod tags;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use budget::RenderBudget;
use parlor_shared::content::Node;
use sha2::{Digest as _, Sha256};
use source::Extent;
use url::Url;

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
    /// The site that relative links belong to. Default: none; their text is then no link.
    pub link_base: Option<Url>,
}

impl RenderOptions {
    /// Whether the picture at this checked address is shown.
    fn shows_picture(&self, address: &str) -> bool {
        address.starts_with("https:") && self.image_hosts.contains(&links::host(address))
    }

    /// The checked address that a link leads to.
    fn link(&self, address: &str) -> Option<String> {
        // `[a](<https://a.example/b c>)` may hold spaces, an address may not.
        let address = address.replace(' ', "%20");
        links::checked(&address).or_else(|| {
            let base = self.link_base.as_ref()?;
            let path = address.split(['/', '?', '#']).next().unwrap_or_default();
            let relative = !address.is_empty() && !address.starts_with("//") && !path.contains(':');
            let joined =
                base.join(&address).ok().filter(|_| relative && !address.contains(['\\', '\n', '\r', '\t']))?;
            links::checked(joined.as_str()).filter(|_| joined.host() == base.host())
        })
    }
}

/// How messages are drawn: increase it with every change after which a message is drawn in another way than before, so
/// that what is kept is drawn anew. `a_change_needs_a_new_revision` reminds of it.
const REVISION: u32 = 2;

/// Renders Markdown: `CommonMark` with GitHub's tables, task lists, strike-through, footnotes and alerts, and with formulas. Of HTML
/// a few tags mean something; the rest is shown as text.
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
    let RenderOptions { image_hosts, link_base } = options;
    let base = link_base.as_ref().map_or("", Url::as_str);
    hex(&Sha256::digest([&image_hosts.join(" "), base].join("\n").as_bytes())[..8])
}

impl Render for Markdown {
    fn version(&self) -> &str {
        &self.version
    }

    fn start(&self) -> Box<dyn GrowingDocument> {
        Box::new(grow::Growing::new(Arc::clone(&self.options)))
    }

    fn markdown(&self, text: &str) -> Vec<Node> {
        let mut nodes =
            parse::nodes(&shown(text), Extent::Whole, &self.options, &mut RenderBudget::default(), &mut Vec::new());
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
