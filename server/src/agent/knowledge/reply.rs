//! What the agent says of its own: greetings, and that it does not know.

/// The built-in texts of one language.
pub(super) struct Texts {
    /// Its primary subtag.
    pub(super) language: &'static str,
    /// Answers a greeting.
    pub(super) greeting: &'static str,
    /// Answers thanks.
    pub(super) welcome: &'static str,
    /// Answers a farewell.
    pub(super) farewell: &'static str,
    /// Nothing in the documents answers the question.
    pub(super) unknown: &'static str,
    /// Above an answer that may not be the right one.
    pub(super) closest: &'static str,
    /// On the button that asks for a person.
    pub(super) person: &'static str,
    /// What pressing it says.
    pub(super) ask_person: &'static str,
    /// Answers that.
    pub(super) noted: &'static str,
    hello: &'static [&'static str],
    thanks: &'static [&'static str],
    bye: &'static [&'static str],
}

/// The first one stands in for every language that is not here.
const LANGUAGES: &[Texts] = &[
    Texts {
        language: "en",
        greeting: "Hello! What would you like to know?",
        welcome: "You are welcome! Is there anything else?",
        farewell: "Goodbye! Come back any time.",
        unknown: "I do not know the answer to that: I found nothing about it in the documents I have. You could ask in other words, or ask for a person.",
        closest: "I am not sure that this answers your question. The closest I found:",
        person: "Talk to a person",
        ask_person: "I would like to talk to a person.",
        noted: "I cannot put you through from here myself. Please use the contact details on this site; your conversation is kept.",
        hello: &["hi", "hello", "hey", "hi there", "hello there", "good morning", "good afternoon", "good evening", "good day"],
        thanks: &["thanks", "thank you", "thx", "thank you very much", "thanks a lot", "many thanks", "great thanks", "ok thanks", "cheers"],
        bye: &["bye", "goodbye", "good bye", "see you", "bye bye", "good night"],
    },
    Texts {
        language: "de",
        greeting: "Hallo! Was möchten Sie wissen?",
        welcome: "Gern geschehen! Kann ich noch etwas für Sie tun?",
        farewell: "Auf Wiedersehen!",
        unknown: "Das weiß ich leider nicht: In meinen Dokumenten habe ich dazu nichts gefunden. Fragen Sie gern mit anderen Worten oder verlangen Sie einen Menschen.",
        closest: "Ich bin nicht sicher, ob das Ihre Frage beantwortet. Am nächsten kommt:",
        person: "Mit einem Menschen sprechen",
        ask_person: "Ich möchte mit einem Menschen sprechen.",
        noted: "Ich kann Sie von hier aus nicht selbst verbinden. Bitte nutzen Sie die Kontaktdaten dieser Website; Ihr Gespräch bleibt erhalten.",
        hello: &["hallo", "guten tag", "guten morgen", "guten abend", "moin", "servus"],
        thanks: &["danke", "danke schön", "dankeschön", "vielen dank"],
        bye: &["tschüss", "auf wiedersehen", "bis bald"],
    },
    Texts {
        language: "fr",
        greeting: "Bonjour ! Que souhaitez-vous savoir ?",
        welcome: "Je vous en prie ! Puis-je vous aider encore ?",
        farewell: "Au revoir et à bientôt !",
        unknown: "Je ne connais pas la réponse : je n’ai rien trouvé à ce sujet dans mes documents. Essayez avec d’autres mots ou demandez une personne.",
        closest: "Je ne suis pas sûr que cela réponde à votre question. Le plus proche :",
        person: "Parler à une personne",
        ask_person: "Je voudrais parler à une personne.",
        noted: "Je ne peux pas vous mettre en relation d’ici. Utilisez les coordonnées de ce site ; votre conversation est conservée.",
        hello: &["bonjour", "salut", "bonsoir", "coucou"],
        thanks: &["merci", "merci beaucoup"],
        bye: &["au revoir", "à bientôt", "bonne nuit"],
    },
    Texts {
        language: "ro",
        greeting: "Bună! Ce doriți să aflați?",
        welcome: "Cu plăcere! Vă mai pot ajuta cu ceva?",
        farewell: "La revedere!",
        unknown: "Nu știu răspunsul: nu am găsit nimic despre asta în documentele mele. Încercați cu alte cuvinte sau cereți o persoană.",
        closest: "Nu sunt sigur că acesta este răspunsul. Cel mai apropiat:",
        person: "Vorbește cu o persoană",
        ask_person: "Aș dori să vorbesc cu o persoană.",
        noted: "Nu vă pot face legătura de aici. Folosiți datele de contact ale acestui site; conversația dumneavoastră se păstrează.",
        hello: &["bună", "buna", "salut", "bună ziua", "bună seara", "buna ziua"],
        thanks: &["mulțumesc", "multumesc", "mersi", "mulțumesc mult"],
        bye: &["la revedere", "pa", "noapte bună"],
    },
    Texts {
        language: "es",
        greeting: "¡Hola! ¿Qué desea saber?",
        welcome: "¡De nada! ¿Puedo ayudarle en algo más?",
        farewell: "¡Hasta luego!",
        unknown: "No sé la respuesta: no he encontrado nada sobre eso en mis documentos. Pruebe con otras palabras o pida hablar con una persona.",
        closest: "No estoy seguro de que esto responda a su pregunta. Lo más cercano:",
        person: "Hablar con una persona",
        ask_person: "Quisiera hablar con una persona.",
        noted: "No puedo ponerle en contacto desde aquí. Use los datos de contacto de este sitio; su conversación se conserva.",
        hello: &["hola", "buenos días", "buenas tardes", "buenas noches"],
        thanks: &["gracias", "muchas gracias"],
        bye: &["adiós", "hasta luego", "chao"],
    },
];

/// The texts for a language tag; English when there are none.
pub(super) fn texts(tag: &str) -> &'static Texts {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    LANGUAGES.iter().find(|texts| texts.language.eq_ignore_ascii_case(primary)).unwrap_or(&LANGUAGES[0])
}

/// The answer to small talk, in its own language when that is not the visitor's; `None` for a question.
pub(super) fn small_talk(text: &str, tag: &str) -> Option<&'static str> {
    let kept = |c: char| if c.is_alphanumeric() || c == '\'' { c } else { ' ' };
    let said = text.to_lowercase().chars().map(kept).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    let own = texts(tag);
    [own].into_iter().chain(LANGUAGES).find_map(|texts| answer(texts, text, &said))
}

fn answer(texts: &'static Texts, text: &str, said: &str) -> Option<&'static str> {
    let lists = [(texts.hello, texts.greeting), (texts.thanks, texts.welcome), (texts.bye, texts.farewell)];
    let listed = lists.into_iter().find(|(list, _)| list.contains(&said)).map(|(_, reply)| reply);
    listed.or_else(|| (text.trim() == texts.ask_person).then_some(texts.noted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_talk_is_answered_and_questions_are_not() {
        assert_eq!(small_talk("Hi!", "en"), Some(LANGUAGES[0].greeting));
        assert_eq!(small_talk("Vielen Dank :)", "en"), Some(LANGUAGES[1].welcome));
        assert_eq!(small_talk("salut", "ro-RO"), Some(LANGUAGES[3].greeting));
        assert_eq!(small_talk("Hi, how do I install it?", "en"), None);
        assert_eq!(small_talk(LANGUAGES[0].ask_person, "en"), Some(LANGUAGES[0].noted));
    }

    #[test]
    fn an_unknown_language_is_answered_in_english() {
        assert_eq!(texts("tlh").language, "en");
        assert_eq!(texts("de-AT").language, "de");
    }
}
