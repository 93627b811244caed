//! The stream of an answer: bytes in, [`StreamEvent`] out.

use parlor_shared::sse::{Decoder, Event};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

use super::{json::Json, read};
use crate::chat::StreamEvent;

/// Maximum size of one event in bytes: a `reset` holds the whole answer as nodes.
const EVENT_LIMIT: usize = 4 << 20;

/// Reads the stream to its end. `alive` is called for each chunk, heartbeats included; `tell` for each event, and may
/// take some time. Returns when the body ends, is cut off, or is not an event stream.
///
/// An event above [`EVENT_LIMIT`] is told as one without data, which cannot be read: the answer fails, here and in the
/// other tabs. A new connection would bring the same event.
pub(crate) async fn follow(response: &Response, alive: impl Fn(), tell: impl AsyncFn(&Event)) {
    let Some(body) = response.body() else { return };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut decoder = Decoder::new(EVENT_LIMIT);
    while let Ok(step) = JsFuture::from(reader.read()).await {
        let Some(chunk) = value(&step) else { return };
        alive();
        let mut events = Vec::new();
        let fed = decoder.feed(&chunk, |event| events.push(event));
        for event in &events {
            tell(event).await;
        }
        if fed.is_err() {
            // The promise's result is not needed.
            drop(reader.cancel());
            let (event, data, last_event_id) = ("too large".to_owned(), String::new(), String::new());
            return tell(&Event { event, data, last_event_id }).await;
        }
    }
}

fn value(step: &JsValue) -> Option<Vec<u8>> {
    let chunk = js_sys::Reflect::get(step, &JsValue::from_str("value")).ok()?;
    chunk.dyn_ref::<js_sys::Uint8Array>().map(js_sys::Uint8Array::to_vec)
}

/// Parses an event for the machine; unknown events are ignored, because the server may be newer.
pub(crate) fn parse_event(name: &str, id: &str, data: &str) -> StreamEvent {
    let (message, seq) = id.rsplit_once(':').unwrap_or_default();
    let event = Json::parse(data).and_then(|data| read_event(name, message, seq.parse().unwrap_or(0), &data));
    event.unwrap_or(StreamEvent::Unreadable)
}

fn read_event(name: &str, message: &str, seq: u64, data: &Json) -> Option<StreamEvent> {
    match name {
        "start" => read::start(data).map(StreamEvent::Start),
        "stage" => data.text("s").map(StreamEvent::Stage),
        "nodes" => read::patch(data).map(|patch| StreamEvent::Patch(seq, patch)),
        // Blocks of an unknown kind are left out.
        "block" => Some(read::block(data).map_or(StreamEvent::Other(seq), |block| StreamEvent::Block(seq, block))),
        "done" => read::done(data).map(|done| StreamEvent::Done(seq, Box::new(done))),
        "error" => read::error(data).map(|error| StreamEvent::Error(seq, error)),
        "reset" => read::reset(data).map(StreamEvent::Reset),
        "reconnect" => read::reconnect(data).map(|reconnect| StreamEvent::Reconnect(reconnect.after_ms)),
        // Calls of the server's own tools are events of the same name.
        "tool_call" => {
            Some(read::page_call(data, message).map_or(StreamEvent::Other(seq), |call| StreamEvent::Call(seq, call)))
        }
        _ => Some(StreamEvent::Other(seq)),
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use std::cell::RefCell;

    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    /// Otherwise the driver would reconnect, and be sent the same event, for ever.
    #[wasm_bindgen_test]
    async fn an_event_above_the_limit_cannot_be_read() {
        let stage = "event: stage\ndata: {\"s\":\"search\"}\n\n";
        let reset = format!("event: reset\ndata: {{\"seq\":1,\"text\":\"{}\"}}\n\n", "a".repeat(EVENT_LIMIT));
        let response = Response::new_with_opt_str(Some(&format!("{stage}{reset}{stage}"))).unwrap();
        let told = RefCell::new(Vec::new());
        let tell = async |event: &Event| {
            told.borrow_mut().push(parse_event(&event.event, &event.last_event_id, &event.data));
        };
        follow(&response, || {}, tell).await;
        let told = told.into_inner();
        assert!(matches!(told.as_slice(), [StreamEvent::Stage(_), StreamEvent::Unreadable]), "{told:?}");
    }

    #[wasm_bindgen_test]
    fn an_event_that_should_be_known_and_cannot_be_read_says_so() {
        for (name, data) in [
            ("nodes", r#"{"keep":0,"nodes":[{"open":"hologram"}]}"#),
            ("done", r#"{"finish":"transcended","text":""}"#),
            ("start", "{}"),
            ("error", "not JSON"),
        ] {
            assert!(matches!(parse_event(name, "a1:3", data), StreamEvent::Unreadable), "{name}");
        }
    }

    #[wasm_bindgen_test]
    fn what_a_newer_server_says_besides_is_passed_over() {
        assert!(matches!(parse_event("hologram", "a1:3", "{}"), StreamEvent::Other(3)));
        assert!(matches!(parse_event("block", "a1:3", r#"{"type":"hologram"}"#), StreamEvent::Other(3)));
        assert!(matches!(parse_event("hologram", "", "{}"), StreamEvent::Other(0)), "it has no number");
    }
}
