//! What the agent says by itself, in the visitor's language; English when it does not know the language.

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

const ALL: [Phrases; 4] = [
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
];

const HELLO: &[&str] =
    &["hi", "hello", "hey", "hallo", "moin", "bonjour", "salut", "hola", "good morning", "good evening", "guten tag"];
const THANKS: &[&str] =
    &["thanks", "thank you", "thx", "danke", "merci", "gracias", "many thanks", "thank you very much"];
const BYE: &[&str] = &["bye", "goodbye", "tschüss", "au revoir", "adiós", "adios", "see you"];

/// The texts for a BCP 47 tag.
pub(super) fn phrases(tag: &str) -> &'static Phrases {
    let language = tag.split(['-', '_']).next().unwrap_or_default();
    ALL.iter().find(|phrases| phrases.language.eq_ignore_ascii_case(language)).unwrap_or(&ALL[0])
}

/// The reply to words that ask nothing.
pub(super) fn small_talk(question: &str, phrases: &'static Phrases) -> Option<&'static str> {
    let said = super::words::words(question).collect::<Vec<_>>().join(" ");
    let one_of = |known: &[&str]| known.contains(&said.as_str());
    [(HELLO, phrases.hello), (THANKS, phrases.welcome), (BYE, phrases.bye)]
        .into_iter()
        .find_map(|(known, reply)| one_of(known).then_some(reply))
}
