//! Test questions by which an owner checks that an agent answers, or finds out why it does not. Nothing is stored.

use std::time::Duration;

use futures_util::{StreamExt as _, stream::BoxStream};
use parlor_shared::{
    ids::{AgentId, TeamId},
    widget::{Finish, Usage},
};

use super::{answer::LONGEST, completion::asked, turns::Turns};
use crate::core::{
    conversation::{
        agent_error::AgentError,
        agent_port::{AgentEvent, McpOffer, Ranking},
        agent_problem::AgentProblem,
        blocks,
        message::storable,
    },
    error::Error,
    owner::{
        agent::{AgentProfile, AgentSpec},
        team::{Actor, Role},
    },
    security::{
        budget::{Amount, Spender},
        rate_limit::PerMinute,
    },
};

/// The longest question, in characters.
pub const LONGEST_QUESTION: usize = 2_000;
/// The question when the owner gives none.
const HELLO: &str = "Hello! What can you help me with?";

/// The result of a test.
#[derive(Clone, PartialEq, Debug)]
pub struct AgentTest {
    /// The answer, as far as it came; `None` when there was none.
    pub answer: Option<String>,
    /// From the question to the first word.
    pub first_token: Option<Duration>,
    /// From the question to the end.
    pub took: Duration,
    /// True when the answer is whole.
    pub ok: bool,
    /// True when the agent is not sure of it.
    pub low_confidence: bool,
    /// The reason why there is no answer, or what it had to do without.
    pub problem: Option<AgentProblem>,
    /// The agent's specification, to tell the problem in words.
    pub spec: AgentSpec,
}

impl Turns {
    /// Asks one of the team's agents, on the team's account and within its limit of tests.
    ///
    /// [`Error::NotFound`] for an agent the team does not have, [`Error::Limited`] or [`Error::Budget`] when it may not
    /// be asked now. A failure of the agent is not an error: it is part of the result.
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
        // Only existing agents count: another team's agent looks like one that does not exist.
        limit.take(&actor.team_id, 1)?;
        self.ask_once(profile, question).await
    }

    /// Asks one of the team's agents and searches its documents for the same question, as [`Turns::test_agent`] does. The
    /// ranking is `None` for an agent without documents.
    #[tracing::instrument(skip_all)]
    pub async fn try_question(
        &self,
        actor: &Actor,
        agent: &AgentId,
        question: &str,
        limit: &PerMinute<TeamId>,
    ) -> Result<(AgentTest, Option<Ranking>), Error> {
        let tested = self.test_agent(actor, agent, Some(question), limit).await?;
        let profile = self.parts.store.team_agent(&actor.team_id, agent).await?.ok_or(Error::NotFound)?;
        let ranking = self.parts.agents.ranking(&profile, question).await?;
        Ok((tested, ranking))
    }

    /// Asks the MCP servers of one of the team's agents for their current tools, within the team's limit of tests.
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
            low_confidence: heard.low_confidence,
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
    low_confidence: bool,
}

impl Heard {
    /// Adds an event; returns true at the end.
    fn take(&mut self, event: Result<AgentEvent, AgentError>) -> bool {
        match event {
            Ok(AgentEvent::Text(text)) => self.add(&text),
            Ok(AgentEvent::Block(block)) => {
                let words =
                    blocks::validate(block, &|_| false).map(|block| blocks::fallback_text(&block)).unwrap_or_default();
                self.add(&words);
            }
            Ok(AgentEvent::LowConfidence) => self.low_confidence = true,
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
