//! Expectations for an answer: status, headers, body.

use parlor_shared::sse::Decoder;
use reqwest::{Response, header::HeaderMap};
use serde_json::{Value, json};

use super::shape::{Shape, shown};

/// Events larger than this are no answer of a chat.
const LARGEST_EVENT: usize = 1 << 22;

/// An answer, read to its end.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    /// The status; 0 when there was no answer.
    pub(super) status: u16,
    /// The headers.
    pub(super) headers: HeaderMap,
    /// The body.
    pub(super) text: String,
    /// The body as JSON; `null` if it is not JSON.
    pub(super) json: Value,
}

impl Answer {
    /// Reads an answer.
    pub(super) async fn read(response: Response) -> reqwest::Result<Self> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        let json = serde_json::from_str(&text).unwrap_or_default();
        Ok(Self { status, headers, text, json })
    }

    /// A text in the body, by its pointer; empty when it is not there, so that what needs it is refused and seen.
    pub(super) fn at(&self, pointer: &str) -> String {
        self.json.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// A header's text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The events of the body: `{"event", "id", "data"}`.
    pub(super) fn events(&self) -> Vec<Value> {
        let (mut decoder, mut events) = (Decoder::new(LARGEST_EVENT), Vec::new());
        let read = decoder.feed(self.text.as_bytes(), |event| {
            let data: Value = serde_json::from_str(&event.data).unwrap_or(Value::Null);
            events.push(json!({"event": event.event, "id": event.last_event_id, "data": data}));
        });
        if read.is_err() { Vec::new() } else { events }
    }

    /// The lines of the body, each of them JSON.
    pub(super) fn lines(&self) -> Vec<Value> {
        let lines = self.text.lines().filter(|line| !line.trim().is_empty());
        lines.map(|line| serde_json::from_str(line).unwrap_or_default()).collect()
    }
}

/// Expected status, headers and body of an answer.
#[derive(Clone, Debug)]
pub(super) struct Expect {
    statuses: Vec<u16>,
    headers: Vec<(&'static str, Header)>,
    body: Body,
}

#[derive(Clone, Debug)]
enum Header {
    Is(String),
    Begins(&'static str),
    Holds(&'static str),
    Seconds,
    Absent,
}

#[derive(Clone, Debug)]
enum Body {
    Any,
    Json(Shape),
    Lines(Shape),
    /// The event that comes last, and what each event's data looks like.
    Events(&'static str, Vec<(&'static str, Shape)>),
}

/// An answer with this status.
pub(super) fn expect(status: u16) -> Expect {
    expect_one_of(&[status])
}

/// An answer with one of these: where the page does not say which.
pub(super) fn expect_one_of(statuses: &[u16]) -> Expect {
    Expect { statuses: statuses.into(), headers: Vec::new(), body: Body::Any }
}

impl Expect {
    /// A JSON body.
    pub(super) fn json(self, shape: Shape) -> Self {
        Self { body: Body::Json(shape), ..self.begins("content-type", "application/json") }
    }

    /// A body of lines, each of them JSON.
    pub(super) fn lines(self, shape: Shape) -> Self {
        Self { body: Body::Lines(shape), ..self.begins("content-type", "application/jsonl") }
    }

    /// A stream of these events, of which `start` comes first and `last` once, at the end.
    pub(super) fn events<const N: usize>(self, last: &'static str, events: [(&'static str, Shape); N]) -> Self {
        Self { body: Body::Events(last, events.into()), ..self.begins("content-type", "text/event-stream") }
    }

    /// A header with this value.
    pub(super) fn header(self, name: &'static str, value: impl Into<String>) -> Self {
        self.with(name, Header::Is(value.into()))
    }

    /// A header that begins so.
    pub(super) fn begins(self, name: &'static str, start: &'static str) -> Self {
        self.with(name, Header::Begins(start))
    }

    /// A header with this in it, in any case.
    pub(super) fn holds(self, name: &'static str, part: &'static str) -> Self {
        self.with(name, Header::Holds(part))
    }

    /// No such header.
    pub(super) fn without(self, name: &'static str) -> Self {
        self.with(name, Header::Absent)
    }

    /// `Retry-After` in whole seconds.
    pub(super) fn retry_after(self) -> Self {
        self.with("retry-after", Header::Seconds)
    }

    fn with(mut self, name: &'static str, rule: Header) -> Self {
        self.headers.push((name, rule));
        self
    }

    /// Returns true if this status is one of the expected.
    pub(super) fn takes(&self, status: u16) -> bool {
        self.statuses.contains(&status)
    }

    /// Returns the differences between an answer and the expectation; empty when there are none.
    pub(super) fn differences(&self, answer: &Answer) -> Vec<String> {
        if !self.takes(answer.status) {
            let wanted: Vec<String> = self.statuses.iter().map(u16::to_string).collect();
            let came = shown(&answer.text.as_str().into());
            return vec![format!("status: expected {}, came {} {came}", wanted.join(" or "), answer.status)];
        }
        let headers = self.headers.iter().filter_map(|(name, rule)| rule.difference(name, answer.header(name)));
        headers.chain(self.body.differences(answer)).collect()
    }
}

impl Header {
    fn difference(&self, name: &str, came: Option<&str>) -> Option<String> {
        let (fits, wanted) = match self {
            Self::Is(value) => (came == Some(value), value.clone()),
            Self::Begins(start) => (came.is_some_and(|came| came.starts_with(start)), format!("{start}…")),
            Self::Holds(part) => {
                (came.is_some_and(|came| came.to_ascii_lowercase().contains(part)), format!("…{part}…"))
            }
            Self::Seconds => {
                (came.and_then(|came| came.parse::<u32>().ok()).is_some_and(|s| s > 0), "whole seconds".into())
            }
            Self::Absent => (came.is_none(), "nothing".into()),
        };
        (!fits).then(|| format!("header {name}: expected {wanted}, came {}", came.unwrap_or("nothing")))
    }
}

impl Body {
    fn differences(&self, answer: &Answer) -> Vec<String> {
        match self {
            Self::Any => Vec::new(),
            Self::Json(shape) => shape.differences(&answer.json),
            Self::Lines(shape) => answer.lines().iter().flat_map(|line| shape.differences(line)).collect(),
            Self::Events(last, shapes) => stream_differences(&answer.events(), last, shapes),
        }
    }
}

fn stream_differences(events: &[Value], last: &str, shapes: &[(&'static str, Shape)]) -> Vec<String> {
    let names: Vec<&str> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    let ends = names.iter().filter(|name| matches!(**name, "done" | "error")).count();
    let mut found = Vec::new();
    if names.first() != Some(&"start") || names.last() != Some(&last) || ends != 1 {
        found.push(format!("events: expected start … {last}, came {}", names.join(" ")));
    }
    for event in events {
        let name = event["event"].as_str().unwrap_or_default();
        match shapes.iter().find(|(known, _)| *known == name) {
            Some((_, shape)) => found.extend(shape.differences(&event["data"]).iter().map(|it| format!("{name} {it}"))),
            None => found.push(format!("events: {name} is not on the page")),
        }
    }
    found
}
