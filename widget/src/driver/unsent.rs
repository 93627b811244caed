//! Unsent messages, which are kept when the page is left.

use js_sys::Array;

use super::{
    app::{App, Inner},
    files::{of_files, with_files},
    unsent_store::UnsentStore,
};
use crate::{
    chat::{Event, UnsentMessage},
    hooks::StorageItem,
    transport::Json,
};

impl Inner {
    /// Returns the storage of this visitor's unsent messages.
    pub(super) fn unsent_item(&self) -> StorageItem {
        StorageItem::new(&[&self.group(), ":unsent"].concat())
    }

    /// Deletes the unsent messages; they are read again next time.
    pub(super) fn forget_unsent(&mut self) {
        self.unsent_item().clear();
        self.unsent = UnsentStore::default();
    }
}

impl App {
    /// Restores the unsent messages of an earlier page, once.
    pub(super) fn recall_unsent(self) {
        let kept = self.update(|inner| {
            if inner.unsent.keep.is_some() {
                return None;
            }
            let keep = inner.unsent_item();
            inner.unsent.written = keep.get().unwrap_or_default();
            inner.unsent.keep = Some(keep);
            Json::parse(&inner.unsent.written)
        });
        let mut texts = kept.flatten().map(|kept| kept.items()).unwrap_or_default().into_iter();
        let mut text = || texts.next()?.as_text();
        let mut unsent = Vec::new();
        while let Some((id, said)) = text().zip(text()) {
            let (files, text) = of_files(&said);
            unsent.push(UnsentMessage { client_id: id, text, files });
        }
        if !unsent.is_empty() {
            self.handle(Event::Unsent(unsent));
        }
    }

    /// Stores the messages that are not sent yet.
    pub(super) fn keep_unsent(self) {
        self.update(|inner| {
            let Some(keep) = &inner.unsent.keep else { return };
            let list = Array::new();
            for message in inner.chat.unsent() {
                list.push(&message.client_id.as_str().into());
                list.push(&with_files(&message.files, &message.text).into());
            }
            let text = if list.length() == 0 { String::new() } else { Json::of(list.into()).written() };
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
