"""The MCP server: the tools of this package, and the document and the reports as resources."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from maton_google_meet_api.runtime.schemas import document
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    InputRequiredResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    Tool,
)

from .. import tools
from .._version import __version__
from ..client import AsyncGoogleMeet
from ..errors import InvalidArgumentError, ResponseError
from ..reports.definitions import REPORTS
from ..types import AsyncConfirm, PendingWrite
from .approvals import Approvals, is_state_error, require_elicitation, uses_two_calls
from .progress import Progress

Context = ServerRequestContext[Any, Any]

NAME: Final = "maton-google-meet"
DOCUMENT_URI: Final = f"{NAME}://document"
JSON_TYPE: Final = "application/json"
INSTRUCTIONS: Final = (
    f"Tools for {{names}}. {tools.INSTRUCTIONS} {{writes}} If an error names several "
    "connections, ask the user which account to use: the user starts the server with --connection."
)
READS_ONLY: Final = "This server only reads. For writes, the user starts it with --writes."
WITH_WRITES: Final = "The question before a write shows the user the exact request."

WRONG_STATE: Final = (
    "The answer does not belong to this call: its state is invalid, from another call, client or "
    "server, or too old. Nothing was sent. Call the tool again without it, to ask the user again."
)
NO_WRITES: Final = (
    "{name} is a write, and this server only reads: nothing was sent. The user can start it with "
    "--writes."
)
ONLY: Final = "{name} is not served: the user started the server with --only."
TOO_DEEP: Final = "The call succeeded, but its response is nested too deeply to be sent."
UNKNOWN_RESOURCE: Final = "The resource is unknown: list the resources and the resource templates."

MAX_DIGITS: Final = 20

MakeHook = Callable[[Progress], AsyncConfirm]
"""A function that returns the hook for the writes of one call."""


def make_server(
    meet: AsyncGoogleMeet,
    *,
    writes: bool = False,
    only: Sequence[str] = (),
    make_hook: MakeHook | None = None,
    approvals: Approvals | None = None,
) -> Server[Any]:
    """Return the server of the SDK, with the tools of `meet`.

    Args:
        meet: The client of all calls. It must be open as long as the server runs.
        writes: Serve the tools that write.
        only: Names of tools or operations to serve, in which `*` matches any text.
        make_hook: A function that returns the hook for the writes of a call. If left out, the
            client of the protocol asks the user.
        approvals: The questions of the server, if they have another clock or time, for tests.

    Raises:
        InvalidArgumentError: A name in `only` matches no tool that is served.
    """
    served = {each["name"]: each for each in tools.definitions(writes=writes, only=only or None)}
    handlers = _Handlers(meet, served, writes, make_hook, approvals or Approvals())
    server = Server[Any](
        NAME,
        version=__version__,
        title="Google Meet",
        instructions=INSTRUCTIONS.format(
            names=", ".join(dict.fromkeys(tools.find_tool(name).group for name in served)),
            writes=WITH_WRITES if writes else READS_ONLY,
        ),
        get_tool_input_schema=handlers.get_input_schema,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_resource_templates,
        on_read_resource=handlers.read_resource,
    )
    server.middleware.append(handlers.seal_states)
    return server


class _Handlers:
    """The functions that answer the requests of a server."""

    def __init__(
        self,
        meet: AsyncGoogleMeet,
        served: Mapping[str, dict[str, Any]],
        writes: bool,
        make_hook: MakeHook | None,
        approvals: Approvals,
    ) -> None:
        self._meet = meet
        self._served = served
        self._writes = writes
        self._make_separate_hook = make_hook
        self._approvals = approvals

    def get_input_schema(self, name: str) -> Mapping[str, Any] | None:
        """Return the schema of the arguments of a tool; None for an unknown tool."""
        tool = self._served.get(name)
        return tool and tool["inputSchema"]

    async def list_tools(self, _: Context, __: object) -> ListToolsResult:
        """Return the tools that are served."""
        listed = [
            Tool.model_validate({**tool, "outputSchema": tools.output_schema(name)})
            for name, tool in self._served.items()
        ]
        return ListToolsResult(tools=listed)

    async def seal_states(self, ctx: Context, call_next: CallNext) -> HandlerResult:
        """Refuse a call whose state the server did not create for it, as a middleware."""
        try:
            return await self._approvals.seal_states(ctx, call_next)
        except MCPError as error:
            if ctx.method != "tools/call" or not is_state_error(error):
                raise
            return make_result(tools.ErrorResult(InvalidArgumentError(WRONG_STATE)))

    async def call_tool(
        self, context: Context, params: CallToolRequestParams
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool. All errors of the call are in the result."""
        try:
            self._check_tool(params.name)
        except InvalidArgumentError as error:
            return make_result(tools.ErrorResult(error))
        progress = Progress(context)
        planned = list[PendingWrite]()
        hook = self._make_hook(context, params, progress, planned)
        observers = (*self._meet.http.call_options.observers, progress.observe)
        view = self._meet.with_options(confirm=hook, observe=observers)
        async with progress.run():
            result = await tools.acall(view, params.name, params.arguments, progress=progress.count)
        return self._approvals.make_question(planned[0]) if planned else make_result(result)

    def _check_tool(self, name: str) -> None:
        """Raise `InvalidArgumentError` if a tool is not served under this name."""
        tool = tools.find_tool(name)
        if tool.name not in self._served:
            reason = NO_WRITES if tool.is_write and not self._writes else ONLY
            raise InvalidArgumentError(reason.format(name=tool.name))
        if tool.name != name:
            raise InvalidArgumentError(f"The tool is called {tool.name}: call this name.")

    def _make_hook(
        self,
        context: Context,
        params: CallToolRequestParams,
        progress: Progress,
        planned: list[PendingWrite],
    ) -> AsyncConfirm:
        """Return the hook for one call. If a question ends the call, add its write to `planned`."""
        if self._make_separate_hook is not None:
            return self._make_separate_hook(progress)
        if not uses_two_calls(context):
            return partial(self._approvals.ask, context)
        if params.request_state is not None:
            return self._approvals.make_hook(params)

        async def plan(pending: PendingWrite) -> bool:
            require_elicitation(context, pending)
            planned.append(pending)
            return False

        return plan

    async def list_resources(self, _: Context, __: object) -> ListResourcesResult:
        """Return the document."""
        document = Resource(
            uri=DOCUMENT_URI,
            name="document",
            description="The OpenAPI document of all operations, with the meaning of each field.",
            mime_type=JSON_TYPE,
        )
        return ListResourcesResult(resources=[document])

    async def list_resource_templates(self, _: Context, __: object) -> ListResourceTemplatesResult:
        """Return the reports that are served."""
        templates = [
            ResourceTemplate(
                uri_template=_make_template(name, self._served[name]["inputSchema"]),
                name=name,
                description=self._served[name]["description"],
                mime_type=JSON_TYPE,
            )
            for name in self._list_reports()
        ]
        return ListResourceTemplatesResult(resource_templates=templates)

    def _list_reports(self) -> list[str]:
        return [report.name for report in REPORTS if report.name in self._served]

    async def read_resource(
        self, _: Context, params: ReadResourceRequestParams
    ) -> ReadResourceResult:
        """Return the document, or the result of a report's tool."""
        address = params.uri.removeprefix(f"{NAME}://")
        name, _slash, rest = address.partition("/")
        if params.uri.rstrip("/") == DOCUMENT_URI:
            result = document()
        elif params.uri != address and name in self._list_reports():
            arguments = _read_arguments(self._served[name]["inputSchema"], rest)
            result = await tools.acall(self._meet, name, arguments)
            if isinstance(result, tools.ErrorResult):
                error = result["error"]
                raise MCPError(INTERNAL_ERROR, error["message"], error)
        else:
            raise MCPError(INVALID_PARAMS, UNKNOWN_RESOURCE, {"uri": params.uri})
        text = _remove_surrogates(json.dumps(result, ensure_ascii=False))
        contents = TextResourceContents(uri=params.uri, mime_type=JSON_TYPE, text=text)
        return ReadResourceResult(contents=[contents])


def _make_template(name: str, schema: Mapping[str, Any]) -> str:
    """Return the URI template of a report: the first argument is the path, the others the query.

    The first argument is escaped, because a link of a meeting can have a query of its own.
    """
    first, *others = schema["properties"]
    return f"{NAME}://{name}/{{{first}}}{{?{','.join(others)}}}"


def _read_arguments(schema: Mapping[str, Any], rest: str) -> dict[str, Any]:
    """Return the arguments in a URI; `rest` follows the name of the report."""
    subject, _mark, query = rest.partition("?")
    arguments: dict[str, Any] = dict(parse_qsl(query))
    if subject:
        arguments[next(iter(schema["properties"]))] = unquote(subject)
    for key, node in schema["properties"].items():
        text = arguments.get(key, "")
        # Python refuses to read thousands of digits.
        if node["type"] == "integer" and text.isdecimal() and len(text) <= MAX_DIGITS:
            arguments[key] = int(text)
    return arguments


def _remove_surrogates(text: str) -> str:
    """Return `text` without halves of surrogate pairs, which the SDK cannot send."""
    return text.encode("utf-8", "replace").decode("utf-8")


def make_result(result: dict[str, Any]) -> CallToolResult:
    """Return the result of a tool, as a structure and as its JSON text.

    The SDK cannot send a deeply nested value.
    """
    try:
        text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
        clean = _remove_surrogates(text)
        answer = CallToolResult(
            content=[TextContent(text=clean)],
            structured_content=result if clean == text else json.loads(clean),
            is_error=isinstance(result, tools.ErrorResult),
        )
        answer.model_dump_json()
    except (ValueError, RecursionError):
        return make_result(tools.ErrorResult(ResponseError(TOO_DEEP)))
    return answer
