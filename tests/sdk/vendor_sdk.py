"""ChatBotKit's own Python SDK, unmodified, against a running server.

Run by `tests/tests/api/chatbotkit/sdk.rs`, which sets PARLOR_BASE (the server), PARLOR_SECRET (a team's API secret), PARLOR_BOT
(an agent of the team) and PARLOR_ORIGIN (a page's origin). The SDK asserts that each reply is as its types say.
"""

import asyncio
import os

from chatbotkit import APIError, ChatBotKit, types

BASE, BOT, ORIGIN = os.environ["PARLOR_BASE"], os.environ["PARLOR_BOT"], os.environ["PARLOR_ORIGIN"]


async def fails(call, code):
    try:
        await call
    except APIError as error:
        assert error.code == code, error.code
    else:
        raise AssertionError(f"{code} was expected")


async def owner(client):
    widgets = client.integration.widget
    settings = {
        "name": "Größe & 日本語 🙂",
        "botId": BOT,
        "title": "How can we help you?",
        "theme": {"primaryColor": "#0066cc", "fontFamily": "Inter, sans-serif"},
        "origin": ORIGIN,
        "sessionDuration": 1_800_000.0,
        "contactCollection": True,
        "attachments": True,
        "meta": {"client": "python"},
    }
    made = (await widgets.create(settings)).id
    fetched = await widgets.fetch(made)
    assert fetched.id == made and fetched.title == settings["title"] and fetched.bot_id == BOT
    assert isinstance(fetched.theme, str) and "#0066cc" in fetched.theme
    assert fetched.session_duration == 1_800_000
    assert (await widgets.update(made, fetched)).id == made
    again = await widgets.fetch(made)
    assert {**again.to_dict(), "updatedAt": 0} == {**fetched.to_dict(), "updatedAt": 0}
    await widgets.update(made, {"theme": ".bubble { border-radius: 2px }"})
    assert (await widgets.fetch(made)).theme == ".bubble { border-radius: 2px }"
    await widgets.update(made, {"origin": f"{ORIGIN}\nhttps://www.shop.example"})
    assert (await widgets.fetch(made)).origin == f"{ORIGIN},https://www.shop.example"
    assert (await widgets.setup(made)).id == made
    clone = client.client_fetch(f"/api/v1/integration/widget/{made}/clone", record={})
    return made, types.IntegrationWidgetCloneResponse.from_dict(await clone).id


async def lists(client, made, clone):
    widgets = client.integration.widget
    ids = lambda page: [item.id for item in page.items]
    ours = {"meta": {"client": "python"}}
    assert ids(await widgets.list(ours)) == [clone, made]
    first = await widgets.list({**ours, "order": "asc", "take": 1})
    assert ids(first) == [made] and first.cursor == made
    last = await widgets.list({**ours, "order": "asc", "take": 1, "cursor": first.cursor})
    assert ids(last) == [clone] and last.cursor == ""
    nothing = await widgets.list({"meta": {"client": "nobody"}})
    assert nothing.items == [] and nothing.cursor == ""
    lines = [line async for line in widgets.list(ours).stream()]
    assert [line.data.id for line in lines] == [clone, made]


async def visitor(client, made):
    path = f"/api/v1/integration/widget/{made}/session/create"
    record = {"durationInSeconds": 3600.0, "messages": [{"type": "user", "text": "Hello"}], "contact": {"name": "Ada"}}
    session = await client.client_fetch(path, record=record)
    conversation = session["conversationId"]
    assert [message["type"] for message in session["messages"]] == ["user", "bot"]
    async with ChatBotKit(base_url=BASE, token=session["token"], headers={"origin": ORIGIN}) as page:
        reply = await page.conversation.complete(conversation, {"text": "Größe? 日本語 🙂"})
        assert reply.text == "Größe? 日本語 🙂" and reply.end.reason.value == "stop"
        lines = [line async for line in page.conversation.complete(conversation, {"text": "And?"}).stream()]
        assert [line.type.value for line in lines][-1] == "result"
        assert (await page.conversation.fetch(conversation)).id == conversation
        assert (await page.conversation.upvote(conversation, {"value": 100})).id == conversation
        assert (await page.conversation.downvote(conversation, {"reason": "wrong"})).id == conversation
        contact = {"email": "ada@shop.example", "meta": {"plan": "pro"}}
        await page.client_fetch(f"/api/v1/conversation/{conversation}/contact/upsert", record=contact)
        file = {"file": "data:text/plain;base64,SW52b2ljZSA0NzEx"}
        uploaded = await page.client_fetch(f"/api/v1/conversation/{conversation}/attachment/upload", record=file)
        types.ConversationAttachmentUploadResponse.from_dict(uploaded)
        listed = await page.client_fetch(f"/api/v1/conversation/{conversation}/message/list", query={"order": "asc"})
        types.ConversationMessageListResponse.from_dict(listed)
        vote = f"/api/v1/conversation/{conversation}/message/{reply.id}/upvote"
        assert (await page.client_fetch(vote, record={"value": 100})) == {"id": reply.id}
        await fails(page.integration.widget.list(), "NOT_AUTHENTICATED")
    opened = await client.client_fetch(f"/api/v1/conversation/{conversation}/session/create", record={})
    types.ConversationSessionCreateResponse.from_dict(opened)
    attached = await client.client_fetch(path, record={"conversationId": conversation})
    assert attached["conversationId"] == conversation and len(attached["messages"]) == 6


async def completes_without_conversation(client):
    request = {"botId": BOT, "messages": [{"type": "user", "text": "Hello"}]}
    reply = await client.conversation.complete(None, request)
    assert reply.text == "Hello" and reply.end.reason.value == "stop"
    lines = [line async for line in client.conversation.complete(None, request).stream()]
    assert lines[-1].type.value == "result" and lines[-1].data.text == "Hello"


async def main():
    async with ChatBotKit(base_url=BASE, token=os.environ["PARLOR_SECRET"]) as client:
        made, clone = await owner(client)
        await lists(client, made, clone)
        await visitor(client, made)
        await completes_without_conversation(client)
        for widget in (made, clone):
            assert (await client.integration.widget.delete(widget)).id == widget
            await fails(client.integration.widget.fetch(widget), "NOT_FOUND")
    print("ok")


asyncio.run(main())
