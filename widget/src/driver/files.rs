//! Files on their way: chosen, sent, kept, and then part of what is said.

use std::sync::Arc;

use leptos::prelude::*;
use parlor_shared::widget::{Attachment, AttachmentRules};
use web_sys::File;

use super::App;
use crate::{
    chat::Key,
    transport::{Heard, Upload},
};

/// A file the visitor has chosen.
pub(crate) struct Draft {
    pub(crate) key: Key,
    pub(crate) file: File,
    pub(crate) fate: ArcRwSignal<Fate>,
    upload: Option<Upload>,
}

/// Where a chosen file stands.
#[derive(Clone, PartialEq)]
pub(crate) enum Fate {
    /// So many hundredths are sent.
    Sending(u32),
    /// The server keeps it.
    Kept(Arc<Attachment>),
    /// It is not taken: the key of the sentence that says why, and whether trying again may help.
    Failed(&'static str, bool),
}

/// What the composer asks of all of them.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Standing {
    /// Some are still being sent.
    pub(crate) sending: bool,
    /// Some are ready to go with a message.
    pub(crate) ready: bool,
}

impl App {
    /// The visitor chose files. What is too large or too many is said at once and not sent.
    pub(crate) fn bring(self, files: Vec<File>) {
        let Some(rules) = self.about.get_untracked().rules.clone() else { return };
        for file in files {
            let count = self.files.with_untracked(Vec::len);
            let key = self.files.with_untracked(|keys| keys.last().map_or(0, |last| last + 1));
            let fate = ArcRwSignal::new(self.judged(&rules, &file, count));
            let sent = matches!(fate.get_untracked(), Fate::Sending(_));
            self.update(|inner| inner.drafts.push(Draft { key, file, fate, upload: None }));
            self.files.update(|keys| keys.push(key));
            if sent {
                self.upload(key);
            }
        }
    }

    fn judged(self, rules: &AttachmentRules, file: &File, count: usize) -> Fate {
        let failed = |why| {
            self.announcement.set(self.texts.get_now(why));
            Fate::Failed(why, false)
        };
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let most = rules.max_bytes as f64;
        match file.size() {
            _ if count >= rules.max_files as usize => failed("files_too_many"),
            size if size > most => failed("file_too_large"),
            _ if !accepted(&rules.accept, file) => failed("file_kind"),
            _ => Fate::Sending(0),
        }
    }

    /// Try this file again.
    pub(crate) fn upload(self, key: Key) {
        let Some((file, fate)) = self.draft(key) else { return };
        fate.set(Fate::Sending(0));
        let begun = self.read(|inner| Upload::begin(&inner.api, &file, move |heard| self.heard(key, heard)));
        self.update(|inner| {
            if let Some(draft) = inner.drafts.iter_mut().find(|draft| draft.key == key) {
                draft.upload = begun.flatten();
            }
        });
    }

    fn heard(self, key: Key, heard: Heard) {
        let fate = match heard {
            Heard::Percent(percent) => Fate::Sending(percent),
            Heard::Kept(attachment) => Fate::Kept(Arc::new(attachment)),
            Heard::Refused(status) => {
                if status == 401 {
                    // A new token for the next try.
                    self.init(false);
                }
                Fate::Failed(reason(status), matches!(status, 0 | 401 | 429 | 500..))
            }
        };
        if let Fate::Failed(why, _) = fate {
            self.announcement.try_set(self.texts.get_now(why));
        }
        let shown =
            self.read(|inner| inner.drafts.iter().find(|draft| draft.key == key).map(|draft| draft.fate.clone()));
        if let Some(shown) = shown.flatten() {
            shown.set(fate);
        }
    }

    /// This file is not wanted any more; what is being sent of it stops.
    pub(crate) fn take_back(self, key: Key) {
        self.update(|inner| inner.drafts.retain(|draft| draft.key != key));
        self.files.update(|keys| keys.retain(|other| *other != key));
    }

    /// A new conversation takes none of the files chosen for the last one.
    pub(crate) fn forget_files(self) {
        self.update(|inner| inner.drafts.clear());
        self.files.set(Vec::new());
    }

    /// A chosen file: its name, its size, and where it stands.
    pub(crate) fn draft(self, key: Key) -> Option<(File, ArcRwSignal<Fate>)> {
        let found = self.read(|inner| {
            inner.drafts.iter().find(|draft| draft.key == key).map(|draft| (draft.file.clone(), draft.fate.clone()))
        });
        found.flatten()
    }

    /// Where the chosen files stand; follows all of them when read in a view.
    pub(crate) fn standing(self) -> Standing {
        let mut standing = Standing::default();
        for key in self.files.get() {
            match self.draft(key).map(|(_, fate)| fate.get()) {
                Some(Fate::Sending(_)) => standing.sending = true,
                Some(Fate::Kept(_)) => standing.ready = true,
                _ => {}
            }
        }
        standing
    }

    /// Takes the files that are ready, for a message; those that failed stay.
    pub(super) fn ready_files(self) -> Vec<Attachment> {
        let mut ready = Vec::new();
        for key in self.files.get_untracked() {
            let fate = self.draft(key).map(|(_, fate)| fate.get_untracked());
            if let Some(Fate::Kept(attachment)) = fate {
                ready.push((*attachment).clone());
                self.take_back(key);
            }
        }
        ready
    }
}

/// By its type or the ending of its name: what is dropped or pasted goes past the file dialog.
fn accepted(accept: &str, file: &File) -> bool {
    let (kind, name) = (file.type_(), file.name().to_lowercase());
    accept.split(',').any(|it| kind == it || (it.starts_with('.') && name.ends_with(it)))
}

fn reason(status: u16) -> &'static str {
    match status {
        0 => "error_network",
        413 => "file_too_large",
        415 => "file_kind",
        429 => "error_limited",
        _ => "error_server",
    }
}
