//! Forms, as received from the script that draws them.

use crate::{
    chat::{ContactDetails, FormSubmission, SubmittedForm},
    transport::json::Json,
};

/// Parses `{"text", "key", "form"}`: all are texts, and the last one contains JSON.
pub(crate) fn submitted_form(json: &Json) -> Option<SubmittedForm> {
    let form = form_submission(&Json::parse(&json.text("form")?)?)?;
    Some(SubmittedForm { text: json.text("text")?, client_id: json.text("key")?, form })
}

/// Parses contact details from the form's script. An address that is missing is for the server to refuse.
pub(crate) fn contact_details(json: &Json) -> ContactDetails {
    let text = |name: &str| json.text(name).unwrap_or_default();
    ContactDetails { name: text("name"), email: text("email"), phone: text("phone") }
}

/// Parses [`parlor_shared::content::FormRequest`].
fn form_submission(json: &Json) -> Option<FormSubmission> {
    Some(FormSubmission {
        message_id: json.text("message_id")?,
        form_id: json.text("id")?,
        values: json.get("values").texts(),
    })
}
