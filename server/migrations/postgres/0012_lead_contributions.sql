-- Leads: a lead is an address; what is known of it is what each conversation gave, so that nobody's words replace another's
-- and everybody takes back their own. It is put together when it is read.

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
);

insert into lead_contributions (lead_id, conversation_id, email, name, phone, message, fields, created_at, updated_at)
select id, conversation_id, email, name, phone, message, fields, updated_at, updated_at from leads;

alter table leads rename column updated_at to created_at;
alter table leads drop column conversation_id;
alter table leads drop column email;
alter table leads drop column name;
alter table leads drop column phone;
alter table leads drop column message;
alter table leads drop column fields;

create index lead_contributions_of_conversation on lead_contributions (conversation_id);
