"""Signs requests in: schemathesis knows which cookie an operation needs, and would send made-up ones."""

import os

import schemathesis
from schemathesis.core.parameters import ParameterLocation

NAME, _, TOKEN = os.environ.get("PARLOR_COOKIE", "").partition("=")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Sends the cookie, unless the case is about sending none or another one."""
    if TOKEN and not case.meta.is_negative_at(ParameterLocation.COOKIE):
        case.cookies = {**(case.cookies or {}), NAME: TOKEN}
