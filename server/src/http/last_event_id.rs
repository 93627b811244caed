//! `Last-Event-ID`: the last event of an answer that a client has received, `<message>:<n>`.

use axum::http::HeaderMap;
use parlor_shared::ids::MessageId;

use crate::core::conversation::turn::ResumePoint;

/// The header is there and is not the id of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadEventId;

impl BadEventId {
    /// The header.
    pub const FIELD: &str = "Last-Event-ID";
    /// The reason, for people.
    pub const REASON: &str = "<message>:<n> as received in an event's id";
}

/// The place in an answer the request comes from. An empty header says nothing, as in the specification of server-sent
/// events.
pub fn place(headers: &HeaderMap) -> Result<Option<ResumePoint>, BadEventId> {
    let Some(value) = headers.get(BadEventId::FIELD) else { return Ok(None) };
    if value.is_empty() {
        return Ok(None);
    }
    let (answer, n) = value.to_str().ok().and_then(|text| text.rsplit_once(':')).ok_or(BadEventId)?;
    let answer: MessageId = answer.parse().map_err(|_| BadEventId)?;
    Ok(Some(ResumePoint { answer, after: number(n).ok_or(BadEventId)? }))
}

/// The number of an event: digits only, no sign, no spaces, at most 19 of them.
pub fn number(text: &str) -> Option<u64> {
    let digits = (1..=19).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of(value: &'static str) -> Result<Option<(String, u64)>, BadEventId> {
        let headers = HeaderMap::from_iter([("last-event-id".parse().unwrap(), HeaderValue::from_static(value))]);
        place(&headers).map(|place| place.map(|place| (place.answer.to_string(), place.after)))
    }

    #[test]
    fn an_id_names_an_answer_and_a_number() {
        assert_eq!(place(&HeaderMap::new()), Ok(None));
        assert_eq!(of(""), Ok(None));
        assert_eq!(of("m1:0"), Ok(Some(("m1".to_owned(), 0))));
        assert_eq!(of("m1:9999999999999999999"), Ok(Some(("m1".to_owned(), 9_999_999_999_999_999_999))));
        for odd in [":", "m1", "m1:", ":1", "m1:-1", "m1:+1", "m1:1.0", "m1:0x1", "m1: 1", "m1:99999999999999999999"] {
            assert_eq!(of(odd), Err(BadEventId), "{odd}");
        }
    }
}
