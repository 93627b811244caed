//! Options of requests to a language model.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::core::error::Error;

/// Most texts that end an answer.
const MOST_STOPS: usize = 4;
/// The longest of them, in characters.
const LONGEST_STOP: usize = 100;
/// Most headers.
const MOST_HEADERS: usize = 16;
/// The longest value of a header, in bytes.
const LONGEST_HEADER: usize = 1_000;
/// The most JSON of further fields, in bytes.
const LONGEST_BODY: usize = 16 << 10;
/// The longest patience, in seconds.
const LONGEST_PATIENCE: u32 = 600;
/// The largest number that every JSON reader knows exactly.
const LARGEST_SEED: u64 = (1 << 53) - 1;

/// Headers that are not the owner's to set: they frame the request, or carry a secret, whose place is the server's
/// configuration.
const OWN_HEADERS: [&str; 15] = [
    "accept",
    "accept-encoding",
    "api-key",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "proxy-authorization",
    "te",
    "transfer-encoding",
    "upgrade",
    "x-api-key",
    "x-goog-api-key",
];
/// Fields of the body that say what is asked, of whom and how it is answered.
const OWN_FIELDS: [&str; 11] = [
    "contents",
    "function_call",
    "functions",
    "max_completion_tokens",
    "max_tokens",
    "messages",
    "model",
    "n",
    "system",
    "tool_choice",
    "tools",
];

/// Options of requests to a model. Each may be absent; then the service decides, or the server's own values hold.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ModelOptions {
    /// The field that limits an answer's tokens, for `openai`. When absent `max_completion_tokens` at the provider's own
    /// address and `max_tokens` elsewhere.
    pub token_parameter: Option<TokenParameter>,
    /// Sampling temperature, 0 to 2.
    pub temperature: Option<f64>,
    /// Nucleus sampling: the probability mass it chooses from, 0 to 1.
    pub top_p: Option<f64>,
    /// Texts that end an answer: at most 4 of 1 to 100 characters.
    pub stop: Vec<String>,
    /// The same seed makes the same answer likelier, at most 2^53 − 1.
    pub seed: Option<u64>,
    /// Further headers: at most 16, values of up to 1,000 visible ASCII characters. None that carries a secret or frames the
    /// request.
    pub headers: BTreeMap<String, String>,
    /// Further fields of the request's body, at most 16 KiB; for `openai` a field that is `null` is left out. None that says
    /// what is asked (`model`, `messages`, `tools` …).
    pub body: Map<String, Value>,
    /// The wait for the first piece of an answer, 1 to 600 seconds. 30 when absent.
    pub first_token_seconds: Option<u32>,
    /// The longest pause within an answer, 1 to 600 seconds. 30 when absent.
    pub silence_seconds: Option<u32>,
    /// True when comments and pings of a service count as silence.
    pub keep_alives_are_silence: bool,
    /// True when answers start inside the model's thoughts, of which only the end is marked (`</think>`): some servers say the
    /// opening tag for the model.
    pub starts_thinking: bool,
}

/// The field that limits an answer's tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenParameter {
    /// `max_tokens`, which nearly all services know.
    MaxTokens,
    /// `max_completion_tokens`, which OpenAI's newer models ask for.
    MaxCompletionTokens,
}

impl TokenParameter {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MaxTokens => "max_tokens",
            Self::MaxCompletionTokens => "max_completion_tokens",
        }
    }
}

impl ModelOptions {
    /// Refuses what is too much, or not the owner's to set.
    pub(super) fn check(&self) -> Result<(), Error> {
        let within = |value: Option<f64>, most: f64| value.is_none_or(|value| (0.0..=most).contains(&value));
        let in_time = |value: Option<u32>| value.is_none_or(|value| (1..=LONGEST_PATIENCE).contains(&value));
        let stop = |text: &String| !text.is_empty() && text.chars().count() <= LONGEST_STOP;
        let checks = [
            (within(self.temperature, 2.0), "spec.options.temperature", "0 to 2"),
            (within(self.top_p, 1.0), "spec.options.top_p", "0 to 1"),
            (
                self.stop.len() <= MOST_STOPS && self.stop.iter().all(stop),
                "spec.options.stop",
                "at most 4 texts of 1 to 100 characters",
            ),
            (self.seed.is_none_or(|seed| seed <= LARGEST_SEED), "spec.options.seed", "at most 2^53 − 1"),
            (in_time(self.first_token_seconds), "spec.options.first_token_seconds", "1 to 600"),
            (in_time(self.silence_seconds), "spec.options.silence_seconds", "1 to 600"),
        ];
        // The names that are the server's own are not for a description to list.
        let own = [
            (
                self.headers.len() <= MOST_HEADERS && self.headers.iter().all(is_header),
                "spec.options.headers",
                "at most 16 headers, none that carries a secret or frames the request",
            ),
            (
                self.body.keys().all(|name| !OWN_FIELDS.contains(&name.as_str())) && self.is_short(),
                "spec.options.body",
                "at most 16 KiB, and no field that says what is asked",
            ),
        ];
        if let Some((_, field, reason)) = checks.into_iter().find(|(holds, ..)| !holds) {
            return Err(Error::Invalid { field, reason });
        }
        match own.into_iter().find(|(holds, ..)| !holds) {
            Some((_, field, reason)) => Err(Error::Unprocessable { field, reason }),
            None => Ok(()),
        }
    }

    fn is_short(&self) -> bool {
        serde_json::to_string(&self.body).is_ok_and(|body| body.len() <= LONGEST_BODY)
    }
}

fn is_header((name, value): (&String, &String)) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    (1..=64).contains(&name.len())
        && name.bytes().all(letter)
        && !OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str())
        && value.len() <= LONGEST_HEADER
        && value.bytes().all(|b| (b' '..=b'~').contains(&b))
}

#[cfg(test)]
mod tests {
    use parlor_shared::owner::agent_spec::ModelOptionsBody;
    use serde_json::json;

    use super::*;

    fn takes(options: Value) -> bool {
        serde_json::from_value::<ModelOptionsBody>(options).is_ok_and(|body| ModelOptions::from(body).check().is_ok())
    }

    #[test]
    fn what_is_within_limits_is_taken_and_written_back_as_it_was() {
        let options = json!({
            "token_parameter": "max_completion_tokens", "temperature": 0.2, "top_p": 1.0, "stop": ["END"], "seed": 7,
            "headers": {"HTTP-Referer": "https://shop.example"}, "body": {"reasoning_effort": "low", "stream_options": null},
            "first_token_seconds": 600, "silence_seconds": 1, "keep_alives_are_silence": true, "starts_thinking": true,
        });
        assert!(takes(options.clone()));
        let read: ModelOptionsBody = serde_json::from_value(options.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), options);
        assert_eq!(serde_json::to_value(ModelOptionsBody::default()).unwrap(), json!({}));
    }

    #[test]
    fn what_is_not_the_owners_to_set_is_refused() {
        for odd in [
            json!({"temperature": 2.1}),
            json!({"temperature": -0.1}),
            json!({"top_p": 1.1}),
            json!({"stop": [""]}),
            json!({"stop": ["a", "b", "c", "d", "e"]}),
            json!({"seed": 1_u64 << 53}),
            json!({"seed": -1}),
            json!({"headers": {"Authorization": "Bearer x"}}),
            json!({"headers": {"X-API-Key": "x"}}),
            json!({"headers": {"X-Tea": "a\r\nHost: b"}}),
            json!({"headers": {"X Tea": "a"}}),
            json!({"headers": {"": "a"}}),
            json!({"body": {"model": "x"}}),
            json!({"body": {"messages": []}}),
            json!({"body": {"x": "y".repeat(16 << 10)}}),
            json!({"first_token_seconds": 0}),
            json!({"silence_seconds": 601}),
            json!({"silence_seconds": 1.5}),
            json!({"token_parameter": "tokens"}),
            json!({"patience": 1}),
        ] {
            assert!(!takes(odd.clone()), "{odd}");
        }
    }
}
