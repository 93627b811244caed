//! The stream of an answer: bytes in, [`Told`] out.

use parlor_shared::sse::{Decoder, Event};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

use super::{Json, read};
use crate::chat::Told;

/// The most bytes one event may have: a `reset` holds the whole answer as nodes.
const EVENT_LIMIT: usize = 4 << 20;

/// Reads to the end. `alive` is called for each chunk, heartbeats included; `tell` for each event, which may take
/// its time. Returns when the body ends, is cut, or is not an event stream.
pub(crate) async fn follow(response: &Response, alive: impl Fn(), tell: impl AsyncFn(&Event)) {
    let Some(body) = response.body() else { return };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut decoder = Decoder::new(EVENT_LIMIT);
    while let Ok(step) = JsFuture::from(reader.read()).await {
        let Some(chunk) = value(&step) else { return };
        alive();
        let mut events = Vec::new();
        let sound = decoder.feed(&chunk, |event| events.push(event));
        for event in &events {
            tell(event).await;
        }
        if sound.is_err() {
            // The rest would be lost either way: free the connection. The promise says nothing we need.
            drop(reader.cancel());
            return;
        }
    }
}

fn value(step: &JsValue) -> Option<Vec<u8>> {
    let chunk = js_sys::Reflect::get(step, &JsValue::from_str("value")).ok()?;
    chunk.dyn_ref::<js_sys::Uint8Array>().map(js_sys::Uint8Array::to_vec)
}

/// An event as the machine takes it. One that cannot be read is a gap in the numbers, and a gap is asked for again.
pub(crate) fn understand(name: &str, id: &str, data: &str) -> Option<Told> {
    let seq = id.rsplit_once(':').and_then(|(_, n)| n.parse().ok()).unwrap_or(0);
    let data = Json::parse(data)?;
    match name {
        "start" => read::start(&data).map(Told::Start),
        "stage" => data.text("s").map(Told::Stage),
        "nodes" => read::patch(&data).map(|patch| Told::Patch(seq, patch)),
        "block" => Some(read::block(&data).map_or(Told::Other(seq), |block| Told::Block(seq, block))),
        "done" => read::done(&data).map(|done| Told::Done(seq, Box::new(done))),
        "error" => read::error(&data).map(|error| Told::Error(seq, error)),
        "reset" => read::reset(&data).map(Told::Reset),
        "reconnect" => read::reconnect(&data).map(|reconnect| Told::Reconnect(reconnect.after_ms)),
        "tool_call" => {
            let message = id.rsplit_once(':').map_or("", |(message, _)| message);
            Some(read::page_call(&data, message).map_or(Told::Other(seq), |call| Told::Call(seq, call)))
        }
        "token" => Some(Told::Other(seq)),
        _ => None,
    }
}
