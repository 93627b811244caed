//! The meaning of a service's error. Services agree on few names, so all that are in use are known here; nothing of what
//! they say goes any further.

use serde_json::Value;

use super::http::ServiceRefusal;
use crate::core::conversation::{agent_error::AgentError, agent_problem::AgentProblem};

/// Names and words of errors, in lower case, and what they mean; the first match counts.
const MEANINGS: [(AgentError, AgentProblem, &[&str]); 9] = [
    (
        AgentError::ContextTooLong,
        AgentProblem::ContextTooLong,
        &[
            "context_length_exceeded",
            "context_window_exceeded",
            "exceed_context_size",
            "contextwindowexceeded",
            "maximum context length",
            "context window",
            "context length",
            "context size",
            "prompt is too long",
            "input is too long",
            "maximum prompt length",
            "reduce the length of the messages",
            "tokens_limit_reached",
            "string_above_max_length",
            "`max_new_tokens` must be <=",
            "exceeds the maximum number of tokens",
            "model_max_prompt_tokens_exceeded",
        ],
    ),
    (
        AgentError::Withheld,
        AgentProblem::Withheld,
        &[
            "content_filter",
            "content_policy_violation",
            "responsibleaipolicyviolation",
            "moderation_blocked",
            "data_inspection_failed",
        ],
    ),
    (
        AgentError::Misconfigured,
        AgentProblem::KeyRefused,
        &[
            "invalid_api_key",
            "incorrect_api_key",
            "api_key_invalid",
            "authentication",
            "unauthenticated",
            "unauthorized",
        ],
    ),
    (
        AgentError::Misconfigured,
        AgentProblem::Forbidden,
        &["permission_error", "permission_denied", "account_deactivated", "unsupported_country"],
    ),
    (
        AgentError::Misconfigured,
        AgentProblem::ModelUnknown,
        &[
            "model_not_found",
            "not_found_error",
            "deploymentnotfound",
            "invalid model name",
            "unknown_model",
            "invalid_model",
        ],
    ),
    (
        AgentError::Misconfigured,
        AgentProblem::NothingToPay,
        &["insufficient_quota", "exceeded_current_quota", "credit balance is too low", "billing_hard_limit"],
    ),
    (
        AgentError::RateLimited { retry_after: None },
        AgentProblem::RateLimited { retry_after: None },
        &["rate_limit", "too_many_requests", "resource_exhausted"],
    ),
    (
        AgentError::Upstream,
        AgentProblem::ErrorReported,
        &["overloaded", "server_error", "service_unavailable", "internal_error", "timeout"],
    ),
    (
        AgentError::Rejected,
        AgentProblem::Rejected(None),
        &[
            "invalid_request",
            "invalid_argument",
            "bad_request",
            "unsupported_parameter",
            "unsupported_value",
            "validation_error",
            "unprocessable",
        ],
    ),
];

/// The meaning of an error object, `{"error": …}` in a body or a stream.
pub(crate) fn meaning(error: &Value) -> AgentError {
    let codes = [&error["code"], &error["type"], &error["status"], &error["error_type"], &error["innererror"]["code"]];
    let names: Vec<&str> = codes.into_iter().filter_map(Value::as_str).collect();
    let said = error["message"].as_str().or(error.as_str()).unwrap_or_default();
    in_words(&names.join(" "))
        .filter(|found| *found != AgentError::Rejected)
        .or_else(|| in_words(said).filter(|found| is_certain(*found)))
        .or_else(|| by_number(&error["code"]).or_else(|| by_number(&error["status"])))
        .or_else(|| in_words(&names.join(" ")))
        .unwrap_or(AgentError::Upstream)
}

/// The meaning of a refusal's body, where it says more than its status: these stay as they are however often one asks.
pub(crate) fn in_body(body: &[u8]) -> Option<ServiceRefusal> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let error = Some(meaning(value.get("error").unwrap_or(&value))).filter(|found| is_certain(*found))?;
    Some(ServiceRefusal::because(error, reason(&value.to_string(), error)))
}

/// The same for a text that quotes the body.
pub(crate) fn in_text(text: &str) -> Option<ServiceRefusal> {
    let error = in_words(text).filter(|found| is_certain(*found))?;
    Some(ServiceRefusal::because(error, reason(text, error)))
}

/// The reason in words that mean this error.
fn reason(text: &str, error: AgentError) -> AgentProblem {
    let text = text.to_lowercase();
    let named = |(meant, _, words): &&(AgentError, AgentProblem, &[&str])| {
        *meant == error && words.iter().any(|word| text.contains(word))
    };
    MEANINGS.iter().find(named).map_or_else(|| error.into(), |(_, reason, _)| *reason)
}

/// The reason for a status with this body: one that says there is no such thing may mean the model.
pub(crate) fn about_model(refusal: ServiceRefusal, body: &str) -> ServiceRefusal {
    let body = body.trim_start().to_lowercase();
    let names_one = !body.starts_with('<') && (body.contains("model") || body.contains("deployment"));
    if refusal.problem == AgentProblem::WrongPath && names_one {
        return ServiceRefusal { problem: AgentProblem::ModelUnknown, ..refusal };
    }
    refusal
}

fn is_certain(error: AgentError) -> bool {
    matches!(error, AgentError::ContextTooLong | AgentError::Withheld | AgentError::Misconfigured)
}

fn in_words(text: &str) -> Option<AgentError> {
    let text = text.to_lowercase();
    let found = MEANINGS.iter().find(|(_, _, words)| words.iter().any(|word| text.contains(word)));
    found.map(|(error, _, _)| *error)
}

/// Some services give the status of HTTP as a number, others as its digits.
fn by_number(code: &Value) -> Option<AgentError> {
    match code.as_u64().or_else(|| code.as_str()?.parse().ok())? {
        400 | 413 | 422 => Some(AgentError::Rejected),
        401..=404 => Some(AgentError::Misconfigured),
        429 => Some(AgentError::RateLimited { retry_after: None }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn errors_mean_what_their_services_mean() {
        let limited = AgentError::RateLimited { retry_after: None };
        for (error, meant) in [
            (json!({"code": "context_length_exceeded"}), AgentError::ContextTooLong),
            (json!({"code": 400, "type": "exceed_context_size_error"}), AgentError::ContextTooLong),
            (
                json!({"type": "invalid_request_error", "message": "This model's maximum context length is 4096 tokens."}),
                AgentError::ContextTooLong,
            ),
            (json!({"code": "content_filter", "status": 400}), AgentError::Withheld),
            (
                json!({"type": "invalid_request_error", "innererror": {"code": "ResponsibleAIPolicyViolation"}}),
                AgentError::Withheld,
            ),
            (json!({"type": "invalid_request_error", "code": "invalid_api_key"}), AgentError::Misconfigured),
            (json!({"type": "invalid_request_error", "code": "model_not_found"}), AgentError::Misconfigured),
            (json!({"type": "insufficient_quota", "code": "insufficient_quota"}), AgentError::Misconfigured),
            (
                json!({"type": "invalid_request_error", "message": "Your credit balance is too low."}),
                AgentError::Misconfigured,
            ),
            (
                json!({"code": "400", "type": "invalid_request_error", "message": "Invalid model name passed in model=m."}),
                AgentError::Misconfigured,
            ),
            (json!({"code": 401, "message": "No auth credentials found"}), AgentError::Misconfigured),
            (json!({"code": 404}), AgentError::Misconfigured),
            (json!({"type": "rate_limit_error"}), limited),
            (json!({"code": 429}), limited),
            (json!({"type": "server_error", "message": "overloaded"}), AgentError::Upstream),
            (json!({"type": "overloaded_error"}), AgentError::Upstream),
            (json!({"type": "invalid_request_error", "code": null}), AgentError::Rejected),
            (json!({"code": 422}), AgentError::Rejected),
            (json!({"code": "429", "type": null}), limited),
            (json!({"code": "400", "message": "Bad tea"}), AgentError::Rejected),
            (
                json!({"code": "400", "type": null, "message": "litellm.BadRequestError: litellm.ContextWindowExceededError: x"}),
                AgentError::ContextTooLong,
            ),
            (
                json!("The model is loaded with context length of only 4096 tokens, which is not enough."),
                AgentError::ContextTooLong,
            ),
            (
                json!({"code": "tokens_limit_reached", "message": "Request body too large for m. Max size: 8000 tokens."}),
                AgentError::ContextTooLong,
            ),
            (json!({"message": "sk-SECRET123"}), AgentError::Upstream),
            (json!("rate_limit_exceeded"), AgentError::Upstream),
            (json!(null), AgentError::Upstream),
        ] {
            assert_eq!(meaning(&error), meant, "{error}");
        }
    }

    #[test]
    fn a_body_says_what_its_status_does_not() {
        let quota = br#"{"error":{"code":"insufficient_quota"}}"#;
        let found = |refusal: Option<ServiceRefusal>| refusal.map(|it| (it.error, it.problem));
        assert_eq!(found(in_body(quota)), Some((AgentError::Misconfigured, AgentProblem::NothingToPay)));
        assert_eq!(in_body(br#"{"error":{"type":"rate_limit_error"}}"#), None);
        assert_eq!(in_body(b"<html>"), None);
        let key = in_text("Body: {\"reason\": \"API_KEY_INVALID\"}");
        assert_eq!(found(key), Some((AgentError::Misconfigured, AgentProblem::KeyRefused)));
    }
}
