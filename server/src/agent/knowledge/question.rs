//! What a question asks for.

use super::words::{is_identifier, stem, words};

/// A thing a question asks for, in all the words it may go by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Concept {
    /// The visitor's own word first, then its synonyms; lower case.
    pub forms: Vec<String>,
}

/// Words a question has anyway.
const STOP: &[&str] = &[
    "a", "about", "actually", "after", "again", "all", "also", "am", "an", "and", "any", "anyone", "anything", "are", "as", "at", "be", "been",
    "before", "being", "but", "by", "can", "can't", "cannot", "could", "did", "do", "does", "doesn't", "doing", "don't", "done", "each", "else",
    "ever", "every", "explain", "for", "from", "get", "gets", "give", "go", "goes", "going", "got", "had", "happen", "happens", "has", "have",
    "he", "hello", "help", "her", "here", "hey", "hi", "him", "his", "how", "i", "i'd", "i'm", "if", "in", "into", "is", "isn't", "it", "its",
    "just", "know", "let", "like", "make", "may", "me", "mean", "means", "might", "mine", "more", "much", "must", "my", "need", "needs", "no",
    "not", "of", "off", "on", "one", "only", "or", "other", "our", "out", "own", "please", "shall", "she", "should", "show", "so", "some",
    "something", "such", "tell", "than", "thank", "thanks", "that", "the", "their", "them", "then", "there", "these", "they", "thing", "this",
    "those", "to", "too", "under", "up", "us", "use", "used", "uses", "using", "very", "want", "was", "way", "we", "well", "were", "what",
    "what's", "when", "where", "which", "while", "who", "whom", "whose", "why", "will", "with", "within", "without", "won't", "work", "works",
    "would", "you", "your", "yours",
];

/// Words that stand for each other.
const SYNONYMS: &[&[&str]] = &[
    &["colour", "color"],
    &["licence", "license"],
    &["install", "setup", "start"],
    &["embed", "snippet", "integrate"],
    &["personal", "privacy", "gdpr"],
    &["price", "cost", "pricing"],
    &["database", "db", "storage"],
    &["postgresql", "postgres"],
    &["csp", "content-security-policy"],
    &["a11y", "accessibility"],
    &["delete", "remove", "erase"],
    &["key", "token"],
    &["ai", "llm", "model"],
    &["cancel", "abort", "stop"],
    &["retry", "regenerate"],
    &["rating", "feedback", "thumbs"],
    &["metric", "prometheus"],
    &["email", "e-mail"],
    &["warranty", "guarantee"],
    &["javascript", "js"],
];

/// A question has no more concepts than this; what comes later is left out.
const MOST: usize = 24;

/// What a text asks for, in its order, each once.
pub fn concepts(text: &str) -> Vec<Concept> {
    let mut concepts: Vec<Concept> = Vec::new();
    for word in words(text).into_iter().filter(|word| says_something(word)) {
        let known = concepts.iter().any(|concept| stem(&concept.forms[0]) == stem(&word));
        if !known && concepts.len() < MOST {
            concepts.push(Concept { forms: forms(word) });
        }
    }
    concepts
}

fn says_something(word: &str) -> bool {
    (word.chars().count() > 1 || word.chars().all(|c| c.is_ascii_digit())) && STOP.binary_search(&word).is_err()
}

fn forms(word: String) -> Vec<String> {
    let own = stem(&word);
    let others = SYNONYMS.iter().filter(|group| group.iter().any(|form| stem(form) == own)).flat_map(|group| group.iter());
    let mut forms = vec![word];
    forms.extend(others.filter(|form| stem(form) != own).map(|&form| form.to_owned()));
    forms
}

/// The terms to look for: every form, and its stem where that differs, each once.
pub fn terms(concepts: &[Concept]) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for form in concepts.iter().flat_map(|concept| &concept.forms) {
        let stem = stem(form);
        let also = (stem != *form && !is_identifier(form)).then_some(stem);
        for term in [Some(form.clone()), also].into_iter().flatten() {
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Vec<String> {
        concepts(text).into_iter().map(|concept| concept.forms[0].clone()).collect()
    }

    #[test]
    fn the_stop_words_are_sorted() {
        assert!(STOP.is_sorted());
    }

    #[test]
    fn only_what_says_something_is_asked_for() {
        assert_eq!(own("How do I set the data-key, please?"), ["set", "data-key"]);
        assert_eq!(own("What is it?"), Vec::<String>::new());
        assert_eq!(own("stop stopping the stops"), ["stop"]);
    }

    #[test]
    fn synonyms_are_looked_for_too() {
        assert!(terms(&concepts("change the color")).contains(&"colour".to_owned()));
    }
}
