//! What the agents' own tests share.

use jiff::Timestamp;

use crate::core::{
    agent::Question,
    profile::{AgentProfile, AgentSpec},
    tool::page::PageTools,
};

/// Somebody asks.
pub(super) fn question(text: &str) -> Question {
    Question {
        profile: AgentProfile {
            id: "agent".parse().unwrap(),
            team_id: "team".parse().unwrap(),
            name: "Ada".into(),
            spec: AgentSpec::Scripted {},
            starter_prompts: vec![],
            language: "en".into(),
            created_at: Timestamp::UNIX_EPOCH,
        },
        conversation_id: "conversation".parse().unwrap(),
        message_id: "message".parse().unwrap(),
        text: text.into(),
        attachments: vec![],
        form: None,
        history: vec![],
        page_context: None,
        page_url: None,
        language: "en".into(),
        shows: crate::core::blocks::Shows::default(),
        page: PageTools::default(),
        visitor_name: None,
    }
}
