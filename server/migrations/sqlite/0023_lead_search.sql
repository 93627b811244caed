-- What an owner may look for in a lead, in lower case: letters of all languages, which the databases do not fold alike.

alter table lead_contributions add column search text not null default '';

update lead_contributions set search = lower(
    email || ' ' || coalesce(name, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(message, '') || ' ' || fields);
