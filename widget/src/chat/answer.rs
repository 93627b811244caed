//! Handling of an answer's stream events.

use parlor_shared::{
    content::{Element, Node, Patch},
    error::ErrorCode,
    widget::{DoneEvent, ErrorEvent, Finish, MessageReply, ResetEvent, StartEvent},
};

use super::{
    block_view::{BlockView, says},
    effects::{Announcement, Effect},
    entry::Entry,
    events::StreamEvent,
    failure::{Failure, Problem},
    machine::Chat,
    message::{Key, State, Ticket},
    page_call::PageCall,
    running_answer::AnswerRequest,
};

/// Position of a numbered event in the stream.
enum Turn {
    Next,
    Seen,
    /// An earlier event is missing.
    Gap,
}

impl Chat {
    pub(super) fn on_stream_event(&mut self, ticket: Ticket, told: StreamEvent) {
        if self.live.as_ref().is_none_or(|live| live.ticket != ticket) {
            return;
        }
        if !matches!(told, StreamEvent::Cut | StreamEvent::Refused(_)) {
            self.heard();
        }
        match told {
            StreamEvent::Start(start) => self.started(start),
            StreamEvent::Stage(stage) => self.staged(stage),
            StreamEvent::Patch(seq, patch) if self.is_next(seq) => self.patched(patch),
            StreamEvent::Block(seq, block) if self.is_next(seq) => self.blocked(block),
            StreamEvent::Call(seq, call) if self.is_next(seq) => self.called(seq, call),
            StreamEvent::Done(seq, done) if self.is_next(seq) => self.done(*done),
            StreamEvent::Error(seq, error) if self.is_next(seq) => self.errored(&error),
            // The first event is always the start: 0 is none.
            StreamEvent::Other(seq) => _ = seq > 0 && self.is_next(seq),
            StreamEvent::Patch(..)
            | StreamEvent::Block(..)
            | StreamEvent::Call(..)
            | StreamEvent::Done(..)
            | StreamEvent::Error(..) => {}
            StreamEvent::Reset(reset) => self.reset(reset),
            StreamEvent::Reconnect(after_ms) => self.cut(after_ms),
            StreamEvent::Whole(reply, blocks) => self.whole(*reply, blocks),
            StreamEvent::Cut => self.cut(0),
            StreamEvent::Refused(failure) => self.turned_away(failure),
            StreamEvent::Unreadable => self.unreadable(),
        }
    }

    fn heard(&mut self) {
        if let Some(live) = &mut self.live {
            live.attempts = 0;
            live.renewed = false;
        }
    }

    fn turn(&mut self, seq: u64) -> Turn {
        let Some(live) = &mut self.live else { return Turn::Seen };
        let expected = live.seq.map_or(0, |seen| seen + 1);
        match seq {
            _ if seq < expected => Turn::Seen,
            _ if seq > expected => Turn::Gap,
            _ => {
                live.seq = Some(seq);
                Turn::Next
            }
        }
    }

    /// Returns true if a numbered event is the next one. If an earlier event is missing, requests it.
    fn is_next(&mut self, seq: u64) -> bool {
        match self.turn(seq) {
            Turn::Next => {
                self.call_over(seq);
                true
            }
            Turn::Seen => false,
            Turn::Gap => {
                self.cut(0);
                false
            }
        }
    }

    /// Passes a call to the page, but only in the tab that asked for the answer: it has the tools, a later reader does
    /// not. Calls seen before are already running.
    fn called(&mut self, seq: u64, call: PageCall) {
        let Some(live) = &mut self.live else { return };
        if !matches!(live.ask, AnswerRequest::Follow) && seq > live.called {
            (live.called, live.calling) = (seq, true);
            self.effects.push(Effect::Call(Some(call)));
        }
    }

    /// The answer continues: nothing waits for the call any more.
    fn call_over(&mut self, seq: u64) {
        if let Some(live) = self.live.as_mut().filter(|live| live.calling && seq > live.called) {
            live.calling = false;
            self.effects.push(Effect::Call(None));
        }
    }

    fn started(&mut self, start: StartEvent) {
        let Turn::Next = self.turn(0) else { return };
        let Some(live) = &mut self.live else { return };
        let (answer, user, stopping) = (live.answer, live.user.take(), live.stopping);
        live.id = Some(start.message_id.clone());
        if let Some(entry) = self.entry_mut(answer) {
            entry.message.id = Some(start.message_id.clone());
            entry.message.sent_at.clone_from(&start.created_at);
            self.effects.push(Effect::Row(answer));
        }
        if let Some(user) = user {
            self.acknowledged(user, start);
        }
        if stopping {
            self.effects.extend(self.live.as_ref().and_then(|live| live.id.clone()).map(Effect::Stop));
        }
    }

    fn acknowledged(&mut self, user: Key, start: StartEvent) {
        if let Some(entry) = self.entry_mut(user) {
            entry.message.id = Some(start.user_message_id);
            entry.message.sent_at = start.created_at;
        }
        self.set_state(user, State::Sent);
        self.effects.push(Effect::Tell(user));
    }

    fn staged(&mut self, stage: String) {
        let Some(key) = self.live.as_ref().map(|live| live.answer) else { return };
        if let Some(entry) = self.entry_mut(key) {
            entry.message.stage = stage;
            self.effects.push(Effect::Row(key));
        }
    }

    fn patched(&mut self, patch: Patch) {
        let Some(key) = self.live.as_ref().map(|live| live.answer) else { return };
        let Some(entry) = self.entry_mut(key) else { return };
        if patch.apply(&mut entry.nodes).is_err() {
            return self.start_over();
        }
        let first = std::mem::take(&mut entry.message.blank);
        self.effects.push(Effect::Patch(key, patch));
        if first {
            self.effects.push(Effect::Row(key));
            self.announce_start();
        }
    }

    fn announce_start(&mut self) {
        if let Some(live) = self.live.as_mut().filter(|live| !live.announced) {
            live.announced = true;
            self.effects.push(Effect::Announce(Announcement::Started));
        }
    }

    /// Requests the whole answer again, because the displayed document and the server's have diverged.
    fn start_over(&mut self) {
        if let Some(live) = &mut self.live {
            live.seq = Some(0);
        }
        self.cut(0);
    }

    fn blocked(&mut self, block: BlockView) {
        let Some(key) = self.live.as_ref().map(|live| live.answer) else { return };
        let Some(entry) = self.entry_mut(key) else { return };
        // After a replay from the start the same block arrives again.
        if !entry.message.blocks.contains(&block) {
            let says = block.says;
            entry.message.blank &= !says;
            entry.message.blocks.push(block.clone());
            self.effects.push(Effect::Row(key));
            self.person_offered(&[block]);
            if says {
                self.announce_start();
            }
        }
    }

    fn reset(&mut self, reset: ResetEvent) {
        let Some(live) = &mut self.live else { return };
        live.seq = Some(reset.seq);
        let key = live.answer;
        let nodes = reset.nodes.unwrap_or_else(|| plain(reset.text.unwrap_or_default()));
        let Some(entry) = self.entry_mut(key) else { return };
        entry.message.blank = nodes.is_empty() && !says(&entry.message.blocks);
        entry.nodes = nodes;
        self.effects.extend([Effect::Redraw(key), Effect::Row(key)]);
    }

    fn done(&mut self, done: DoneEvent) {
        let Some(key) = self.live.take().map(|live| live.answer) else { return };
        if let Some(entry) = self.entry_mut(key) {
            let redraw = finish(entry, &done);
            let (message, state) = (&mut entry.message, state_of(done.finish));
            message.text = done.text;
            message.citations = done.citations;
            message.quick_replies = done.quick_replies;
            message.blank = entry.nodes.is_empty() && !says(&message.blocks);
            self.effects.push(redraw.map_or(Effect::Redraw(key), |patch| Effect::Patch(key, patch)));
            self.set_state(key, state);
        }
        self.ended(key);
    }

    fn errored(&mut self, error: &ErrorEvent) {
        let Some(key) = self.live.take().map(|live| live.answer) else { return };
        let failure = Failure::new(error.code, error.retryable, error.retry_after);
        let interrupted = error.code == ErrorCode::Interrupted;
        self.set_state(key, if interrupted { State::Interrupted } else { State::Failed(failure) });
        self.effects.push(Effect::End);
        self.fail(failure.problem);
        self.next();
    }

    fn whole(&mut self, reply: MessageReply, blocks: Vec<BlockView>) {
        let Some(live) = self.live.take() else { return };
        let key = live.answer;
        self.person_offered(&blocks);
        if let Some(entry) = self.entry_mut(key) {
            entry.nodes = reply.nodes.unwrap_or_else(|| plain(reply.content.clone()));
            let message = &mut entry.message;
            message.id = Some(reply.message_id);
            message.sent_at.clone_from(&reply.created_at);
            message.blank = entry.nodes.is_empty() && !says(&blocks);
            message.text = reply.content;
            message.citations = reply.citations;
            message.quick_replies = reply.quick_replies;
            message.blocks = blocks;
            self.effects.push(Effect::Redraw(key));
        }
        self.set_state(key, state_of(reply.finish));
        if let Some(user) = live.user {
            if let Some(entry) = self.entry_mut(user) {
                entry.message.id = Some(reply.user_message_id);
                entry.message.sent_at = reply.created_at;
            }
            self.set_state(user, State::Sent);
            self.effects.push(Effect::Tell(user));
        }
        self.ended(key);
    }

    fn ended(&mut self, key: Key) {
        self.effects.extend([Effect::End, Effect::Announce(Announcement::Finished(key)), Effect::Tell(key)]);
        self.next();
    }

    /// Gives the answer up at once: another request would bring the same event.
    fn unreadable(&mut self) {
        self.effects.push(Effect::Abort);
        self.give_up(Failure::UNREADABLE);
    }

    fn turned_away(&mut self, failure: Failure) {
        let Some(live) = &mut self.live else { return };
        match failure.problem {
            Problem::Token if !live.renewed => {
                live.renewed = true;
                self.renew();
            }
            // The answer is still running: only this connection was refused.
            _ if live.id.is_some() && failure.retryable => self.cut(u64::from(failure.retry_after) * 1000),
            _ => self.refused(failure),
        }
    }
}

fn state_of(finish: Finish) -> State {
    match finish {
        Finish::Stopped => State::Stopped,
        Finish::Length => State::Short,
        Finish::Stop | Finish::ContentFilter => State::Complete,
    }
}

/// Brings the document to its final form; returns the patch, or `None` when it must be drawn again.
fn finish(entry: &mut Entry, done: &DoneEvent) -> Option<Patch> {
    let patch = done.patch.clone().unwrap_or(Patch { keep: entry.nodes.len(), ..Patch::default() });
    if patch.apply(&mut entry.nodes).is_ok() && (!entry.nodes.is_empty() || done.text.is_empty()) {
        return Some(patch);
    }
    entry.nodes = plain(done.text.clone());
    None
}

/// Text as a document of one paragraph: for servers that send no nodes.
fn plain(text: String) -> Vec<Node> {
    if text.is_empty() { Vec::new() } else { vec![Node::Open(Element::Paragraph), Node::Text(text)] }
}
