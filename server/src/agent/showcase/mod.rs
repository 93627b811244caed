//! The demo's agent: it shows what an answer may hold when it is asked to, and leaves every other question to the agent
//! that would have answered anyway.
//!
//! `shows.json` holds the answers as scripts ([`Step`]), `request` reads what is asked for. Only `parlor demo` has it.

mod basket;
mod request;
mod show;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use futures_util::stream::BoxStream;
use parlor_shared::{ids::AgentId, widget::Finish};

use self::{request::ShowcaseRequest, show::Show};
use super::{
    flow::tell,
    scripted::{Scripted, Step},
};
use crate::core::{
    conversation::{
        agent_error::AgentError,
        agent_port::{Agent, AgentEvent, Agents, Question},
        blocks::FormSubmission,
    },
    owner::agent::AgentProfile,
};

const SHOWS: &str = include_str!("shows.json");

/// The agents of a server whose demo agent shows everything.
pub struct Showcases {
    others: Arc<dyn Agents>,
    demo: AgentId,
    shows: Arc<[Show]>,
}

impl Showcases {
    /// Puts the showcase before the agent `demo`; all other agents stay as they are.
    pub fn new(others: Arc<dyn Agents>, demo: AgentId) -> Result<Self, serde_json::Error> {
        Ok(Self { others, demo, shows: serde_json::from_str::<Vec<Show>>(SHOWS)?.into() })
    }
}

impl Agents for Showcases {
    fn find(&self, profile: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError> {
        let agent = self.others.find(profile)?;
        if profile.id != self.demo {
            return Ok(agent);
        }
        Ok(Arc::new(Showcase { otherwise: agent, shows: Arc::clone(&self.shows) }))
    }
}

/// Shows what is asked for; `otherwise` answers the rest.
struct Showcase {
    otherwise: Arc<dyn Agent>,
    shows: Arc<[Show]>,
}

impl Agent for Showcase {
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        if let Some(form) = &question.form {
            return Scripted::new([Step::Text(received(form))]).answer(question);
        }
        match ShowcaseRequest::read(&question.text, &self.shows) {
            Some(ShowcaseRequest::Show(steps)) => Scripted::new(steps).answer(question),
            Some(ShowcaseRequest::Basket(plant)) => tell(move |sender| async move {
                basket::fill(&question.page, plant, &sender).await;
                sender.send(AgentEvent::Finish(Finish::Stop)).await;
                Ok(())
            }),
            None => self.otherwise.answer(question),
        }
    }
}

/// The message that a webhook receives for a form, so that visitors of the demo see it.
fn received(form: &FormSubmission) -> String {
    let values = serde_json::to_string_pretty(&form.values).unwrap_or_default();
    format!("Thank you. This is what an agent receives of the form `{}`:\n\n```json\n{values}\n```", form.id)
}
