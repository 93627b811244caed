//! From the domain to the wire and back; every field is named.

use parlor_shared::{
    vendor::nodeloom::{self as wire, ChatRole, Customization, CustomizationChange, InitCustomization},
    widget::Role,
};

use crate::core::{
    clock::rfc3339,
    conversation::message::Message,
    error::Error,
    security::origin::domain_pattern,
    widget::{Widget, settings::Settings},
};

pub(super) fn widget(widget: Widget) -> wire::Widget {
    wire::Widget {
        id: widget.id,
        name: widget.name,
        workflow_id: widget.agent_id,
        active: widget.active,
        customization: customization(widget.settings),
        allowed_domains: widget.allowed_origins.iter().map(|pattern| domain(pattern)).collect(),
        created_at: rfc3339(widget.created_at),
    }
}

fn customization(settings: Settings) -> Customization {
    Customization {
        primary_color: settings.brand,
        title: settings.title,
        position: settings.position,
        avatar_url: settings.avatar_url,
        extra: settings.extra,
    }
}

pub(super) fn init(widget: Widget) -> wire::InitReply {
    let settings = widget.effective();
    let config = settings.config();
    wire::InitReply {
        widget_id: widget.id,
        name: widget.name,
        customization: InitCustomization {
            primary_color: config.theme.brand,
            title: config.title,
            position: config.position,
            avatar_url: settings.avatar_url,
            extra: settings.extra,
        },
    }
}

/// Sets what is there, takes away what is `null`.
pub(super) fn customize(settings: &mut Settings, change: CustomizationChange) {
    let CustomizationChange { primary_color, title, position, avatar_url, extra } = change;
    primary_color.apply(&mut settings.brand);
    title.apply(&mut settings.title);
    position.apply(&mut settings.position);
    avatar_url.apply(&mut settings.avatar_url);
    for (name, value) in extra {
        if value.is_null() {
            settings.extra.remove(&name);
        } else {
            settings.extra.insert(name, value);
        }
    }
}

/// `example.com` is any page there. An origin (`https://example.com`) and `*` mean themselves: other APIs set those.
pub(super) fn origins(domains: &[String]) -> Result<Vec<String>, Error> {
    let pattern = |domain: &String| match domain.trim() {
        "" => Err(Error::Unprocessable { field: "allowedDomains", reason: "a domain is empty" }),
        origin if origin == "*" || origin.contains("://") => Ok(origin.to_owned()),
        _ => Ok(domain_pattern(domain)),
    };
    domains.iter().map(pattern).collect()
}

fn domain(pattern: &str) -> String {
    pattern.strip_prefix("//").unwrap_or(pattern).to_owned()
}

pub(super) fn message(message: Message) -> wire::ChatMessage {
    wire::ChatMessage {
        id: message.id,
        role: match message.role {
            Role::User => ChatRole::User,
            Role::Agent => ChatRole::Assistant,
        },
        content: message.text,
        created_at: rfc3339(message.created_at),
    }
}
