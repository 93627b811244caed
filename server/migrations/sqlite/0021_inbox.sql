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

update conversations set
    team_id = (select team_id from widgets w where w.id = widget_id),
    started_at = (select min(m.created_at) from messages m where m.conversation_id = conversations.id and m.role = 'user'),
    last_text = coalesce((
        select substr(m.text, 1, 200)
        from messages m
        where m.conversation_id = conversations.id and not m.superseded and m.text <> ''
        order by m.seq desc limit 1), ''),
    last_role = (
        select m.role
        from messages m
        where m.conversation_id = conversations.id and not m.superseded and m.text <> ''
        order by m.seq desc limit 1),
    rating = (
        select m.feedback ->> '$.value'
        from messages m
        where m.conversation_id = conversations.id and m.feedback is not null
        order by m.seq desc limit 1),
    unsure = exists (
        select 1
        from messages m
        where m.conversation_id = conversations.id and m.extras ->> '$.low_confidence');

create index conversations_of_team on conversations (team_id, last_activity_at, id) where started_at is not null;
create index conversations_by_status on conversations (team_id, status, last_activity_at, id) where started_at is not null;

-- The team, in answers that were unsure, failed or are rated down: its gaps are found without looking at all the others.
alter table messages add column gap_team text references teams (id);

update messages set gap_team = (select c.team_id from conversations c where c.id = messages.conversation_id)
where reply_to is not null
  and (extras ->> '$.low_confidence' or status in ('failed', 'interrupted') or feedback ->> '$.value' = 'down');

create index gaps_of_team on messages (gap_team, created_at) where gap_team is not null;

-- Words in messages. The index holds no texts, so nothing of an erased one stays in it: the texts are the messages' own, which
-- it names by a number. `team` is one word made of the id, so that a search is of one team's messages.
alter table messages add column search_id bigint;

update messages set search_id = numbered.number
from (
    select id as numbered_id, row_number() over (order by created_at, id) as number
    from messages
    where text <> '' and not superseded
) numbered
where numbered.numbered_id = id;

create index messages_by_search_id on messages (search_id) where search_id is not null;

create view message_texts as
select m.search_id, 't' || hex(c.team_id) as team, m.text
from messages m
join conversations c on c.id = m.conversation_id
where m.search_id is not null;

create virtual table message_search using fts5 (
    team,
    text,
    content = 'message_texts',
    content_rowid = 'search_id',
    tokenize = 'unicode61 remove_diacritics 2'
);
-- Words that are erased leave the index as well.
insert into message_search (message_search, rank) values ('secure-delete', 1);
insert into message_search (message_search) values ('rebuild');

create trigger messages_searched after insert on messages when new.text <> '' and not new.superseded
begin
    update messages
    set search_id = (select coalesce(max(search_id), 0) + 1 from messages where search_id is not null)
    where id = new.id;
    insert into message_search (rowid, team, text)
    select m.search_id, 't' || hex(c.team_id), m.text
    from messages m
    join conversations c on c.id = m.conversation_id
    where m.id = new.id;
end;

create trigger messages_searched_anew after update of text, superseded on messages
when new.text <> old.text or new.superseded <> old.superseded
begin
    insert into message_search (message_search, rowid, team, text)
    select 'delete', old.search_id, 't' || hex(c.team_id), old.text
    from conversations c
    where c.id = old.conversation_id and old.search_id is not null;
    update messages
    set search_id = case
        when new.text <> '' and not new.superseded then coalesce(
            old.search_id, (select coalesce(max(search_id), 0) + 1 from messages where search_id is not null))
    end
    where id = new.id;
    insert into message_search (rowid, team, text)
    select m.search_id, 't' || hex(c.team_id), m.text
    from messages m
    join conversations c on c.id = m.conversation_id
    where m.id = new.id and m.search_id is not null;
end;

-- Messages are removed before their conversation.
create trigger messages_not_searched after delete on messages when old.search_id is not null
begin
    insert into message_search (message_search, rowid, team, text)
    select 'delete', old.search_id, 't' || hex(c.team_id), old.text
    from conversations c
    where c.id = old.conversation_id;
end;
