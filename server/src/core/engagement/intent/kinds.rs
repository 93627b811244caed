//! The list of intents.

/// The intent of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Intent {
    /// Wants to talk to a person.
    HumanRequest,
    /// Complains about something.
    Complaint,
    /// Wants to return something, or a refund.
    ReturnsRefund,
    /// Asks for the status of an order.
    OrderStatus,
    /// Asks about sign-in, password or profile.
    AccountHelp,
    /// Wants to see or try the product.
    DemoRequest,
    /// Asks for a price.
    PricingInquiry,
    /// Reports that something does not work, or asks how it works.
    SupportRequest,
    /// Only a greeting.
    Greeting,
    /// Anything else.
    GeneralInquiry,
}

impl Intent {
    /// All of them, the more urgent first.
    pub const ALL: [Self; 10] = [
        Self::HumanRequest,
        Self::Complaint,
        Self::ReturnsRefund,
        Self::OrderStatus,
        Self::AccountHelp,
        Self::DemoRequest,
        Self::PricingInquiry,
        Self::SupportRequest,
        Self::Greeting,
        Self::GeneralInquiry,
    ];
}
