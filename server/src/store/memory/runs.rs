//! Runs, in memory.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::{
    error::ErrorCode,
    ids::{ConversationId, MessageId},
    widget::{MessageStatus, Role},
};

use super::{Kept, MemoryStore, Running, Tables, attachments::Claim, text_of};
use crate::{
    core::{
        attachment::Attached,
        message::{Extras, Failure, Message},
        rendered::Rendered,
        run::{LogChunk, RunEvent},
        store::{Begun, Ended, Lease, NewAnswer, NewTurn, Place, RunStore, StoreError, Stored, Unasked, Wish},
        tool::page::Outcome,
    },
    store::{clean, clean_option, following, json},
};

#[async_trait]
impl RunStore for MemoryStore {
    async fn begin(&self, turn: &NewTurn) -> Stored<Begun> {
        let tables = &mut *self.tables()?;
        let known = tables.conversations.get(&turn.conversation_id).filter(|c| c.visitor_id == turn.visitor_id);
        if known.is_none() {
            return Ok(Begun::Unknown);
        }
        let text = clean(&turn.text);
        let client_id = clean_option(turn.client_id.as_ref());
        let earlier = client_id.as_ref().and_then(|id| tables.by_client_id(&turn.conversation_id, id));
        if let Some(user) = &earlier {
            if user.text != text || !turn.attachments.are(&user.extras.attachments) {
                return Ok(Begun::Mismatch);
            }
            if let Some(answer) = tables.good_answer(user) {
                return Ok(Begun::Replayed { user: user.clone(), answer });
            }
        }
        if tables.runs.contains_key(&turn.conversation_id) {
            return Ok(Begun::Busy);
        }
        let attachments = match tables.claimable(turn) {
            Claim::Theirs(attachments) => attachments,
            _ if earlier.is_some() => Vec::new(),
            Claim::AlreadySent => return Ok(Begun::AlreadySent),
            Claim::Unknown => return Ok(Begun::Unknown),
        };
        if let Err(refusal) = tables.count(&turn.charge) {
            return Ok(Begun::Spent(refusal));
        }
        let user = earlier.unwrap_or_else(|| tables.insert_user(turn, text, attachments));
        Ok(tables.start(user, &turn.answer_id, &turn.lease, turn.at))
    }

    async fn begin_again(&self, again: &NewAnswer) -> Stored<Begun> {
        let tables = &mut *self.tables()?;
        let known = tables.conversations.get(&again.conversation_id).filter(|c| c.visitor_id == again.visitor_id);
        let old = tables.message(&again.conversation_id, &again.supersedes);
        let user = old.and_then(|old| old.reply_to.as_ref()).and_then(|id| tables.message(&again.conversation_id, id));
        let (Some(_), Some(old), Some(user)) = (known, old, user.cloned()) else { return Ok(Begun::Unknown) };
        if tables.runs.contains_key(&again.conversation_id) {
            return Ok(Begun::Busy);
        }
        if old.seq + 1 != tables.next_seq(&again.conversation_id) {
            return Ok(Begun::NotLast);
        }
        if let Err(refusal) = tables.count(&again.charge) {
            return Ok(Begun::Spent(refusal));
        }
        Ok(tables.start(user, &again.answer_id, &again.lease, again.at))
    }

    async fn say_unasked(&self, unasked: &Unasked) -> Stored<Option<Message>> {
        let tables = &mut *self.tables()?;
        let id = &unasked.conversation_id;
        let known = tables.conversations.get(id).is_some_and(|c| c.visitor_id == unasked.visitor_id);
        if !known || tables.runs.contains_key(id) || !tables.take_place(id, &unasked.place) {
            return Ok(None);
        }
        let message = unasked.message(tables.next_seq(id), clean(&unasked.text));
        tables.keep(message.clone());
        tables.keep_rendered(&message.id, unasked.rendered.as_ref());
        if let Some(conversation) = tables.conversations.get_mut(id) {
            conversation.last_activity_at = unasked.at;
        }
        Ok(Some(message))
    }

    async fn append(&self, answer: &MessageId, owner: &str, chunk: &LogChunk) -> Stored<Wish> {
        let tables = &mut *self.tables()?;
        let (_, wish) = tables.held(answer, owner)?;
        tables.log(answer, chunk)?;
        Ok(wish)
    }

    async fn end(&self, ended: &Ended) -> Stored<()> {
        let tables = &mut *self.tables()?;
        let (conversation, _) = tables.held(&ended.answer_id, &ended.owner)?;
        let extras = json::cleaned(&ended.extras)?;
        tables.log(&ended.answer_id, &ended.log)?;
        tables.close(&conversation, &ended.answer_id, ended.status, clean(&ended.text), extras, ended.at);
        tables.keep_rendered(&ended.answer_id, ended.rendered.as_ref());
        tables.correct(&ended.settlement);
        Ok(())
    }

    async fn log(&self, conversation: &ConversationId, answer: &MessageId, after: u64) -> Stored<Vec<(u64, RunEvent)>> {
        let tables = self.tables()?;
        if tables.message(conversation, answer).is_none() {
            return Ok(Vec::new());
        }
        Ok((1..).zip(tables.logged(answer).iter().cloned()).filter(|(seq, _)| *seq > after).collect())
    }

    async fn renew(&self, lease: &Lease) -> Stored<Vec<(MessageId, Wish)>> {
        let mut tables = self.tables()?;
        let ours = tables.runs.values_mut().filter(|run| run.owner == lease.owner);
        let renewed = ours.map(|run| {
            run.until = lease.until;
            (run.answer.clone(), run.wish)
        });
        Ok(renewed.collect())
    }

    async fn request_stop(&self, conversation: &ConversationId, answer: &MessageId) -> Stored<bool> {
        let mut tables = self.tables()?;
        let run = tables.runs.get_mut(conversation).filter(|run| run.answer == *answer);
        Ok(run.map(|run| run.wish = Wish::Stop).is_some())
    }

    async fn hand_in(
        &self,
        conversation: &ConversationId,
        answer: &MessageId,
        call: &str,
        outcome: &Outcome,
    ) -> Stored<bool> {
        let outcome = json::cleaned(outcome)?;
        let mut tables = self.tables()?;
        let run = tables.runs.get_mut(conversation).filter(|run| run.answer == *answer);
        let Some(run) = run.filter(|run| !run.handed_in.contains_key(call)) else { return Ok(false) };
        run.handed_in.insert(call.to_owned(), outcome);
        Ok(true)
    }

    async fn handed_in(&self, answer: &MessageId, call: &str) -> Stored<Option<Outcome>> {
        let tables = self.tables()?;
        let run = tables.runs.values().find(|run| run.answer == *answer);
        Ok(run.and_then(|run| run.handed_in.get(call)).cloned())
    }

    async fn interrupt(&self, now: Timestamp, every: bool) -> Stored<Vec<MessageId>> {
        let tables = &mut *self.tables()?;
        let lost = tables.runs.iter().filter(|(_, run)| every || run.until < now);
        let lost: Vec<_> = lost.map(|(conversation, run)| (conversation.clone(), run.answer.clone())).collect();
        for (conversation, answer) in &lost {
            tables.interrupt(conversation, answer, now);
        }
        Ok(lost.into_iter().map(|(_, answer)| answer).collect())
    }

    async fn prune_logs(&self, before: Timestamp) -> Stored<u64> {
        let tables = &mut *self.tables()?;
        let ended =
            |id: &MessageId| tables.messages.get(id).and_then(|kept| kept.ended_at).is_some_and(|at| at < before);
        let old: Vec<_> = tables.logs.keys().filter(|id| ended(id)).take(1_000).cloned().collect();
        for id in &old {
            tables.logs.remove(id);
        }
        Ok(old.len() as u64)
    }
}

impl Tables {
    pub(super) fn by_client_id(&self, conversation: &ConversationId, client_id: &str) -> Option<Message> {
        let matches = |m: &&Message| m.conversation_id == *conversation && m.client_id.as_deref() == Some(client_id);
        self.messages.values().map(|kept| &kept.message).find(matches).cloned()
    }

    fn good_answer(&self, user: &Message) -> Option<Message> {
        let answers = self.messages.values().filter(|kept| !kept.superseded).map(|kept| &kept.message);
        let latest = answers.filter(|m| m.reply_to.as_ref() == Some(&user.id)).max_by_key(|m| m.seq)?;
        let failed = matches!(latest.status, MessageStatus::Failed | MessageStatus::Interrupted);
        (!failed).then(|| latest.clone())
    }

    fn next_seq(&self, conversation: &ConversationId) -> i64 {
        let theirs = self.messages.values().map(|kept| &kept.message).filter(|m| m.conversation_id == *conversation);
        theirs.map(|m| m.seq).max().unwrap_or(0) + 1
    }

    /// Whether the agent may speak there; a rule that may once has then spoken.
    fn take_place(&mut self, conversation: &ConversationId, place: &Place) -> bool {
        match place {
            Place::First => self.next_seq(conversation) == 1,
            Place::Last { once: None } => true,
            Place::Last { once: Some(rule) } => {
                self.spoken_rules.entry(conversation.clone()).or_default().insert(clean(rule))
            }
        }
    }

    fn insert_user(&mut self, turn: &NewTurn, text: String, attachments: Vec<Attached>) -> Message {
        self.claim(&attachments, &turn.user_message_id);
        let message = Message {
            id: turn.user_message_id.clone(),
            conversation_id: turn.conversation_id.clone(),
            seq: self.next_seq(&turn.conversation_id),
            role: Role::User,
            status: MessageStatus::Complete,
            text,
            client_id: clean_option(turn.client_id.as_ref()),
            reply_to: None,
            extras: Extras { attachments, form: turn.form.clone(), ..Extras::default() },
            feedback: None,
            created_at: turn.at,
        };
        self.keep(message.clone());
        self.keep_rendered(&message.id, turn.rendered.as_ref());
        message
    }

    /// An empty answer and its run; earlier answers are superseded.
    fn start(&mut self, user: Message, id: &MessageId, lease: &Lease, at: Timestamp) -> Begun {
        let earlier = self.messages.values_mut().filter(|kept| kept.message.reply_to.as_ref() == Some(&user.id));
        earlier.for_each(|kept| kept.superseded = true);
        let answer = Message {
            id: id.clone(),
            conversation_id: user.conversation_id.clone(),
            seq: self.next_seq(&user.conversation_id),
            role: Role::Agent,
            status: MessageStatus::Streaming,
            text: String::new(),
            client_id: None,
            reply_to: Some(user.id.clone()),
            extras: Extras::default(),
            feedback: None,
            created_at: at,
        };
        self.keep(answer.clone());
        let running = Running {
            answer: id.clone(),
            owner: lease.owner.clone(),
            until: lease.until,
            wish: Wish::More,
            handed_in: HashMap::new(),
        };
        self.runs.insert(user.conversation_id.clone(), running);
        if let Some(conversation) = self.conversations.get_mut(&user.conversation_id) {
            conversation.last_activity_at = at;
        }
        Begun::Started { user, answer }
    }

    fn keep(&mut self, message: Message) {
        self.messages.insert(message.id.clone(), Kept { message, superseded: false, ended_at: None });
    }

    fn keep_rendered(&mut self, message: &MessageId, rendered: Option<&Rendered>) {
        if let Some(rendered) = rendered {
            self.rendered.insert(message.clone(), rendered.clone());
        }
    }

    fn held(&self, answer: &MessageId, owner: &str) -> Stored<(ConversationId, Wish)> {
        let ours = self.runs.iter().find(|(_, run)| run.answer == *answer && run.owner == owner);
        ours.map(|(conversation, run)| (conversation.clone(), run.wish)).ok_or(StoreError::LeaseLost)
    }

    fn log(&mut self, answer: &MessageId, chunk: &LogChunk) -> Stored<()> {
        let events = following(self.logged(answer).len() as u64, chunk)?
            .iter()
            .map(json::cleaned)
            .collect::<Stored<Vec<_>>>()?;
        if !events.is_empty() {
            self.logs.entry(answer.clone()).or_default().extend(events);
        }
        Ok(())
    }

    fn close(
        &mut self,
        conversation: &ConversationId,
        answer: &MessageId,
        status: MessageStatus,
        text: String,
        extras: Extras,
        at: Timestamp,
    ) {
        self.runs.remove(conversation);
        if let Some(conversation) = self.conversations.get_mut(conversation) {
            conversation.last_activity_at = at;
        }
        if let Some(kept) = self.messages.get_mut(answer) {
            kept.ended_at = Some(at);
            kept.message = Message { status, text, extras, ..kept.message.clone() };
        }
    }

    fn interrupt(&mut self, conversation: &ConversationId, answer: &MessageId, now: Timestamp) {
        let events = self.logged(answer);
        let text = text_of(events);
        let blocks = events
            .iter()
            .filter_map(|event| if let RunEvent::Block(block) = event { Some(block.clone()) } else { None })
            .collect();
        let failure = Failure { code: ErrorCode::Interrupted, retry_after: None };
        self.logs.entry(answer.clone()).or_default().push(RunEvent::Failed(failure.clone()));
        let extras = Extras { blocks, failure: Some(failure), ..Extras::default() };
        self.close(conversation, answer, MessageStatus::Interrupted, text, extras, now);
    }
}
