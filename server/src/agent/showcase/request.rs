//! Requests to the showcase. Questions *about* cards, forms and tools are none: the documentation answers them.

use super::{basket, show::Show};
use crate::agent::scripted::Step;

/// The longest request, in words.
const LONGEST: usize = 9;
/// Words that ask to be shown something: English, German, French, Spanish.
const SHOWING: &str =
    "show see try demo display give zeig zeige zeigen montre montrez montrer muestra muéstrame enséñame";
/// The same in Chinese, which is written without blanks.
const SHOWING_CHINESE: &str = "显示 展示 看看";
/// Words of questions about a thing.
const ASKING: &str = "how why what which when where wie warum comment pourquoi cómo";
/// The name of the page's tool.
const TOOLS: &str = "tool tools werkzeug outil herramienta 工具";

/// A request.
pub(super) enum ShowcaseRequest {
    /// These steps answer it.
    Show(Vec<Step>),
    /// The page's tool is to put this plant into the basket.
    Basket(&'static str),
}

impl ShowcaseRequest {
    /// The request in a message, if it is one.
    pub(super) fn read(said: &str, shows: &[Show]) -> Option<Self> {
        let said = Message::new(said)?;
        let asked = said.asks_to_be_shown();
        if said.begins("put") && said.names("basket")
            || (asked || said.begins("use")) && TOOLS.split(' ').any(|noun| said.names(noun))
        {
            return Some(Self::Basket(basket::plant(&said.text)));
        }
        let named = |show: &&Show| show.nouns.iter().any(|noun| said.names(noun));
        let show = shows.iter().find(named).filter(|_| asked)?;
        Some(Self::Show(show.steps.clone()))
    }
}

/// A short message that is no question about a thing.
struct Message {
    text: String,
    words: Vec<String>,
}

impl Message {
    fn new(said: &str) -> Option<Self> {
        let text = said.to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let words: Vec<_> = words.take(LONGEST + 1).map(str::to_owned).collect();
        let short = (1..=LONGEST).contains(&words.len());
        let asks = words.iter().any(|word| ASKING.split(' ').any(|asking| asking == word));
        (short && !asks).then_some(Self { text, words })
    }

    /// By a word for it, or as a noun alone.
    fn asks_to_be_shown(&self) -> bool {
        self.words.len() == 1
            || SHOWING.split(' ').any(|verb| self.words.iter().any(|word| word == verb))
            || SHOWING_CHINESE.split(' ').any(|verb| self.text.contains(verb))
    }

    fn begins(&self, verb: &str) -> bool {
        self.words.first().is_some_and(|word| word == verb)
    }

    /// Words of languages without blanks stand anywhere.
    fn names(&self, noun: &str) -> bool {
        self.words.iter().any(|word| word == noun) || (!noun.is_ascii() && self.text.contains(noun))
    }
}
