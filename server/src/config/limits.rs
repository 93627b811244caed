//! Rate limits, quotas and connection limits.

use std::num::NonZeroU32;

use clap::Args;

use crate::core::security::budget::{Amount, BudgetLimits};

/// Rate limits, quotas and connection limits.
#[derive(Args, Clone, Debug)]
pub struct LimitsConfig {
    /// Calls of /init per minute and address (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_INIT_PER_MINUTE", default_value = "60", value_name = "N")]
    pub init_per_minute: NonZeroU32,

    /// Owners' sign-ins per minute with one e-mail address from one address, and in a browser that has signed in before.
    #[arg(long, env = "PARLOR_SIGN_INS_PER_MINUTE", default_value = "10", value_name = "N")]
    pub sign_ins_per_minute: NonZeroU32,

    /// Owners' sign-ins per minute from one address (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_SIGN_INS_PER_ADDRESS", default_value = "30", value_name = "N")]
    pub sign_ins_per_address: NonZeroU32,

    /// Owners' sign-ins per minute with one e-mail address, from anywhere.
    #[arg(long, env = "PARLOR_SIGN_INS_PER_EMAIL", default_value = "100", value_name = "N")]
    pub sign_ins_per_email: NonZeroU32,

    /// Leads per minute and conversation.
    #[arg(long, env = "PARLOR_LEADS_PER_MINUTE", default_value = "5", value_name = "N")]
    pub leads_per_minute: NonZeroU32,

    /// Events per minute and conversation.
    #[arg(long, env = "PARLOR_EVENTS_PER_MINUTE", default_value = "600", value_name = "N")]
    pub events_per_minute: NonZeroU32,

    /// Texts read by /render per minute and address (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_RENDERS_PER_MINUTE", default_value = "120", value_name = "N")]
    pub renders_per_minute: NonZeroU32,

    /// Previews of links per minute and visitor.
    #[arg(long, env = "PARLOR_PREVIEWS_PER_MINUTE", default_value = "30", value_name = "N")]
    pub previews_per_minute: NonZeroU32,

    /// Previews of links per minute and address (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_PREVIEWS_PER_ADDRESS", default_value = "120", value_name = "N")]
    pub previews_per_address: NonZeroU32,

    /// Recordings written down, and messages read aloud, per minute and visitor.
    #[arg(long, env = "PARLOR_VOICE_PER_MINUTE", default_value = "20", value_name = "N")]
    pub voice_per_minute: NonZeroU32,

    /// Tests of agents by their owners per minute and team.
    #[arg(long, env = "PARLOR_AGENT_TESTS_PER_MINUTE", default_value = "10", value_name = "N")]
    pub agent_tests_per_minute: NonZeroU32,

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

    /// Messages per minute and address, over all its conversations (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_MESSAGES_PER_MINUTE", default_value = "60", value_name = "N")]
    pub messages_per_minute: NonZeroU32,

    /// Calls of agents and voice services that one conversation may cause in 24 hours.
    #[arg(long, env = "PARLOR_ANSWERS_PER_DAY", default_value_t = 200, value_name = "N")]
    pub answers_per_day: u64,

    /// Model tokens, read and written, that one conversation may cost in 24 hours.
    #[arg(long, env = "PARLOR_TOKENS_PER_DAY", default_value_t = 500_000, value_name = "N")]
    pub tokens_per_day: u64,

    /// Bytes that one conversation may store in 24 hours: messages, events, files.
    #[arg(long, env = "PARLOR_BYTES_PER_DAY", default_value_t = 104_857_600, value_name = "N")]
    pub bytes_per_day: u64,

    /// Calls of agents and voice services that one address may cause in 24 hours (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_ADDRESS_ANSWERS_PER_DAY", default_value_t = 1_000, value_name = "N")]
    pub address_answers_per_day: u64,

    /// Model tokens that one address may cost in 24 hours.
    #[arg(long, env = "PARLOR_ADDRESS_TOKENS_PER_DAY", default_value_t = 2_000_000, value_name = "N")]
    pub address_tokens_per_day: u64,

    /// Bytes that one address may store in 24 hours.
    #[arg(long, env = "PARLOR_ADDRESS_BYTES_PER_DAY", default_value_t = 209_715_200, value_name = "N")]
    pub address_bytes_per_day: u64,

    /// Calls of agents and voice services that one widget may cause in a day (UTC).
    #[arg(long, env = "PARLOR_WIDGET_ANSWERS_PER_DAY", default_value_t = 10_000, value_name = "N")]
    pub widget_answers_per_day: u64,

    /// Model tokens that one widget may cost in a day (UTC).
    #[arg(long, env = "PARLOR_WIDGET_TOKENS_PER_DAY", default_value_t = 20_000_000, value_name = "N")]
    pub widget_tokens_per_day: u64,

    /// Bytes that one widget's visitors may store in a day (UTC).
    #[arg(long, env = "PARLOR_WIDGET_BYTES_PER_DAY", default_value_t = 2_147_483_648, value_name = "N")]
    pub widget_bytes_per_day: u64,

    /// Calls of agents and voice services that one team may cause in a month (UTC).
    #[arg(long, env = "PARLOR_TEAM_ANSWERS_PER_MONTH", default_value_t = 200_000, value_name = "N")]
    pub team_answers_per_month: u64,

    /// Model tokens that one team may cost in a month (UTC).
    #[arg(long, env = "PARLOR_TEAM_TOKENS_PER_MONTH", default_value_t = 400_000_000, value_name = "N")]
    pub team_tokens_per_month: u64,

    /// Bytes that one team's visitors may store in a month (UTC).
    #[arg(long, env = "PARLOR_TEAM_BYTES_PER_MONTH", default_value_t = 21_474_836_480, value_name = "N")]
    pub team_bytes_per_month: u64,

    /// Open streams in this process; more are answered 503.
    #[arg(long, env = "PARLOR_STREAMS", default_value_t = 10_000, value_name = "N")]
    pub streams: usize,

    /// Open streams per address (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_STREAMS_PER_ADDRESS", default_value_t = 20, value_name = "N")]
    pub streams_per_address: usize,

    /// Open streams per conversation. All tabs of a browser share one; the second is for a retry that overlaps.
    #[arg(long, env = "PARLOR_STREAMS_PER_CONVERSATION", default_value_t = 2, value_name = "N")]
    pub streams_per_conversation: usize,

    /// Seconds between two looks at whether an open stream's widget is still switched on and its key still good, 1 to 30.
    #[arg(long, env = "PARLOR_RECHECK_SECONDS", default_value_t = 10, value_name = "S", value_parser = clap::value_parser!(u64).range(1..=30))]
    pub recheck_seconds: u64,

    /// Open connections; more wait to be accepted.
    #[arg(long, env = "PARLOR_CONNECTIONS", default_value_t = 20_000, value_name = "N")]
    pub connections: usize,

    /// Open connections per address (an IPv6 /64 counts as one); trusted proxies have no such limit.
    #[arg(long, env = "PARLOR_CONNECTIONS_PER_ADDRESS", default_value_t = 256, value_name = "N")]
    pub connections_per_address: usize,
}

impl LimitsConfig {
    /// Returns the budgets of conversations, addresses, widgets and teams.
    pub const fn budget(&self) -> BudgetLimits {
        BudgetLimits {
            conversation: Amount {
                answers: self.answers_per_day,
                tokens: self.tokens_per_day,
                bytes: self.bytes_per_day,
            },
            address: Amount {
                answers: self.address_answers_per_day,
                tokens: self.address_tokens_per_day,
                bytes: self.address_bytes_per_day,
            },
            widget: Amount {
                answers: self.widget_answers_per_day,
                tokens: self.widget_tokens_per_day,
                bytes: self.widget_bytes_per_day,
            },
            team: Amount {
                answers: self.team_answers_per_month,
                tokens: self.team_tokens_per_month,
                bytes: self.team_bytes_per_month,
            },
            messages_per_minute: self.messages_per_minute,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use clap::{Args as _, Command};

    use super::*;
    use crate::config::{FilesConfig, NetworkConfig};

    const PAGE: &str = include_str!("../../../docs/configuration.md");

    /// Defaults by variable, as the page's table has them.
    fn table() -> BTreeMap<&'static str, String> {
        let cells = PAGE.lines().filter(|line| line.starts_with('|')).map(|line| line.split('|').map(str::trim));
        let row = |mut cells: Vec<&'static str>| {
            let default = cells.swap_remove(3).replace(',', "");
            Some((cells[2].strip_prefix('`')?.strip_suffix('`')?, default))
        };
        cells.map(Iterator::collect).filter_map(row).collect()
    }

    /// Defaults by variable, as the options have them.
    fn options(command: &Command) -> BTreeMap<String, String> {
        let option = |arg: &clap::Arg| {
            let default = arg.get_default_values().first()?.to_str()?.to_owned();
            Some((arg.get_env()?.to_str()?.to_owned(), default))
        };
        command.get_arguments().filter_map(option).collect()
    }

    #[test]
    fn the_page_has_every_limit_with_its_default() {
        let files = options(&FilesConfig::augment_args(Command::new("files")));
        let files = files.into_iter().filter(|(name, _)| !name.contains("_S3_"));
        let network = options(&NetworkConfig::augment_args(Command::new("network")));
        let network = network.into_iter().filter(|(name, _)| name.ends_with("_SECONDS") && !name.contains("DRAIN"));
        let limits = options(&LimitsConfig::augment_args(Command::new("limits")));
        assert_eq!(limits.len(), LimitsConfig::augment_args(Command::new("limits")).get_arguments().count());
        let ours: BTreeMap<_, _> = limits.into_iter().chain(files).chain(network).collect();
        let table: BTreeMap<_, _> = table().into_iter().map(|(name, default)| (name.to_owned(), default)).collect();
        assert_eq!(table, ours);
    }
}
