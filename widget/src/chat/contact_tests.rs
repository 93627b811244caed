//! Contact forms and proactive messages, played on paper.

use parlor_shared::{
    config::{ContactForm, ContactWhen},
    content::{Element, Node},
    error::ErrorCode,
    widget::{Finish, Message as Wire, MessageReply, MessageStatus, Role, Usage},
};

use super::*;

const BEFORE: ContactForm = ContactForm {
    when: ContactWhen::Before,
    required: true,
    name: parlor_shared::config::Ask::Optional,
    phone: parlor_shared::config::Ask::No,
};

fn text(text: &str) -> Vec<Node> {
    vec![Node::Open(Element::Paragraph), Node::Text(text.into())]
}

fn opened(contact: Option<ContactForm>) -> Session {
    Session {
        conversation: "c1".parse().unwrap(),
        messages: vec![],
        greeting: vec![],
        start_first: false,
        contact,
        lead_captured: false,
    }
}

fn words(id: &str, said: &str) -> Box<Received> {
    let message = Wire {
        id: id.parse().unwrap(),
        role: Role::Agent,
        status: MessageStatus::Complete,
        text: said.into(),
        nodes: text(said),
        created_at: "2027-01-15T08:00:00.000Z".into(),
        client_message_id: None,
        reply_to: None,
        attachments: vec![],
        citations: vec![],
        quick_replies: vec![],
        blocks: vec![],
        feedback: None,
        low_confidence: false,
    };
    Box::new(Received { message, blocks: vec![] })
}

/// An open chat with this session.
fn chat(session: Session) -> Chat {
    let mut chat = Chat::default();
    chat.handle(Event::User(UserAction::Open));
    chat.handle(Event::Session(session));
    chat
}

fn say(chat: &mut Chat, said: &str) -> Vec<Effect> {
    chat.handle(Event::User(UserAction::Send { text: said.into(), files: vec![], client_id: said.into() }))
}

fn posts(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Post { .. }))
}

/// Answers the message that was posted last.
fn answer(chat: &mut Chat, blocks: Vec<BlockView>) {
    let reply = MessageReply {
        message_id: "a1".parse().unwrap(),
        user_message_id: "u1".parse().unwrap(),
        conversation_id: "c1".parse().unwrap(),
        created_at: String::new(),
        content: "Yes.".into(),
        nodes: None,
        finish: Finish::Stop,
        citations: vec![],
        quick_replies: vec![],
        blocks: vec![],
        usage: Usage::default(),
        low_confidence: false,
    };
    let ticket = chat.last_ticket;
    chat.handle(Event::Answer(ticket, StreamEvent::Whole(Box::new(reply), blocks)));
}

fn lead() -> std::rc::Rc<ContactDetails> {
    ContactDetails { name: String::new(), email: "ada@x.example".into(), phone: String::new() }.into()
}

#[test]
fn nothing_is_sent_before_a_form_that_must_be_filled_in() {
    let mut chat = chat(opened(Some(BEFORE)));
    assert_eq!(chat.summary().asked, ContactPrompt::InsteadOfComposer);
    assert!(!posts(&say(&mut chat, "Hi")), "it waits");
    chat.handle(Event::User(UserAction::SkipContact));
    assert_eq!(chat.summary().asked, ContactPrompt::InsteadOfComposer, "it cannot be skipped");
    let effects = chat.handle(Event::User(UserAction::Leave(lead())));
    assert_eq!(effects, [Effect::Lead(lead()), Effect::Summary]);
    assert!(chat.summary().leaving);
    let effects = chat.handle(Event::LeadKept);
    assert!(effects.contains(&Effect::TellLead(lead())) && posts(&effects), "{effects:?}");
    assert_eq!(chat.summary().asked, ContactPrompt::Hidden);
}

#[test]
fn a_visitor_who_is_known_is_not_asked_again() {
    let session = Session { lead_captured: true, ..opened(Some(BEFORE)) };
    assert_eq!(chat(session).summary().asked, ContactPrompt::Hidden);
    let mut chat = chat(opened(Some(BEFORE)));
    chat.handle(Event::LeadKept);
    chat.handle(Event::User(UserAction::Restart));
    chat.handle(Event::Session(Session { conversation: "c2".parse().unwrap(), ..opened(Some(BEFORE)) }));
    assert_eq!(chat.summary().asked, ContactPrompt::Hidden);
}

#[test]
fn somebody_else_is_asked() {
    let mut chat = chat(opened(Some(BEFORE)));
    chat.handle(Event::LeadKept);
    chat.handle(Event::Erased);
    chat.handle(Event::User(UserAction::Open));
    chat.handle(Event::Session(opened(Some(BEFORE))));
    assert_eq!(chat.summary().asked, ContactPrompt::InsteadOfComposer);
}

#[test]
fn a_form_that_may_be_skipped_is() {
    let mut chat = chat(opened(Some(ContactForm { required: false, ..BEFORE })));
    assert_eq!(chat.summary().asked, ContactPrompt::InsteadOfComposer);
    chat.handle(Event::User(UserAction::SkipContact));
    assert_eq!(chat.summary().asked, ContactPrompt::Hidden);
    assert!(posts(&say(&mut chat, "Hi")));
}

#[test]
fn during_the_chat_it_comes_after_the_first_answer_and_again_with_a_person() {
    let form = ContactForm { when: ContactWhen::During, required: false, ..BEFORE };
    let mut chat = chat(opened(Some(form)));
    assert_eq!(chat.summary().asked, ContactPrompt::Hidden);
    assert!(posts(&say(&mut chat, "Hi")));
    answer(&mut chat, vec![]);
    assert_eq!(chat.summary().asked, ContactPrompt::BesideComposer);
    chat.handle(Event::User(UserAction::SkipContact));
    assert_eq!(chat.summary().asked, ContactPrompt::Hidden);
    assert!(posts(&say(&mut chat, "A person!")));
    answer(&mut chat, vec![BlockView { json: "{}".into(), says: true, offers_person: true }]);
    assert_eq!(chat.summary().asked, ContactPrompt::BesideComposer);
}

#[test]
fn a_lead_that_met_an_old_token_is_sent_again_once() {
    let mut chat = chat(opened(Some(BEFORE)));
    chat.handle(Event::User(UserAction::Leave(lead())));
    let expired = || Event::LeadRefused(Failure::new(ErrorCode::InvalidToken, false, None));
    assert!(chat.handle(expired()).contains(&Effect::Init { fresh: false }));
    assert!(chat.handle(Event::Session(opened(Some(BEFORE)))).contains(&Effect::Lead(lead())));
    chat.handle(expired());
    let now = chat.summary();
    assert_eq!((now.leaving, now.not_left), (false, Some(Problem::Token)));
}

#[test]
fn a_lead_that_cannot_be_kept_says_so_and_can_be_sent_again() {
    let mut chat = chat(opened(Some(BEFORE)));
    chat.handle(Event::User(UserAction::Leave(lead())));
    chat.handle(Event::LeadRefused(Failure::NETWORK));
    assert_eq!(chat.summary().not_left, Some(Problem::Network));
    assert!(chat.handle(Event::User(UserAction::Leave(lead()))).contains(&Effect::Lead(lead())));
    assert_eq!(chat.summary().not_left, None);
}

#[test]
fn offered_words_are_stored_before_they_are_answered() {
    let mut chat = Chat::default();
    chat.handle(Event::User(UserAction::Open));
    chat.handle(Event::User(UserAction::Offer { rule: "r1".into(), text: "Need help?".into() }));
    let effects = chat.handle(Event::Session(Session { greeting: text("Welcome"), ..opened(None) }));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Speak { .. })), "nobody has answered");
    assert_eq!(chat.rows().map(|row| row.state).collect::<Vec<_>>(), [State::Greeting]);
    let key = chat.rows().next().unwrap().key;
    assert_eq!(chat.nodes(key), text("Need help?"), "in place of the usual first words");
    let effects = say(&mut chat, "Yes, please");
    assert!(effects.contains(&Effect::Speak { rule: Some("r1".into()) }) && !posts(&effects), "{effects:?}");
    let effects = chat.handle(Event::Spoken(Some(words("p1", "Need **help**?"))));
    assert!(effects.contains(&Effect::Redraw(key)) && posts(&effects), "{effects:?}");
    assert_eq!(chat.message(key).unwrap().id, Some("p1".parse().unwrap()));
}

#[test]
fn words_that_cannot_be_stored_hold_nobody_up() {
    let mut chat = chat(opened(None));
    chat.handle(Event::User(UserAction::Offer { rule: "r1".into(), text: "Need help?".into() }));
    say(&mut chat, "Yes");
    assert!(posts(&chat.handle(Event::Spoken(None))));
    assert_eq!(chat.rows().count(), 3, "they stay on the screen");
    assert!(!chat.handle(Event::Spoken(None)).contains(&Effect::Rows), "what comes late changes nothing");
}

#[test]
fn the_agent_begins_an_empty_conversation() {
    let mut begun = Chat::default();
    begun.handle(Event::User(UserAction::Open));
    let first = Session { start_first: true, ..opened(None) };
    let effects = begun.handle(Event::Session(first.clone()));
    assert!(effects.contains(&Effect::Speak { rule: None }), "{effects:?}");
    begun.handle(Event::Spoken(Some(words("w1", "Hello!"))));
    let row = begun.rows().next().unwrap();
    assert_eq!((row.state, row.id.is_some()), (State::Greeting, true));
    assert!(begun.summary().empty, "suggestions are still offered");
    let again = begun.handle(Event::User(UserAction::Regenerate { client_id: "r".into() }));
    assert_eq!(again, [Effect::Summary], "it is no answer");

    let mut chat = Chat::default();
    chat.handle(Event::User(UserAction::Open));
    let told = Session { messages: vec![*words("w1", "Hello!")], ..first.clone() };
    assert!(!chat.handle(Event::Session(told)).contains(&Effect::Speak { rule: None }), "it has begun");
    let mut refused = Chat::default();
    refused.handle(Event::User(UserAction::Open));
    refused.handle(Event::Session(first));
    refused.handle(Event::Spoken(None));
    assert_eq!(refused.rows().count(), 0, "the dots go");
}
