//! An answer as it comes in.

use parlor_shared::{
    content::{Element, Node, Patch},
    error::ErrorCode,
    widget::{DoneEvent, ErrorEvent, Finish, MessageReply, ResetEvent, StartEvent},
};

use super::{
    Announcement, Ask, Beside, Chat, Effect, Entry, Failure, Key, PageCall, Problem, State, Ticket, Told, beside::says,
};

/// Whether a numbered event is the next one.
enum Turn {
    Next,
    Seen,
    /// One before it is missing.
    Gap,
}

impl Chat {
    pub(super) fn told(&mut self, ticket: Ticket, told: Told) {
        if self.live.as_ref().is_none_or(|live| live.ticket != ticket) {
            return;
        }
        if !matches!(told, Told::Cut | Told::Refused(_)) {
            self.heard();
        }
        match told {
            Told::Start(start) => self.started(start),
            Told::Stage(stage) => self.staged(stage),
            Told::Patch(seq, patch) if self.is_next(seq) => self.patched(patch),
            Told::Block(seq, block) if self.is_next(seq) => self.blocked(block),
            Told::Call(seq, call) if self.is_next(seq) => self.called(seq, call),
            Told::Done(seq, done) if self.is_next(seq) => self.done(*done),
            Told::Error(seq, error) if self.is_next(seq) => self.errored(&error),
            Told::Other(seq) => _ = self.is_next(seq),
            Told::Patch(..) | Told::Block(..) | Told::Call(..) | Told::Done(..) | Told::Error(..) => {}
            Told::Reset(reset) => self.reset(reset),
            Told::Reconnect(after_ms) => self.cut(after_ms),
            Told::Whole(reply, blocks) => self.whole(*reply, blocks),
            Told::Cut => self.cut(0),
            Told::Refused(failure) => self.turned_away(failure),
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

    /// Whether a numbered event is to be taken. When one before it is missing, asks for that.
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

    /// Whoever asked the question has the tools: a reader who came later has not. What was seen before is on its way.
    fn called(&mut self, seq: u64, call: PageCall) {
        let Some(live) = &mut self.live else { return };
        if !matches!(live.ask, Ask::Follow) && seq > live.called {
            (live.called, live.calling) = (seq, true);
            self.effects.push(Effect::Call(Some(call)));
        }
    }

    /// The answer goes on: nobody waits for the call any more.
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

    /// What we show and what the server means have parted: asks for everything again.
    fn start_over(&mut self) {
        if let Some(live) = &mut self.live {
            live.seq = Some(0);
        }
        self.cut(0);
    }

    fn blocked(&mut self, block: Beside) {
        let Some(key) = self.live.as_ref().map(|live| live.answer) else { return };
        let Some(entry) = self.entry_mut(key) else { return };
        // After a replay from the start the same block comes again.
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

    fn whole(&mut self, reply: MessageReply, blocks: Vec<Beside>) {
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

    fn turned_away(&mut self, failure: Failure) {
        let Some(live) = &mut self.live else { return };
        match failure.problem {
            Problem::Token if !live.renewed => {
                live.renewed = true;
                self.renew();
            }
            // The answer runs on: only this connection was not wanted.
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
