//! Answers as streams: their grammar, and who may come back to them.

use std::sync::Arc;

use parlor_shared::{
    error::ErrorCode,
    widget::{Data, Finish, MessageReply},
};
use parlor_tests::{
    app::TestApp,
    databases::Backend,
    script::{Cast, Script},
    visitor::{Transcript, whole},
};
use serde_json::json;

use crate::native_api::caller::{app, refusal};

#[tokio::test]
async fn a_stream_has_the_documented_grammar() {
    let app = app(&Script::says(&["Hello ", "**world**", "\n\nevent: done\ndata: {}\n\n", "end"])).await;
    let visitor = app.visitor().await.unwrap();
    let response = visitor.say("Hi", "k1", "text").send().await.unwrap();
    let header = |name: &str| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("text/event-stream; charset=utf-8"));
    assert_eq!(header("cache-control").as_deref(), Some("no-cache, no-transform"));
    assert_eq!(header("x-accel-buffering").as_deref(), Some("no"));
    assert!(header("content-encoding").is_none());
    let mut transcript = Transcript::new("text");
    transcript.read(response, None).await.unwrap();
    assert_eq!(transcript.names.first().map(String::as_str), Some("start"));
    assert_eq!(transcript.names.iter().filter(|n| *n == "done" || *n == "error").count(), 1);
    assert_eq!(transcript.text, "Hello **world**\n\nevent: done\ndata: {}\n\nend");
    assert_eq!(transcript.done().unwrap()["text"], transcript.text.as_str());
    assert_eq!(transcript.done().unwrap()["finish"], "stop");
    let history = visitor.history().await.unwrap();
    assert_eq!(history[1].text, transcript.text);
    assert_eq!(history[0].client_message_id.as_deref(), Some("k1"));
}

#[tokio::test]
async fn nodes_and_text_say_the_same() {
    let app = app(&Script::says(&["# Ti", "tle\n\n- a [l", "ink][1]\n- b\n\n[1]: https://a.example/\n"])).await;
    let visitor = app.visitor().await.unwrap();
    let mut transcript = Transcript::new("nodes");
    transcript.read(visitor.say("Hi", "", "nodes").send().await.unwrap(), None).await.unwrap();
    let history = visitor.history().await.unwrap();
    assert_eq!(transcript.nodes, history[1].nodes);
    let whole: Data<MessageReply> =
        whole(visitor.post("/messages").json(&json!({"message": "again", "render": "nodes"})).send().await.unwrap())
            .await
            .unwrap();
    assert_eq!(whole.data.nodes.as_ref(), Some(&transcript.nodes));
    assert_eq!(whole.data.finish, Finish::Stop);
}

#[tokio::test]
async fn a_place_beyond_the_end_gets_the_whole_state() {
    let app = app(&Script::says(&["Hello"])).await;
    let visitor = app.visitor().await.unwrap();
    let mut transcript = visitor.ask("Hi").await.unwrap();
    let (text, last) = (transcript.text.clone(), transcript.seq);
    transcript.end = None;
    transcript.seq = 1_000_000;
    transcript.text.clear();
    transcript.read(visitor.resume(&transcript).unwrap().send().await.unwrap(), None).await.unwrap();
    assert_eq!((transcript.resets, transcript.text.as_str(), transcript.seq), (1, text.as_str(), last));
    transcript.end = None;
    transcript.seq = last - 1;
    transcript
        .read(
            visitor
                .get(&format!("/messages/{}/stream?after={last}", transcript.message.clone().unwrap()))
                .send()
                .await
                .unwrap(),
            None,
        )
        .await
        .unwrap();
    assert_eq!(transcript.resets, 1, "who has the end hears it again, and nothing else");
}

#[tokio::test]
async fn leaving_does_not_stop_an_answer() {
    let script = Script::held(&["one "]);
    let app = app(&script).await;
    let visitor = app.visitor().await.unwrap();
    let mut transcript = Transcript::new("text");
    transcript.read(visitor.say("Hi", "k", "text").send().await.unwrap(), Some(10)).await.unwrap();
    script.release();
    let response = visitor.say("Hi", "k", "text").send().await.unwrap();
    assert_eq!(response.headers()["idempotency-replayed"], "true");
    let mut again = Transcript::new("text");
    again.read(response, None).await.unwrap();
    assert_eq!((again.text.as_str(), script.calls()), ("one ", 1));
}

#[tokio::test]
async fn too_many_streams_of_one_conversation_are_refused() {
    let script = Script::held(&["one "]);
    let app =
        TestApp::with_flags(Backend::Temporary, Arc::new(Cast(script.clone())), &["--streams-per-conversation", "2"])
            .await
            .unwrap();
    let visitor = app.visitor().await.unwrap();
    let first = visitor.say("Hi", "k", "text").send().await.unwrap();
    let second = visitor.say("Hi", "k", "text").send().await.unwrap();
    assert_eq!(refusal(visitor.say("Hi", "k", "text").send().await.unwrap()).await.1, ErrorCode::TooManyStreams);
    drop((first, second));
    script.release();
}
