//! The words of intents: lower case, no apostrophes, ` | ` between them, `*` for any ending. English, German,
//! French, Spanish, a line or two each.
//!
//! No phrase of an intent is part of another one of it, so that nothing is counted twice.

use super::kinds::Intent;

/// The words of one intent.
pub(super) struct IntentPhrases {
    /// Phrases that state the intent.
    pub(super) say: &'static [&'static str],
    /// Words that hint at the intent.
    pub(super) hint: &'static [&'static str],
}

/// The phrases in some lines.
pub(super) fn each(lines: &'static [&'static str]) -> impl Iterator<Item = &'static str> {
    lines.iter().flat_map(|line| line.split(" | "))
}

/// Phrases that begin a greeting.
pub(super) const GREETINGS: &[&str] = &[
    "hi | hello | hey | hiya | howdy | greetings | good morning | good afternoon | good evening",
    "hallo | moin | servus | grüezi | guten morgen | guten tag | guten abend",
    "bonjour | bonsoir | salut",
    "hola | buenos días | buenas tardes | buenas noches",
];

const NONE: IntentPhrases = IntentPhrases { say: &[], hint: &[] };

const HUMAN: IntentPhrases = IntentPhrases {
    say: &[
        "a human | human agent | human being | real person | live agent | live chat | to a person | with a person",
        "speak to someone | talk to someone | speak with someone | talk with someone | talk to sales | your sales team",
        "a representative | customer service rep | call me back",
        "einem menschen | echten menschen | einem mitarbeiter | einer mitarbeiterin | rufen sie mich an",
        "une personne | un humain | un conseiller | une conseillère | rappelez moi",
        "una persona | un humano | un agente | un asesor | llámeme",
    ],
    hint: &["manager | supervisor | representatives"],
};

const COMPLAINT: IntentPhrases = IntentPhrases {
    say: &[
        "complain* | unacceptable | terrible | horrible | awful | worst | disgrace* | rip off | scam* | disappoint*",
        "beschwer* | unverschämt* | enttäusch* | frechheit",
        "réclamation* | inacceptable* | déçu* | plainte | arnaque",
        "queja* | inaceptable* | decepcionad* | pésim* | estafa",
    ],
    hint: &["angry | unhappy | bad service | ridiculous | never again", "wütend", "en colère", "enfadad*"],
};

const RETURNS: IntentPhrases = IntentPhrases {
    say: &[
        "refund* | money back | return policy | return this | return these | return it | return my",
        "send it back | send them back",
        "rückgabe* | rückerstatt* | zurückgeben | zurückschicken | umtausch* | geld zurück | widerruf*",
        "rembours* | retourner | renvoyer | rétractation",
        "reembols* | devoluci* | devolver",
    ],
    hint: &["returns | returned | exchange* | wrong size", "retoure*", "échange*", "cambio"],
};

const ORDER: IntentPhrases = IntentPhrases {
    say: &[
        "where is my | wheres my | my order | order status | track my | tracking | when will it arrive",
        "not arrived | hasnt arrived",
        "wo ist mein | wo ist meine | wo bleibt | sendungsverfolgung | lieferstatus | noch nicht angekommen",
        "où est mon | où est ma | suivi de | ma commande | pas encore reçu",
        "dónde está mi | mi pedido | seguimiento",
    ],
    hint: &["package | parcel | delivery | shipped", "paket | lieferung", "colis | livraison", "paquete | entrega"],
};

const ACCOUNT: IntentPhrases = IntentPhrases {
    say: &[
        "log in | login | sign in | my account | locked out | two factor | change my email",
        "passwor* | anmelden | einloggen | mein konto | meinem konto",
        "mot de passe | me connecter | mon compte",
        "contraseña* | iniciar sesión | mi cuenta",
    ],
    hint: &["profile | username | accounts", "profil | benutzername", "identifiant", "perfil"],
};

const DEMO: IntentPhrases = IntentPhrases {
    say: &[
        "demo | demos | demonstration | free trial | try it out | try it first | product tour | walkthrough",
        "vorführung | testversion | kostenlos testen | probieren",
        "démo | démonstration | essai gratuit | essayer",
        "demostración | prueba gratis | prueba gratuita",
    ],
    hint: &["evaluate | schedule", "termin", "probar"],
};

const PRICING: IntentPhrases = IntentPhrases {
    say: &[
        "pricing | price | prices | how much | quote | pay per",
        "kostet | preis* | wie teuer | wie viel",
        "combien | prix | tarif* | devis",
        "cuánto | precio* | presupuesto",
    ],
    hint: &[
        "plan | plans | cost | costs | fee | fees | subscription* | discount* | cheap* | expensive | budget | invoice*",
        "kosten | rabatt* | abo",
        "coût* | réduction* | abonnement",
        "cuesta* | descuento* | suscripción",
    ],
};

const SUPPORT: IntentPhrases = IntentPhrases {
    say: &[
        "doesnt work | does not work | not working | isnt working | dont work | broken | crash*",
        "error | errors | bug | bugs | how do i | how can i | how to | troubleshoot*",
        "funktioniert nicht | geht nicht | fehler* | kaputt | wie kann ich",
        "ne marche pas | ne fonctionne pas | en panne | erreur* | comment puis je | comment faire",
        "no funciona | cómo puedo | averiad*",
    ],
    hint: &[
        "help | support | problem* | issue* | install* | set up | setup",
        "hilfe",
        "aide | problème*",
        "ayuda | fallo",
    ],
};

/// The words of an intent.
pub(super) const fn of(intent: Intent) -> &'static IntentPhrases {
    match intent {
        Intent::HumanRequest => &HUMAN,
        Intent::Complaint => &COMPLAINT,
        Intent::ReturnsRefund => &RETURNS,
        Intent::OrderStatus => &ORDER,
        Intent::AccountHelp => &ACCOUNT,
        Intent::DemoRequest => &DEMO,
        Intent::PricingInquiry => &PRICING,
        Intent::SupportRequest => &SUPPORT,
        Intent::Greeting | Intent::GeneralInquiry => &NONE,
    }
}
