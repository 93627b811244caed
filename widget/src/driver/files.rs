//! Files for the next message. `widget/loader/files.js` uploads them and shows their progress; the driver knows only
//! the uploaded files, and if others are still being uploaded.

use crate::reactive::prelude::*;
use js_sys::Array;
use parlor_shared::widget::Attachment;

use super::app::App;
use crate::{
    chat::FileStatus,
    hooks::object,
    transport::{Json, attachment_rules_json, attachments, attachments_json},
};

impl App {
    /// Attaches files the visitor has chosen, pasted or dropped; an empty list only prepares for it.
    pub(crate) fn attach_files(self, files: Array) {
        if files.length() > 0 {
            // Until the script is loaded and reports the state.
            self.view.composer.uploading.set(true);
        }
        let rules = self.view.settings.with_untracked(|about| about.attachments.as_ref().map(attachment_rules_json));
        self.call_script("files:take", &object(&[("files", Some(files.into())), ("rules", rules.map(Into::into))]));
    }

    /// Takes over the state of the files.
    pub(crate) fn set_files(self, status: FileStatus) {
        self.keep_files(status.kept);
        self.view.composer.uploading.set(status.uploading);
        if let Some(announcement) = status.announcement {
            self.view.conversation.announcement.set(announcement);
        }
        if status.needs_new_token {
            self.init(false);
        }
        if status.needs_token {
            self.attach_files(Array::new());
        }
    }

    /// Takes the uploaded files for a message; files still being uploaded stay.
    pub(super) fn take_files(self) -> Vec<Attachment> {
        let files = self.keep_files(Vec::new());
        if !files.is_empty() {
            self.tell("files", &"sent".into());
        }
        files
    }

    /// Drops the files, because the conversation is over or the visitor has changed.
    pub(super) fn forget_files(self) {
        self.keep_files(Vec::new());
        self.view.composer.uploading.try_set(false);
        self.tell("files", &"dropped".into());
    }

    /// Sets the files of the next message; returns the previous ones.
    fn keep_files(self, files: Vec<Attachment>) -> Vec<Attachment> {
        self.view.composer.has_files.try_set(!files.is_empty());
        self.update(|inner| std::mem::replace(&mut inner.files, files)).unwrap_or_default()
    }
}

/// Joins files and a text: the files as JSON, which has no line breaks, then a line break and the text.
pub(super) fn with_files(files: &[Attachment], text: &str) -> String {
    [&attachments_json(files), "\n", text].concat()
}

/// Splits the result of [`with_files`].
pub(super) fn of_files(text: &str) -> (Vec<Attachment>, String) {
    let (files, text) = text.split_once('\n').unwrap_or(("", text));
    (Json::parse(files).map(|files| attachments(&files)).unwrap_or_default(), text.to_owned())
}
