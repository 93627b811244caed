-- Files that visitors bring. Their bytes are in the object store, named by conversation and id.

create table attachments (
    id              text primary key,
    -- Gone with its conversation, whoever erases that.
    conversation_id text not null references conversations (id) on delete cascade,
    message_id      text,               -- absent until a message takes it
    name            text not null,
    kind            text not null,
    size            bigint not null,
    text            text,
    created_at      bigint not null
);

create index attachments_of_conversation on attachments (conversation_id, created_at);
create index unsent_attachments on attachments (created_at) where message_id is null;

-- The names of bytes whose file is gone, until they are removed as well.
create table discarded_objects (
    key text primary key
);

create function leave_object() returns trigger language plpgsql as $$
begin
    insert into discarded_objects (key) values (old.conversation_id || '/' || old.id) on conflict do nothing;
    return null;
end
$$;

create trigger attachments_leave_objects after delete on attachments for each row execute function leave_object();
