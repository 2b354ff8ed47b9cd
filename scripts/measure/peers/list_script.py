"""A script of httpx that lists conference records, as a command of this client does."""

import json
import sys

import httpx

url, key, connection = sys.argv[1:]
headers = {"Authorization": f"Bearer {key}", "Maton-Connection": connection}
with httpx.Client(base_url=url, headers=headers, timeout=30.0) as client:
    response = client.get("/google-meet/v2/conferenceRecords", params={"pageSize": 100})
    response.raise_for_status()
    for record in response.json()["conferenceRecords"]:
        print(json.dumps(record))
