-- Addresses of pages are kept without query and fragment, which may hold what nobody else should read.

update conversations set page_url = split_part(split_part(page_url, '#', 1), '?', 1) where page_url like '%?%' or page_url like '%#%';
update conversations set referrer = split_part(split_part(referrer, '#', 1), '?', 1) where referrer like '%?%' or referrer like '%#%';
update engagement set last_page = split_part(split_part(last_page, '#', 1), '?', 1) where last_page like '%?%' or last_page like '%#%';
