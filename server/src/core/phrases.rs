//! What a widget says by itself when its owner wrote nothing, in the visitor's language or in English.

/// The texts of one language.
#[derive(PartialEq, Eq, Debug)]
pub struct Phrases {
    language: &'static str,
    /// The first words of a conversation.
    pub greeting: &'static str,
    /// To whoever left an address.
    pub thanks: &'static str,
    /// To a visitor who has not asked anything.
    pub offer: &'static str,
    /// Takes the offer.
    pub tell_me_more: &'static str,
    /// Declines it.
    pub no_thanks: &'static str,
    /// Asks for a person.
    pub person: &'static str,
}

const ALL: [Phrases; 4] = [
    Phrases {
        language: "en",
        greeting: "Hi! How can I help you today?",
        thanks: "Thanks! Someone will be in touch soon.",
        offer: "Can I help you find something, or explain anything on this page?",
        tell_me_more: "Tell me more",
        no_thanks: "No thanks",
        person: "Talk to a person",
    },
    Phrases {
        language: "de",
        greeting: "Hallo! Wie kann ich Ihnen helfen?",
        thanks: "Danke! Wir melden uns bald bei Ihnen.",
        offer: "Kann ich Ihnen beim Suchen helfen oder etwas auf dieser Seite erklären?",
        tell_me_more: "Mehr erfahren",
        no_thanks: "Nein danke",
        person: "Mit einem Menschen sprechen",
    },
    Phrases {
        language: "fr",
        greeting: "Bonjour ! Comment puis-je vous aider ?",
        thanks: "Merci ! Nous vous contacterons bientôt.",
        offer: "Puis-je vous aider à trouver quelque chose ou expliquer un point de cette page ?",
        tell_me_more: "En savoir plus",
        no_thanks: "Non merci",
        person: "Parler à une personne",
    },
    Phrases {
        language: "es",
        greeting: "¡Hola! ¿En qué puedo ayudarle?",
        thanks: "¡Gracias! Nos pondremos en contacto pronto.",
        offer: "¿Puedo ayudarle a encontrar algo o explicarle algo de esta página?",
        tell_me_more: "Cuénteme más",
        no_thanks: "No, gracias",
        person: "Hablar con una persona",
    },
];

/// The texts for a BCP 47 tag.
pub fn phrases(tag: &str) -> &'static Phrases {
    let language = tag.split(['-', '_']).next().unwrap_or_default();
    ALL.iter().find(|phrases| phrases.language.eq_ignore_ascii_case(language)).unwrap_or(&ALL[0])
}

#[cfg(test)]
mod tests {
    use super::phrases;

    #[test]
    fn a_region_falls_back_to_its_language_and_the_unknown_to_english() {
        assert_eq!(phrases("de-CH").tell_me_more, "Mehr erfahren");
        assert_eq!(phrases("FR").no_thanks, "Non merci");
        for odd in ["", "tlh", "-"] {
            assert_eq!(phrases(odd).language, "en");
        }
    }
}
