//! English, for the moment before the server has spoken and for keys it does not know.

macro_rules! texts {
    ($($key:literal => $text:literal,)*) => {
        /// The English text of a key; the key itself should it have none.
        pub(super) fn text(key: &'static str) -> &'static str {
            match key { $($key => $text,)* _ => key }
        }

        #[cfg(test)]
        const ALL: &[(&str, &str)] = &[$(($key, $text),)*];
    };
}

texts! {
    "close" => "Close chat",
    "new_conversation" => "New conversation",
    "new_conversation_question" => "Start a new conversation? This one will be closed.",
    "new_conversation_yes" => "Start new",
    "cancel" => "Cancel",
    "status_online" => "Online",
    "status_connecting" => "Connecting…",
    "status_offline" => "You are offline",
    "status_reconnecting" => "Reconnecting…",
    "status_unavailable" => "Not available",
    "conversation" => "Conversation",
    "loading" => "Loading the conversation",
    "earlier" => "Earlier messages",
    "new_messages" => "New messages",
    "scroll_down" => "Scroll to the latest message",
    "you_said" => "You said",
    "agent_said" => "{name} said",
    "suggestions" => "Suggestions",
    "placeholder" => "Write a message…",
    "message" => "Message",
    "send" => "Send message",
    "stop" => "Stop the answer",
    "attach" => "Attach files: pictures, PDF, Office or text, up to {size} each",
    "take_photo" => "Take a photo",
    "attached" => "Attached files",
    "file_remove" => "Remove {name}",
    "file_too_large" => "Too large: at most {size}",
    "file_kind" => "This kind of file is not taken",
    "files_too_many" => "Too many files in one message",
    "characters_left" => "{count} characters left",
    "characters_over" => "{count} characters too many",
    "sending" => "Sending…",
    "waiting_for_network" => "Will be sent when you are back online",
    "not_sent" => "Not sent.",
    "try_again" => "Try again",
    "stopped" => "You stopped this answer.",
    "interrupted" => "This answer was interrupted.",
    "thinking" => "Thinking…",
    "searching" => "Searching…",
    "answer_started" => "{name} is answering",
    "continue" => "Continue",
    "copy" => "Copy",
    "copied" => "Copied",
    "copy_code" => "Copy code",
    "regenerate" => "New answer",
    "helpful" => "Helpful",
    "not_helpful" => "Not helpful",
    "feedback_why" => "What was wrong?",
    "feedback_incorrect" => "Not correct",
    "feedback_incomplete" => "Incomplete",
    "feedback_off_topic" => "Off topic",
    "feedback_other" => "Something else",
    "feedback_comment" => "What would have helped? (optional)",
    "feedback_send" => "Send feedback",
    "feedback_thanks" => "Thank you for your feedback.",
    "sources" => "Sources",
    "link_new_tab" => "opens in a new tab",
    "code" => "Code",
    "table" => "Table",
    "formula" => "Formula",
    "done" => "Done",
    "not_done" => "Not done",
    "previous" => "Previous",
    "next" => "Next",
    "form_send" => "Send",
    "form_sent" => "Sent",
    "form_missing" => "Please fill in this field.",
    "form_invalid" => "Please check this field.",
    "reasoning" => "Reasoning",
    "used_tool" => "Used {name}",
    "maximize" => "Enlarge",
    "minimize" => "Make smaller",
    "powered_by" => "Powered by Parlor",
    "tool_question" => "May I use “{name}” on this page?",
    "allow" => "Allow",
    "refuse" => "Refuse",
    "error_network" => "The connection was lost.",
    "error_busy" => "The previous answer is still being written.",
    "error_limited" => "Too many messages just now. Please wait a moment.",
    "error_budget" => "This conversation has reached its limit. Please start a new one.",
    "error_invalid" => "This message could not be accepted.",
    "error_unavailable" => "This chat is not available here.",
    "error_gone" => "This message no longer exists.",
    "error_agent" => "The assistant could not answer.",
    "error_server" => "Something went wrong on our side.",
}

#[cfg(test)]
mod tests {
    use super::ALL;

    const CATALOGUE: &str = include_str!("../../../server/src/core/languages/en.json");

    #[test]
    fn the_servers_english_says_the_same() {
        let catalogue: std::collections::BTreeMap<String, String> = serde_json::from_str(CATALOGUE).unwrap();
        for (key, text) in ALL {
            assert_eq!(catalogue.get(*key).map(String::as_str), Some(*text), "{key}");
        }
    }
}
