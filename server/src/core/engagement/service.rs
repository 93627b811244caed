//! Recording visitors' activity, and choosing the rule that speaks.

use parlor_shared::ids::ConversationId;

use super::{
    figures::{Engagement, Seen},
    proactive::{ProactiveRule, VisitorSignals, decide},
    telemetry::WidgetEvent,
};
use crate::core::{conversation::Conversation, error::Error, store::Store};

/// Records engagement and offers proactive messages.
#[derive(Clone, Copy)]
pub struct EngagementService<'a> {
    /// Storage.
    pub store: &'a dyn Store,
}

impl EngagementService<'_> {
    /// Records all of these events or none.
    #[tracing::instrument(skip_all)]
    pub async fn record(&self, events: &[WidgetEvent]) -> Result<(), Error> {
        Ok(self.store.record_events(events).await?)
    }

    /// Adds the activity a page reported, as [`Engagement::with`] does, and returns the resulting engagement.
    #[tracing::instrument(skip_all)]
    pub async fn merge(&self, conversation: &ConversationId, seen: &Seen) -> Result<Engagement, Error> {
        Ok(self.store.merge_engagement(conversation, seen).await?)
    }

    /// The engagement so far; all zeros when nothing is known.
    #[tracing::instrument(skip_all)]
    pub async fn known(&self, conversation: &ConversationId) -> Result<Engagement, Error> {
        Ok(self.store.engagement(conversation).await?)
    }

    /// Returns the rule that speaks now. A rule that may speak once is returned to one caller only, even if many ask at
    /// the same time. Earlier visits and the rules that have spoken are looked up.
    #[tracing::instrument(skip_all)]
    pub async fn offer<'r>(
        &self,
        conversation: &Conversation,
        rules: &'r [ProactiveRule],
        known: VisitorSignals,
    ) -> Result<Option<&'r ProactiveRule>, Error> {
        if rules.is_empty() {
            return Ok(None);
        }
        let id = &conversation.id;
        let mut known = VisitorSignals {
            earlier_visits: self.store.earlier_visits(&conversation.visitor_id, id).await?,
            spoken: self.store.spoken_rules(id).await?,
            ..known
        };
        while let Some(rule) = decide(rules, &known) {
            if !rule.once || self.store.claim_rule(id, &rule.id).await? {
                return Ok(Some(rule));
            }
            known.spoken.insert(rule.id.clone());
        }
        Ok(None)
    }
}
