# Debian's python3-aiohttp: sends requests given as JSON in one session, prints the responses as JSON.
import asyncio
import json
import sys

import aiohttp


async def parts(body):
    yield body[:10]
    yield body[10:]


async def main(url, asked):
    seen = []
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        for one in asked:
            body = one["body"].encode()
            data = parts(body) if one["chunked"] else body or None
            # A long body waits for "100 Continue".
            call = session.request(one["method"], url + one["path"], data=data, expect100=len(body) > 1024)
            async with call as response:
                seen.append({"status": response.status, "headers": dict(response.headers), "body": await response.text()})
    print(json.dumps(seen))


asyncio.run(main(sys.argv[1], json.loads(sys.argv[2])))
