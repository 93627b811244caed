//! Forms that visitors submit.

/// A submitted form, as sent in a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormSubmission {
    /// Id of the answer that contains the form.
    pub message_id: String,
    /// Id of the form.
    pub form_id: String,
    /// The fields' names and values.
    pub values: Vec<(String, String)>,
}

/// A form and its text in the transcript.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SubmittedForm {
    /// The message text made from the form's values.
    pub text: String,
    /// Id of the form's message: [`parlor_shared::content::Form::key`].
    pub client_id: String,
    /// The submitted form.
    pub form: FormSubmission,
}
