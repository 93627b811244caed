//! A question an owner asks to see whether an agent answers, and why not. Nothing of it is stored.

use std::time::Duration;

use futures_util::{StreamExt as _, stream::BoxStream};
use parlor_shared::{
    ids::{AgentId, TeamId},
    widget::{Finish, Usage},
};

use super::{Turns, answer::LONGEST, completion::asked};
use crate::core::{
    agent::{AgentError, AgentEvent},
    agent_problem::AgentProblem,
    blocks,
    error::Error,
    message::storable,
    policy::limits::PerMinute,
    profile::{AgentProfile, AgentSpec},
    security::budget::{Amount, Spender},
    team::{Actor, Role},
    tool::mcp::McpOffer,
};

/// The longest question, in characters.
pub const LONGEST_QUESTION: usize = 2_000;
/// The question when the owner gives none.
const HELLO: &str = "Hello! What can you help me with?";

/// What came of a test.
#[derive(Clone, PartialEq, Debug)]
pub struct AgentTest {
    /// The whole answer, or what came of it; `None` when nothing did.
    pub answer: Option<String>,
    /// From the question to the first word.
    pub first_token: Option<Duration>,
    /// From the question to the end.
    pub took: Duration,
    /// True when the answer is whole.
    pub ok: bool,
    /// The reason why there is no answer, or what it had to do without.
    pub problem: Option<AgentProblem>,
    /// The agent's specification, to tell the problem in words.
    pub spec: AgentSpec,
}

impl Turns {
    /// Asks one of the team's agents, on the team's account and within its limit of tests.
    ///
    /// [`Error::NotFound`] for an agent the team does not have, [`Error::Limited`] or [`Error::Budget`] when it may not be
    /// asked now. What goes wrong at the agent is no error but the result.
    #[tracing::instrument(skip_all)]
    pub async fn test_agent(
        &self,
        actor: &Actor,
        agent: &AgentId,
        question: Option<&str>,
        limit: &PerMinute<TeamId>,
    ) -> Result<AgentTest, Error> {
        actor.needs(Role::Editor)?;
        let question = question.unwrap_or(HELLO);
        if question.trim().is_empty() || question.chars().count() > LONGEST_QUESTION {
            return Err(Error::Invalid { field: "question", reason: "1 to 2,000 characters" });
        }
        self.refuse_while_draining()?;
        let profile = self.parts.store.team_agent(&actor.team_id, agent).await?.ok_or(Error::NotFound)?;
        // Only what exists counts: what others have looks like what nobody has.
        limit.take(&actor.team_id, 1)?;
        self.ask_once(profile, question).await
    }

    /// Asks the MCP servers of one of the team's agents anew for their tools, within the team's limit of tests.
    #[tracing::instrument(skip_all)]
    pub async fn mcp_offers(
        &self,
        actor: &Actor,
        agent: &AgentId,
        limit: &PerMinute<TeamId>,
    ) -> Result<Vec<McpOffer>, Error> {
        actor.needs(Role::Editor)?;
        let profile = self.parts.store.team_agent(&actor.team_id, agent).await?.ok_or(Error::NotFound)?;
        limit.take(&actor.team_id, 1)?;
        Ok(self.parts.agents.mcp_offers(&profile).await)
    }

    async fn ask_once(&self, profile: AgentProfile, question: &str) -> Result<AgentTest, Error> {
        let agent = self.parts.agents.find(&profile)?;
        let spender = Spender::of_team(profile.team_id.clone());
        let permit = self.budgets.reserve(&spender, Amount::call(profile.reserved_tokens())).await?;
        let spec = profile.spec.clone();
        let question = asked(&self.parts, profile, Vec::new(), question, permit.clone());
        let began = self.parts.clock.elapsed();
        let events = agent.answer(question).take_until(self.cut.clone().cancelled_owned()).boxed();
        let heard = self.hear(events, began).await;
        permit.settle(heard.usage, heard.text.is_empty()).await;
        Ok(AgentTest {
            answer: (!heard.text.is_empty()).then_some(heard.text),
            first_token: heard.first,
            took: self.parts.clock.elapsed().saturating_sub(began),
            ok: heard.whole,
            problem: heard.problem,
            spec,
        })
    }

    async fn hear(&self, mut events: BoxStream<'static, Result<AgentEvent, AgentError>>, began: Duration) -> Heard {
        let mut heard = Heard::default();
        while let Some(event) = events.next().await {
            if heard.take(event) {
                return heard;
            }
            if heard.first.is_none() && !heard.text.is_empty() {
                heard.first = Some(self.parts.clock.elapsed().saturating_sub(began));
            }
        }
        heard.problem = Some(AgentProblem::EndedEarly);
        heard
    }
}

/// An answer as far as it came.
#[derive(Default)]
struct Heard {
    text: String,
    first: Option<Duration>,
    usage: Usage,
    problem: Option<AgentProblem>,
    whole: bool,
}

impl Heard {
    /// True at the end.
    fn take(&mut self, event: Result<AgentEvent, AgentError>) -> bool {
        match event {
            Ok(AgentEvent::Text(text)) => self.add(&text),
            Ok(AgentEvent::Block(block)) => {
                let words = blocks::sound(block, &|_| false).map(|block| blocks::in_words(&block)).unwrap_or_default();
                self.add(&words);
            }
            Ok(AgentEvent::Usage(usage)) => self.usage = usage,
            Ok(AgentEvent::Problem(problem)) => self.problem = Some(problem),
            Ok(AgentEvent::Finish(Finish::ContentFilter)) => {
                self.problem = Some(AgentProblem::Withheld);
                return true;
            }
            Ok(AgentEvent::Finish(_)) => {
                self.whole = true;
                return true;
            }
            Ok(_) => {}
            Err(error) => {
                self.problem = self.problem.or(Some(error.into()));
                return true;
            }
        }
        false
    }

    fn add(&mut self, text: &str) {
        let text = storable(text);
        let room = LONGEST.saturating_sub(self.text.len());
        self.text.push_str(&text[..text.floor_char_boundary(room)]);
    }
}
