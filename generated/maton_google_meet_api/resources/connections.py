# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""A connection is one Google account that has authorized Maton to act for it."""

# The imports inside the methods load an endpoint and its models on their first use.
# pyright: reportPrivateUsage=false
from __future__ import annotations

from typing import TYPE_CHECKING

from ..runtime.arguments import check_field as _check_field
from ..runtime.arguments import check_query as _check_query
from ..runtime.arguments import replace_none as _replace_none
from ..runtime.calls import AsyncCalls, Calls
from ..runtime.calls import check_empty_response as _check_empty_response
from ..runtime.calls import parse_response as _parse_response
from ..runtime.names import split_name as _split_name
from ..runtime.pager import AsyncPager, Pager
from ..runtime.unset import Unset

if TYPE_CHECKING:
    from ..models.connection import Connection
    from ..models.connection_method import ConnectionMethod
    from ..models.connection_status import ConnectionStatus
    from ..models.create_connection_response import CreateConnectionResponse
    from ..models.get_connection_response import GetConnectionResponse
    from ..models.list_connections_response import ListConnectionsResponse


class Connections:
    """A connection is one Google account that has authorized Maton to act for it. A new connection is
    `PENDING`. It becomes `ACTIVE` when a user opens its `url` in a browser and signs in to Google.
    When Google's authorization expires, create a new connection and delete the old one.

    The methods raise the errors of their client.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def list(
        self,
        *,
        app: str | None = None,
        status: ConnectionStatus | str | None = None,
        method: ConnectionMethod | str | None = None,
        limit: int | None = None,
    ) -> Pager[Connection, ListConnectionsResponse]:
        """List the connections of the Maton account.

        With `app=google-meet` and `status=ACTIVE`, the response lists the Google accounts that can
        be used now. The operation needs only a key, so it is a quick test of a key. Maton does not
        document a way to get further pages.

        `GET /connections`

        Args:
            app: Only connections to this app; `google-meet` is Google Meet.
            status: Only connections with this status.
            method: Only connections with this authorization method.
            limit: The maximum number of connections to return. Maton's command line sends 30; the
                server's default is not documented.

        Returns:
            A pager. Iterate it (`for`) for Connection objects, or its `.pages()` for
            ListConnectionsResponse objects.
        """
        from ..api.connections.connections_list import _get_kwargs
        from ..models.list_connections_response import ListConnectionsResponse

        if app is not None:
            app = _check_query("app", app, "str", self._calls.errors)
        if status is not None:
            status = _check_query("status", status, "ConnectionStatus | str", self._calls.errors)
        if method is not None:
            method = _check_query("method", method, "ConnectionMethod | str", self._calls.errors)
        if limit is not None:
            limit = _check_query(
                "limit",
                limit,
                "int",
                self._calls.errors,
                (-9223372036854775808, 9223372036854775807),
            )

        def _fetch(_page_size: int | None, _page_token: str | None) -> ListConnectionsResponse:
            return self._calls.send(
                _get_kwargs(
                    app=_replace_none(app),
                    status=_replace_none(status),
                    method=_replace_none(method),
                    limit=_replace_none(limit),
                ),
                lambda response: _parse_response(
                    response,
                    ListConnectionsResponse.from_dict,
                    ("connections[].connection_id",),
                    self._calls.errors,
                ),
            )

        return Pager(
            _fetch,
            lambda page: page.connections,
            self._calls.errors,
        )

    def create(
        self,
        *,
        app: str | Unset = "google-meet",
    ) -> CreateConnectionResponse:
        """Create a connection for another Google account.

        The new connection is `PENDING` until a user opens its `url` in a browser and signs in to
        Google. Maton does not document the shape of this response: read the id from any of its
        documented places, then get the connection for its `url` and `status`.

        This write needs approval. Creates a connection for this app in the Maton account. The
        connection cannot be used until a user opens its URL and signs in to Google. Calls without a
        connection id may then find two connections.

        `POST /connections`

        Args:
            app: The app to connect.
        """
        from ..api.connections.connections_create import _get_kwargs
        from ..models.create_connection_response import CreateConnectionResponse
        from ..models.new_connection import NewConnection

        _body = NewConnection(
            app=_check_field("app", app, "str | Unset", self._calls.errors),
        )
        return self._calls.send(
            _get_kwargs(
                body=_body,
            ),
            lambda response: _parse_response(
                response,
                CreateConnectionResponse.from_dict,
                (),
                self._calls.errors,
            ),
        )

    def get(
        self,
        connection_id: str,
    ) -> GetConnectionResponse:
        """Get one connection.

        Returns the `status` of the connection and the `url` to finish its sign-in. The URL contains
        a session token: give it only to the person who signs in, and keep it out of logs.

        `GET /connections/{connection_id}`

        Args:
            connection_id: Id of the connection, from the list of connections.
        """
        from ..api.connections.connections_get import _get_kwargs
        from ..models.get_connection_response import GetConnectionResponse

        (_connection_id,) = _split_name(
            connection_id, "{connection_id}", "connection_id", self._calls.errors
        )
        return self._calls.send(
            _get_kwargs(
                connection_id=_connection_id,
            ),
            lambda response: _parse_response(
                response,
                GetConnectionResponse.from_dict,
                ("connection.connection_id",),
                self._calls.errors,
            ),
        )

    def delete(
        self,
        connection_id: str,
    ) -> None:
        """Delete a connection.

        The connection can no longer access its Google account. Maton does not document the
        response; both an empty body and an empty object mean success.

        This write needs approval. Deletes this connection from the Maton account. It can no longer
        be used to access its Google account.

        `DELETE /connections/{connection_id}`

        Args:
            connection_id: Id of the connection, from the list of connections.
        """
        from ..api.connections.connections_delete import _get_kwargs

        (_connection_id,) = _split_name(
            connection_id, "{connection_id}", "connection_id", self._calls.errors
        )
        self._calls.send(
            _get_kwargs(
                connection_id=_connection_id,
            ),
            lambda response: _check_empty_response(
                response, self._calls.errors, texts=("message", "detail")
            ),
        )


class AsyncConnections:
    """A connection is one Google account that has authorized Maton to act for it. A new connection is
    `PENDING`. It becomes `ACTIVE` when a user opens its `url` in a browser and signs in to Google.
    When Google's authorization expires, create a new connection and delete the old one.

    The methods raise the errors of their client.
    """

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    def list(
        self,
        *,
        app: str | None = None,
        status: ConnectionStatus | str | None = None,
        method: ConnectionMethod | str | None = None,
        limit: int | None = None,
    ) -> AsyncPager[Connection, ListConnectionsResponse]:
        """List the connections of the Maton account.

        With `app=google-meet` and `status=ACTIVE`, the response lists the Google accounts that can
        be used now. The operation needs only a key, so it is a quick test of a key. Maton does not
        document a way to get further pages.

        `GET /connections`

        Args:
            app: Only connections to this app; `google-meet` is Google Meet.
            status: Only connections with this status.
            method: Only connections with this authorization method.
            limit: The maximum number of connections to return. Maton's command line sends 30; the
                server's default is not documented.

        Returns:
            A pager. Iterate it (`async for`) for Connection objects, or its `.pages()` for
            ListConnectionsResponse objects.
        """
        from ..api.connections.connections_list import _get_kwargs
        from ..models.list_connections_response import ListConnectionsResponse

        if app is not None:
            app = _check_query("app", app, "str", self._calls.errors)
        if status is not None:
            status = _check_query("status", status, "ConnectionStatus | str", self._calls.errors)
        if method is not None:
            method = _check_query("method", method, "ConnectionMethod | str", self._calls.errors)
        if limit is not None:
            limit = _check_query(
                "limit",
                limit,
                "int",
                self._calls.errors,
                (-9223372036854775808, 9223372036854775807),
            )

        async def _fetch(
            _page_size: int | None, _page_token: str | None
        ) -> ListConnectionsResponse:
            return await self._calls.send(
                _get_kwargs(
                    app=_replace_none(app),
                    status=_replace_none(status),
                    method=_replace_none(method),
                    limit=_replace_none(limit),
                ),
                lambda response: _parse_response(
                    response,
                    ListConnectionsResponse.from_dict,
                    ("connections[].connection_id",),
                    self._calls.errors,
                ),
            )

        return AsyncPager(
            _fetch,
            lambda page: page.connections,
            self._calls.errors,
        )

    async def create(
        self,
        *,
        app: str | Unset = "google-meet",
    ) -> CreateConnectionResponse:
        """Create a connection for another Google account.

        The new connection is `PENDING` until a user opens its `url` in a browser and signs in to
        Google. Maton does not document the shape of this response: read the id from any of its
        documented places, then get the connection for its `url` and `status`.

        This write needs approval. Creates a connection for this app in the Maton account. The
        connection cannot be used until a user opens its URL and signs in to Google. Calls without a
        connection id may then find two connections.

        `POST /connections`

        Args:
            app: The app to connect.
        """
        from ..api.connections.connections_create import _get_kwargs
        from ..models.create_connection_response import CreateConnectionResponse
        from ..models.new_connection import NewConnection

        _body = NewConnection(
            app=_check_field("app", app, "str | Unset", self._calls.errors),
        )
        return await self._calls.send(
            _get_kwargs(
                body=_body,
            ),
            lambda response: _parse_response(
                response,
                CreateConnectionResponse.from_dict,
                (),
                self._calls.errors,
            ),
        )

    async def get(
        self,
        connection_id: str,
    ) -> GetConnectionResponse:
        """Get one connection.

        Returns the `status` of the connection and the `url` to finish its sign-in. The URL contains
        a session token: give it only to the person who signs in, and keep it out of logs.

        `GET /connections/{connection_id}`

        Args:
            connection_id: Id of the connection, from the list of connections.
        """
        from ..api.connections.connections_get import _get_kwargs
        from ..models.get_connection_response import GetConnectionResponse

        (_connection_id,) = _split_name(
            connection_id, "{connection_id}", "connection_id", self._calls.errors
        )
        return await self._calls.send(
            _get_kwargs(
                connection_id=_connection_id,
            ),
            lambda response: _parse_response(
                response,
                GetConnectionResponse.from_dict,
                ("connection.connection_id",),
                self._calls.errors,
            ),
        )

    async def delete(
        self,
        connection_id: str,
    ) -> None:
        """Delete a connection.

        The connection can no longer access its Google account. Maton does not document the
        response; both an empty body and an empty object mean success.

        This write needs approval. Deletes this connection from the Maton account. It can no longer
        be used to access its Google account.

        `DELETE /connections/{connection_id}`

        Args:
            connection_id: Id of the connection, from the list of connections.
        """
        from ..api.connections.connections_delete import _get_kwargs

        (_connection_id,) = _split_name(
            connection_id, "{connection_id}", "connection_id", self._calls.errors
        )
        await self._calls.send(
            _get_kwargs(
                connection_id=_connection_id,
            ),
            lambda response: _check_empty_response(
                response, self._calls.errors, texts=("message", "detail")
            ),
        )
