//! From the domain to the wire; every variant is named.

use parlor_shared::vendor::caty as wire;

use crate::core::{
    engagement::intent::Intent,
    engagement::suggest::{Act, Suggestion},
};

pub(super) fn intent(intent: Intent) -> wire::Intent {
    match intent {
        Intent::HumanRequest => wire::Intent::HumanRequest,
        Intent::Complaint => wire::Intent::Complaint,
        Intent::ReturnsRefund => wire::Intent::ReturnsRefund,
        Intent::OrderStatus => wire::Intent::OrderStatus,
        Intent::AccountHelp => wire::Intent::AccountHelp,
        Intent::DemoRequest => wire::Intent::DemoRequest,
        Intent::PricingInquiry => wire::Intent::PricingInquiry,
        Intent::SupportRequest => wire::Intent::SupportRequest,
        Intent::Greeting => wire::Intent::Greeting,
        Intent::GeneralInquiry => wire::Intent::GeneralInquiry,
    }
}

pub(super) fn actions(suggestions: Vec<Suggestion>) -> Vec<wire::SuggestedAction> {
    suggestions.into_iter().map(action).collect()
}

fn action(suggestion: Suggestion) -> wire::SuggestedAction {
    let action = match suggestion.act {
        Act::Link(url) => wire::Action::Link { url },
        Act::Handoff => wire::Action::Handoff,
        Act::Message => wire::Action::Message,
        Act::Dismiss => wire::Action::Dismiss,
    };
    wire::SuggestedAction { label: suggestion.label, action }
}
