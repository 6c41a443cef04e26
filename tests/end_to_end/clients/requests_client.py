# Debian's python3-requests: sends requests given as JSON in one session, prints the responses as JSON.
import json
import sys

import requests

url, asked = sys.argv[1:]
seen = []
with requests.Session() as session:
    for one in json.loads(asked):
        body = one["body"].encode()
        # From a generator, requests sends chunks.
        data = (part for part in (body[:10], body[10:])) if one["chunked"] else body
        response = session.request(one["method"], url + one["path"], data=data, timeout=20)
        seen.append({"status": response.status_code, "headers": dict(response.headers), "body": response.text})
print(json.dumps(seen))
