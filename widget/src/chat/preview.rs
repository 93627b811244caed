//! Preview of the first link of an answer.

use parlor_shared::content::{Element, LinkPreview, Node};

use super::{
    effects::Effect,
    entry::Entry,
    machine::Chat,
    message::{Key, State},
};

impl Chat {
    /// Requests the preview of a link once, when its answer is complete and visible.
    pub(super) fn seen(&mut self, key: Key) {
        let Some(entry) = self.entry_mut(key).filter(|entry| !entry.looked) else { return };
        let Some((id, url)) = entry.message.id.clone().zip(link(entry)) else { return };
        entry.looked = true;
        self.effects.push(Effect::Unfurl { key, id, url });
    }

    pub(super) fn previewed(&mut self, key: Key, preview: LinkPreview) {
        if let Some(entry) = self.entry_mut(key) {
            entry.message.preview = Some(preview);
            self.effects.push(Effect::Row(key));
        }
    }
}

fn link(entry: &Entry) -> Option<String> {
    let whole = matches!(entry.message.state, State::Complete | State::Short | State::Stopped);
    entry.nodes.iter().filter(|_| whole).find_map(|node| match node {
        Node::Open(Element::Link { href }) if href.starts_with("http") => Some(href.clone()),
        _ => None,
    })
}
