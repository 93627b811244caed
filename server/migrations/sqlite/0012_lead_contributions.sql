-- Leads: a lead is an address; what is known of it is what each conversation gave, so that nobody's words replace another's
-- and everybody takes back their own. It is put together when it is read.

alter table leads rename to leads_old;

create table leads (
    id          text primary key,
    agent_id    text not null references agents (id),
    email_lower text not null,
    created_at  bigint not null,
    unique (agent_id, email_lower)
) without rowid;

create table lead_contributions (
    lead_id         text not null references leads (id) on delete cascade,
    conversation_id text not null references conversations (id),
    email           text not null,
    name            text,
    phone           text,
    message         text,
    fields          text not null,      -- JSON: an object of texts
    created_at      bigint not null,
    updated_at      bigint not null,
    primary key (lead_id, conversation_id)
) without rowid;

insert into leads (id, agent_id, email_lower, created_at) select id, agent_id, email_lower, updated_at from leads_old;

insert into lead_contributions (lead_id, conversation_id, email, name, phone, message, fields, created_at, updated_at)
select id, conversation_id, email, name, phone, message, fields, updated_at, updated_at from leads_old;

drop table leads_old;

create index lead_contributions_of_conversation on lead_contributions (conversation_id);
