//! What was said and not yet sent outlives the page.

use js_sys::{Array, JSON};

use super::{
    App, Inner,
    files::{of_files, with_files},
};
use crate::{chat::Event, hooks::Keep, transport::Json};

/// What is kept of it.
#[derive(Default)]
pub(super) struct Unsent {
    /// Where, once an earlier page's was read: before that, nothing may be written over it.
    keep: Option<Keep>,
    /// What was written last.
    written: String,
}

impl Inner {
    /// Where what this visitor has not sent is kept.
    pub(super) fn unsent_keep(&self) -> Keep {
        Keep::new(&[&self.group(), ":unsent"].concat())
    }

    /// Forgets it, and reads anew next time.
    pub(super) fn forget_unsent(&mut self) {
        self.unsent_keep().clear();
        self.unsent = Unsent::default();
    }
}

impl App {
    /// Brings back what an earlier page could not send, once.
    pub(super) fn recall_unsent(self) {
        let kept = self.update(|inner| {
            if inner.unsent.keep.is_some() {
                return None;
            }
            let keep = inner.unsent_keep();
            inner.unsent.written = keep.get().unwrap_or_default();
            inner.unsent.keep = Some(keep);
            Json::parse(&inner.unsent.written)
        });
        let mut texts = kept.flatten().map(|kept| kept.items()).unwrap_or_default().into_iter();
        let mut text = || texts.next()?.as_text();
        let mut unsent = Vec::new();
        while let Some((id, said)) = text().zip(text()) {
            unsent.push((id, of_files(&said)));
        }
        if !unsent.is_empty() {
            self.handle(Event::Unsent(unsent));
        }
    }

    /// Keeps what is not sent now.
    pub(super) fn keep_unsent(self) {
        self.update(|inner| {
            let Some(keep) = &inner.unsent.keep else { return };
            let list = Array::new();
            for message in inner.chat.unsent() {
                list.push(&message.client_id.as_str().into());
                list.push(&with_files(&message.files, &message.text).into());
            }
            let text = if list.length() == 0 {
                String::new()
            } else {
                JSON::stringify(&list).map(String::from).unwrap_or_default()
            };
            if text == inner.unsent.written {
                return;
            }
            if text.is_empty() {
                keep.clear();
            } else {
                keep.set(&text);
            }
            inner.unsent.written = text;
        });
    }
}
