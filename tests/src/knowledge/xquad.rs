//! Paragraphs of an encyclopaedia in several languages as documents, and people's questions about them (XQuAD).

use std::{path::Path, sync::Arc};

use parlor::{
    agent::embeddings::{Embeddings, NotEmbedded},
    core::knowledge::Passage,
};
use serde_json::{Map, Value};

use super::{Shelf, question, read, told};
use crate::databases::Backend;

/// A person's question.
#[derive(Clone, Debug)]
pub struct Asked {
    /// In their words.
    pub text: String,
    /// The name of the document that answers.
    pub document: String,
    /// The number of the article it is from.
    pub article: usize,
}

/// A paragraph.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// Its document's name.
    pub name: String,
    /// The number of its article.
    pub article: usize,
    /// Its words.
    pub text: String,
}

/// The corpus in one language.
#[derive(Clone, Debug)]
pub struct Language {
    /// Its code.
    pub code: String,
    /// One document each.
    pub paragraphs: Vec<Paragraph>,
    /// About them.
    pub asked: Vec<Asked>,
}

/// A share of the questions, in percent.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Shares {
    /// The right paragraph is ranked first.
    pub ranked: f64,
    /// It is cited: the agent answers with it.
    pub cited: f64,
    /// The agent answers though it does not know the article.
    pub wrong: f64,
}

impl Language {
    /// Reads a file of the corpus.
    ///
    /// # Panics
    /// When it is not what it should be.
    #[expect(clippy::unwrap_used, reason = "a test without its data must not pass")]
    pub fn read(path: &Path) -> Self {
        let corpus: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let mut titles: Vec<&Value> = Vec::new();
        let mut paragraphs = Vec::new();
        for (number, paragraph) in corpus["paragraphs"].as_array().unwrap().iter().enumerate() {
            if titles.last() != Some(&&paragraph["title"]) {
                titles.push(&paragraph["title"]);
            }
            let text = paragraph["text"].as_str().unwrap().to_owned();
            paragraphs.push(Paragraph { name: format!("p{number:03}.txt"), article: titles.len(), text });
        }
        let asked = corpus["questions"].as_array().unwrap().iter().map(|asked| {
            let paragraph: &Paragraph = &paragraphs[usize::try_from(asked["paragraph"].as_u64().unwrap()).unwrap()];
            let text = asked["question"].as_str().unwrap().into();
            Asked { text, document: paragraph.name.clone(), article: paragraph.article }
        });
        let asked = asked.collect();
        Self { code: corpus["language"].as_str().unwrap().to_owned(), paragraphs, asked }
    }

    /// The passages of the articles with these numbers.
    pub fn passages(&self, is_read: impl Fn(usize) -> bool) -> Vec<Passage> {
        let known = self.paragraphs.iter().filter(|paragraph| is_read(paragraph.article));
        let documents: Map<String, Value> =
            known.map(|paragraph| (paragraph.name.clone(), paragraph.text.clone().into())).collect();
        read(&documents.into())
    }

    /// Asks everything: an agent that knows all articles, and, for what nothing answers, one that knows every other one only.
    pub async fn measure(&self) -> Shares {
        let [all, even, odd] = self.shelves().await;
        self.measured(&all, &even, &odd).await
    }

    /// The same with all passages and questions embedded.
    ///
    /// # Errors
    /// When the service fails.
    pub async fn measure_with(&self, service: &Arc<Embeddings>) -> Result<Shares, NotEmbedded> {
        let [all, even, odd] = self.shelves().await;
        let (all, even, odd) =
            (all.embedded(service).await?, even.embedded(service).await?, odd.embedded(service).await?);
        Ok(self.measured(&all, &even, &odd).await)
    }

    /// All articles, those with even numbers, those with odd ones.
    async fn shelves(&self) -> [Shelf; 3] {
        [
            Shelf::of(Backend::Temporary, &self.passages(|_| true)).await,
            Shelf::of(Backend::Temporary, &self.passages(|article| article % 2 == 0)).await,
            Shelf::of(Backend::Temporary, &self.passages(|article| article % 2 == 1)).await,
        ]
    }

    async fn measured(&self, all: &Shelf, even: &Shelf, odd: &Shelf) -> Shares {
        let (ranked, cited) = self.answered(all, |text, _| text.to_owned()).await;
        let mut wrong = 0;
        for asked in &self.asked {
            let other = if asked.article % 2 == 0 { odd } else { even };
            wrong += usize::from(!told(&other.agent(), question(&asked.text, &[], &self.code)).await.unsure);
        }
        Shares { ranked, cited, wrong: percent(wrong, self.asked.len()) }
    }

    /// Percent of the questions whose paragraph is ranked first, and whose paragraph is cited. `written`: how each is written, by its
    /// words and its number.
    ///
    /// # Panics
    /// When the agent fails.
    #[expect(clippy::unwrap_used, reason = "a failed agent is a failed test")]
    pub async fn answered(&self, known: &Shelf, written: impl Fn(&str, u64) -> String) -> (f64, f64) {
        let (mut first, mut cited) = (0, 0);
        for (number, asked) in (0..).zip(&self.asked) {
            let text = written(&asked.text, number);
            let found = known.library.best(&known.agent, &text).await.unwrap();
            first += usize::from(found.first().is_some_and(|passage| passage.document == asked.document));
            let told = told(&known.agent(), question(&text, &[], &self.code)).await;
            cited += usize::from(told.cited.is_some_and(|url| url.contains(&asked.document)));
        }
        (percent(first, self.asked.len()), percent(cited, self.asked.len()))
    }
}

/// A part in percent.
#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
pub fn percent(part: usize, of: usize) -> f64 {
    100.0 * part as f64 / of.max(1) as f64
}
