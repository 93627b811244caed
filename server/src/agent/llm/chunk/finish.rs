//! Reasons for the end of an answer.

use parlor_shared::widget::Finish;

use crate::core::conversation::agent_error::AgentError;

/// The end a reason means. An empty one is none; one that nobody knows is an end all the same, for something said so.
pub(in crate::agent::llm) fn finish(reason: &str) -> Option<Result<Finish, AgentError>> {
    let reason = reason.rsplit('.').next().unwrap_or_default().trim().to_ascii_lowercase().replace(['-', ' '], "_");
    Some(Ok(match reason.as_str() {
        "" | "null" | "none" | "undefined" | "finish_reason_unspecified" => return None,
        "error"
        | "errored"
        | "failed"
        | "failure"
        | "abort"
        | "aborted"
        | "cancelled"
        | "canceled"
        | "timeout"
        | "network_error"
        | "internal_error"
        | "server_error"
        | "error_finish"
        | "insufficient_system_resource"
        | "malformed_function_call"
        | "unexpected_tool_call" => return Some(Err(AgentError::Upstream)),
        "length"
        | "max_tokens"
        | "max_new_tokens"
        | "max_output_tokens"
        | "max_completion_tokens"
        | "max_length"
        | "model_length"
        | "token_limit"
        | "context_length"
        | "context_length_exceeded"
        | "incomplete"
        | "model_context_window_exceeded" => Finish::Length,
        "content_filter"
        | "content_filtered"
        | "contentfilter"
        | "safety"
        | "image_safety"
        | "recitation"
        | "blocklist"
        | "prohibited_content"
        | "spii"
        | "sensitive"
        | "refusal"
        | "guardrail_intervened"
        | "moderation"
        | "error_toxic" => Finish::ContentFilter,
        _ => Finish::Stop,
    }))
}
