use futures_util::StreamExt as _;
use parlor_shared::{content::Block, widget::PageTool};
use serde_json::{Value, json};

use crate::agent::showcase::*;
use crate::{
    agent::testing::question,
    core::conversation::{
        blocks,
        tool::page_tools::{Outcome, PageTools, ToolResultSource},
    },
};

/// Everybody says back what they are told.
struct Echoes;

impl Agents for Echoes {
    fn find(&self, _: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError> {
        Ok(Arc::new(Scripted::default()))
    }
}

fn showcases(demo: &str) -> Showcases {
    Showcases::new(Arc::new(Echoes), demo.parse().unwrap()).unwrap()
}

async fn answer_to(asked: Question) -> Vec<Result<AgentEvent, AgentError>> {
    showcases("agent").find(&asked.profile).unwrap().answer(asked).collect().await
}

async fn told(said: &str) -> Vec<Result<AgentEvent, AgentError>> {
    answer_to(question(said)).await
}

fn text(events: &[Result<AgentEvent, AgentError>]) -> String {
    events
        .iter()
        .filter_map(|event| if let Ok(AgentEvent::Text(text)) = event { Some(&**text) } else { None })
        .collect()
}

fn block(events: &[Result<AgentEvent, AgentError>]) -> Option<&Block> {
    events.iter().find_map(|event| if let Ok(AgentEvent::Block(block)) = event { Some(block) } else { None })
}

#[tokio::test]
async fn cards_buttons_and_a_form_are_shown_when_asked_for() {
    for said in [
        "Show me cards",
        "show me a carousel, please",
        "Cards!",
        "Zeig mir Karten",
        "可以展示卡片吗",
        "can I see a carousel?",
    ] {
        assert!(matches!(block(&told(said).await), Some(Block::Carousel(_))), "{said}");
    }
    for said in ["Show me buttons", "Montrez-moi des boutons"] {
        assert!(matches!(block(&told(said).await), Some(Block::Actions(_))), "{said}");
    }
    for said in ["Show me a form", "Muestra un formulario", "form"] {
        assert!(matches!(block(&told(said).await), Some(Block::Form(_))), "{said}");
    }
}

#[tokio::test(start_paused = true)]
async fn reasoning_suggestions_sources_and_a_failure_are_shown_when_asked_for() {
    type Shown = fn(&Result<AgentEvent, AgentError>) -> bool;
    let all: [(&str, Shown); 4] = [
        ("Show me reasoning", |event| matches!(event, Ok(AgentEvent::Reasoning(_)))),
        ("Show me suggestions", |event| matches!(event, Ok(AgentEvent::QuickReplies(_)))),
        ("Show me sources", |event| matches!(event, Ok(AgentEvent::Citations(_)))),
        ("Show me a failed answer", |event| *event == Err(AgentError::Upstream)),
    ];
    for (said, shown) in all {
        assert!(told(said).await.iter().any(shown), "{said}");
    }
}

/// Questions for the documentation are left to it.
#[tokio::test]
async fn other_questions_are_answered_by_the_agent_behind() {
    for said in [
        "How does an agent send a carousel?",
        "Which fields can a form have?",
        "How do I get the values of a submitted form?",
        "How do I switch the carousel off?",
        "Show me how an agent sends buttons",
        "Show me a table",
        "Show me a formula",
        "Show me some code",
        "Can I open the chat with my own button?",
        "What tools may a language model use?",
        "The tool of my page is not called although it was registered before the chat was opened",
        "",
    ] {
        assert_eq!(text(&told(said).await), said);
    }
}

#[tokio::test]
async fn only_the_demo_s_agent_shows_things() {
    let asked = question("Show me cards");
    let events: Vec<_> = showcases("other").find(&asked.profile).unwrap().answer(asked).collect().await;
    assert_eq!(text(&events), "Show me cards");
}

#[test]
fn everything_shown_is_sound_and_every_word_for_it_leads_there() {
    let shows: Vec<Show> = serde_json::from_str(SHOWS).unwrap();
    for show in &shows {
        for step in &show.steps {
            if let Step::Block(block) = step {
                assert_eq!(blocks::validate(block.clone(), &|_| false).as_ref(), Ok(block));
            }
        }
        for noun in &show.nouns {
            let Some(ShowcaseRequest::Show(steps)) = ShowcaseRequest::read(&format!("Show me {noun}"), &shows) else {
                panic!("{noun}")
            };
            assert_eq!(json!(steps), json!(show.steps), "{noun}");
        }
    }
}

#[tokio::test]
async fn a_form_that_was_filled_in_is_shown_as_an_agent_receives_it() {
    let values = [("name".to_owned(), "Ada ``` <b>".to_owned()), ("pets".to_owned(), "true".to_owned())].into();
    let form = Some(FormSubmission { message_id: "m".into(), id: "plant-advice".into(), values });
    let said = text(&answer_to(Question { form, ..question("Your name: Ada") }).await);
    let json = said.split("```json\n").nth(1).and_then(|rest| rest.strip_suffix("\n```")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(json).unwrap(), json!({"name": "Ada ``` <b>", "pets": "true"}));
}

/// A page that does what it is asked, or says why not.
struct Page(Outcome);

#[async_trait::async_trait]
impl ToolResultSource for Page {
    async fn outcome(&self, _: &str, _: std::time::Duration) -> Outcome {
        self.0.clone()
    }
}

fn lent(outcome: Outcome) -> PageTools {
    let parameters =
        json!({"type": "object", "required": ["plant"], "properties": {"plant": {"type": "string", "maxLength": 80}}});
    let tool =
        json!({"name": "add_to_basket", "description": "Puts a plant into the basket.", "parameters": parameters});
    PageTools::new(vec![serde_json::from_value::<PageTool>(tool).unwrap()], Arc::new(Page(outcome)))
}

#[tokio::test]
async fn the_page_s_basket_is_filled_when_the_page_lends_it() {
    for (said, plant) in [
        ("Put the Little olive tree into my basket", "Little olive tree"),
        ("Use a tool of the page", "Snake plant"),
        ("Show me a tool", "Snake plant"),
    ] {
        let page = lent(Outcome::Result(json!({"basket": [plant]})));
        let events = answer_to(Question { page, ..question(said) }).await;
        let Some(Ok(AgentEvent::PageCall(call))) = events.first() else { panic!("{said}: {events:?}") };
        assert_eq!(call.args, json!({"plant": plant}));
        assert!(text(&events).contains(&json!({"basket": [plant]}).to_string()), "{said}");
        assert_eq!(events.last(), Some(&Ok(AgentEvent::Finish(Finish::Stop))));
    }
}

#[tokio::test]
async fn a_basket_that_is_refused_or_not_there_is_said_to_be() {
    let page = lent(Outcome::Error("the visitor refused".into()));
    let said = text(&answer_to(Question { page, ..question("Use a tool of the page") }).await);
    assert!(said.contains("the visitor refused"), "{said}");
    assert!(text(&told("Use a tool of the page").await).contains("/demo/shop.html"));
}
