-- Messages as nodes: drawn once, and kept with the version of the renderer that drew them. Drawn anew when it is another.

create table rendered_messages (
    message_id text primary key references messages (id) on delete cascade,
    version    text not null,
    nodes      blob not null           -- JSON: a list of shared::content::Node; LZ4, its length before it
);

-- An address is the words of whoever wrote it: a preview goes with the conversation that asked for it first. What is there
-- is looked at again.
drop table previews;

create table previews (
    address_hash    text primary key,    -- SHA-256: addresses may hold secrets
    conversation_id text not null references conversations (id) on delete cascade,
    page            text,                -- JSON: core::preview::Page; null: there is nothing to show
    picture_key     text unique,
    picture         blob,              -- a JPEG of ours
    ends_at         bigint not null
);

create index previews_by_end on previews (ends_at);
create index previews_of_conversation on previews (conversation_id);

-- Words that are taken out of documents leave the index as well.
insert into passages (passages, rank) values ('secure-delete', 1);
