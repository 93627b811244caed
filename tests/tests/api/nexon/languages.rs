//! `lang`: the language of built-in texts, and a hint to the agent.

use std::sync::{Arc, Mutex};

use futures_util::stream::BoxStream;
use parlor::{
    agent::{
        knowledge::{Knowledge, Library},
        scripted::{Scripted, ScriptedFailure, Step},
    },
    core::{
        conversation::{
            agent_error::AgentError,
            agent_port::{Agent, AgentEvent, Agents, Question},
        },
        owner::agent::AgentProfile,
    },
};
use parlor_tests::{app::KEY, databases::Backend, repertoire::Repertoire};
use serde_json::json;

use super::{CHAT, INIT, on, open, opened, refusal, reply, saying, send, with};

/// Always the same agent.
struct Only<A>(Arc<A>);

impl<A: Agent> Agents for Only<A> {
    fn find(&self, _: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError> {
        Ok(self.0.clone())
    }
}

/// Remembers what it was asked.
#[derive(Default)]
struct Asked(Mutex<Vec<Question>>);

impl Agent for Asked {
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        self.0.lock().unwrap().push(question.clone());
        Scripted::default().answer(question)
    }
}

#[tokio::test]
async fn the_agent_is_told_the_language_and_the_page_of_the_beginning() {
    let asked = Arc::new(Asked::default());
    let app = on(Backend::Temporary, Arc::new(Only(asked.clone())), &[]).await;
    let page = "https://shop.example/cart";
    let begun = json!({"key": KEY, "page_url": format!("{page}?token=s3cret#top")});
    let conversation = opened(&app, &begun).await;
    for lang in [json!("ro"), json!("ru"), json!("en"), json!(null)] {
        let mut said = saying(&conversation, "Salut");
        said["lang"] = lang;
        reply(send(&app, CHAT, &said).await).await;
    }
    reply(send(&app, CHAT, &saying(&conversation, "Salut")).await).await;
    let questions = asked.0.lock().unwrap();
    let told: Vec<_> = questions.iter().map(|question| question.language.as_str()).collect();
    assert_eq!(told, ["ro", "ru", "en", "en", "en"]);
    assert!(questions.iter().all(|question| question.page_url.as_ref().is_some_and(|url| url.as_str() == page)));
    assert_eq!(questions[4].history.len(), 8, "the agent knows what was said before");
}

#[tokio::test]
async fn built_in_texts_are_in_the_language_of_the_message() {
    let (store, _) = Backend::Temporary.open().await;
    let app =
        on(Backend::Temporary, Arc::new(Only(Arc::new(Knowledge::new(Arc::new(Library::new(store)))))), &[]).await;
    let conversation = open(&app).await;
    for (lang, begins, offer) in [
        ("en", "I found nothing", "I would like to talk to a person."),
        ("ro", "Nu am găsit nimic", "Aș dori să vorbesc cu o persoană."),
        ("ru", "В моих документах", "Мне хотелось бы поговорить с человеком."),
    ] {
        let mut said = saying(&conversation, "xyzzy");
        said["lang"] = json!(lang);
        let answer = reply(send(&app, CHAT, &said).await).await;
        assert!(answer["response"].as_str().unwrap().starts_with(begins), "{answer}");
        assert_eq!(answer["user_reply_options"], json!([offer]));
    }
}

#[tokio::test]
async fn failures_that_a_visitor_reads_are_in_their_language() {
    let answers = Repertoire::default()
        .on("down", [Step::Fail(ScriptedFailure::Unavailable)])
        .on("slow", [Step::Fail(ScriptedFailure::Timeout)]);
    let app = with(answers).await;
    let conversation = open(&app).await;
    for (text, lang, status, error) in [
        ("down", "en", 502, "The AI agent is temporarily unavailable. Try again later."),
        ("down", "ro", 502, "Agentul AI nu este disponibil momentan. Încercați din nou mai târziu."),
        ("down", "ru", 502, "ИИ-агент временно недоступен. Попробуйте ещё раз позже."),
        ("slow", "ro", 504, "Cererea a durat prea mult. Încercați din nou."),
        ("slow", "ru", 504, "Время ожидания истекло. Попробуйте ещё раз."),
    ] {
        let mut said = saying(&conversation, text);
        said["lang"] = json!(lang);
        let refused = refusal(send(&app, CHAT, &said).await).await;
        assert_eq!((refused.status, refused.error.as_str()), (status, error));
    }
    let mut foreign = saying(&conversation, "Hi");
    foreign["lang"] = json!("ro");
    foreign["key"] = json!("wk_nobody");
    let refused = refusal(send(&app, CHAT, &foreign).await).await;
    assert_eq!(refused.error, "Invalid or inactive widget key", "what a developer reads is as the page writes it");
}

#[tokio::test]
async fn limits_are_told_in_the_language_of_the_message() {
    let app = on(Backend::Temporary, Repertoire::default().agents(), &["--nexon-chat-per-minute", "1"]).await;
    let conversation = open(&app).await;
    let said = |lang: &str| {
        let mut said = saying(&conversation, "Hi");
        said["lang"] = json!(lang);
        said
    };
    reply(send(&app, CHAT, &said("en")).await).await;
    for (lang, error) in [
        ("en", "Rate limit exceeded. Wait and retry."),
        ("ro", "Prea multe cereri. Așteptați puțin și încercați din nou."),
        ("ru", "Слишком много запросов. Подождите немного и попробуйте ещё раз."),
        ("de", "Rate limit exceeded. Wait and retry."),
    ] {
        let refused = refusal(send(&app, CHAT, &said(lang)).await).await;
        assert_eq!((refused.status, refused.error.as_str()), (429, error), "{lang}");
    }
}

#[tokio::test]
async fn the_texts_of_init_are_in_the_widgets_language_or_in_english() {
    let app = with(Repertoire::default()).await;
    app.change_widget(|widget| widget.settings.languages = Some(vec!["en-GB".into(), "de".into()])).await.unwrap();
    let begun = reply(send(&app, INIT, &json!({"key": KEY})).await).await;
    assert_eq!(begun["config"]["language"], "en");
    app.change_widget(|widget| widget.settings.languages = Some(vec!["tlh".into()])).await.unwrap();
    let begun = reply(send(&app, INIT, &json!({"key": KEY})).await).await;
    assert_eq!((&begun["config"]["language"], &begun["config"]["direction"]), (&json!("en"), &json!("ltr")));
}
