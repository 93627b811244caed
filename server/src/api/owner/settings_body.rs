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

#[cfg(test)]
mod tests {
    use super::*;

    /// A row holds features by name: one that `Feature::ALL` lacks could be set, and would be lost.
    #[test]
    fn every_feature_of_the_api_is_known_by_its_name() {
        let error = serde_json::from_value::<FeatureName>("?".into()).unwrap_err().to_string();
        let (_, listed) = error.split_once("expected one of ").unwrap();
        let names: Vec<_> = listed.split('`').skip(1).step_by(2).collect();
        assert_eq!(names, Feature::ALL.map(Feature::name));
    }
}
