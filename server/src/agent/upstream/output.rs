//! The text of an answer on its way out: cleaned, counted, capped.

use parlor_shared::{
    content::{Block, Citation},
    widget::{Finish, Usage},
};

use super::{
    citation_marks::CitationMarks,
    clean::clean,
    fenced_blocks::{FencedBlocks, FencedPiece},
    http::ServiceRefusal,
    thought_tags::{ThoughtPart, ThoughtTags},
    work::Listener,
};
use crate::core::conversation::{agent_error::AgentError, agent_port::AgentEvent};

/// No language needs more characters for one token of an answer; what grows beyond is not an answer.
const CHARS_PER_TOKEN: usize = 8;

/// Tells if there is room for more text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Capacity {
    /// There is.
    Left,
    /// There is not: end with [`Finish::Length`].
    Full,
}

/// The text of an answer on its way out.
#[derive(Debug)]
pub(crate) struct Output {
    listener: Listener,
    /// In characters.
    room: usize,
    began: bool,
    visible: bool,
    thinking: bool,
    /// Takes blocks out of the text, for those who write them there.
    fenced_blocks: Option<FencedBlocks>,
    /// Takes thoughts out of the text, for those who write them there.
    tags: Option<ThoughtTags>,
    /// Makes sources of the numbers of passages, for those who were given some.
    marks: Option<CitationMarks>,
    /// The cost of earlier rounds, and of this one so far.
    spent: [Usage; 2],
}

impl Output {
    /// At most `max_tokens` × 8 characters.
    pub(crate) fn new(listener: Listener, max_tokens: u32) -> Self {
        let room = usize::try_from(max_tokens).unwrap_or(usize::MAX).saturating_mul(CHARS_PER_TOKEN);
        Self {
            listener,
            room,
            began: false,
            visible: false,
            thinking: false,
            fenced_blocks: None,
            tags: None,
            marks: None,
            spent: [Usage::default(); 2],
        }
    }

    /// Blocks are written in the text.
    pub(crate) fn with_fenced_blocks(self) -> Self {
        Self { fenced_blocks: Some(FencedBlocks::default()), ..self }
    }

    /// Thoughts are written in the text, between tags; one that `starts_inside` has lost the first.
    pub(crate) fn with_thought_tags(self, starts_inside: bool) -> Self {
        Self { tags: Some(ThoughtTags::new(starts_inside)), ..self }
    }

    /// Passages were given to be cited by number, from 1.
    pub(crate) fn may_cite(&mut self, passages: Vec<Citation>) {
        self.marks = (!passages.is_empty()).then(|| CitationMarks::new(passages));
    }

    /// True once any text came. From then on nothing may be asked again: the visitor would read it twice.
    pub(crate) fn began(&self) -> bool {
        self.began
    }

    /// More text.
    pub(crate) async fn text(&mut self, text: String) -> Capacity {
        match &mut self.tags {
            None => self.answer(text).await,
            Some(tags) => {
                let parts = tags.feed(&text);
                self.parts(parts).await
            }
        }
    }

    async fn parts(&mut self, parts: Vec<ThoughtPart>) -> Capacity {
        for part in parts {
            match part {
                ThoughtPart::Thought(thought) => self.thinks(thought).await,
                ThoughtPart::Text(text) => {
                    if self.answer(text).await == Capacity::Full {
                        return Capacity::Full;
                    }
                }
            }
        }
        Capacity::Left
    }

    async fn answer(&mut self, text: String) -> Capacity {
        let mut text = clean(text);
        let cut = text.char_indices().nth(self.room).map(|(at, _)| at);
        if let Some(at) = cut {
            text.truncate(at);
        }
        self.room -= text.chars().count();
        if !text.is_empty() {
            self.began = true;
            self.visible |= !text.trim().is_empty();
            self.cite(text).await;
        }
        if cut.is_some() { Capacity::Full } else { Capacity::Left }
    }

    async fn cite(&mut self, text: String) {
        let text = match &mut self.marks {
            None => text,
            Some(marks) => {
                let before = marks.cited().len();
                let text = marks.feed(&text);
                self.tell_sources(before).await;
                text
            }
        };
        self.fence(text).await;
    }

    /// Told with each new one: an answer that is stopped has its sources, too.
    async fn tell_sources(&self, before: usize) {
        let cited = self.marks.as_ref().map(CitationMarks::cited).unwrap_or_default();
        if cited.len() > before {
            self.tell(AgentEvent::Citations(cited.to_vec())).await;
        }
    }

    async fn fence(&mut self, text: String) {
        if text.is_empty() {
            return;
        }
        let pieces = match &mut self.fenced_blocks {
            Some(fenced_blocks) => fenced_blocks.feed(&text),
            None => vec![FencedPiece::Text(text)],
        };
        self.tell_all(pieces).await;
    }

    /// The model thinks, which is said once, and what.
    pub(crate) async fn thinks(&mut self, thoughts: String) {
        if !std::mem::replace(&mut self.thinking, true) {
            self.tell(AgentEvent::Stage("thinking")).await;
        }
        if !thoughts.is_empty() {
            self.tell(AgentEvent::Reasoning(clean(thoughts))).await;
        }
    }

    /// Tells what was held back: no more text comes.
    pub(crate) async fn flush(&mut self) {
        let parts = self.tags.as_mut().map(ThoughtTags::end).unwrap_or_default();
        // The remainder is short: it may begin a tag, or is a line that mentions one.
        _ = self.parts(parts).await;
        if let Some(marks) = &mut self.marks {
            let before = marks.cited().len();
            let text = marks.end();
            self.tell_sources(before).await;
            self.fence(text).await;
        }
        let pieces = self.fenced_blocks.as_mut().map(FencedBlocks::end).unwrap_or_default();
        self.tell_all(pieces).await;
    }

    /// Something beside the text that can be seen.
    pub(crate) async fn block(&mut self, block: Block) {
        self.began = true;
        self.visible = true;
        self.tell(AgentEvent::Block(block)).await;
    }

    async fn tell_all(&self, pieces: Vec<FencedPiece>) {
        for piece in pieces {
            self.tell(match piece {
                FencedPiece::Text(text) => AgentEvent::Text(text),
                FencedPiece::Block(block) => AgentEvent::Block(block),
            })
            .await;
        }
    }

    /// The cost since it was asked last.
    pub(crate) async fn usage(&mut self, usage: Usage) {
        self.spent[1] = usage;
        self.listener.tell(AgentEvent::Usage(sum(self.spent))).await;
    }

    /// The service is asked again for the same answer: both are paid for.
    pub(crate) fn next_round(&mut self) {
        self.spent = [sum(self.spent), Usage::default()];
    }

    /// Anything beside the text.
    pub(crate) async fn tell(&self, event: AgentEvent) {
        self.listener.tell(event).await;
    }

    /// The end of an answer that failed: its owner may want to know why.
    pub(crate) async fn fail<T>(&self, refusal: ServiceRefusal) -> Result<T, AgentError> {
        self.tell(AgentEvent::Problem(refusal.problem)).await;
        Err(refusal.error)
    }

    /// The end of an answer of which something may still be held back.
    pub(crate) async fn end(&mut self, finish: Finish) -> Result<Finish, AgentError> {
        self.flush().await;
        self.finish(finish)
    }

    /// The end: an answer nobody can see is none, unless the service withheld it.
    pub(crate) fn finish(&self, finish: Finish) -> Result<Finish, AgentError> {
        if self.visible || finish == Finish::ContentFilter { Ok(finish) } else { Err(AgentError::Empty) }
    }
}

fn sum([one, other]: [Usage; 2]) -> Usage {
    Usage { input: one.input.saturating_add(other.input), output: one.output.saturating_add(other.output) }
}
