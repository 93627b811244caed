"""Refused requests on kept-alive connections, each followed by another request: prints how many of them broke.

    keep_alive.py CLIENT BASE CASES COUNT

CLIENT is httpx or requests; CASES a JSON file: [{"method", "path", "headers", "body": bytes, "status"}].
"""

import json
import sys
import warnings


def httpx_sender():
    import httpx

    client = httpx.Client(verify=False, timeout=30, trust_env=False)
    return lambda method, url, headers, body: client.request(method, url, headers=headers, content=body).status_code


def requests_sender():
    import requests

    session = requests.Session()
    session.verify = False
    session.trust_env = False
    return lambda method, url, headers, body: session.request(method, url, headers=headers, data=body, timeout=30).status_code


def main():
    warnings.simplefilter("ignore")
    name, base, cases, count = sys.argv[1:]
    send = {"httpx": httpx_sender, "requests": requests_sender}[name]()
    with open(cases) as file:
        cases = json.load(file)
    broken = []

    def expect(status, what, *request):
        try:
            got = send(*request)
        except Exception as error:
            got = f"{type(error).__name__}: {error}"
        if got != status:
            broken.append(f"{what}: {got}, not {status}")

    for turn in range(int(count)):
        case = cases[turn % len(cases)]
        what = f"{case['method']} {case['path']} with {case['body']} bytes"
        expect(case["status"], what, case["method"], base + case["path"], case["headers"], b"a" * case["body"])
        expect(200, f"after {what}", "GET", base + "/healthz", {}, None)
    print(json.dumps({"requests": 2 * int(count), "broken": len(broken), "first": broken[:5]}))


main()
