//! Lead score, 0 to 100: the interest a visitor shows in buying.

use super::intent::Intent;

/// Signals of interest, known when a visitor has just sent a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LeadSignals {
    /// The intent of their message.
    pub intent: Intent,
    /// Their engagement score, 0 to 100: [`super::Engagement::score`].
    pub engagement: u8,
    /// Number of messages they have sent, including this one.
    pub messages: usize,
    /// True if they have left contact details.
    pub lead_captured: bool,
}

/// More messages than these earn no more points.
pub const MESSAGES_THAT_COUNT: usize = 3;

impl LeadSignals {
    /// The lead score, 0 to 100, the sum of
    ///
    /// | Signal | Points |
    /// |---|---|
    /// | intent: price or demo | 35 |
    /// | intent: a person | 25 |
    /// | intent: order, account, support, anything else | 10 |
    /// | intent: return, complaint, greeting | 0 |
    /// | engagement score | 2 for every 5, at most 40 |
    /// | messages | 4 each, at most 12 |
    /// | contact details | 25 |
    ///
    /// and never more than 100. Asking for prices with an engagement score of 65 in the first message makes 65.
    pub fn score(self) -> u8 {
        let engagement = self.engagement.min(100) / 5 * 2;
        let messages = u8::try_from(self.messages.min(MESSAGES_THAT_COUNT)).unwrap_or_default() * 4;
        let lead = if self.lead_captured { 25 } else { 0 };
        (intent(self.intent) + engagement + messages + lead).min(100)
    }
}

const fn intent(intent: Intent) -> u8 {
    match intent {
        Intent::PricingInquiry | Intent::DemoRequest => 35,
        Intent::HumanRequest => 25,
        Intent::OrderStatus | Intent::AccountHelp | Intent::SupportRequest | Intent::GeneralInquiry => 10,
        Intent::ReturnsRefund | Intent::Complaint | Intent::Greeting => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::core::engagement::Engagement;

    fn signals(intent: Intent, engagement: u8, messages: usize, lead_captured: bool) -> LeadSignals {
        LeadSignals { intent, engagement, messages, lead_captured }
    }

    #[test]
    fn the_score_of_some_visitors() {
        let visit = Engagement { scroll_percent: 75, time_ms: 45_000, clicks: 3, pages: 1, last_page: None };
        for (visitor, score) in [
            (signals(Intent::PricingInquiry, visit.score(), 1, false), 65),
            (signals(Intent::Greeting, 0, 1, false), 4),
            (signals(Intent::GeneralInquiry, 5, 2, false), 20),
            (signals(Intent::DemoRequest, 100, 50, true), 100),
        ] {
            assert_eq!(visitor.score(), score, "{visitor:?}");
        }
    }

    proptest! {
        #[test]
        fn more_of_anything_never_gives_less(
            at in 0..Intent::ALL.len(), engagement in 0..=100_u8, more in 0..=100_u8, messages in 0..9_usize, lead: bool,
        ) {
            let one = signals(Intent::ALL[at], engagement, messages, lead);
            let other = signals(Intent::ALL[at], engagement.max(more), messages + 1, true);
            prop_assert!(one.score() <= other.score());
            prop_assert!(other.score() <= 100);
        }
    }
}
