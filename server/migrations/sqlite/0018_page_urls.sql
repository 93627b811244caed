-- Addresses of pages are kept without query and fragment, which may hold what nobody else should read.

update conversations set page_url = substr(page_url, 1, instr(page_url, '#') - 1) where instr(page_url, '#') > 0;
update conversations set page_url = substr(page_url, 1, instr(page_url, '?') - 1) where instr(page_url, '?') > 0;
update conversations set referrer = substr(referrer, 1, instr(referrer, '#') - 1) where instr(referrer, '#') > 0;
update conversations set referrer = substr(referrer, 1, instr(referrer, '?') - 1) where instr(referrer, '?') > 0;
update engagement set last_page = substr(last_page, 1, instr(last_page, '#') - 1) where instr(last_page, '#') > 0;
update engagement set last_page = substr(last_page, 1, instr(last_page, '?') - 1) where instr(last_page, '?') > 0;
