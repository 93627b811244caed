//! Reaching out: the agent begins, rules' words are stored, visitors are asked how to reach them.

use std::sync::{Arc, Mutex};

use futures_util::stream::BoxStream;
use parlor::core::{
    conversation::{
        agent_error::AgentError,
        agent_port::{Agent, AgentEvent, Agents, Question},
    },
    engagement::proactive::ProactiveRule,
    owner::agent::AgentProfile,
    widget::{
        contact::ContactForm,
        settings::{Feature, Settings},
    },
};
use parlor_shared::{
    config::{Ask, ContactWhen, Trigger},
    error::ErrorCode,
    widget::{Data, Finish, InitReply, Message, ProactiveReply, Role},
};
use parlor_tests::{
    app::{KEY, TestApp},
    databases::Backend,
    script::Script,
    visitor::{Visitor, whole},
};
use serde_json::{Value, json};

use crate::native_api::caller::{app, init, refusal};

fn rule(id: &str, once: bool) -> ProactiveRule {
    ProactiveRule {
        id: id.into(),
        trigger: Trigger::Time,
        value: 5,
        url_contains: None,
        message: "Need **help**?".into(),
        once,
    }
}

async fn set(app: &TestApp, change: impl FnOnce(&mut Settings)) {
    app.change_widget(|widget| change(&mut widget.settings)).await.unwrap();
}

async fn open(app: &TestApp, body: Value) -> InitReply {
    whole::<Data<InitReply>>(init(app, &body).send().await.unwrap()).await.unwrap().data
}

async fn speak(visitor: &Visitor, body: Value) -> Option<Message> {
    let response = visitor.post("/proactive").json(&body).send().await.unwrap();
    whole::<Data<ProactiveReply>>(response).await.unwrap().data.message
}

/// An agent that remembers what it was told.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Vec<Question>>>);

impl Agents for Listener {
    fn find(&self, _: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError> {
        Ok(Arc::new(self.clone()))
    }
}

impl Agent for Listener {
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        self.0.lock().unwrap().push(question);
        let events = [AgentEvent::Text("Yes.".into()), AgentEvent::Finish(Finish::Stop)];
        Box::pin(futures_util::stream::iter(events.map(Ok)))
    }
}

#[tokio::test]
async fn the_owners_first_words_are_a_message_where_the_agent_begins() {
    let app = app(&Script::says(&["Hello"])).await;
    let shown = open(&app, json!({"agent_id": KEY})).await;
    assert!(shown.messages.is_empty() && !shown.greeting.is_empty(), "otherwise they are only shown");
    set(&app, |settings| _ = settings.features.insert(Feature::StartFirst, true)).await;
    let begun = open(&app, json!({"agent_id": KEY})).await;
    assert!(begun.greeting.is_empty() && begun.config.start_first);
    let [first] = &begun.messages[..] else { panic!("{:?}", begun.messages) };
    assert_eq!((first.role, first.text.as_str(), first.reply_to.is_none()), (Role::Agent, "Hi, I am **Ada**.", true));
    let back = open(&app, json!({"agent_id": KEY, "anon_id": begun.anonymous_id})).await;
    assert_eq!(back.messages, begun.messages, "once");
}

#[tokio::test]
async fn without_first_words_the_agent_opens_an_empty_conversation_once() {
    let app = app(&Script::says(&["Hello"])).await;
    set(&app, |settings| settings.initial = None).await;
    let visitor = app.visitor().await.unwrap();
    let refused = visitor.post("/proactive").json(&json!({})).send().await.unwrap();
    assert_eq!(refusal(refused).await.1, ErrorCode::Conflict);
    set(&app, |settings| _ = settings.features.insert(Feature::StartFirst, true)).await;
    let first = speak(&visitor, json!({})).await.unwrap();
    assert_eq!(first.text, "Hi! How can I help you today?", "this agent is no language model");
    assert_eq!(speak(&visitor, json!({})).await, None);
    let other = app.visitor().await.unwrap();
    other.ask("Hi").await.unwrap();
    assert_eq!(speak(&other, json!({})).await, None, "the visitor was faster");
}

#[tokio::test]
async fn the_agent_knows_what_was_offered() {
    let listener = Listener::default();
    let app = TestApp::start(Backend::Temporary, Arc::new(listener.clone())).await.unwrap();
    set(&app, |settings| settings.proactive = Some(vec![rule("help", true), rule("again", false)])).await;
    let visitor = app.visitor().await.unwrap();
    let said = speak(&visitor, json!({"rule_id": "help"})).await.unwrap();
    assert_eq!((said.text.as_str(), said.nodes.len()), ("Need **help**?", 6));
    assert_eq!(speak(&visitor, json!({"rule_id": "help"})).await, None, "it may speak once");
    for _ in 0..2 {
        assert!(speak(&visitor, json!({"rule_id": "again"})).await.is_some());
    }
    let unknown = visitor.post("/proactive").json(&json!({"rule_id": "other"})).send().await.unwrap();
    assert_eq!(refusal(unknown).await.0, 404);
    visitor.ask("Yes, please").await.unwrap();
    let questions = listener.0.lock().unwrap();
    let told: Vec<_> = questions[0].history.iter().map(|said| (said.role, said.text.as_str())).collect();
    assert_eq!(told, [(Role::Agent, "Need **help**?"); 3]);
}

#[tokio::test]
async fn a_client_is_told_what_to_ask_before_the_chat() {
    let app = app(&Script::says(&["Hello"])).await;
    let usual = open(&app, json!({"agent_id": KEY})).await;
    assert!(!usual.agent.require_lead_before_chat && usual.agent.lead_form_fields.is_empty());
    assert_eq!(usual.config.contact, None);
    let form = |when, required| ContactForm { when, required, name: Ask::Required, phone: Ask::Optional };
    for (contact, required, fields) in [
        (None, true, vec!["name", "email"]),
        (Some(form(ContactWhen::Before, true)), true, vec!["name", "email", "phone"]),
        (Some(form(ContactWhen::Before, false)), false, vec!["name", "email", "phone"]),
        (Some(form(ContactWhen::During, true)), false, vec!["name", "email", "phone"]),
    ] {
        set(&app, |settings| {
            settings.contact = contact;
            settings.features.insert(Feature::ContactCollection, true);
        })
        .await;
        let reply = open(&app, json!({"agent_id": KEY})).await;
        assert_eq!((reply.agent.require_lead_before_chat, reply.agent.lead_form_fields), (required, own(&fields)));
        assert_eq!(reply.config.contact, Some(contact.unwrap_or_default().into()));
    }
}

fn own(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test]
async fn a_visitor_is_known_in_their_next_conversation() {
    let app = app(&Script::says(&["Hello"])).await;
    let visitor = app.visitor().await.unwrap();
    let lead = visitor.post("/leads").json(&json!({"email": "ada@shop.example"})).send().await.unwrap();
    assert_eq!(lead.status(), 200);
    let next = open(&app, json!({"agent_id": KEY, "anon_id": visitor.secret, "fresh": true})).await;
    assert!(next.lead_captured && next.conversation_id != visitor.conversation);
    assert!(!open(&app, json!({"agent_id": KEY})).await.lead_captured, "others are not");
}

#[tokio::test]
async fn the_launcher_is_told_what_it_may_do_and_otherwise_nothing() {
    let app = app(&Script::says(&["Hello"])).await;
    let told = async || {
        let response = app.client.get(app.url(&format!("/v1/widget/config/{KEY}"))).send().await.unwrap();
        let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        body["data"].clone()
    };
    let usual = told().await;
    assert_eq!((usual.get("outreach"), &usual["title_note"]), (None, &json!(true)));
    set(&app, |settings| {
        settings.proactive = Some(vec![rule("help", true)]);
        settings.features.insert(Feature::MessagePeek, true);
        settings.sound = Some(true);
        settings.title_note = Some(false);
    })
    .await;
    let reach = told().await;
    assert_eq!(reach["title_note"], json!(false));
    let rule = json!({"id": "help", "trigger": "time", "value": 5, "message": "Need help?", "once": true});
    assert_eq!(reach["outreach"], json!({"peek": "Hi, I am Ada.", "rules": [rule], "sound": true}));
}
