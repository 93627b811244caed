//! English texts shown before the server's reply or without it, and no others.

macro_rules! texts {
    ($($key:literal => $text:literal,)*) => {
        /// Returns the English text of a key; empty for texts that are shown only after the server's reply.
        pub(super) fn text(key: &'static str) -> &'static str {
            match key { $($key => $text,)* _ => "" }
        }

        #[cfg(test)]
        const ALL: &[(&str, &str)] = &[$(($key, $text),)*];
    };
}

texts! {
    "close" => "Close chat",
    "status_connecting" => "Connecting…",
    "status_offline" => "You are offline",
    "status_reconnecting" => "Reconnecting…",
    "status_unavailable" => "Not available",
    "conversation" => "Conversation",
    "loading" => "Loading the conversation",
    "you_said" => "You said",
    "placeholder" => "Write a message…",
    "message" => "Message",
    "send" => "Send message",
    "sending" => "Sending…",
    "waiting_for_network" => "Will be sent when you are back online",
    "not_sent" => "Not sent.",
    "try_again" => "Try again",
    "powered_by" => "Powered by Parlor",
    "error_identity" => "You could not be signed in to the chat. Please reload the page.",
    "error_network" => "The connection was lost.",
    "error_limited" => "Too many messages just now. Please wait a moment.",
    "error_invalid" => "This message couldn’t be sent.",
    "error_unavailable" => "This chat is not available here.",
    "error_origin" => "This page is not allowed to use this chat.",
    "error_server" => "Something went wrong on our side.",
}

#[cfg(test)]
mod tests {
    use super::ALL;

    const CATALOGUE: &str = include_str!("../../../server/src/core/i18n/languages/en.json");

    #[test]
    fn the_servers_english_says_the_same() {
        let catalogue: std::collections::BTreeMap<String, String> = serde_json::from_str(CATALOGUE).unwrap();
        for (key, text) in ALL {
            assert_eq!(catalogue.get(*key).map(String::as_str), Some(*text), "{key}");
        }
    }
}
