//! A language model that translates, or does not.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use futures_util::{StreamExt, stream, stream::BoxStream};
use parlor::core::{
    conversation::{
        agent_error::AgentError,
        agent_port::{Agent, AgentEvent, Agents, Question},
    },
    owner::agent::{AgentProfile, AgentSpec},
};
use parlor_shared::widget::Finish;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// A model that writes the language in front of each text.
#[derive(Clone, Default)]
pub(super) struct Interpreter {
    /// Number of calls so far.
    pub(super) asked: Arc<AtomicUsize>,
    /// Prompts received so far.
    pub(super) prompts: Arc<Mutex<Vec<String>>>,
    /// True to fail every call.
    pub(super) fails: Arc<AtomicBool>,
    /// Text returned instead of a translation.
    pub(super) nonsense: Option<&'static str>,
    /// Waits for this.
    pub(super) held: Option<CancellationToken>,
}

impl Agents for Interpreter {
    fn find(&self, _: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError> {
        Ok(Arc::new(self.clone()))
    }
}

impl Agent for Interpreter {
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        let this = self.clone();
        this.asked.fetch_add(1, Ordering::Relaxed);
        this.prompts.lock().unwrap_or_else(PoisonError::into_inner).push(question.text.clone());
        let events = async move {
            if let Some(held) = &this.held {
                held.cancelled().await;
            }
            if this.fails.load(Ordering::Relaxed) {
                return stream::iter(vec![Err(AgentError::Unavailable)]);
            }
            let said = this.nonsense.map_or_else(|| translated(&question), str::to_owned);
            stream::iter(vec![Ok(AgentEvent::Text(said)), Ok(AgentEvent::Finish(Finish::Stop))])
        };
        stream::once(events).flatten().boxed()
    }
}

fn translated(question: &Question) -> String {
    let Ok(Value::Object(mut texts)) = serde_json::from_str(&question.text) else { return question.text.clone() };
    for text in texts.values_mut() {
        *text = json!(format!("[{}] {}", question.language, text.as_str().unwrap()));
    }
    Value::Object(texts).to_string()
}

/// An agent that has a model.
pub(super) fn model() -> AgentSpec {
    AgentSpec::Llm {
        provider: "openai".into(),
        model: "m".into(),
        base_url: None,
        api_key: None,
        system_prompt: "You sell tea.".into(),
        history_tokens: 6_000,
        max_output_tokens: 2_048,
        use_knowledge: false,
        tools: Vec::new(),
        mcp_servers: vec![],
        options: Box::default(),
    }
}
