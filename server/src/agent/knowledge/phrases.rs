//! What the agent says by itself, in the visitor's language; English when it does not know the language.
//!
//! Sentences address the visitor politely and never say of the agent whether it is a he or a she.

/// The texts of one language.
pub(super) struct Phrases {
    language: &'static str,
    /// Before a passage; `{}` is its heading.
    pub(super) lead: &'static str,
    /// Nothing was found.
    pub(super) unknown: &'static str,
    /// The button that offers a person.
    pub(super) person: &'static str,
    /// What the visitor says by pressing it.
    pub(super) ask_person: &'static str,
    /// To a greeting.
    pub(super) hello: &'static str,
    /// To thanks.
    pub(super) welcome: &'static str,
    /// To a farewell.
    pub(super) bye: &'static str,
}

const ALL: [Phrases; 6] = [
    Phrases {
        language: "en",
        lead: "Here is what I found under **{}**:",
        unknown: "I don't know the answer to that: I could not find it in the documents I have. You can ask in other words, or talk to a person.",
        person: "Talk to a person",
        ask_person: "I would like to talk to a person.",
        hello: "Hello! What would you like to know?",
        welcome: "You are welcome! Is there anything else?",
        bye: "Goodbye!",
    },
    Phrases {
        language: "de",
        lead: "Das steht unter **{}**:",
        unknown: "Das weiß ich nicht: In meinen Unterlagen habe ich dazu nichts gefunden. Fragen Sie gern mit anderen Worten oder sprechen Sie mit einem Menschen.",
        person: "Mit einem Menschen sprechen",
        ask_person: "Ich möchte mit einem Menschen sprechen.",
        hello: "Hallo! Was möchten Sie wissen?",
        welcome: "Gern geschehen! Kann ich sonst noch helfen?",
        bye: "Auf Wiedersehen!",
    },
    Phrases {
        language: "fr",
        lead: "Voici ce que j'ai trouvé sous **{}** :",
        unknown: "Je ne sais pas : je n'ai rien trouvé à ce sujet dans mes documents. Vous pouvez reformuler la question ou parler à une personne.",
        person: "Parler à une personne",
        ask_person: "Je voudrais parler à une personne.",
        hello: "Bonjour ! Que souhaitez-vous savoir ?",
        welcome: "Avec plaisir ! Autre chose ?",
        bye: "Au revoir !",
    },
    Phrases {
        language: "es",
        lead: "Esto es lo que encontré en **{}**:",
        unknown: "No lo sé: no he encontrado nada sobre eso en mis documentos. Puede preguntar con otras palabras o hablar con una persona.",
        person: "Hablar con una persona",
        ask_person: "Quisiera hablar con una persona.",
        hello: "¡Hola! ¿Qué le gustaría saber?",
        welcome: "¡De nada! ¿Algo más?",
        bye: "¡Adiós!",
    },
    Phrases {
        language: "ro",
        lead: "Iată ce am găsit în secțiunea **{}**:",
        unknown: "Nu știu răspunsul: nu am găsit nimic despre asta în documentele mele. Puteți să întrebați cu alte cuvinte sau să vorbiți cu o persoană.",
        person: "Vorbiți cu o persoană",
        ask_person: "Aș dori să vorbesc cu o persoană.",
        hello: "Bună ziua! Ce ați dori să aflați?",
        welcome: "Cu plăcere! Vă mai pot ajuta cu ceva?",
        bye: "La revedere!",
    },
    Phrases {
        language: "ru",
        lead: "Вот что нашлось в разделе **{}**:",
        unknown: "Я не знаю ответа: в моих документах об этом ничего не нашлось. Вы можете спросить другими словами или поговорить с человеком.",
        person: "Поговорить с человеком",
        ask_person: "Мне хотелось бы поговорить с человеком.",
        hello: "Здравствуйте! Что бы вы хотели узнать?",
        welcome: "Пожалуйста! Могу ли я помочь чем-нибудь ещё?",
        bye: "До свидания!",
    },
];

// What people say as a whole message, as [`plain`] leaves it, between commas.
const HELLO: &str = "hi, hello, hey, good morning, good evening, hallo, moin, guten tag, bonjour, salut, hola, \
    buna, buna ziua, buna dimineata, buna seara, привет, здравствуйте, добрый день, доброе утро, добрый вечер";
const THANKS: &str = "thanks, thank you, thx, many thanks, thank you very much, danke, merci, gracias, mersi, \
    multumesc, multumesc mult, va multumesc, спасибо, спасибо большое, большое спасибо, благодарю";
const BYE: &str = "bye, goodbye, see you, tschuss, au revoir, adios, pa, la revedere, пока, до свидания";

/// The texts for a BCP 47 tag.
pub(super) fn phrases(tag: &str) -> &'static Phrases {
    let language = tag.split(['-', '_']).next().unwrap_or_default();
    ALL.iter().find(|phrases| phrases.language.eq_ignore_ascii_case(language)).unwrap_or(&ALL[0])
}

/// The reply to words that ask nothing.
pub(super) fn small_talk(question: &str, phrases: &'static Phrases) -> Option<&'static str> {
    let said = plain(&super::words::words(question).collect::<Vec<_>>().join(" "));
    let one_of = |known: &str| known.split(", ").any(|known| known == said);
    [(HELLO, phrases.hello), (THANKS, phrases.welcome), (BYE, phrases.bye)]
        .into_iter()
        .find_map(|(known, reply)| one_of(known).then_some(reply))
}

/// Without the marks that people leave out on a telephone, and that Romanian has two spellings of.
fn plain(said: &str) -> String {
    let letter = |c| match c {
        'ă' | 'â' => 'a',
        'î' => 'i',
        'ó' => 'o',
        'ș' | 'ş' => 's',
        'ț' | 'ţ' => 't',
        'ü' => 'u',
        other => other,
    };
    said.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_falls_back_to_its_language_and_the_unknown_to_english() {
        for (tag, language) in [
            ("en", "en"),
            ("ro", "ro"),
            ("ro-MD", "ro"),
            ("RU", "ru"),
            ("ru-RU", "ru"),
            ("ru_KZ", "ru"),
            ("sr-Latn-RO", "en"),
            ("tlh", "en"),
            ("", "en"),
            ("rus", "en"),
        ] {
            assert_eq!(phrases(tag).language, language, "{tag:?}");
        }
    }

    #[test]
    fn every_language_says_everything() {
        for of in &ALL {
            assert_eq!(of.lead.matches("**{}**").count(), 1, "{}", of.language);
            let all = [of.lead, of.unknown, of.person, of.ask_person, of.hello, of.welcome, of.bye];
            assert!(all.iter().all(|text| !text.trim().is_empty() && *text == text.trim()), "{}", of.language);
            assert!(of.person.chars().count() <= 120 && of.ask_person.chars().count() <= 120, "{}", of.language);
        }
    }

    #[test]
    fn each_language_is_written_in_its_own_letters() {
        let said = |tag| {
            let of = phrases(tag);
            [of.lead, of.unknown, of.person, of.ask_person, of.hello, of.welcome, of.bye].concat()
        };
        let (romanian, russian) = (said("ro"), said("ru"));
        assert!(romanian.contains(['ă', 'â', 'ș', 'ț']));
        assert!(!romanian.contains(['ş', 'ţ', 'ã']), "a cedilla is not a comma below");
        assert!(!russian.contains(|c: char| c.is_ascii_alphabetic()), "{russian}");
        assert!(!["en", "de", "fr", "es"].map(said).concat().contains(|c: char| ('а'..='я').contains(&c)));
    }

    #[test]
    fn greetings_thanks_and_farewells_are_answered_with_marks_or_without() {
        let (romanian, russian) = (phrases("ro"), phrases("ru"));
        for (said, reply) in [
            ("Bună ziua!", romanian.hello),
            ("buna ziua", romanian.hello),
            ("Mulțumesc.", romanian.welcome),
            ("Mulţumesc mult!", romanian.welcome),
            ("multumesc", romanian.welcome),
            ("La revedere", romanian.bye),
        ] {
            assert_eq!(small_talk(said, romanian), Some(reply), "{said}");
        }
        for (said, reply) in [
            ("Здравствуйте!", russian.hello),
            ("Добрый день", russian.hello),
            ("Большое спасибо!", russian.welcome),
            ("До свидания.", russian.bye),
        ] {
            assert_eq!(small_talk(said, russian), Some(reply), "{said}");
        }
        assert_eq!(small_talk("Tschüss!", phrases("de")), Some("Auf Wiedersehen!"));
        assert_eq!(small_talk("¡Adiós!", phrases("es")), Some("¡Adiós!"));
        assert_eq!(small_talk("Bună ziua, unde este comanda mea?", romanian), None);
    }

    #[test]
    fn known_words_are_as_they_are_compared() {
        for known in [HELLO, THANKS, BYE].iter().flat_map(|known| known.split(", ")) {
            assert_eq!(plain(&super::super::words::words(known).collect::<Vec<_>>().join(" ")), known);
        }
    }
}
