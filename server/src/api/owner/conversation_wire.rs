//! Conversations from entities to the wire; every field is named.

use parlor_shared::owner::{
    ConversationItem, ConversationReply, ConversationVisitor, LeadContribution, OwnerMessage, VisitorEngagement,
};

use crate::{
    api::message_wire::{self, Nodes},
    core::{
        clock::rfc3339,
        conversation::{
            inbox::{ConversationDetail, ConversationSummary},
            message::Message,
            rendered::Rendered,
            visitor::Visitor,
        },
        engagement::{Engagement, lead::Lead},
        page_url::PageUrl,
    },
    http::state::AppState,
};

pub(super) fn item(summary: ConversationSummary) -> ConversationItem {
    let conversation = summary.conversation;
    ConversationItem {
        id: conversation.id,
        widget_id: conversation.widget_id,
        widget_name: summary.widget_name,
        agent_id: conversation.agent_id,
        visitor_id: conversation.visitor_id,
        visitor_name: summary.visitor_name,
        language: summary.locale,
        status: summary.status,
        assignee: summary.assignee,
        waiting_since: summary.waiting_since.map(rfc3339),
        first_reply_at: summary.first_reply_at.map(rfc3339),
        last_text: summary.last_text,
        last_role: summary.last_role,
        messages: summary.messages,
        rating: summary.rating,
        unsure: summary.unsure,
        lead: conversation.lead_captured,
        page_url: conversation.page.url.as_ref().map(text),
        page_title: conversation.page.title,
        created_at: rfc3339(conversation.created_at),
        last_activity_at: rfc3339(conversation.last_activity_at),
    }
}

pub(super) fn detail(detail: ConversationDetail) -> ConversationReply {
    ConversationReply {
        referrer: detail.summary.conversation.page.referrer.as_ref().map(text),
        conversation: item(detail.summary),
        agent_name: detail.agent_name,
        visitor: visitor(detail.visitor, detail.other_conversations),
        engagement: engagement(&detail.engagement),
        meta: detail.meta,
        leads: detail.leads.into_iter().map(contribution).collect(),
        usage: detail.usage,
    }
}

fn text(url: &PageUrl) -> String {
    url.as_str().to_owned()
}

fn visitor(visitor: Visitor, other_conversations: u64) -> ConversationVisitor {
    let (subject, name, email) = match visitor.identity {
        Some(identity) => (Some(identity.subject), identity.name, identity.email),
        None => (None, None, None),
    };
    ConversationVisitor {
        id: visitor.id,
        language: visitor.locale,
        subject,
        name,
        email,
        other_conversations,
        created_at: rfc3339(visitor.created_at),
    }
}

fn engagement(engagement: &Engagement) -> VisitorEngagement {
    VisitorEngagement {
        scroll_percent: engagement.scroll_percent,
        time_ms: engagement.time_ms,
        clicks: engagement.clicks,
        pages: engagement.pages,
        last_page: engagement.last_page.as_ref().map(text),
    }
}

pub(super) fn contribution(lead: Lead) -> LeadContribution {
    LeadContribution {
        conversation_id: lead.conversation_id,
        email: lead.email,
        name: lead.name,
        phone: lead.phone,
        message: lead.message,
        fields: lead.fields,
        updated_at: rfc3339(lead.updated_at),
    }
}

pub(super) fn message(message: Message, rendered: Rendered, state: &AppState) -> OwnerMessage<Nodes> {
    let failure = message.extras.failure.as_ref().map(|failure| failure.code.as_str().to_owned());
    let (feedback_reason, feedback_comment) = match &message.feedback {
        Some(feedback) => (feedback.reason.clone(), feedback.comment.clone()),
        None => (None, None),
    };
    OwnerMessage {
        usage: message.extras.usage,
        failure,
        feedback_reason,
        feedback_comment,
        message: message_wire::message(message, rendered, state),
    }
}
