//! The renderer.

use std::sync::Arc;

use parlor_shared::content::Node;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::{
    budget::RenderBudget,
    grow,
    options::RenderOptions,
    parse, plain,
    source::Extent,
    text::{shown, trim},
};
use crate::core::{
    entropy::hex,
    render::{GrowingDocument, Render},
};

/// Revision of the rendering. Increase it with every change that alters how messages are rendered, so that stored
/// results are rendered again. The test `a_change_needs_a_new_revision` reminds you.
pub(super) const REVISION: u32 = 2;

/// Renders Markdown: `CommonMark` with GitHub's tables, task lists, strike-through, footnotes and alerts, and with
/// formulas. A few HTML tags are supported; the rest are shown as text.
#[derive(Clone, Debug)]
pub struct Markdown {
    options: Arc<RenderOptions>,
    version: Arc<str>,
}

impl Markdown {
    /// A renderer.
    pub fn new(mut options: RenderOptions) -> Self {
        // The order of the hosts does not matter.
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
