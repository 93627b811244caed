"""One real call for each tag, with the package openapi-python-client makes of the description. Prints the tags."""

import importlib
import json
import pathlib
import pkgutil

import api_client
from api_client import Client
from api_client.api.caty import caty_config
from api_client.api.chat_bot_kit_conversations import chatbotkit_create_session
from api_client.api.chat_bot_kit_widgets import chatbotkit_list_widgets
from api_client.api.nexon_tech import nexon_init
from api_client.api.node_loom_dashboard import nodeloom_list_widgets
from api_client.api.node_loom_widget import nodeloom_init
from api_client.api.owner_agents import owner_list_agents
from api_client.api.owner_conversations import owner_list_conversations
from api_client.api.owner_sign_in import owner_login
from api_client.api.owner_team import owner_list_members
from api_client.api.owner_widgets import owner_get_settings
from api_client.api.widget_conversation import widget_init
from api_client.api.widget_launcher import widget_launcher_config
from api_client.api.widget_leads_and_events import widget_record_events
from api_client.models import (
    ChatbotkitSessionRequest,
    EventItem,
    EventsRequest,
    InitRequest,
    LoginRequest,
    NexonInitRequest,
)

# The generator forgets an import where a body may have one of several media types.
BROKEN_BY_THE_GENERATOR = {"api_client.api.chat_bot_kit_conversations.chatbotkit_upload_attachment"}

for module in pkgutil.walk_packages(api_client.__path__, "api_client."):
    if module.name not in BROKEN_BY_THE_GENERATOR:
        importlib.import_module(module.name)

given = json.loads(pathlib.Path("given.json").read_text())
done = []


def client(**headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client(base_url=given["base"], headers=names, raise_on_unexpected_status=True)


def call(tag, function, **arguments):
    """What a reply that is a success was read as."""
    reply = function.sync_detailed(**arguments)
    if not 200 <= reply.status_code < 300 or reply.parsed is None:
        raise SystemExit(f"{tag}: {reply.status_code} {reply.content}")
    done.append(tag)
    return reply.parsed


def expect(fact, what):
    if not fact:
        raise SystemExit(f"expected {what}")


page = {"Origin": given["origin"]}
owner = client(Cookie=given["cookie"])
secret = client(Authorization=f"Bearer {given['secret']}")
team, widget = given["team"], given["widget"]

opened = call("Widget: conversation", widget_init, client=client(**page), body=InitRequest(agent_id=given["key"]))
expect(opened.data.messages == [], "an empty conversation")

launcher = call("Widget: launcher", widget_launcher_config, client=client(), key=given["key"])
expect(launcher.data.language, "a language")

recorded = call(
    "Widget: leads and events",
    widget_record_events,
    client=client(**page, Authorization=f"Bearer {opened.data.jwt}"),
    body=EventsRequest(events=[EventItem(kind="opened")]),
)
expect(recorded.data.accepted == 1, "one event")

me = call(
    "Owner: sign-in",
    owner_login,
    client=client(),
    body=LoginRequest(email=given["email"], password=given["password"]),
)
expect(me.email == given["email"], "the account")

agents = call("Owner: agents", owner_list_agents, client=owner, team_id=team)
expect(given["agent"] in [agent.id for agent in agents], "the agent")

conversations = call("Owner: conversations", owner_list_conversations, client=owner, team_id=team)
expect(conversations.conversations == [], "no conversation yet")

settings = call("Owner: widgets", owner_get_settings, client=owner, team_id=team, id=widget)
expect(settings.settings is not None, "settings")

members = call("Owner: team", owner_list_members, client=owner, team_id=team)
expect(len(members) == 1, "one member")

chat = call("NexonTech", nexon_init, client=client(), body=NexonInitRequest(key=given["key"]))
expect(chat.conversation_id, "a conversation")

widgets = call("NodeLoom: dashboard", nodeloom_list_widgets, client=owner, team_id=team)
expect(widget in [one.id for one in widgets], "the widget")

embedded = call("NodeLoom: widget", nodeloom_init, client=client(**page), token=given["embedToken"])
expect(embedded, "a configuration")

config = call("Caty", caty_config, client=client(**page, X_API_Key=given["catyKey"]))
expect(config.success, "success")

listed = call("ChatBotKit: widgets", chatbotkit_list_widgets, client=secret)
expect(widget in [one.id for one in listed.items], "the widget")

session = call(
    "ChatBotKit: conversations",
    chatbotkit_create_session,
    client=secret,
    id_or_alias=widget,
    body=ChatbotkitSessionRequest(),
)
expect(session.token, "a token")

print(json.dumps(done))
