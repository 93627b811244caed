//! Conversion from types to JSON.

use js_sys::Array;
use parlor_shared::widget::{Attachment, AttachmentRules};
use wasm_bindgen::JsValue;

use super::json::{stringify, texts, write};
use crate::{
    chat::{ContactDetails, FormSubmission, SubmittedForm},
    hooks::object,
};

/// Returns files as a JSON list in the server's format; empty without files.
pub(crate) fn attachments_json(files: &[Attachment]) -> String {
    let list: Array = files.iter().map(attachment).collect();
    if files.is_empty() { String::new() } else { stringify(&list) }
}

fn attachment(file: &Attachment) -> JsValue {
    let object = object(&[
        ("id", Some(file.id.as_str().into())),
        ("name", Some(file.name.as_str().into())),
        ("media_type", Some(file.media_type.as_str().into())),
        ("size", Some(number(file.size))),
        ("url", Some(file.url.as_str().into())),
    ]);
    object.into()
}

/// Returns the rules for files, for the script that uploads them.
pub(crate) fn attachment_rules_json(rules: &AttachmentRules) -> String {
    stringify(&object(&[
        ("max_bytes", Some(number(rules.max_bytes))),
        ("max_files", Some(rules.max_files.into())),
        ("accept", Some(rules.accept.as_str().into())),
    ]))
}

/// Creates a form for a request's body.
pub(crate) fn form_object(form: &FormSubmission) -> JsValue {
    let values: Vec<_> = form.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let object = object(&[
        ("message_id", Some(form.message_id.as_str().into())),
        ("id", Some(form.form_id.as_str().into())),
        ("values", Some(texts(&values))),
    ]);
    object.into()
}

/// Returns a submitted form as JSON for [`super::submitted_form`].
pub(crate) fn submitted_form_json(submitted: &SubmittedForm) -> String {
    let form = stringify(&form_object(&submitted.form));
    stringify(&texts(&[("text", &submitted.text), ("key", &submitted.client_id), ("form", &form)]))
}

fn text(text: &str) -> Option<JsValue> {
    (!text.is_empty()).then(|| text.into())
}

/// Returns contact details as JSON: [`parlor_shared::widget::LeadRequest`].
pub(crate) fn contact_details_json(contact: &ContactDetails) -> String {
    let ContactDetails { name, email, phone } = contact;
    write(&[("name", text(name)), ("email", text(email)), ("phone", text(phone))])
}

#[expect(clippy::cast_precision_loss, reason = "no file has 2⁵³ bytes")]
fn number(bytes: u64) -> JsValue {
    JsValue::from_f64(bytes as f64)
}
