-- Conversations as their owner's list shows them: kept with the conversation, in the transactions that write its messages.

alter table conversations add column team_id text references teams (id);
alter table conversations add column started_at bigint;    -- the visitor's first message
alter table conversations add column status text not null default 'bot'
    check (status in ('bot', 'waiting', 'person', 'resolved', 'spam'));
alter table conversations add column assignee text references accounts (id);
alter table conversations add column waiting_since bigint;
alter table conversations add column first_reply_at bigint;
alter table conversations add column last_text text not null default '';
alter table conversations add column last_role text check (last_role in ('user', 'agent'));
alter table conversations add column rating text check (rating in ('up', 'down'));
alter table conversations add column unsure boolean not null default false;

update conversations c set
    team_id = (select team_id from widgets w where w.id = c.widget_id),
    started_at = (select min(m.created_at) from messages m where m.conversation_id = c.id and m.role = 'user'),
    last_text = coalesce((
        select substr(m.text, 1, 200)
        from messages m
        where m.conversation_id = c.id and not m.superseded and m.text <> ''
        order by m.seq desc limit 1), ''),
    last_role = (
        select m.role
        from messages m
        where m.conversation_id = c.id and not m.superseded and m.text <> ''
        order by m.seq desc limit 1),
    rating = (
        select m.feedback::json ->> 'value'
        from messages m
        where m.conversation_id = c.id and m.feedback is not null
        order by m.seq desc limit 1),
    unsure = exists (
        select 1
        from messages m
        where m.conversation_id = c.id and (m.extras::json ->> 'low_confidence')::boolean);

create index conversations_of_team on conversations (team_id, last_activity_at, id) where started_at is not null;
create index conversations_by_status on conversations (team_id, status, last_activity_at, id) where started_at is not null;

-- The team, in answers that were unsure, failed or are rated down: its gaps are found without looking at all the others.
alter table messages add column gap_team text references teams (id);

update messages m set gap_team = (select c.team_id from conversations c where c.id = m.conversation_id)
where m.reply_to is not null
  and ((m.extras::json ->> 'low_confidence')::boolean or m.status in ('failed', 'interrupted') or m.feedback::json ->> 'value' = 'down');

create index gaps_of_team on messages (gap_team, created_at) where gap_team is not null;

-- SQLite's index of words names messages by this number; here the index has the messages themselves.
alter table messages add column search_id bigint;

-- Words in messages. The parser takes a megabyte of them at most.
create index messages_searched on messages using gin (to_tsvector('simple', left(text, 100000))) where not superseded;
