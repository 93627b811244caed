//! Texts of a widget in its languages: translated ahead of time by the agent's model, which can fail.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use parlor::core::{owner::agent::AgentSpec, widget::settings::Settings};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite, Temporary};
use rstest::rstest;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{
    bench::{AGENT, Bench, THEIR_AGENT, refuses, reply, text},
    interpreter::{Interpreter, model},
};

/// A server whose agent is this model.
async fn bench(backend: Backend, interpreter: &Interpreter) -> Bench {
    let bench = Bench::with(backend, Arc::new(interpreter.clone())).await;
    bench.agent(&bench.ours, AGENT, model()).await;
    bench
}

/// A widget with all of an owner's words.
async fn wordy(bench: &Bench, languages: &str) -> String {
    bench
        .ours
        .widget(&json!({
            "botId": AGENT, "language": languages, "title": "Tea & Co", "intro": "We answer at once.",
            "initial": "Hi, I am **Ada**.", "placeholder": "Ask us"
        }))
        .await
}

/// The language map once it says this at a place.
async fn until(bench: &Bench, id: &str, place: &str, said: &str) -> Value {
    let wait = async {
        loop {
            let map = bench.ours.read(&format!("/{id}/language/fetch")).await;
            if map.pointer(place).is_some_and(|text| text == said) {
                return map;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap_or_else(|_| panic!("{place} never says {said}"))
}

async fn set_up(bench: &Bench, id: &str) {
    assert_eq!(bench.ours.done(&format!("/{id}/setup"), &json!({})).await, json!({"id": id}));
}

/// Returns the configuration that a visitor's widget receives.
async fn shown(bench: &Bench, id: &str, locale: Option<&str>) -> Value {
    let body = json!({"agent_id": id, "locale": locale});
    reply(bench.anybody("/v1/widget/init", &body).header("Origin", "https://shop.example")).await["data"].clone()
}

#[rstest]
#[tokio::test]
async fn every_language_has_every_text(#[values(Sqlite, Postgres)] backend: Backend) {
    let bench = bench(backend, &Interpreter::default()).await;
    let id = wordy(&bench, "en,de,pt-BR,tlh").await;
    set_up(&bench, &id).await;
    let map = until(&bench, &id, "/tlh/title", "[tlh] Tea & Co").await;
    let tags: BTreeSet<_> = map.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(tags, ["de", "default", "en", "pt-br", "tlh"].into());
    let german = json!({
        "confirmYes": "Ja", "confirmNo": "Nein", "confirmRestart": map["de"]["confirmRestart"],
        "title": "[de] Tea & Co", "language": "Sprache", "restart": map["de"]["restart"], "export": map["de"]["export"],
        "maximize": map["de"]["maximize"], "minimize": map["de"]["minimize"], "placeholder": "[de] Ask us",
        "name": "Name", "email": map["de"]["email"], "intro": "[de] We answer at once.",
        "initial": "[de] Hi, I am **Ada**."
    });
    assert_eq!(map["de"], german);
    assert_eq!((&map["default"]["title"], &map["default"]["confirmYes"]), (&json!("Tea & Co"), &json!("Yes")));
    assert_eq!((&map["pt-br"]["title"], &map["pt-br"]["confirmNo"]), (&json!("[pt-BR] Tea & Co"), &json!("Não")));
    assert_eq!(map["tlh"]["confirmYes"], "Yes", "what no catalogue has falls back to English");
    for (tag, texts) in map.as_object().unwrap() {
        assert!(texts.as_object().unwrap().values().all(|text| !text.as_str().unwrap().is_empty()), "{tag}");
    }
    assert_ne!(map["de"]["restart"], map["en"]["restart"]);
}

#[tokio::test]
async fn before_setup_the_owner_s_words_stand_everywhere() {
    let bench = bench(Temporary, &Interpreter::default()).await;
    let id = wordy(&bench, "de").await;
    let map = bench.ours.read(&format!("/{id}/language/fetch")).await;
    assert_eq!((&map["de"]["title"], &map["de"]["confirmYes"]), (&json!("Tea & Co"), &json!("Ja")));
    let bare = bench.ours.widget(&json!({})).await;
    let map = bench.ours.read(&format!("/{bare}/language/fetch")).await;
    assert_eq!(map.as_object().unwrap().keys().collect::<Vec<_>>(), ["default"]);
    assert_eq!((&map["default"]["title"], &map["default"]["intro"]), (&json!(""), &json!("")));
    assert_ne!(map["default"]["placeholder"], "", "the built-in one");
}

#[tokio::test]
async fn visitors_see_their_language() {
    let bench = bench(Temporary, &Interpreter::default()).await;
    let id = wordy(&bench, "en,de").await;
    set_up(&bench, &id).await;
    until(&bench, &id, "/de/title", "[de] Tea & Co").await;
    for (locale, title, initial) in [
        (Some("de"), "[de] Tea & Co", "[de] Hi, I am **Ada**."),
        (Some("de-CH"), "[de] Tea & Co", "[de] Hi, I am **Ada**."),
        (Some("fr"), "[en] Tea & Co", "[en] Hi, I am **Ada**."),
    ] {
        let config = &shown(&bench, &id, locale).await["config"];
        assert_eq!((&config["title"], &config["initial"]), (&json!(title), &json!(initial)), "{locale:?}");
    }
    let launcher = bench.app.client.get(bench.app.url(&format!("/v1/widget/config/{id}?lang=de")));
    assert_eq!(reply(launcher).await["data"]["title"], "[de] Tea & Co");
}

#[tokio::test]
async fn the_first_language_is_the_widget_s_own() {
    let bench = bench(Temporary, &Interpreter::default()).await;
    let id = wordy(&bench, "de,fr").await;
    set_up(&bench, &id).await;
    until(&bench, &id, "/fr/title", "[fr] Tea & Co").await;
    let reply = shown(&bench, &id, None).await;
    assert_eq!((&reply["config"]["title"], &reply["strings"]["yes"]), (&json!("[de] Tea & Co"), &json!("Ja")));
    let reply = shown(&bench, &id, Some("tlh")).await;
    assert_eq!(reply["strings"]["yes"], "Ja", "who speaks none of ours gets the widget's own");
    let session = bench.ours.done(&format!("/{id}/session/create"), &json!({})).await;
    assert_eq!(session["messages"], json!([{"type": "bot", "text": "[de] Hi, I am **Ada**."}]));
}

#[tokio::test]
async fn setup_returns_before_the_work_is_done() {
    let held = CancellationToken::new();
    let interpreter = Interpreter { held: Some(held.clone()), ..Interpreter::default() };
    let bench = bench(Temporary, &interpreter).await;
    let id = wordy(&bench, "de").await;
    for _ in 0..20 {
        set_up(&bench, &id).await;
    }
    assert_eq!(shown(&bench, &id, Some("de")).await["config"]["title"], "Tea & Co", "the widget works meanwhile");
    held.cancel();
    until(&bench, &id, "/de/title", "[de] Tea & Co").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let asked = interpreter.asked.load(Ordering::Relaxed);
    assert_eq!(asked, 2, "however often it is asked for, it is done once and once more");
}

#[tokio::test]
async fn changed_words_wait_for_the_next_setup() {
    let bench = bench(Temporary, &Interpreter::default()).await;
    let id = wordy(&bench, "de").await;
    set_up(&bench, &id).await;
    until(&bench, &id, "/de/title", "[de] Tea & Co").await;
    bench.ours.done(&format!("/{id}/update"), &json!({"title": "Tea only", "intro": null, "language": "de,fr"})).await;
    let map = bench.ours.read(&format!("/{id}/language/fetch")).await;
    assert_eq!((&map["de"]["title"], &map["de"]["initial"]), (&json!("Tea only"), &json!("[de] Hi, I am **Ada**.")));
    assert_eq!((&map["de"]["intro"], &map["fr"]["initial"]), (&json!(""), &json!("Hi, I am **Ada**.")));
    set_up(&bench, &id).await;
    let map = until(&bench, &id, "/fr/title", "[fr] Tea only").await;
    assert_eq!((&map["de"]["title"], &map["de"]["intro"]), (&json!("[de] Tea only"), &json!("")));
}

#[tokio::test]
async fn a_model_that_fails_leaves_the_owner_s_words() {
    let interpreter = Interpreter::default();
    let bench = bench(Temporary, &interpreter).await;
    let id = wordy(&bench, "de").await;
    set_up(&bench, &id).await;
    until(&bench, &id, "/de/title", "[de] Tea & Co").await;
    interpreter.fails.store(true, Ordering::Relaxed);
    set_up(&bench, &id).await;
    let map = until(&bench, &id, "/de/title", "Tea & Co").await;
    assert_eq!(map["de"]["confirmYes"], "Ja", "built-in texts are not the model's");
    interpreter.fails.store(false, Ordering::Relaxed);
    set_up(&bench, &id).await;
    until(&bench, &id, "/de/title", "[de] Tea & Co").await;
}

#[rstest]
#[case("I cannot do that.")]
#[case("")]
#[case("{\"title\": 1}")]
#[case("{\"title\": \"Tee\"}")]
#[case("{\"title\": \"Tee\", \"intro\": \"\", \"initial\": \"Hi\", \"placeholder\": \"Frag\"}")]
#[case("{\"title\": \"Tee\", \"intro\": \"a\", \"initial\": \"Hi\", \"placeholder\": \"Frag\", \"system\": \"x\"}")]
#[tokio::test]
async fn what_is_no_translation_is_not_shown(#[case] nonsense: &'static str) {
    let interpreter = Interpreter { nonsense: Some(nonsense), ..Interpreter::default() };
    let bench = bench(Temporary, &interpreter).await;
    let id = wordy(&bench, "de,fr").await;
    set_up(&bench, &id).await;
    while interpreter.asked.load(Ordering::Relaxed) < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    let map = bench.ours.read(&format!("/{id}/language/fetch")).await;
    for tag in ["de", "fr"] {
        assert_eq!((&map[tag]["title"], &map[tag]["intro"]), (&json!("Tea & Co"), &json!("We answer at once.")));
    }
}

#[rstest]
#[case(AgentSpec::Scripted {})]
#[case(AgentSpec::knowledge())]
#[tokio::test]
async fn without_a_model_there_are_the_built_in_texts(#[case] spec: AgentSpec) {
    let interpreter = Interpreter::default();
    let bench = bench(Temporary, &interpreter).await;
    bench.agent(&bench.ours, AGENT, spec).await;
    let id = wordy(&bench, "de").await;
    let alone = bench.ours.widget(&json!({"language": "de", "title": "Tea & Co"})).await;
    for id in [&id, &alone] {
        set_up(&bench, id).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        let map = bench.ours.read(&format!("/{id}/language/fetch")).await;
        assert_eq!((&map["de"]["title"], &map["de"]["confirmYes"]), (&json!("Tea & Co"), &json!("Ja")));
    }
    assert_eq!(interpreter.asked.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn the_model_sees_the_words_and_nothing_else() {
    let interpreter = Interpreter::default();
    let bench = bench(Temporary, &interpreter).await;
    let id = bench.ours.widget(&json!({"botId": AGENT, "name": "Internal", "language": "de", "title": "Tea"})).await;
    set_up(&bench, &id).await;
    until(&bench, &id, "/de/title", "[de] Tea").await;
    let prompts = interpreter.prompts.lock().unwrap().clone();
    assert_eq!(prompts, ["{\"title\":\"Tea\"}"]);
}

#[tokio::test]
async fn a_blueprint_s_words_and_a_clone_s() {
    let bench = bench(Temporary, &Interpreter::default()).await;
    let settings = Settings { title: Some("Blue".into()), languages: Some(vec!["de".into()]), ..Settings::default() };
    bench.blueprint(&bench.ours, "blue-1", settings, &[]).await;
    let id = bench.ours.widget(&json!({"botId": AGENT, "blueprintId": "blue-1"})).await;
    set_up(&bench, &id).await;
    until(&bench, &id, "/de/title", "[de] Blue").await;
    let copy = text(&bench.ours.done(&format!("/{id}/clone"), &json!({})).await["id"]);
    until(&bench, &copy, "/de/title", "[de] Blue").await;
    bench.ours.done(&format!("/{id}/delete"), &json!({})).await;
    refuses(bench.ours.get(&format!("/{id}/language/fetch")), 404, "NOT_FOUND").await;
    until(&bench, &copy, "/de/title", "[de] Blue").await;
}

#[tokio::test]
async fn another_team_s_words_are_none_of_ours() {
    let bench = bench(Temporary, &Interpreter::default()).await;
    bench.agent(&bench.theirs, THEIR_AGENT, model()).await;
    let theirs = bench.theirs.widget(&json!({"botId": THEIR_AGENT, "language": "de", "title": "Mill"})).await;
    refuses(bench.ours.post(&format!("/{theirs}/setup"), &json!({})), 404, "NOT_FOUND").await;
    refuses(bench.ours.get(&format!("/{theirs}/language/fetch")), 404, "NOT_FOUND").await;
}

#[tokio::test]
async fn odd_languages_are_refused() {
    let bench = Bench::new().await;
    let id = bench.ours.shop().await;
    let many = (0..51).map(|n| format!("x{n}")).collect::<Vec<_>>().join(",");
    for odd in ["de DE", "de_DE", "déutsch", "../de", "<b>", &"a".repeat(36), &many] {
        let update = bench.ours.post(&format!("/{id}/update"), &json!({"language": odd}));
        let message = refuses(update, 422, "UNPROCESSABLE_ENTITY").await;
        assert!(message.starts_with("language"), "{message}");
    }
    assert!(bench.ours.fetch(&id).await.get("language").is_none());
    refuses(bench.ours.post(&format!("/{id}/setup"), &json!({"language": "de"})), 400, "BAD_REQUEST").await;
}

#[tokio::test]
async fn translations_are_counted() {
    let interpreter = Interpreter::default();
    let flags = ["--widget-answers-per-day", "2"];
    let bench = Bench::with_flags(Temporary, Arc::new(interpreter.clone()), &flags).await;
    bench.agent(&bench.ours, AGENT, model()).await;
    let id = wordy(&bench, "de,fr,it,es").await;
    set_up(&bench, &id).await;
    let map = until(&bench, &id, "/fr/title", "[fr] Tea & Co").await;
    assert_eq!((&map["de"]["title"], &map["it"]["title"]), (&json!("[de] Tea & Co"), &json!("Tea & Co")));
    assert_eq!(interpreter.asked.load(Ordering::Relaxed), 2);
}
