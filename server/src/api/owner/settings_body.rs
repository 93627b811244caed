//! Settings of the API to settings of the domain, and back.

use parlor_shared::owner::settings::{BusinessBody, FeatureName, PersonaBody, SettingsBody, ThemeBody};

use crate::core::{
    both_ways::{both_ways, keys, option, option_all},
    widget::settings::{Business, Feature, Persona, Settings, ThemeChoice},
};

both_ways! {
    struct SettingsBody = Settings {
        title, intro, initial, placeholder, languages, theme by option, brand, position, layout, movable,
        avatar_url, session_seconds, plugins, features by keys, persona by option, business by option,
        proactive by option_all, contact by option, sound, title_note, extra,
    }
}
both_ways! { struct ThemeBody = ThemeChoice { name, config } }
both_ways! { struct PersonaBody = Persona { role, tone } }
both_ways! { struct BusinessBody = Business { name, kind } }
both_ways! {
    enum FeatureName = Feature {
        Stream, Verbose, Tools, Unfurl, Math, Carousel, Form, Attachments, AutoScroll, StartFirst,
        ContactCollection, ExportConversation, RestartConversation, Maximize, MessagePeek, VoiceIn, VoiceOut,
        PoweredBy,
    }
}
