//! How often, how much, how many.

use std::{num::NonZeroU32, time::Duration};

use clap::Args;

use crate::core::store::Budget;

/// How often, how much, how many.
#[derive(Args, Clone, Debug)]
pub struct LimitsConfig {
    /// Calls of /init per minute and address (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_INIT_PER_MINUTE", default_value = "60", value_name = "N")]
    pub init_per_minute: NonZeroU32,

    /// Owners' sign-ins per minute and address, and per minute and e-mail address.
    #[arg(long, env = "PARLOR_SIGN_INS_PER_MINUTE", default_value = "10", value_name = "N")]
    pub sign_ins_per_minute: NonZeroU32,

    /// Leads per minute and conversation.
    #[arg(long, env = "PARLOR_LEADS_PER_MINUTE", default_value = "5", value_name = "N")]
    pub leads_per_minute: NonZeroU32,

    /// Events per minute and conversation.
    #[arg(long, env = "PARLOR_EVENTS_PER_MINUTE", default_value = "600", value_name = "N")]
    pub events_per_minute: NonZeroU32,

    /// Previews of links per minute and visitor.
    #[arg(long, env = "PARLOR_PREVIEWS_PER_MINUTE", default_value = "30", value_name = "N")]
    pub previews_per_minute: NonZeroU32,

    /// Previews of links per minute and address (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_PREVIEWS_PER_ADDRESS", default_value = "120", value_name = "N")]
    pub previews_per_address: NonZeroU32,

    /// Recordings written down, and messages read aloud, per minute and visitor.
    #[arg(long, env = "PARLOR_VOICE_PER_MINUTE", default_value = "20", value_name = "N")]
    pub voice_per_minute: NonZeroU32,

    /// Conversations opened by NexonTech's API per minute and address (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_NEXON_INIT_PER_MINUTE", default_value = "60", value_name = "N")]
    pub nexon_init_per_minute: NonZeroU32,

    /// Messages by NexonTech's API per minute and address (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_NEXON_CHAT_PER_MINUTE", default_value = "60", value_name = "N")]
    pub nexon_chat_per_minute: NonZeroU32,

    /// Calls of Caty's API per minute, widget and address (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_CATY_PER_MINUTE", default_value = "100", value_name = "N")]
    pub caty_per_minute: NonZeroU32,

    /// Messages and openings by a model per minute and session of Caty's API.
    #[arg(long, env = "PARLOR_CATY_MESSAGES_PER_MINUTE", default_value = "20", value_name = "N")]
    pub caty_messages_per_minute: NonZeroU32,

    /// Answers one conversation may get in 24 hours.
    #[arg(long, env = "PARLOR_ANSWERS_PER_DAY", default_value_t = 200, value_name = "N")]
    pub answers_per_day: u32,

    /// Model tokens, read and written, one conversation may cost in 24 hours.
    #[arg(long, env = "PARLOR_TOKENS_PER_DAY", default_value_t = 500_000, value_name = "N")]
    pub tokens_per_day: u64,

    /// Open streams in this process; more are answered 503.
    #[arg(long, env = "PARLOR_STREAMS", default_value_t = 10_000, value_name = "N")]
    pub streams: usize,

    /// Open streams per address (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_STREAMS_PER_ADDRESS", default_value_t = 100, value_name = "N")]
    pub streams_per_address: usize,

    /// Open streams per conversation: its tabs, and retries that overlap.
    #[arg(long, env = "PARLOR_STREAMS_PER_CONVERSATION", default_value_t = 10, value_name = "N")]
    pub streams_per_conversation: usize,

    /// Seconds between two looks at whether an open stream's widget is still switched on and its key still good, 1 to 30.
    #[arg(long, env = "PARLOR_RECHECK_SECONDS", default_value_t = 10, value_name = "S", value_parser = clap::value_parser!(u64).range(1..=30))]
    pub recheck_seconds: u64,

    /// Open connections; more wait to be accepted.
    #[arg(long, env = "PARLOR_CONNECTIONS", default_value_t = 20_000, value_name = "N")]
    pub connections: usize,
}

impl LimitsConfig {
    /// What a conversation may cost.
    pub const fn budget(&self) -> Budget {
        Budget { answers: self.answers_per_day, tokens: self.tokens_per_day, period: Duration::from_hours(24) }
    }
}
