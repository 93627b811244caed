//! Intent classification of messages, by phrases and words.
//!
//! Each intent has phrases that state it (weight 2) and words that hint at it (weight 1). The intent with the most
//! weight wins; among equals the one that comes first in [`Intent::ALL`]. A message is a greeting only if it says
//! nothing else.
//!
//! | Weight of the winner | Confidence | When another intent has the same weight |
//! |---|---|---|
//! | 3 or more | 0.95 | 0.75 |
//! | 2 | 0.80 | 0.60 |
//! | 1 | 0.50 | 0.30 |
//! | 0: a general inquiry | 0.30 | |
//!
//! A greeting has 0.95. English, German, French and Spanish are known; other languages are general inquiries.

mod kinds;
mod phrases;

pub use kinds::Intent;
use phrases::{GREETINGS, IntentPhrases, each};

/// An intent and its confidence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading {
    /// The intent of the message.
    pub intent: Intent,
    /// Confidence in percent, 0 to 100.
    pub percent: u8,
}

impl Reading {
    /// Returns the confidence, 0 to 1.
    pub fn confidence(self) -> f64 {
        f64::from(self.percent) / 100.0
    }
}

/// Number of characters read: the intent is at the beginning of a message.
const READ: usize = 1_000;
/// Maximum number of words after a greeting; with more, it is not only a greeting.
const AFTER_GREETING: usize = 2;

/// Classifies a message.
pub fn read(message: &str) -> Reading {
    let said = words(message);
    let mut best = (Intent::GeneralInquiry, 0, false);
    for (intent, weight) in Intent::ALL.map(|intent| (intent, weight(intent, &said))) {
        if weight > best.1 {
            best = (intent, weight, false);
        } else if weight == best.1 {
            best.2 = true;
        }
    }
    match best {
        (_, 0, _) if is_greeting(&said) => Reading { intent: Intent::Greeting, percent: 95 },
        (intent, weight, contested) => Reading { intent, percent: percent(weight, contested) },
    }
}

const fn percent(weight: u32, contested: bool) -> u8 {
    match (weight, contested) {
        (0, _) | (1, true) => 30,
        (1, false) => 50,
        (2, true) => 60,
        (2, false) => 80,
        (3.., true) => 75,
        (3.., false) => 95,
    }
}

/// Returns the words in lower case, each surrounded by spaces; apostrophes are left out, as in hasty typing.
fn words(message: &str) -> String {
    let mut said = String::from(" ");
    for c in message.chars().take(READ).flat_map(char::to_lowercase).filter(|c| !matches!(c, '\'' | '’')) {
        if c.is_alphanumeric() {
            said.push(c);
        } else if !said.ends_with(' ') {
            said.push(' ');
        }
    }
    if !said.ends_with(' ') {
        said.push(' ');
    }
    said
}

fn weight(intent: Intent, said: &str) -> u32 {
    let IntentPhrases { say, hint } = phrases::of(intent);
    let found = |lines| each(lines).map(|phrase| u32::from(has(said, phrase))).sum::<u32>();
    2 * found(say) + found(hint)
}

/// Returns true if the message contains the phrase. A phrase that ends in `*` matches every word with that beginning.
fn has(said: &str, phrase: &str) -> bool {
    let begins = |at: usize| said[..at].ends_with(' ');
    match phrase.strip_suffix('*') {
        Some(stem) => said.match_indices(stem).any(|(at, _)| begins(at)),
        None => said.match_indices(phrase).any(|(at, _)| begins(at) && said[at + phrase.len()..].starts_with(' ')),
    }
}

fn is_greeting(said: &str) -> bool {
    let rest = |greeting: &str| said.strip_prefix(' ')?.strip_prefix(greeting)?.strip_prefix(' ');
    each(GREETINGS).filter_map(rest).any(|rest| rest.split_whitespace().count() <= AFTER_GREETING)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        Intent::{
            AccountHelp, Complaint, DemoRequest, GeneralInquiry, Greeting, HumanRequest, OrderStatus, PricingInquiry,
            ReturnsRefund, SupportRequest,
        },
        *,
    };

    #[track_caller]
    fn is(message: &str, intent: Intent, percent: u8) {
        assert_eq!(read(message), Reading { intent, percent }, "{message:?}");
    }

    #[test]
    fn what_people_say() {
        is("What are your pricing plans?", PricingInquiry, 95);
        is("How much does it cost?", PricingInquiry, 95);
        is("Do you have a discount for students?", PricingInquiry, 50);
        is("I want to talk to a human", HumanRequest, 80);
        is("Can I speak to someone from your sales team, a real person?", HumanRequest, 95);
        is("Where is my order?", OrderStatus, 95);
        is("Where's my package? The tracking says nothing.", OrderStatus, 95);
        is("I'd like a refund", ReturnsRefund, 80);
        is("Can I return these shoes?", ReturnsRefund, 80);
        is("Could you give me a demo?", DemoRequest, 80);
        is("I forgot my password and cannot log in", AccountHelp, 95);
        is("This is unacceptable, I am very disappointed!", Complaint, 95);
        is("It doesn't work", SupportRequest, 80);
        is("How do I set it up?", SupportRequest, 80);
        is("Do you sell olive oil?", GeneralInquiry, 30);
    }

    #[test]
    fn other_languages() {
        is("Was kostet das?", PricingInquiry, 80);
        is("Ich möchte mit einem Menschen sprechen.", HumanRequest, 80);
        is("Wo ist meine Bestellung?", OrderStatus, 80);
        is("Combien ça coûte ?", PricingInquiry, 95);
        is("Je voudrais un remboursement", ReturnsRefund, 80);
        is("¿Cuánto cuesta?", PricingInquiry, 95);
        is("Olvidé mi contraseña", AccountHelp, 80);
        is("Сколько это стоит?", GeneralInquiry, 30);
    }

    #[test]
    fn a_greeting_is_one_when_nothing_else_is_said() {
        for hello in ["Hi", "hello!", "Hi there", "Good morning everyone", "Guten Tag", "¡Hola!", "Bonjour à tous"] {
            is(hello, Greeting, 95);
        }
        is("Hi, what does it cost?", PricingInquiry, 50);
        is("Hi, do you have blue shoes in size nine?", GeneralInquiry, 30);
        is("hill", GeneralInquiry, 30);
    }

    #[test]
    fn equals_make_it_less_sure_and_the_more_urgent_wins() {
        is("Refund, please, and a demo.", ReturnsRefund, 60);
    }

    #[test]
    fn nothing_is_a_general_inquiry() {
        for nothing in ["", " ", "?!", "…", "\0", "👋"] {
            is(nothing, GeneralInquiry, 30);
        }
    }

    #[test]
    fn phrases_are_written_as_messages_are_read() {
        for intent in Intent::ALL {
            let IntentPhrases { say, hint } = phrases::of(intent);
            let all: Vec<_> = each(say).chain(each(hint)).collect();
            for (at, phrase) in all.iter().enumerate() {
                assert_eq!(words(phrase.trim_end_matches('*')).trim(), phrase.trim_end_matches('*'));
                let mut others = all.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other);
                assert_eq!(others.find(|other| has(&words(other), phrase)), None, "{phrase:?} is part of it");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_reading(message in ".{0,300}") {
            let reading = read(&message);
            prop_assert!((0.0..=1.0).contains(&reading.confidence()));
        }

        #[test]
        fn case_and_punctuation_do_not_matter(message in "[a-z ]{0,60}") {
            let shouted = format!("  {}!? ", message.to_uppercase().replace(' ', ", "));
            prop_assert_eq!(read(&message), read(&shouted));
        }
    }
}
