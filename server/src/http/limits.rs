//! Rate limits of all APIs: each in one line, with what it counts and the option it follows.

use std::sync::Arc;

use parlor_shared::ids::{ConversationId, TeamId, VisitorId, WidgetId};

use super::device::KnownDevice;
use crate::{
    config::Config,
    core::{
        clock::Clock,
        security::{address_key::AddressKey, rate_limit::PerMinute, token::TokenKey},
    },
};

/// A type with one field per limit, made from the configuration.
macro_rules! limits {
    ($config:ident: $($(#[$doc:meta])+ $name:ident: $key:ty = $per_minute:expr;)+) => {
        /// Rate limits.
        pub struct Limits {
            $($(#[$doc])+ pub $name: PerMinute<$key>,)+
        }

        impl Limits {
            /// As configured.
            pub fn new($config: &Config, clock: &Arc<dyn Clock>) -> Self {
                Self { $($name: PerMinute::new($per_minute, Arc::clone(clock)),)+ }
            }

            /// Forgets what is idle; call it now and then.
            pub fn forget_idle(&self) {
                $(self.$name.forget_idle();)+
            }
        }
    };
}

limits! {
    config:
    /// `/init`, per address.
    init: AddressKey = config.limits.init_per_minute;
    /// NodeLoom's sessions, per address: as many as `/init`.
    sessions: AddressKey = config.limits.init_per_minute;
    /// Sign-ins, per address and e-mail address in lower case.
    sign_ins: (AddressKey, String) = config.limits.sign_ins_per_minute;
    /// Sign-ins, per address.
    sign_ins_from: AddressKey = config.limits.sign_ins_per_address;
    /// Sign-ins, per e-mail address in lower case.
    sign_ins_as: String = config.limits.sign_ins_per_email;
    /// Sign-ins in browsers in which somebody has signed in before.
    sign_ins_on: KnownDevice = config.limits.sign_ins_per_minute;
    /// `/leads`, per token.
    leads: TokenKey = config.limits.leads_per_minute;
    /// ChatBotKit's contacts, per conversation: as many as `/leads`.
    contacts: ConversationId = config.limits.leads_per_minute;
    /// `/render`, per address.
    renders: AddressKey = config.limits.renders_per_minute;
    /// Uploads, per address.
    uploads: AddressKey = config.files.attachments_per_minute;
    /// `/events`, per token.
    events: TokenKey = config.limits.events_per_minute;
    /// Previews of links, per visitor.
    previews: VisitorId = config.limits.previews_per_minute;
    /// Previews of links, per address.
    previews_from: AddressKey = config.limits.previews_per_address;
    /// Recordings written down, per visitor.
    recordings: VisitorId = config.limits.voice_per_minute;
    /// Messages read aloud, per visitor.
    speeches: VisitorId = config.limits.voice_per_minute;
    /// Tests of agents, per team.
    agent_tests: TeamId = config.limits.agent_tests_per_minute;
    /// NexonTech's `/init`, per address.
    nexon_init: AddressKey = config.limits.nexon_init_per_minute;
    /// NexonTech's `/chat`, per address.
    nexon_chat: AddressKey = config.limits.nexon_chat_per_minute;
    /// All of Caty's API, per widget and address.
    caty: (WidgetId, AddressKey) = config.limits.caty_per_minute;
    /// Messages that call the agent in Caty's API, per session.
    caty_messages: ConversationId = config.limits.caty_messages_per_minute;
}
