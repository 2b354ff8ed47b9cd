"""An MCP server with the tools of this package, for agents (extra `mcp`).

    maton-google-meet mcp --writes

| module | content |
| --- | --- |
| `server` | the server: its tools and resources |
| `approvals` | approval by a question in the client of the user |
| `page` | approval on a web page of this machine |
| `progress` | notifications about progress and waits |
| `stdio`, `http` | the two transports |
| `loopback` | web servers on the loopback interface, and their end after a signal |

Inside this package, `mcp` is the official SDK: https://github.com/modelcontextprotocol/python-sdk
"""
