-- Passages are ranked in memory, by one engine for both databases: the full-text index goes. A version tells other nodes
-- that an agent's passages have changed.
create table passages_kept (
    agent_id text not null references agents (id),
    document text not null,
    ordinal  bigint not null,
    url      text,
    text     text not null,
    title    text not null,
    plain    text not null,
    primary key (agent_id, document, ordinal)
);

insert or replace into passages_kept (agent_id, document, ordinal, url, text, title, plain)
    select agent_id, document, ordinal, url, text, title, plain from passages where agent_id in (select id from agents);

drop table passages;

alter table passages_kept rename to passages;

alter table agents add column passages_version bigint not null default 0;
