//! Options of requests to a model, as the owner set them.

use std::collections::BTreeMap;

use parlor::core::{
    conversation::agent_port::{Agents as _, HistoryMessage},
    owner::model_options::{ModelOptions, TokenParameter},
};
use parlor_shared::widget::{Finish, Role};
use parlor_tests::upstream::{Reply, Upstream};
use serde_json::{Value, json};

use super::{
    anthropic::{closing, delta, opening},
    bench::{SSE, ask, model, question, read, registry, with_options},
    tools::says,
};

fn all() -> ModelOptions {
    let Value::Object(body) = json!({"reasoning_effort": "low", "stream_options": null}) else { panic!("an object") };
    ModelOptions {
        token_parameter: Some(TokenParameter::MaxCompletionTokens),
        temperature: Some(0.25),
        top_p: Some(0.5),
        stop: vec!["END".into()],
        seed: Some(7),
        headers: BTreeMap::from([("X-Shop".to_owned(), "tea".to_owned())]),
        body,
        ..ModelOptions::default()
    }
}

#[tokio::test]
async fn what_is_set_is_sent() {
    let service = Upstream::start(vec![says("Hi")]).await;
    let agents = registry().await;
    let told = ask(&agents, with_options(model("openai", &service), all()), "Tea?").await;
    assert_eq!(told.end, Ok(Finish::Stop));
    ask(&agents, model("openai", &service), "Tea?").await;
    let requests = service.seen.requests();
    let (set, unset) = (requests[0].json(), requests[1].json());
    let fields = ["max_completion_tokens", "temperature", "top_p", "stop", "seed", "reasoning_effort"];
    assert_eq!(
        fields.map(|field| set[field].clone()),
        [json!(16), json!(0.25), json!(0.5), json!(["END"]), json!(7), json!("low")]
    );
    assert_eq!((set.get("max_tokens"), set.get("stream_options")), (None, None));
    assert_eq!((requests[0].header("x-shop"), requests[0].header("authorization")), ("tea", "Bearer sk-SECRET123"));
    assert_eq!(
        (unset["max_tokens"].as_u64(), unset["stream_options"]["include_usage"].as_bool()),
        (Some(16), Some(true))
    );
    assert!(fields.iter().all(|field| unset.get(field).is_none()), "{unset}");
}

#[tokio::test]
async fn other_providers_are_sent_it_too() {
    let pieces = [opening(), delta("Hi"), closing("end_turn")];
    let service = Upstream::start(vec![Reply::pieces(SSE, pieces.iter().map(String::as_str))]).await;
    let told = ask(&registry().await, with_options(model("anthropic", &service), all()), "Tea?").await;
    assert_eq!((told.text.as_str(), told.end), ("Hi", Ok(Finish::Stop)));
    let request = &service.seen.requests()[0];
    let sent = request.json();
    assert_eq!(
        (sent["temperature"].as_f64(), sent["top_p"].as_f64(), sent["max_tokens"].as_u64()),
        (Some(0.25), Some(0.5), Some(16))
    );
    assert_eq!((&sent["stop_sequences"], &sent["reasoning_effort"]), (&json!(["END"]), &json!("low")));
    assert_eq!(request.header("x-shop"), "tea");
}

/// After a failed answer the visitor speaks twice; many models' templates refuse that.
#[tokio::test]
async fn the_visitor_begins_and_both_take_turns() {
    let said = |role, text: &str| HistoryMessage { role, text: text.into() };
    for provider in ["openai", "anthropic"] {
        let service = Upstream::start(vec![says("Hi")]).await;
        let mut asked = question(model(provider, &service), "Hello?");
        asked.history = vec![
            said(Role::Agent, "Welcome"),
            said(Role::User, "Tea?"),
            said(Role::Agent, ""),
            said(Role::User, "Anybody?"),
        ];
        read(registry().await.find(&asked.profile).unwrap().answer(asked)).await;
        let sent = service.seen.requests()[0].json();
        let messages: Vec<_> =
            sent["messages"].as_array().unwrap().iter().filter(|said| said["role"] != "system").collect();
        let roles: Vec<_> = messages.iter().map(|said| said["role"].as_str().unwrap()).collect();
        assert_eq!(roles, ["user", "assistant", "user"], "{provider}");
        let last = messages[2]["content"].to_string();
        assert!(last.contains("Tea?\\n\\nAnybody?\\n\\nHello?"), "{provider}: {last}");
    }
}
