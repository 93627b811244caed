//! Speech by the operator's service.

use std::sync::Arc;

use parlor::core::widget::settings::Feature;
use parlor_shared::error::ErrorCode;
use parlor_tests::{
    app::{KEY, TestApp},
    databases::Backend,
    script::{Cast, Script},
    speech::{SpeechService, sound},
    visitor::Visitor,
};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::native_api::caller::{init, refusal};

const ANSWER: &str = "# Tea\n\nWe ship **daily**, see `track`.\n\n```\nlet a = 1;\n```\n";

async fn app(service: &SpeechService, more: &[&str]) -> TestApp {
    let flags: Vec<&str> = service.flags().into_iter().chain(more.iter().copied()).collect();
    let agents = Arc::new(Cast(Script::says(&[ANSWER])));
    let app = TestApp::with_flags(Backend::Temporary, agents, &flags).await.unwrap();
    switch(&app, true).await;
    app
}

async fn switch(app: &TestApp, on: bool) {
    app.change_widget(|widget| {
        widget.settings.features.insert(Feature::VoiceIn, on);
        widget.settings.features.insert(Feature::VoiceOut, on);
    })
    .await
    .unwrap();
}

async fn transcribe(visitor: &Visitor, recording: Vec<u8>) -> Response {
    let url = format!("{}/v1/widget/voice/transcribe", visitor.base);
    let request = visitor.client.post(url).bearer_auth(&visitor.jwt).header("content-type", "audio/wav");
    request.body(recording).send().await.unwrap()
}

async fn speak(visitor: &Visitor, id: &str) -> Response {
    let url = format!("{}/v1/widget/voice/speak", visitor.base);
    let request = visitor.client.post(url).bearer_auth(&visitor.jwt).json(&json!({"message_id": id}));
    request.send().await.unwrap()
}

async fn offered(app: &TestApp) -> [Value; 2] {
    let reply = init(app, &json!({"agent_id": KEY})).send().await.unwrap().text().await.unwrap();
    let reply: Value = serde_json::from_str(&reply).unwrap();
    ["voice_in", "voice_out"].map(|name| reply["data"]["config"][name].clone())
}

#[tokio::test]
async fn the_configuration_says_who_hears_and_speaks() {
    let service = SpeechService::start().await.unwrap();
    let with = app(&service, &[]).await;
    assert_eq!(offered(&with).await, ["server", "server"]);
    switch(&with, false).await;
    assert_eq!(offered(&with).await, ["none", "none"]);
    let deaf = app(&service, &["--voice-transcribe-model", ""]).await;
    assert_eq!(offered(&deaf).await, ["browser", "server"]);
    let without = crate::native_api::caller::app(&Script::says(&["Hello"])).await;
    switch(&without, true).await;
    assert_eq!(offered(&without).await, ["browser", "browser"]);
}

#[tokio::test]
async fn a_recording_becomes_text() {
    let service = SpeechService::start().await.unwrap();
    let app = app(&service, &[]).await;
    service.spoken().hears = " Do you ship abroad? ".into();
    let visitor = app.visitor().await.unwrap();
    let reply = transcribe(&visitor, sound(1)).await.text().await.unwrap();
    assert_eq!(reply, r#"{"data":{"text":"Do you ship abroad?","language":"english"}}"#);
    let spoken = service.spoken();
    assert_eq!(spoken.keys, ["Bearer sk-ears"]);
    let form = String::from_utf8_lossy(&spoken.recordings[0]).into_owned();
    assert!(form.contains("name=\"model\"\r\n\r\nwhisper-1") && form.contains("filename=\"speech.wav\""));
    assert!(spoken.recordings[0].len() > sound(1).len());
}

#[tokio::test]
async fn an_answer_is_read_without_its_marks_and_asked_for_once() {
    let service = SpeechService::start().await.unwrap();
    let app = app(&service, &[]).await;
    let visitor = app.visitor().await.unwrap();
    let id = visitor.ask("Tea?").await.unwrap().message.unwrap();
    for _ in 0..2 {
        let speech = speak(&visitor, id.as_str()).await;
        assert_eq!(speech.headers()["content-type"], "audio/mpeg");
        assert_eq!(speech.headers()["cache-control"], "no-store");
        assert_eq!(speech.bytes().await.unwrap(), sound(1));
    }
    let wanted = json!({"model": "tts-1", "voice": "alloy", "input": "Tea.\nWe ship daily, see track.", "response_format": "mp3"});
    assert_eq!(service.spoken().speeches, [wanted]);
}

#[tokio::test]
async fn only_answers_of_ones_own_conversation_are_read() {
    let service = SpeechService::start().await.unwrap();
    let app = app(&service, &[]).await;
    let (visitor, other) = (app.visitor().await.unwrap(), app.visitor().await.unwrap());
    let id = visitor.ask("Tea?").await.unwrap().message.unwrap();
    assert_eq!(refusal(speak(&other, id.as_str()).await).await.1, ErrorCode::NotFound);
    let mine = visitor.history().await.unwrap().swap_remove(0);
    assert_eq!(refusal(speak(&visitor, mine.id.as_str()).await).await.1, ErrorCode::NotFound);
    assert_eq!(refusal(speak(&visitor, "none").await).await.1, ErrorCode::NotFound);
    assert!(service.spoken().speeches.is_empty());
}

#[tokio::test]
async fn what_is_no_recording_is_refused() {
    let service = SpeechService::start().await.unwrap();
    let app = app(&service, &[]).await;
    let visitor = app.visitor().await.unwrap();
    for odd in [Vec::new(), b"<html>".to_vec(), b"\xff\xd8\xff\xe0".to_vec()] {
        assert_eq!(refusal(transcribe(&visitor, odd).await).await.0, 415);
    }
    let mut large = sound(1);
    large.resize((10 << 20) + 1, 0);
    assert_eq!(refusal(transcribe(&visitor, large).await).await.0, 413);
    let nobody = Visitor { jwt: "x".into(), ..visitor };
    assert_eq!(refusal(transcribe(&nobody, sound(1)).await).await.0, 401);
    assert!(service.spoken().recordings.is_empty());
}

#[tokio::test]
async fn it_must_be_switched_on_and_there() {
    let service = SpeechService::start().await.unwrap();
    let app = app(&service, &[]).await;
    let visitor = app.visitor().await.unwrap();
    let id = visitor.ask("Tea?").await.unwrap().message.unwrap();
    switch(&app, false).await;
    assert_eq!(refusal(transcribe(&visitor, sound(1)).await).await.1, ErrorCode::Conflict);
    assert_eq!(refusal(speak(&visitor, id.as_str()).await).await.1, ErrorCode::Conflict);
    let without = crate::native_api::caller::app(&Script::says(&["Hello"])).await;
    switch(&without, true).await;
    let visitor = without.visitor().await.unwrap();
    assert_eq!(refusal(transcribe(&visitor, sound(1)).await).await.1, ErrorCode::Conflict);
}

#[tokio::test]
async fn a_visitor_may_not_ask_without_end() {
    let service = SpeechService::start().await.unwrap();
    let app = app(&service, &["--voice-per-minute", "2"]).await;
    let visitor = app.visitor().await.unwrap();
    for _ in 0..2 {
        assert_eq!(transcribe(&visitor, sound(1)).await.status(), StatusCode::OK);
    }
    assert_eq!(refusal(transcribe(&visitor, sound(1)).await).await.1, ErrorCode::RateLimited);
}

#[tokio::test]
async fn a_service_that_fails_says_nothing_of_itself() {
    let service = SpeechService::start().await.unwrap();
    let app = app(&service, &[]).await;
    let visitor = app.visitor().await.unwrap();
    for (status, code) in [
        (StatusCode::UNAUTHORIZED, ErrorCode::AgentMisconfigured),
        (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::UpstreamUnavailable),
        (StatusCode::BAD_REQUEST, ErrorCode::UpstreamRejected),
    ] {
        service.spoken().fails = Some(status);
        let response = transcribe(&visitor, sound(1)).await;
        assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
        let body = response.text().await.unwrap();
        assert!(body.contains(&format!("{:?}", serde_json::to_value(code).unwrap().as_str().unwrap())), "{body}");
        assert!(!body.contains("sk-ears"), "{body}");
    }
}
