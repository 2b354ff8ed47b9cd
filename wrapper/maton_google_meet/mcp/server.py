"""The MCP server: the tools of this package, and the document and the reports as resources."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import unquote

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
from ..errors import InvalidArgumentError, MatonError, ResponseError
from ..facade import Verb
from ..reports import TEXT_REPORTS
from ..types import AsyncConfirm, PendingWrite
from .approvals import Approvals, is_state_error, require_elicitation, uses_two_calls
from .progress import Progress

Context = ServerRequestContext[Any, Any]

NAME: Final = "maton-google-meet"
DOCUMENT_URI: Final = f"{NAME}://document"
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
            names=", ".join(dict.fromkeys(tools.find_verb(name).resource for name in served)),
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
            verb = self._find_verb(params.name)
        except InvalidArgumentError as error:
            return make_result(tools.ErrorResult(error))
        progress = Progress(context, verb.operation.id if verb.lists else None)
        planned = list[PendingWrite]()
        hook = self._make_hook(context, params, progress, planned)
        observers = (*self._meet.http.call_options.observers, progress.observe)
        view = self._meet.with_options(confirm=hook, observe=observers)
        async with progress.run():
            result = await tools.acall(view, params.name, params.arguments)
        return self._approvals.make_question(planned[0]) if planned else make_result(result)

    def _find_verb(self, name: str) -> Verb:
        """Return the verb of a tool.

        Raises:
            InvalidArgumentError: The tool is not served.
        """
        verb = tools.find_verb(name)
        if verb.tool not in self._served:
            is_read = verb.operation.outcome is None
            reason = ONLY if is_read or self._writes else NO_WRITES
            raise InvalidArgumentError(reason.format(name=verb.tool))
        if verb.tool != name:
            raise InvalidArgumentError(f"The tool is called {verb.tool}: call this name.")
        return verb

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
            mime_type="application/json",
        )
        return ListResourcesResult(resources=[document])

    async def list_resource_templates(self, _: Context, __: object) -> ListResourceTemplatesResult:
        """Return the reports."""
        templates = [
            ResourceTemplate(
                uri_template=f"{NAME}://{name}/{{+name}}",
                name=name,
                description=report.description,
                mime_type="text/plain",
            )
            for name, report in TEXT_REPORTS.items()
        ]
        return ListResourceTemplatesResult(resource_templates=templates)

    async def read_resource(
        self, _: Context, params: ReadResourceRequestParams
    ) -> ReadResourceResult:
        """Return the document or a report. The text of a report is marked as untrusted."""
        kind, _slash, name = params.uri.removeprefix(f"{NAME}://").partition("/")
        if params.uri.rstrip("/") == DOCUMENT_URI:
            text, type = json.dumps(document(), ensure_ascii=False), "application/json"
        elif params.uri.startswith(f"{NAME}://") and kind in TEXT_REPORTS:
            try:
                report = await TEXT_REPORTS[kind].read(self._meet, unquote(name))
            except MatonError as error:
                data = tools.describe_error(error)
                raise MCPError(INTERNAL_ERROR, data["message"], data) from error
            text, type = tools.mark_untrusted(report), "text/plain"
        else:
            raise MCPError(INVALID_PARAMS, UNKNOWN_RESOURCE, {"uri": params.uri})
        contents = TextResourceContents(uri=params.uri, mime_type=type, text=text)
        return ReadResourceResult(contents=[contents])


def make_result(result: dict[str, Any]) -> CallToolResult:
    """Return the result of a tool, as a structure and as its JSON text.

    The SDK cannot send half of a surrogate pair, which JSON allows, or a deeply nested value.
    """
    try:
        text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
        clean = text.encode("utf-8", "replace").decode("utf-8")
        answer = CallToolResult(
            content=[TextContent(text=clean)],
            structured_content=result if clean == text else json.loads(clean),
            is_error=isinstance(result, tools.ErrorResult),
        )
        answer.model_dump_json()
    except (ValueError, RecursionError):
        return make_result(tools.ErrorResult(ResponseError(TOO_DEEP)))
    return answer
